"""Numbers of people, for whoever plans: by sex, age, route and month, and of no group of fewer than ten."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Response

from api.access.callers import allow
from api.acts.numbers import NOTHING_OF_ANYBODY, READERS, current_release
from api.examples import numbers as examples_of_numbers
from api.http.context import CurrentService
from api.http.routing import answer, api_router, example, problems
from projections.freshness import TooFarBehindError
from projections.releases import Release
from tracing.access import Caller

router = api_router("numbers")


@router.get(
    "/numbers",
    summary="Read numbers of people",
    response_model=Release,
    dependencies=[Depends(NOTHING_OF_ANYBODY)],
    responses={
        HTTPStatus.OK: example(examples_of_numbers.RELEASE, "The numbers of this month."),
        **problems(TooFarBehindError),
    },
)
def read_numbers(service: CurrentService, caller: Annotated[Caller, Depends(allow(*READERS))]) -> Response:
    """How many people reports are about, in tens, and of no group below ten; counted once a month, alike for everybody.

    Only reports are counted that are in use and meant for all. Records that may be one person count as one where it is
    asked whether a group has ten people. What is protected and what is not: docs/decisions/29-numbers-from-ten-up.md.
    """
    return answer(current_release(service))
