"""What a report, a case or a person is called by whoever keeps it: never a name."""

from typing import Annotated

from pydantic import Field

ReferenceText = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]

Reference = Annotated[ReferenceText, Field(description="The organisation's own reference of the report.")]

Identifiers = Annotated[
    tuple[ReferenceText, ...],
    Field(
        max_length=20,
        description="By what else partners know the person or the case: a case number, the id of a record in a "
        "register. Whoever may see the record finds it by each.",
    ),
]
