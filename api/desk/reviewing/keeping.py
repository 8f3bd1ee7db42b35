"""Writes reviewers' answers when they are due: exactly once each, in every process that serves.

The version of the pair decides. An answer is written on the version that its reviewer looked at, or not at all; where a
process died between writing and noting it, the log itself says that the answer is there.
"""

import logging
import threading

import msgspec

from api.acts.judging import heed_everything, judge
from api.desk.reviewing.waiting import GivenAnswer, WaitingAnswers
from api.http.problem_types import problem_type
from api.schemas.candidates import Decision
from api.wiring import Service
from tracing.audit.entries import ANSWERED, Action, entry_now
from tracing.errors import TracingError
from tracing.judging import opinion_of

logger = logging.getLogger(__name__)

_LOOK_SECONDS = 0.25
_PAUSE_SECONDS = 2.0
"""Before an answer that could not be written, because something is out of reach, is tried again."""


class AnswerKeeper:
    """Writes what is due.

    Args:
        service: opened; the keeper is stopped before it is closed.
    """

    def __init__(self, service: Service) -> None:
        """Start nothing yet."""
        self._service = service
        self._answers: WaitingAnswers = service.answers
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="answer-keeper", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Let the answer that is being written come to its end, and end; those that wait are written after a start."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                if not self.write_next():
                    self._stopping.wait(_LOOK_SECONDS)
            except Exception as error:  # nothing may end the loop; what was not written waits
                logger.warning("answers wait to be written: %s", type(error).__name__)
                self._stopping.wait(_PAUSE_SECONDS)

    def write_next(self) -> bool:
        """Write the next answer that is due; False when there is none."""
        answer = self._answers.claim()
        if answer is None:
            return False
        try:
            problem = self._problem(answer.given)
            self._note(answer.given, problem)
        except Exception:  # the log, a view or the audit log is out of reach
            self._answers.put_off(answer, _PAUSE_SECONDS)
            raise
        self._answers.settle(answer, problem)
        return True

    def _problem(self, given: GivenAnswer) -> str:
        """Write an answer; returns the code of what was in the way, or nothing."""
        decision = Decision(verdict=given.verdict, reason=given.reason, telling_fact=given.telling_fact)
        heed_everything(self._service)
        try:
            judge(self._service, given.candidate, decision, given.caller, given.version)
        except TracingError as error:
            said = self._service.application.opinion_at(given.candidate, given.version + 1)
            ours = opinion_of(given.verdict, given.reason, given.caller, given.telling_fact)
            return "" if said == ours else problem_type(error).code
        return ""

    def _note(self, given: GivenAnswer, problem: str) -> None:
        judgement = self._service.application.judgement_or_none(given.candidate)
        entry = msgspec.structs.replace(
            entry_now(given.caller, Action.judge),
            purpose=given.purpose,
            case=given.case,
            data=(given.verdict.value,),
            records=() if judgement is None else (judgement.record_a, judgement.record_b),
            result=problem or ANSWERED,
            request=given.request,
        )
        self._service.audit.append(entry)
