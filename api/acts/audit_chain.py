"""Verifying the audit log in pieces, each short enough for one request.

What was verified so far travels with the form, marked so that nobody can claim more than was read.
"""

import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from hashlib import blake2b
from hmac import compare_digest

import msgspec

from tracing.audit.checkpoint import read_note
from tracing.audit.log import AuditLog, Row
from tracing.audit.tree import root
from tracing.audit.verification import Fault, Finding, verify
from tracing.errors import NotFoundError
from tracing.value import Value

PIECE_SECONDS = 1.0
_MOST_FAULTS = 20
_MARK_BYTES = 16


class Progress(Value, frozen=True, kw_only=True, omit_defaults=False):
    """How far the log was read.

    Attributes:
        size: number of the last entry read.
        root: of the tree that ends with it; empty before the first.
        faults: the first ones that were found.
        end: entries that there were when this was last looked at.
        whole_at: time of the last entry, when all were read and nothing is wrong.
    """

    size: int = 0
    root: bytes = b""
    faults: tuple[Finding, ...] = ()
    end: int = 0
    whole_at: datetime | None = None

    @property
    def finished(self) -> bool:
        """Whether there is no entry left to read."""
        return self.size >= self.end


class ForeignProgressError(ValueError):
    """The mark is not one of this service: begin anew."""


def read_on(log: AuditLog, progress: Progress, seconds: float = PIECE_SECONDS) -> Progress:
    """Read the log further.

    Args:
        log: to verify.
        progress: what was read before.
        seconds: after which the piece ends; it reads one entry at least.

    Raises:
        AuditUnavailableError: it cannot be read.
    """
    checkpoint = log.checkpoint()
    end = checkpoint.size if checkpoint else 0
    faults, before = list(progress.faults), None
    if progress.size:
        before = _row(log, progress.size)
        if before is None or root(before.frontier) != progress.root:
            # What was read a moment ago is not there any more.
            changed = Finding(number=progress.size, fault=Fault.truncated if before is None else Fault.rewritten)
            return msgspec.structs.replace(progress, faults=(*faults, changed), end=progress.size)
    size, until = progress.size, time.monotonic() + seconds
    for found in verify(log.rows(size), log.keys, after=before):
        if isinstance(found, Finding):
            faults.append(found)
            continue
        size = found
        if time.monotonic() >= until:
            break
    last = _row(log, size)
    whole = last is not None and size >= end and not faults
    return Progress(
        size=size,
        root=root(last.frontier) if last else b"",
        faults=tuple(faults[:_MOST_FAULTS]),
        end=max(size, end),
        whole_at=log.opened(last).at if last is not None and whole else None,
    )


def agrees(log: AuditLog, note: str) -> bool:
    """Whether the log begins with the entries that a checkpoint kept elsewhere stands for.

    Raises:
        CheckpointError: the note is no checkpoint of this log, or is not signed with its key.
        AuditUnavailableError: the log cannot be read.
    """
    kept = read_note(note.replace("\r\n", "\n"), log.keys.public)
    row = _row(log, kept.size)
    return row is not None and root(row.frontier) == kept.root


def marked(progress: Progress, key: bytes) -> str:
    """Progress as a form carries it."""
    content = msgspec.json.encode(progress)
    return urlsafe_b64encode(_mark(content, key) + content).decode()


def unmarked(text: str, key: bytes) -> Progress:
    """What a form brings back.

    Raises:
        ForeignProgressError: it is nothing that this service gave out.
    """
    try:
        given = urlsafe_b64decode(text)
    except ValueError:
        raise ForeignProgressError from None
    mark, content = given[:_MARK_BYTES], given[_MARK_BYTES:]
    if not compare_digest(mark, _mark(content, key)):
        raise ForeignProgressError
    return msgspec.json.decode(content, type=Progress)


def _row(log: AuditLog, number: int) -> Row | None:
    try:
        return log.row(number) if number else None
    except NotFoundError:
        return None


def _mark(content: bytes, key: bytes) -> bytes:
    return blake2b(content, key=key, digest_size=_MARK_BYTES, person=b"audit progress").digest()
