"""Invented people at the desk, and the records that they work on."""

import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import sqlalchemy as sql

from api.acts.judging import heed_everything, judge
from api.acts.looking import candidate_for
from api.demo.seeding import sender, wait_until_compared
from api.desk.reviewing.waiting import GivenAnswer
from api.disclosure.auditing import Trail
from api.schemas.candidates import Decision
from api.wiring import Service
from api.world.postings import Posting
from api.world.stories import story_a1
from api.world.stories_of_kin import story_a9
from projections.candidates import Candidate, QueueFilter, QueueOrder
from search.sentences import Language
from tests.pictures import drawn_face, encoded
from tracing.access import Caller, Role
from tracing.audit.entries import Action
from tracing.events import Verdict
from tracing.judgements import OPEN_STATES
from tracing.opinions import FactKind, TellingFact
from tracing.photographs.kept import KeptPhotograph
from tracing.photographs.preparing import MEDIA_TYPE
from tracing.reports import ReportKind, read_report
from tracing.stream_ids import judgement_id

OFFICER = Caller(subject="paris.officer", role=Role.officer, organisation="fra.police", country="FRA")
REVIEWERS = tuple(
    Caller(
        subject=f"{country}.reviewer".lower(),
        role=Role.reviewer,
        organisation=f"{country}.review".lower(),
        country=country,
    )
    for country in ("NLD", "PRT", "SWE")
)
OWNING_BUREAU, COLLEAGUE, FOREIGN_BUREAU = (
    Caller(subject=subject, role=Role.bureau, organisation=f"{country.lower()}.bureau", country=country)
    for subject, country in (("apia.bureau", "WSM"), ("second.bureau", "WSM"), ("suva.bureau", "FJI"))
)
READER = Caller(subject="fra.reviewer", role=Role.reviewer, organisation="fra.review", country="FRA")
"""Answers nothing that is ever written."""
AUDITOR = Caller(subject="data.protection", role=Role.auditor, organisation="int.audit", country="CHE")
ADMIN = Caller(subject="operator", role=Role.admin, organisation="int.operations", country="CHE")
AGENCY = Caller(subject="gate.one", role=Role.agency, organisation="pol.border", country="POL")
BUREAU = Caller(subject="mda.clerk", role=Role.bureau, organisation="mda.bureau", country="MDA")
SHELTER = Caller(subject="ita.helper", role=Role.shelter, organisation="ita.shelter", country="ITA")
PEOPLE = (OFFICER, *REVIEWERS, READER, AUDITOR, ADMIN, AGENCY, BUREAU, SHELTER)

HOSTILE = (
    "<script>document.title='pwned'</script><img src=x onerror=alert(1)>",
    "Anna \u202emoc.live\u202c Petrova",
    "{{ 7*7 }} ' \" </td></table>",
    "W" * 200,
)
"""Names as somebody who means harm would write them."""
NOTICED = "Maribel Quispe Mamani"


def post(service: Service, posting: Posting) -> UUID:
    kind = ReportKind(posting.report["kind"])
    caller = sender(posting.organisation, posting.country, kind)
    return service.application.post(read_report(posting.report), caller).record.id


def report(service: Service, organisation: str, country: str, report: dict[str, Any]) -> UUID:
    return post(service, Posting(organisation=organisation, country=country, person="nobody", report=report))


def settle(service: Service) -> None:
    """Wait until everything that was written is in every view."""
    wait_until_compared(service, lambda _done, _total: None)
    reached = (service.searchable, service.queued, service.identities.position)
    eventually(lambda: min(position() for position in reached) >= service.application.max_position())
    service.engine.live().refresh()


def eventually(holds: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.02)


def settle_answers(service: Service) -> None:
    """Wait until every answer that is due is written."""
    due = sql.text("SELECT count(*) FROM desk_answer WHERE state = 'writing' OR (state = 'waiting' AND due <= :now)")

    def written() -> bool:
        with service.store.reading() as connection:
            return not connection.execute(due, {"now": time.time() + 1}).scalar_one()

    eventually(written)


def queue_of(service: Service, reviewer: Caller) -> list[Candidate]:
    return service.candidates.queue(reviewer, QueueFilter(states=OPEN_STATES), QueueOrder.strongest, 1000)


def pairs_of(service: Service, records: set[UUID], reviewer: Caller) -> list[UUID]:
    rows = queue_of(service, reviewer)
    return [row.judgement for row in rows if {row.record_a, row.record_b} <= records]


def answer(service: Service, pair: UUID, reviewer: Caller, verdict: Verdict, fact: bool = False) -> None:
    heed_everything(service)
    shown = candidate_for(service, pair, reviewer, Language.en, Trail(Action.read_candidate, None, ""))
    telling = TellingFact(kind=FactKind.fingerprint_reference, reference="FP-1") if fact else None
    decision = Decision(verdict=verdict, reason="As the story goes.", telling_fact=telling)
    judge(service, pair, decision, reviewer, shown.standing.version)


def joined_story(service: Service) -> set[UUID]:
    """Yuliia's four records, joined by two reviewers; her notice has a photograph."""
    records = [post(service, posting) for posting in story_a1()]
    photograph(service, records[0], story_a1()[0])
    settle(service)
    for pair in pairs_of(service, set(records), REVIEWERS[0]):
        for reviewer in REVIEWERS[:2]:
            answer(service, pair, reviewer, Verdict.same)
    settle(service)
    return set(records)


