"""The lines that answer an import."""

from typing import Annotated, Any

from pydantic import Field

from api.http.validation import Problem
from tracing.value import Value

Source = Annotated[str, Field(description="Where it stands in the file, e.g. `line 12`; never what it says.")]


class ImportRefused(Value, frozen=True, kw_only=True, omit_defaults=False):
    """Something in the file that was not entered; all else is, whatever became of this."""

    source: Source
    problems: tuple[Problem, ...]


class ImportShown(Value, frozen=True, kw_only=True, omit_defaults=False):
    """With `dry_run`: a report as it would be entered."""

    source: Source
    report: dict[str, Any]


class ImportEnded(Value, frozen=True, kw_only=True, omit_defaults=False):
    """The last line: what became of the file, in numbers of reports."""

    complete: Annotated[bool, Field(description="Whether the file was read, and entered, to its end.")]
    code: Annotated[str | None, Field(description="If not: the problem, see docs/errors.md.")]
    detail: str | None
    read: Annotated[int, Field(description="Reports and faulty items met.")]
    new: Annotated[int, Field(description="Entered now.")]
    corrected: Annotated[int, Field(description="Entered before with another content, which this one supersedes.")]
    unchanged: Annotated[int, Field(description="Entered before with the same content.")]
    disputed: Annotated[int, Field(description="Of those entered, now or before: how many hold something odd.")]
    rejected: Annotated[int, Field(description="Not entered.")]
