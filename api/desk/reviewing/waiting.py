"""Answers of reviewers that wait until they are written, so that each can be undone for a while.

They stand beside the sessions, in the database of the views, sealed: who looks into the table learns which pair a
reviewer answered and when, and not what. Each is of one reviewer and shown to nobody else. A row is claimed before its
answer is written and settled after, so one that was claimed by a process that died is claimed again by another.
"""

import os
import time
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import msgspec
import sqlalchemy as sql
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tracing.access import Caller
from tracing.audit.entries import Purpose
from tracing.database import Database
from tracing.events import Verdict
from tracing.opinions import TellingFact
from tracing.value import Value

UNDO_SECONDS = 10.0
"""For how long an answer can be undone before it is written."""
_LEASE_SECONDS = 30.0
"""After which an answer that was claimed and not settled is claimed again: its process died."""
_TOLD_SECONDS = 60.0
"""For how long a reviewer is told that an answer was written."""
_NONCE_BYTES = 12

_METADATA = sql.MetaData()
_ANSWERS = sql.Table(
    "desk_answer",
    _METADATA,
    sql.Column("reviewer", sql.String, primary_key=True),
    sql.Column("candidate", sql.Uuid, primary_key=True),
    sql.Column("batch", sql.Uuid, nullable=False),
    sql.Column("state", sql.String(10), nullable=False),
    sql.Column("due", sql.Float, nullable=False),
    sql.Column("problem", sql.String(60), nullable=False),
    sql.Column("content", sql.LargeBinary, nullable=False),
)
_LOCK = 7_261_996_032
"""Any fixed number: the lock under which the table is made."""


class AnswerState(StrEnum):
    """Where an answer stands."""

    waiting = "waiting"
    """It can be undone."""
    writing = "writing"
    """It is being written, and cannot be undone any more."""
    written = "written"
    refused = "refused"
    """It could not be written; the reviewer has not said yet that they read so."""


class GivenAnswer(Value, frozen=True, kw_only=True):
    """What a reviewer answered, and all that is needed to write it as if it were written at once.

    Attributes:
        caller: who answered, as the session proved it then.
        at: when (Unix time); the same for all that were given at once.
        version: of the pair that the reviewer looked at.
        purpose, case, request: for the audit log.
    """

    candidate: UUID
    caller: Caller
    at: float
    verdict: Verdict
    reason: str
    telling_fact: TellingFact | None
    version: int
    purpose: Purpose | None
    case: str
    request: str