def photograph(service: Service, record: UUID, posting: Posting) -> None:
    prepared = service.pictures.prepare(encoded(drawn_face()))
    kept = KeptPhotograph(
        sha256=service.photographs.put(record, prepared.content),
        media_type=MEDIA_TYPE,
        size=len(prepared.content),
        width=prepared.width,
        height=prepared.height,
        taken="2024-06",
    )
    caller = sender(posting.organisation, posting.country, ReportKind(posting.report["kind"]))
    service.application.add_photograph(record, kept, caller)


def twins(service: Service) -> UUID:
    """Twins known as kin; returns the pair of one of them and a sighting, which looks like one person."""
    maribel, marisol, sighting = (post(service, posting) for posting in story_a9())
    settle(service)
    (kin,) = pairs_of(service, {maribel, marisol}, REVIEWERS[0])
    answer(service, kin, REVIEWERS[0], Verdict.kin)
    settle(service)
    (pair,) = pairs_of(service, {marisol, sighting}, REVIEWERS[0])
    return pair


def hostile(service: Service) -> set[UUID]:
    """Two records of one passport whose names and words mean harm."""
    records = set()
    for number, kind in enumerate(("yellow_notice", "sighting")):
        person = {
            "names": [{"full": name} for name in HOSTILE],
            "birth_date": "1990-01-02",
            "documents": [{"type": "passport", "number": "ZZ999888", "issuer": "UTO"}],
            "marks": [{"kind": "scar", "body_part": "<b>hand</b>", "text": HOSTILE[0]}],
        }
        records.add(
            report(
                service,
                "utopia.police",
                "BEL",
                {
                    "kind": kind,
                    "reference": f"H-{number}",
                    "occurred_at": f"2025-0{number + 1}-03",
                    "person": person,
                    "place": {"country": "BEL", "name": "<i>Gent</i>"},
                    "details": {"circumstances": (HOSTILE[0] * 100)[:5000]},
                },
            )
        )
    settle(service)
    return records


def pair_of_one(
    service: Service, passport: str, *, name: str = "Rosalind Achterberg", born: str = "", settled: bool = True
) -> UUID:
    """A pair of two records of one person, by the number of a passport that no other test uses."""
    person = {
        "names": [{"full": name}],
        "birth_date": born or f"19{passport[2:4]}-07-08",
        "documents": [{"type": "passport", "number": passport, "issuer": "ZAF"}],
    }
    records = {
        report(
            service,
            "esp.police",
            "ESP",
            {"kind": kind, "reference": f"{passport}-{kind}", "occurred_at": "2025-05-06", "person": person},
        )
        for kind in ("sighting", "yellow_notice")
    }
    if not settled:
        return judgement_id(*records)
    settle(service)
    (pair,) = pairs_of(service, records, REVIEWERS[0])
    return pair


def too_far_apart(service: Service) -> set[UUID]:
    """Three records of one passport, two of them at places that nobody could have been at on one day."""
    seen = (
        ("sighting", "2025-05-06T09:00:00+02:00", ("ESP", "Madrid", 40.42, -3.70)),
        ("border_crossing", "2025-05-06T10:00:00+08:00", ("PHL", "Manila", 14.51, 121.02)),
        ("sighting", "2025-07", ("DEU", "Berlin", 52.52, 13.40)),
    )
    records = set()
    for number, (kind, at, (country, name, latitude, longitude)) in enumerate(seen):
        place = {"country": country, "name": name, "latitude": latitude, "longitude": longitude}
        person = {
            "names": [{"full": "Лідія Гончаренко"}],
            "birth_date": "1991-04-05",
            "documents": [{"type": "passport", "number": "LH5512399", "issuer": "UKR"}],
        }
        told = {"kind": kind, "reference": f"L-{number}", "occurred_at": at, "place": place, "person": person}
        records.add(report(service, "lva.police", "LVA", told))
    settle(service)
    return records


def let_wait(service: Service, reviewer: Caller, pairs: list[UUID]) -> None:
    """Answers that wait for an hour, the last of them refused."""
    for place, pair in enumerate(pairs):
        given = GivenAnswer(
            candidate=pair,
            caller=reviewer,
            at=time.time() + 3600 + place,
            verdict=Verdict.different,
            reason="As the story goes.",
            telling_fact=None,
            version=1,
            purpose=None,
            case="",
            request="",
        )
        service.answers.keep([given])
    refused = sql.text(
        "UPDATE desk_answer SET state = 'refused', problem = 'judgement-changed' WHERE candidate = :pair"
    )
    with service.store.writing() as connection:
        connection.execute(refused.bindparams(sql.bindparam("pair", type_=sql.Uuid)), {"pair": pairs[-1]})


def easy_pairs(service: Service, number: int) -> None:
    """Pairs of records that share a passport, so that a reviewer has something to clear."""
    for one in range(number):
        for kind in ("sighting", "border_crossing"):
            report(
                service,
                "bel.police",
                "BEL",
                {
                    "kind": kind,
                    "reference": f"E-{kind}-{one}",
                    "occurred_at": "2025-03-04",
                    "place": {"country": "BEL", "name": "Gent"},
                    "person": {
                        "names": [{"full": f"{_GIVEN[one % len(_GIVEN)]} {_FAMILY[one % len(_FAMILY)]}"}],
                        "birth_date": f"19{60 + one}-0{1 + one % 9}-1{one % 10}",
                        "documents": [{"type": "passport", "number": f"QX{71930 + 7 * one}", "issuer": "BRA"}],
                    },
                },
            )
    settle(service)


_GIVEN = ("Thandiwe", "Oluwaseun", "Ludmila", "Kamila", "Anahita", "Beatriz", "Nandini")
_FAMILY = ("Mokoena", "Adebayo", "Novotná", "Yusupova", "Rahimi", "Cardoso", "Iyer", "Sandoval", "Petrosyan")
