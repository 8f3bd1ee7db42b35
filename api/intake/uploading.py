"""A file in any format in one request: read as it comes in, entered, and answered, in constant memory.

Readers wait for files; requests come in pieces that an event loop waits for. So a reader runs in a thread and asks the
loop for the next piece. Few threads do so at once, apart from those that answer others; organisations share them, none
waits for ever, and what they write takes turns with what others post.
"""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from http import HTTPStatus
from typing import Any, TypeVar

import anyio
import anyio.from_thread
import anyio.to_thread
import msgspec
from eventsourcing.persistence import InterfaceError, OperationalError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from api.exchange.acts import Item
from api.exchange.entries import Entry, Refusal, Sender
from api.exchange.files import FileTooLargeError, file_of
from api.exchange.formats import Format
from api.exchange.importing import Entered, Importer, ImportSummary, read_through
from api.http.ndjson import UnpackingError
from api.http.problem_types import detail_of, problem_type
from api.http.turns import UPLOADS_AT_ONCE, Turns
from api.http.validation import Problem
from api.intake.batch import MAX_TRANSACTION
from api.intake.posting import require_poster
from api.refusals import RoleRefusedError
from api.schemas.imports import ImportEnded, ImportRefused, ImportShown
from tracing.access import Caller
from tracing.application import Tracing

T = TypeVar("T")

SHOWN = 20
"""Reports that a dry run shows, the first of them: while the client does not read, answers wait in memory or a file."""

IDLE_SECONDS = 60.0
"""For how long the next piece of a request is waited for, and all pieces in vain."""

SLOWEST = 500
"""Bytes a second of a request that is still waited for; the slowest mobile links do better."""


class StalledError(Exception):
    """A request came too slowly, or no more of it."""

    def __init__(self) -> None:
        super().__init__(f"the request came more slowly than {SLOWEST} bytes a second, or stopped coming")


_STATUS = {
    UnpackingError: HTTPStatus.BAD_REQUEST,
    StalledError: HTTPStatus.REQUEST_TIMEOUT,
    FileTooLargeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
}
"""What these would be answered with if the answer had not begun already."""


def reader_threads() -> anyio.CapacityLimiter:
    """The threads that read uploads: of the whole application, however many are sent."""
    return anyio.CapacityLimiter(UPLOADS_AT_ONCE)


@asynccontextmanager
async def place_for(request: Request, caller: Caller, turns: Turns) -> AsyncIterator[ExitStack]:
    """A place among the files that are read at once, until the answer is sent if nobody leaves it earlier.

    Raises:
        TooManyReportsError: there is none, or the organisation has posted too much.
    """
    await turns.admit(caller.organisation)
    async with request.app.state.import_places.of(caller.organisation) as place:
        yield place


