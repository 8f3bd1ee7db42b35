"""Uploading a file of reports: tried first, then entered, with a line for each row; by the machinery of the API."""

import base64
import binascii
from collections.abc import AsyncIterator
from contextlib import ExitStack
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any

import anyio.to_thread
from fastapi import Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from api.desk.forms.columns import (
    DATE_FORMATS,
    FIELDS,
    FIELDS_OF_KIND,
    LEFT_OUT,
    as_headings,
    asked_columns,
    chosen_mapping,
    guessed,
)
from api.desk.forms.multipart import SentFile, SentUpload
from api.desk.forms.outcomes import Outcome
from api.desk.forms.sent import Form, SentForm
from api.desk.rendering import HEADERS, page, part
from api.desk.routing import desk_router
from api.desk.visits.visit import signed_in
from api.desk.words.labels import FORMATS_IN_WORDS
from api.desk.words.languages import language_of, translations
from api.desk.words.values import Words
from api.disclosure.auditing import not_audited
from api.exchange.files import FileTooLargeError, file_of
from api.exchange.formats import FORMATS, TABLES, Format, explained
from api.exchange.headings import Headings, headings_of
from api.exchange.mapping import MOST_CHARACTERS, Mapping, MappingError, read_mapping
from api.http.context import CurrentTurns
from api.http.ndjson import AnswersWhileReading, UnpackingError, unpacked
from api.http.turns import Turns
from api.http.validation import Problem
from api.intake.posting import IMPORTERS, POSTERS
from api.intake.uploading import StalledError, Upload, in_time, pieces_of, place_for
from api.wiring import Service
from tracing.access import Caller
from tracing.reports import ReportKind

router = desk_router()

Importer = Annotated[Caller, Depends(signed_in(*IMPORTERS))]

_IN_THE_LOG = [Depends(not_audited("the event log holds what was sent, by whom and when"))]


async def _place(request: Request, caller: Importer, turns: CurrentTurns) -> AsyncIterator[ExitStack]:
    """A place among the files that are read at once, as over the API."""
    async with place_for(request, caller, turns) as place:
        yield place


Place = Annotated[ExitStack, Depends(_place)]

_SHOWS_NOBODY = [Depends(not_audited("it shows nothing but what was sent"))]
_HERE = "<!-- what became of the file -->"
_IN_MEMORY = 8_000_000
"""Bytes of an answer that wait for a slow reader: all of it, for it can carry what was refused."""
_GZIP_MAGIC = b"\x1f\x8b"
DOWNLOADS = {
    "report.csv": "text/csv; charset=utf-8",
    "refused.csv": "text/csv",
    "refused.txt": "application/octet-stream",
    "columns.json": "application/json",
}
"""Files that a page carries and hands out, and their types."""


@router.get("/upload", dependencies=_SHOWS_NOBODY)
def upload_page(request: Request, caller: Importer) -> Response:
    """The empty form."""
    return page(request, "upload.html", **_shown(request, Form([]), caller))


@router.post("/upload/try", dependencies=_SHOWS_NOBODY)
async def try_file(request: Request, turns: CurrentTurns, caller: Importer, place: Place, sent: SentUpload) -> Response:
    """Shows what would be read of a file, and enters nothing."""
    return await _answered(request, turns, caller, place, sent, trying=True)


@router.post("/upload/enter", dependencies=_IN_THE_LOG)
async def enter_file(
    request: Request, turns: CurrentTurns, caller: Importer, place: Place, sent: SentUpload
) -> Response:
    """Enters a file; sent again, after the line dropped or for no reason, it enters nothing twice."""
    return await _answered(request, turns, caller, place, sent, trying=False)


@router.post("/upload/file", dependencies=_SHOWS_NOBODY)
def hand_out(form: SentForm, caller: Importer) -> Response:
    """Gives back, as a file, what a page carried: nothing of it stayed with the service.

    Raises:
        HTTPException: it is nothing that a page carries.
    """
    name = form.text("name")
    try:
        content = base64.b64decode(form.text("content"), validate=True)
        media_type = DOWNLOADS[name]
    except (binascii.Error, ValueError, KeyError):
        raise HTTPException(HTTPStatus.BAD_REQUEST) from None
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=HEADERS | disposition)


