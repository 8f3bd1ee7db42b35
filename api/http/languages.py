"""In which language evidence is told: as the request says, else as the browser prefers, else English."""

from typing import Annotated

from fastapi import Depends, Header, Query

from search.sentences import Language, best_language


def _language(
    language: Annotated[Language | None, Query(description="Language of the sentences.")] = None,
    accept_language: Annotated[str | None, Header(description="Counts where `language` is not given.")] = None,
) -> Language:
    return language or best_language(accept_language)


WordsIn = Annotated[Language, Depends(_language)]