async def in_time(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The chunks of a request, as long as they come fast enough that nobody else's place is held in vain.

    Raises:
        StalledError: they do not.
    """
    waited = received = 0.0
    while True:
        started = time.monotonic()
        with anyio.move_on_after(min(IDLE_SECONDS, IDLE_SECONDS + received / SLOWEST - waited)) as waiting:
            chunk = await anext(chunks, None)
        if waiting.cancelled_caught:
            raise StalledError
        if chunk is None:
            return
        waited += time.monotonic() - started
        received += len(chunk)
        yield chunk


class Upload:
    """A request that holds a file.

    Args:
        chunks: of the request's body, see :func:`in_time`, unpacked.
        form: its format.
        caller: who sends it, and will own the records.
        most: bytes that are read of it.
        name: by which the file is remembered beside each record; such as the request's id.
        threads: see :func:`reader_threads`.
        turns: in which it is written.
        place: of this upload, left as soon as all is read: answers may be taken slowly.
    """

    def __init__(
        self,
        chunks: AsyncIterator[bytes],
        form: Format,
        caller: Caller,
        *,
        most: int,
        name: str,
        threads: anyio.CapacityLimiter,
        turns: Turns,
        place: ExitStack,
    ) -> None:
        self._caller, self._threads = caller, threads
        self._turns, self._place = turns, place
        self._origin = f"{form.name} {name}"
        sender = Sender(organisation=caller.organisation, country=caller.country)
        self._items = _allowed(form.read(file_of(pieces_of(chunks, most)), sender), caller)

    async def entered(self, application: Tracing) -> AsyncIterator[list[Entered | Refusal] | ImportEnded]:
        """Enter all of it: what became of each report, batch by batch, and the numbers at the end."""
        importer = Importer(application, lambda sender: self._caller, MAX_TRANSACTION, self._turn)
        async for step in self._stepped(importer.outcomes(self._items, self._origin), importer.summary):
            yield step

    async def shown(self) -> AsyncIterator[list[Entry | Refusal] | ImportEnded]:
        """Enter nothing: the reports as they would be entered and the refusals, otherwise as :meth:`entered`."""
        summary = ImportSummary()
        async for step in self._stepped(read_through(self._items, summary), summary):
            yield step

    async def _stepped(self, batches: Iterator[T], summary: ImportSummary) -> AsyncIterator[T | ImportEnded]:
        """Each batch, then the end: of the file, or of what can be read or written of it."""
        failure: Exception | None = None
        try:
            while (batch := await anyio.to_thread.run_sync(next, batches, None, limiter=self._threads)) is not None:
                yield batch
        except ClientDisconnect:
            return  # nobody is there to be answered
        except (UnpackingError, FileTooLargeError, StalledError, OperationalError, InterfaceError) as error:
            failure = error
        finally:
            self._place.close()
        yield _ended(summary, failure)

    @contextmanager
    def _turn(self, count: int) -> Iterator[None]:
        """A place to write so many reports, in a thread of a reader."""
        turn = self._turns.of_lines(self._caller.organisation, count)
        anyio.from_thread.run(turn.__aenter__)
        try:
            yield
        finally:
            anyio.from_thread.run(turn.__aexit__, None, None, None)


def pieces_of(chunks: AsyncIterator[bytes], most: int) -> Iterator[bytes]:
    """What comes in, piece by piece, in a thread of a reader.

    Raises:
        FileTooLargeError: it is more than `most` bytes.
    """
    received = 0
    while (chunk := anyio.from_thread.run(anext, chunks, None)) is not None:
        received += len(chunk)
        if received > most:
            raise FileTooLargeError(most)
        yield chunk


def _allowed(items: Iterator[Item], caller: Caller) -> Iterator[Item]:
    """The items; refused those that the caller's role may not post."""
    for item in items:
        if isinstance(item, Entry):
            try:
                require_poster(item.report.kind, caller)
            except RoleRefusedError:
                problem = Problem(field="kind", rule="Reports of this kind are not posted with your role")
                yield Refusal(item.source, item.content, (problem,))
                continue
        yield item


async def entered_lines(upload: Upload, application: Tracing) -> AsyncIterator[bytes]:
    """A line for each refusal as it is met, and the summary at the end."""
    async for step in upload.entered(application):
        refusals = step if isinstance(step, list) else ()
        yield b"".join(_refused(one) for one in refusals if isinstance(one, Refusal))
        if isinstance(step, ImportEnded):
            yield _line(step)


async def shown_lines(upload: Upload) -> AsyncIterator[bytes]:
    """A line for each of the first reports as they would be entered, otherwise as :func:`entered_lines`."""
    left = SHOWN
    async for step in upload.shown():
        if isinstance(step, ImportEnded):
            yield _line(step)
            continue
        lines = []
        for item in step:
            if isinstance(item, Refusal):
                lines.append(_refused(item))
            elif left:
                left -= 1
                lines.append(_line(ImportShown(source=item.source, report=msgspec.to_builtins(item.report))))
        yield b"".join(lines)


def _refused(refusal: Refusal) -> bytes:
    return _line(ImportRefused(source=refusal.source, problems=refusal.problems))


def _ended(summary: ImportSummary, failure: Exception | None) -> ImportEnded:
    code = detail = None
    if failure is not None:
        status = _STATUS.get(type(failure))
        problem = problem_type(failure if status is None else HTTPException(status))
        code, detail = problem.code, detail_of(failure, problem) if status is None else f"{failure}; the rest is unread"
    return ImportEnded(
        complete=failure is None,
        code=code,
        detail=detail,
        read=summary.read,
        new=summary.new,
        corrected=summary.corrected,
        unchanged=summary.unchanged,
        disputed=summary.disputed,
        rejected=summary.rejected,
    )


def _line(answer: Any) -> bytes:
    return msgspec.json.encode(answer) + b"\n"
