"""What drew somebody into what happened to them, who offered it and where, and who held them then."""

from typing import Annotated

from pydantic import Field

Recruiter = Annotated[
    str | None, Field(max_length=200, description="Name or handle of who offered work or travel, as known.")
]
Advertisement = Annotated[
    str | None, Field(max_length=500, description="Address or reference of an advertisement tied to the person.")
]
Holder = Annotated[
    str | None, Field(max_length=200, description="Name of the group or person that holds or held her, as known.")
]
