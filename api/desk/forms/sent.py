"""Forms as pages send them: small, strictly decoded, and carrying their session's secret."""

import secrets
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qsl

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter, ValidationError
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser

from api.desk.visits.visit import CurrentVisit
from tracing.photographs.preparing import MAX_BYTES

SECRET_NAME = "csrf"  # noqa: S105 - the name of a field
"""Name of the hidden field with the secret."""
_MOST_FIELDS = 1_000
MAX_PICTURE_FORM_BYTES = MAX_BYTES + 100_000
"""Of a form that can hold a picture: the largest one, and the fields."""


class ForeignFormError(Exception):
    """The form does not come from a page of this session: another site may have sent it (CSRF)."""


class Form:
    """What was filled in, by field, lines ended as in texts of reports; spaces round a value do not count."""

    def __init__(self, fields: list[tuple[str, str]], files: Mapping[str, bytes] = MappingProxyType({})) -> None:
        """Keep every value of every field, and the files."""
        self._fields = [(name, value.replace("\r\n", "\n").strip()) for name, value in fields]
        self._files = files

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """All that was filled in but the session's secret, field by field."""
        return tuple((name, value) for name, value in self._fields if value and name != SECRET_NAME)

    def text(self, name: str) -> str:
        """The first value of a field, or nothing."""
        return next((value for field, value in self._fields if field == name), "")

    def names(self) -> tuple[str, ...]:
        """The names of all fields that were sent, filled in or not."""
        return tuple(dict.fromkeys(name for name, _ in self._fields))

    def having(self, name: str, value: str) -> "Form":
        """The same form with another value in one field."""
        return Form([*((field, said) for field, said in self._fields if field != name), (name, value)])

    def texts(self, name: str) -> tuple[str, ...]:
        """All values of a field that are not empty."""
        return tuple(value for field, value in self._fields if field == name and value)

    def file(self, name: str) -> bytes:
        """The content of a file that was chosen; nothing where none was."""
        return self._files.get(name, b"")


class _InMemory(MultiPartParser):
    """Files of a form never touch the disk: a picture that is searched by is not kept anywhere."""

    spool_max_size = MAX_PICTURE_FORM_BYTES


T = TypeVar("T")


def validated(adapter: TypeAdapter[T], fields: Mapping[str, Any] | str) -> T:
    """What a form's fields mean, or one of them.

    Raises:
        RequestValidationError: a field breaks a rule, to be shown at its field.
    """
    try:
        return adapter.validate_python(fields)
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from None


async def read_form(request: Request) -> Form:
    """The fields of a request's body, and its file.

    Raises:
        HTTPException: the body is too large, or no form in UTF-8.
    """
    body = await request.body()  # read to the limit of the route, before anything is taken apart
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await _read_parts(request)
    try:
        return Form(
            parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
        )
    except ValueError:
        raise HTTPException(HTTPStatus.BAD_REQUEST) from None


async def _read_parts(request: Request) -> Form:
    parser = _InMemory(request.headers, request.stream(), max_files=1, max_fields=_MOST_FIELDS)
    try:
        sent = await parser.parse()
    except MultiPartException:
        raise HTTPException(HTTPStatus.BAD_REQUEST) from None
    parts = sent.multi_items()
    fields = [(name, value) for name, value in parts if isinstance(value, str)]
    files = {name: await value.read() for name, value in parts if not isinstance(value, str)}
    await sent.close()
    return Form(fields, files)


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