class KeptAnswer(Value, frozen=True, kw_only=True):
    """An answer in the table.

    Attributes:
        batch: id that answers given at once, as on a whole group, share.
        due: second (Unix time) at which it is written; once claimed, at which it may be claimed again; once written,
            until which the reviewer is told.
        problem: code of what was in the way; empty unless refused.
    """

    given: GivenAnswer
    batch: UUID
    state: AnswerState
    due: float
    problem: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it waits or is being written: what became of it is not known yet."""
        return self.state in (AnswerState.waiting, AnswerState.writing)


class WaitingAnswers:
    """The table of answers.

    Args:
        database: in which it stands.
        key: 32 bytes that seal what was answered.
    """

    def __init__(self, database: Database, key: bytes) -> None:
        """Open nothing yet."""
        self._database, self._cipher = database, AESGCM(key)

    def migrate(self) -> None:
        """Create the table; safe to repeat, and at once."""
        with self._database.writing(_LOCK) as connection:
            _METADATA.create_all(connection)

    def keep(self, given: list[GivenAnswer]) -> set[UUID]:
        """Let answers wait, in the place of others on the same pairs that still waited or were settled.

        Returns the pairs of which an earlier answer is being written: the new one is not kept.
        """
        batch, begun = uuid4(), set[UUID]()
        with self._database.writing() as connection:
            for answer in given:
                ours = _of(answer.caller, answer.candidate)
                connection.execute(sql.delete(_ANSWERS).where(ours, _ANSWERS.c.state != AnswerState.writing.value))
                if connection.execute(sql.select(_ANSWERS.c.candidate).where(ours)).first() is not None:
                    begun.add(answer.candidate)
                    continue
                connection.execute(
                    sql.insert(_ANSWERS).values(
                        reviewer=answer.caller.subject,
                        candidate=answer.candidate,
                        batch=batch,
                        state=AnswerState.waiting.value,
                        due=answer.at + UNDO_SECONDS,
                        problem="",
                        content=self._sealed(answer),
                    )
                )
        return begun

    def of(self, caller: Caller) -> list[KeptAnswer]:
        """All answers of a reviewer, the latest first."""
        query = sql.select(_ANSWERS).where(_ANSWERS.c.reviewer == caller.subject).order_by(_ANSWERS.c.due.desc())
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        kept = (self._answer(row) for row in rows if row.state != AnswerState.written or row.due > time.time())
        return [answer for answer in kept if answer is not None]

    def pairs_of(self, caller: Caller) -> frozenset[UUID]:
        """Pairs that a reviewer answered just now: they stand in the queue until views know of it."""
        return frozenset(
            answer.given.candidate for answer in self.of(caller) if answer.state is not AnswerState.refused
        )

    def pairs_of_others(self, caller: Caller) -> frozenset[UUID]:
        """Pairs on which an answer of anybody else waits or is being written."""
        unsettled = _ANSWERS.c.state.in_([AnswerState.waiting.value, AnswerState.writing.value])
        query = sql.select(_ANSWERS.c.candidate).where(_ANSWERS.c.reviewer != caller.subject, unsettled)
        with self._database.reading() as connection:
            return frozenset(connection.scalars(query))

    def undo(self, caller: Caller, batch: UUID) -> list[UUID]:
        """Forget the answers of a batch that still wait; returns their pairs, none when it was too late."""
        return self._drop(caller, batch, AnswerState.waiting)

    def dismiss(self, caller: Caller, batch: UUID) -> None:
        """Forget what was refused of a batch: the reviewer has read it."""
        self._drop(caller, batch, AnswerState.refused)

    def hasten(self, caller: Caller, batch: UUID) -> None:
        """Let the answers of a batch be written now."""
        wanted = (_ANSWERS.c.reviewer == caller.subject, _ANSWERS.c.batch == batch, _is(AnswerState.waiting))
        with self._database.writing() as connection:
            connection.execute(sql.update(_ANSWERS).where(*wanted).values(due=time.time()))

    def refuse_of_others(self, caller: Caller, problem: str) -> None:
        """Refuse what waits of the same person in another role or for another organisation: it is theirs no more."""
        for answer in self.of(caller):
            if answer.state is AnswerState.waiting and answer.given.caller != caller:
                ours = _of(answer.given.caller, answer.given.candidate)
                with self._database.writing() as connection:
                    connection.execute(
                        sql.update(_ANSWERS)
                        .where(ours, _is(AnswerState.waiting))
                        .values(state=AnswerState.refused.value, problem=problem)
                    )

    def claim(self) -> KeptAnswer | None:
        """The next answer that is due, which no other process writes meanwhile; forgets those long written."""
        now = time.time()
        due = sql.select(_ANSWERS).where(_ANSWERS.c.due <= now).order_by(_ANSWERS.c.due)
        with self._database.reading() as connection:
            rows = connection.execute(due.where(_ANSWERS.c.state != AnswerState.refused.value)).all()
        for row in rows:
            # Only who finds the row as it was read has it: a reviewer may undo it, or another process take it.
            as_read = sql.and_(*(_ANSWERS.c[name] == value for name, value in row._mapping.items()))
            answer = self._answer(row)
            with self._database.writing() as connection:
                if answer is None or answer.state is AnswerState.written:
                    connection.execute(sql.delete(_ANSWERS).where(as_read))
                    continue
                taken = {"state": AnswerState.writing.value, "due": now + _LEASE_SECONDS}
                if connection.execute(sql.update(_ANSWERS).where(as_read).values(**taken)).rowcount:
                    return msgspec.structs.replace(answer, state=AnswerState.writing, due=now + _LEASE_SECONDS)
        return None

    def settle(self, answer: KeptAnswer, problem: str = "") -> None:
        """Note that a claimed answer is written, or what was in the way."""
        state = AnswerState.refused if problem else AnswerState.written
        self._note(answer, state=state.value, due=time.time() + _TOLD_SECONDS, problem=problem)

    def put_off(self, answer: KeptAnswer, seconds: float) -> None:
        """Let a claimed answer be claimed again later."""
        self._note(answer, due=time.time() + seconds)

    def _note(self, answer: KeptAnswer, **values: object) -> None:
        ours = (_of(answer.given.caller, answer.given.candidate), _ANSWERS.c.batch == answer.batch)
        with self._database.writing() as connection:
            connection.execute(sql.update(_ANSWERS).where(*ours, _is(AnswerState.writing)).values(**values))

    def _drop(self, caller: Caller, batch: UUID, state: AnswerState) -> list[UUID]:
        wanted = (_ANSWERS.c.reviewer == caller.subject, _ANSWERS.c.batch == batch, _is(state))
        with self._database.writing() as connection:
            gone = connection.execute(sql.delete(_ANSWERS).where(*wanted).returning(_ANSWERS.c.candidate))
            return [row.candidate for row in gone]

    def _answer(self, row: sql.Row[Any]) -> KeptAnswer | None:
        """The answer in a row; None where the secret that sealed it was lost."""
        bound_to = _bound_to(row.reviewer, row.candidate)
        try:
            content = self._cipher.decrypt(row.content[:_NONCE_BYTES], row.content[_NONCE_BYTES:], bound_to)
        except InvalidTag:
            return None
        return KeptAnswer(
            given=msgspec.json.decode(content, type=GivenAnswer),
            batch=row.batch,
            state=AnswerState(row.state),
            due=row.due,
            problem=row.problem,
        )

    def _sealed(self, answer: GivenAnswer) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        bound_to = _bound_to(answer.caller.subject, answer.candidate)
        return nonce + self._cipher.encrypt(nonce, msgspec.json.encode(answer), bound_to)


def _bound_to(reviewer: str, candidate: UUID) -> bytes:
    return candidate.bytes + reviewer.encode()


def _of(caller: Caller, candidate: UUID) -> sql.ColumnElement[bool]:
    return sql.and_(_ANSWERS.c.reviewer == caller.subject, _ANSWERS.c.candidate == candidate)


def _is(state: AnswerState) -> sql.ColumnElement[bool]:
    return _ANSWERS.c.state == state.value
