"""What a reviewer is told of own answers that wait, were written, or could not be."""

import time
from collections.abc import Iterable
from itertools import groupby
from math import ceil
from uuid import UUID

from api.desk.reviewing.waiting import AnswerState, KeptAnswer
from api.desk.words.languages import message as _
from api.desk.words.problems import OTHER_PROBLEM, PROBLEMS
from tracing.value import Value

SIGNED_IN_OTHERWISE = "signed-in-otherwise"
"""Code where somebody answered, and signed in since in another role or for another organisation."""
_OTHERWISE = _("You signed in since in another role or for another organisation, so it is not yours to keep any more.")
_ASKED_FOR_SECONDS = 60.0
"""For how long after an answer a page asks by itself what became of it: one left open must not keep a session alive."""


class ToldAnswer(Value, frozen=True, kw_only=True):
    """Answers given at once that stand alike.

    Attributes:
        at: second at which they were given (Unix time).
        seconds: until they are written; 0 when they do not wait.
        problem: what was in the way, in English; empty unless refused.
        candidates: the pairs that were answered, one but for a group.
    """

    batch: UUID
    state: AnswerState
    verdict: str
    at: float
    seconds: int
    problem: str
    candidates: tuple[UUID, ...]


class Told(Value, frozen=True, kw_only=True):
    """All that a reviewer is told, from most to least pressing.

    Attributes:
        refused: could not be written.
        latest: the answer that was given last, if nothing was in its way.
        others: those before it that can still be undone.
        ask_again: seconds after which to ask what became of them; None when nothing will change.
    """

    refused: tuple[ToldAnswer, ...]
    latest: ToldAnswer | None
    others: tuple[ToldAnswer, ...]
    ask_again: int | None


def told(answers: Iterable[KeptAnswer]) -> Told:
    """What there is to tell of a reviewer's answers, the latest first."""
    now = time.time()
    ordered = sorted(answers, key=_given_at_once)
    groups = [_told(list(alike), now) for _, alike in groupby(ordered, key=_given_at_once)]
    going_well = [one for one in groups if one.state is not AnswerState.refused]
    latest = next((one for one in going_well if one.state is AnswerState.waiting), next(iter(going_well), None))
    open_ones = [one for one in going_well if one.state is not AnswerState.written]
    return Told(
        refused=tuple(one for one in groups if one.state is AnswerState.refused),
        latest=latest,
        others=tuple(one for one in open_ones if one is not latest and one.state is AnswerState.waiting),
        ask_again=min((one.seconds or 1 for one in open_ones if now - one.at < _ASKED_FOR_SECONDS), default=None),
    )


def _told(alike: list[KeptAnswer], now: float) -> ToldAnswer:
    first = alike[0]
    waits = first.state is AnswerState.waiting
    return ToldAnswer(
        batch=first.batch,
        state=first.state,
        verdict=first.given.verdict.value,
        at=first.given.at,
        seconds=max(0, ceil(first.due - now)) if waits else 0,
        problem=_words(first.problem),
        candidates=tuple(one.given.candidate for one in alike),
    )


def _given_at_once(answer: KeptAnswer) -> tuple[float, str, str, str]:
    return -answer.given.at, str(answer.batch), answer.state.value, answer.problem


def _words(problem: str) -> str:
    if not problem:
        return ""
    return _OTHERWISE if problem == SIGNED_IN_OTHERWISE else PROBLEMS.get(problem, OTHER_PROBLEM)
