"""Language codes, ISO 639."""

from functools import cache
from typing import Annotated

import pycountry
from pydantic import AfterValidator, Field


@cache
def _terminological() -> dict[str, str]:
    codes: dict[str, str] = {}
    for language in pycountry.languages:
        for other in ("alpha_2", "bibliographic"):
            if code := getattr(language, other, None):
                codes[code] = language.alpha_3
    return codes


def to_iso639_3(code: str) -> str:
    """`uk` → `ukr`, `GER` → `deu`; an unknown code comes back in small letters."""
    code = code.lower()
    return _terminological().get(code, code)


LanguageCode = Annotated[
    str,
    Field(pattern=r"^[A-Za-z]{2,3}$", description="ISO 639-3; 639-1 and bibliographic codes are read."),
    AfterValidator(to_iso639_3),
]
