"""Who said what of a pair by a day, and what a reviewer may know of it now."""

from datetime import timedelta

import msgspec

from api.schemas.identities import identity_answer
from projections.timeline import KnownIdentity
from tests.examples import FIRST_REVIEWER, OFFICER
from tests.tracing.test_judgements import PAIR, TIME, A, B, confirmed, once, proposed, reopened, withdrawn
from tracing.access import Caller
from tracing.decided import decisions_in
from tracing.event import Event
from tracing.events import Verdict
from tracing.identities import Identity, Link


def on_days(*events: Event) -> list[Event]:
    """One event a day, the first on day 0."""
    return [
        msgspec.structs.replace(event, timestamp=TIME + timedelta(days=number)) for number, event in enumerate(events)
    ]


def shown(events: list[Event], caller: Caller, day: int | None = None) -> tuple[str | None, list[str]]:
    """Day of the decision and reviewers, as a caller reads them in an identity; now or as known on a day."""
    as_of = None if day is None else TIME + timedelta(days=day)
    link = Link(record_a=A, record_b=B, verdict=Verdict.same)
    identity = Identity(id=A, members=(A, B), links=(link,))
    known = KnownIdentity(identity=identity, records=(), decisions=decisions_in(events, as_of), as_of=as_of)
    (decision,) = identity_answer(known, A, caller).links
    assert decision.candidate == PAIR
    days = None if decision.decided_at is None else str((decision.decided_at - TIME).days)
    return days, [said.reviewer for said in decision.opinions]


def test_reviewers_read_who_joined_two_records_and_when_and_others_only_when() -> None:
    events = on_days(proposed(), once(2), confirmed(3))
    assert shown(events, FIRST_REVIEWER) == ("2", ["r1", "r2"])
    assert shown(events, OFFICER) == ("2", [])
    assert shown(events, FIRST_REVIEWER, day=1) == ("1", ["r1"])


def test_a_pair_that_was_opened_again_is_not_told_through_the_day_on_which_it_was_closed() -> None:
    again = on_days(proposed(), once(2), confirmed(3), withdrawn(4), reopened(5))
    assert shown(again, FIRST_REVIEWER, day=2) == ("2", []), "who has not answered anew sees no earlier answer"
    own = msgspec.structs.replace(FIRST_REVIEWER, subject="r9")
    answered = [*again, *on_days(*[once(6, "r9")] * 6)[5:]]
    assert shown(answered, own, day=2) == ("2", ["r1", "r2"])
    assert shown(answered, own) == ("5", ["r9"])
