"""Forms as pages send them: small, strictly decoded, and carrying their session's secret."""

import secrets
from http import HTTPStatus
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from api.desk.visits import CurrentVisit

SECRET_NAME = "csrf"  # noqa: S105 - the name of a field
"""Name of the hidden field with the secret."""
_MOST_FIELDS = 200


class ForeignFormError(Exception):
    """The form does not come from a page of this session: another site may have sent it (CSRF)."""


class Form:
    """What was filled in, by field; spaces round a value do not count, and an empty one was not filled in."""

    def __init__(self, fields: list[tuple[str, str]]) -> None:
        """Keep every value of every field."""
        self._fields = [(name, value.strip()) for name, value in fields]

    def text(self, name: str) -> str:
        """The first value of a field, or nothing."""
        return next((value for field, value in self._fields if field == name), "")

    def texts(self, name: str) -> tuple[str, ...]:
        """All values of a field that are not empty."""
        return tuple(value for field, value in self._fields if field == name and value)


async def read_form(request: Request) -> Form:
    """The fields of a request's body.

    Raises:
        HTTPException: the body is too large, or no form in UTF-8.
    """
    body = await request.body()
    try:
        return Form(
            parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
        )
    except ValueError:
        raise HTTPException(HTTPStatus.BAD_REQUEST) from None


def check_form(form: Form, expected: str, request: Request) -> None:
    """Refuse a form that another site made a browser send.

    Raises:
        ForeignFormError: it lacks the secret, or the browser says that it comes from elsewhere.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise ForeignFormError
    if not secrets.compare_digest(form.text(SECRET_NAME).encode(), expected.encode()):
        raise ForeignFormError


async def sent_form(request: Request, visit: CurrentVisit) -> Form:
    """The form of somebody who is signed in.

    Raises:
        ForeignFormError: as :func:`check_form`.
    """
    form = await read_form(request)
    check_form(form, visit.session.csrf, request)
    return form


SentForm = Annotated[Form, Depends(sent_form)]
"""The form of somebody who is signed in, checked."""
