"""Names as people and clerks write them, in any script."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from tracing.value import Value

NameText = Annotated[str, Field(min_length=1, max_length=200)]


class NameKind(StrEnum):
    """What a name is to its bearer."""

    main = "main"
    birth = "birth"
    alias = "alias"
    nickname = "nickname"
    pseudonym = "pseudonym"


class Name(Value, frozen=True, kw_only=True):
    """A name, whole (`full`) or in parts (`given`, `family`), in its own script and spelling."""

    full: Annotated[NameText | None, Field(description="The whole name where its parts are not known.")] = None
    given: Annotated[NameText | None, Field(description="Given names, as written.")] = None
    family: Annotated[NameText | None, Field(description="Family names, as written.")] = None
    kind: NameKind = NameKind.main

    def check(self) -> None:
        """Refuse a name without text."""
        if not any(text.strip() for text in (self.full, self.given, self.family) if text):
            raise ValueError("a name needs `full`, `given` or `family`")

    @property
    def text(self) -> str:
        """The whole name as one line: `full`, or given then family name."""
        return self.full or " ".join(part for part in (self.given, self.family) if part)