async def _answered(
    request: Request, turns: Turns, caller: Caller, place: ExitStack, sent: SentFile, *, trying: bool
) -> Response:
    form, name = sent.form, sent.form.text("format")
    service: Service = request.app.state.service
    most = service.settings.import_max_bytes
    show = partial(_page, request, form, caller)
    if not sent.chosen or name not in {*FORMATS, *TABLES}:
        return await run_in_threadpool(show, no_file=True, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    chunks = _unpacked(in_time(sent.chunks()))
    try:
        if name in TABLES and not form.text("mapping") and not asked_columns(form):
            found = await _headings(request, chunks, name, most)
            return await run_in_threadpool(show, headings=found, unread=found is None)
        chosen, columns = _format(form, name, caller)
    except MappingError as error:
        return await run_in_threadpool(show, problems=error.problems, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    upload = Upload(
        chunks,
        chosen,
        caller,
        most=most,
        name=f"upload {request.state.request_id}",
        threads=request.app.state.reader_threads,
        turns=turns,
        place=place,
    )
    words = Words(language_of(request, request.state.visit))
    outcome = Outcome(partial(part, request), words, name, trying=trying)
    steps = upload.shown() if trying else upload.entered(service.application)
    before, _, after = show_text(request, form, caller, columns=columns, trying=trying).partition(_HERE)
    return AnswersWhileReading(
        _joined(before, outcome.pieces(steps), after), "text/html; charset=utf-8", HEADERS, _IN_MEMORY
    )


async def _joined(before: str, pieces: AsyncIterator[bytes], after: str) -> AsyncIterator[bytes]:
    yield before.encode()
    async for piece in pieces:
        yield piece
    yield after.encode()


async def _unpacked(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The file, or what it holds if it is packed by gzip."""
    first = await anext(chunks, b"")

    async def every() -> AsyncIterator[bytes]:
        yield first
        async for chunk in chunks:
            yield chunk

    async for chunk in unpacked(every()) if first.startswith(_GZIP_MAGIC) else every():
        yield chunk


async def _headings(request: Request, chunks: AsyncIterator[bytes], name: str, most: int) -> Headings | None:
    """The headings of a table; the rest is passed over: a browser reads no answer before it has sent all."""
    try:
        found = await anyio.to_thread.run_sync(
            lambda: headings_of(file_of(pieces_of(chunks, most)), name), limiter=request.app.state.reader_threads
        )
        async for _ in chunks:
            pass
    except (UnpackingError, FileTooLargeError, StalledError):
        return None
    return found


def _format(form: Form, name: str, caller: Caller) -> tuple[Format, bytes]:
    """The format, and the mapping that was chosen on the page as a file.

    Raises:
        MappingError: the mapping breaks a rule.
    """
    mapping: Mapping | None = None
    columns = b""
    if name in TABLES:
        if text := form.text("mapping"):
            if len(text) > MOST_CHARACTERS:
                rule = f"String should have at most {MOST_CHARACTERS} characters"
                raise MappingError(Problem(field="mapping", rule=rule))
            mapping = read_mapping(text.encode())
        else:
            mapping, columns = chosen_mapping(form, _kind(form, caller))
    return explained(name, mapping), columns


def _kind(form: Form, caller: Caller) -> ReportKind:
    kinds = _kinds(caller)
    return next((kind for kind in kinds if kind.value == form.text("kind")), kinds[-1])


def _kinds(caller: Caller) -> list[ReportKind]:
    """What somebody may post, the kind that only this role posts last."""
    found = [kind for kind in ReportKind if caller.role in POSTERS[kind]]
    return sorted(found, key=lambda kind: -len(POSTERS[kind]))


def _page(request: Request, form: Form, caller: Caller, *, status: int = HTTPStatus.OK, **content: Any) -> Response:
    return page(request, "upload.html", status, **_shown(request, form, caller, **content))


def show_text(request: Request, form: Form, caller: Caller, **content: Any) -> str:
    """The page with a mark where the rows will stand."""
    return part(request, "upload.html", **_shown(request, form, caller, rows_here=_HERE, **content))


def _shown(request: Request, form: Form, caller: Caller, **content: Any) -> dict[str, Any]:
    """What the page shows; the choice of columns once the headings are known."""
    kind = _kind(form, caller)
    fields = FIELDS | FIELDS_OF_KIND[kind]
    headings = content.get("headings") or as_headings(form)
    chosen = dict(asked_columns(form))
    if isinstance(headings, Headings) and not chosen:
        say = translations(language_of(request, request.state.visit)).gettext
        words = {word.casefold(): field for field, label in fields.items() for word in (label, say(label), field)}
        chosen = guessed(headings.titles, words)
    empty = {"problems": (), "columns": b"", "trying": False, "no_file": False, "unread": False, "rows_here": ""}
    return {
        **empty,
        **content,
        "form": form,
        "formats": FORMATS_IN_WORDS,
        "tables": tuple(TABLES),
        "kinds": _kinds(caller),
        "kind": kind,
        "fields": fields,
        "headings": headings,
        "chosen": chosen,
        "date_formats": DATE_FORMATS,
        "left_out": LEFT_OUT,
        "coded": base64.b64encode(content.get("columns", b"")).decode(),
    }
