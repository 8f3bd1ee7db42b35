"""A record that a caller may not see changes no byte of any answer: a world with it and one without it look alike."""

import base64
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import httpx
import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from api.app import create_app
from api.settings import Settings
from api.wiring import Service, migrate, open_service
from projections.view import NotReadyError
from search.engine import Engine
from search.opensearch import OpenSearchEngine
from search.sealing import IndexSeal
from tests.api.conftest import embedded_settings, serving, token_for
from tests.examples import FOR_A_CASE, report
from tests.servers import OpenSearchServer
from tracing.access import Caller, Role, may_see, reader_of
from tracing.errors import TracingError
from tracing.events import RestrictionGround, Verdict
from tracing.keys.secret import read_secret
from tracing.located import ContactWish, LocatedKind, Location
from tracing.reports import AnyReport
from tracing.stream_ids import judgement_id, record_id

OWNERS = {
    "yellow_notice": Caller(subject="b", role=Role.bureau, organisation="ukr.bureau", country="UKR"),
    "sighting": Caller(subject="o", role=Role.officer, organisation="fra.police", country="FRA"),
    "border_crossing": Caller(subject="a", role=Role.agency, organisation="pol.border", country="POL"),
    "shelter_registration": Caller(subject="s", role=Role.shelter, organisation="ita.shelter", country="ITA"),
}
READERS = [
    Caller(subject="reader", role=role, organisation=organisation, country=country)
    for role, organisation, country in (
        (Role.officer, "fra.police", "FRA"),
        (Role.officer, "bel.police", "BEL"),
        (Role.reviewer, "fra.review", "FRA"),
        (Role.reviewer, "che.review", "CHE"),
        (Role.bureau, "ita.bureau", "ITA"),
        (Role.agency, "pol.border", "POL"),
        (Role.shelter, "ita.shelter", "ITA"),
        (Role.auditor, "int.audit", "CHE"),
    )
]
REVIEWERS = [
    Caller(subject=f"r{number}", role=Role.reviewer, organisation=organisation, country=country)
    for number, (organisation, country) in enumerate(
        [("fra.judges", "FRA"), ("fra.courts", "FRA"), ("che.review", "CHE"), ("esp.judges", "ESP")]
    )
]
NAMES = [
    {"given": "Yuliia", "family": "Kovalchuk"},
    {"given": "Julia", "family": "Kovaltchouk"},
    {"given": "Oksana", "family": "Kovalchuk"},
]
RECIPIENTS: list[dict[str, Any]] = [
    {"rule": "all"},
    {"rule": "only", "countries": ["FRA"]},
    {"rule": "only", "organisations": ["che.review", "pol.border"]},
    {"rule": "all_but", "countries": ["FRA", "ITA"]},
]


REFUSED = Location(kind=LocatedKind.alive_safe, contact=ContactWish.refused)


class Told(NamedTuple):
    """A report that somebody posts, and what becomes of it."""

    kind: str
    name: dict[str, str]
    document: str | None
    recipients: dict[str, Any]
    afterwards: str


told = st.builds(
    Told,
    st.sampled_from(list(OWNERS)),
    st.sampled_from(NAMES),
    st.sampled_from(["FE123456", "FE123457", None]),
    st.sampled_from(RECIPIENTS),
    st.sampled_from(["kept", "kept", "narrowed", "widened", "retracted", "restricted", "located"]),
)


def report_of(number: int, told: Told, recipients: dict[str, Any]) -> AnyReport:
    person: dict[str, Any] = {"names": [told.name], "birth_date": "1998-03-17", "sex": "female"}
    if told.document:
        person["documents"] = [{"type": "passport", "number": told.document, "issuer": "UKR"}]
    return report(f"r{number}", kind=told.kind, person=person, recipients=recipients)


@contextmanager
def world(
    history: list[tuple[int, Told]], *, judged: bool, opensearch: OpenSearchServer | None = None
) -> Iterator[tuple[Service, str]]:
    """A service in which all of this was posted and, if wanted, judged, and which knows of all of it."""
    with TemporaryDirectory() as folder, ExitStack() as stack:
        options = embedded_settings(Path(folder))
        # In both worlds the same secret, so that cursors and ids made with it can be compared byte by byte.
        options.index_key_file.write_bytes(base64.b64encode(bytes(32)))
        migrate(options)
        service = open_service(options)
        if opensearch is not None:
            service.engine.close()
            service = replace(service, engine=indexes_of_its_own(opensearch, options))
        stack.callback(service.close)
        for number, one in history:
            enter(service, number, one)
        catch_up(service)
        if judged:
            judge(service, [record_of(number, one) for number, one in history])
            catch_up(service)
        yield service, stack.enter_context(serving(create_app(service)))


def indexes_of_its_own(server: OpenSearchServer, options: Settings) -> Engine:
    """Empty indexes that no other world has, on a server that all share."""
    url = server.url.replace("http://", "opensearch://")
    engine = OpenSearchEngine(url, IndexSeal(read_secret(options.index_key_file)), prefix=f"world-{uuid4().hex}")
    engine.prepare()
    return engine


def record_of(number: int, one: Told) -> UUID:
    return record_id(OWNERS[one.kind].organisation, f"r{number}")


def judge(service: Service, records: list[UUID]) -> None:
    """Each reviewer who may says of each proposed pair that it is one person."""
    for one, other in combinations(records, 2):
        for reviewer in REVIEWERS:
            with suppress(TracingError):
                pair = service.application.judgement(judgement_id(one, other))
                service.application.judge(pair.id, Verdict.same, "Same scar.", reviewer, expected_version=pair.version)


def catch_up(service: Service) -> None:
    followers = service.followers()
    moving = True
    while moving:
        moving = False
        for follower in followers:
            try:
                moving |= follower.step()
            except NotReadyError:
                moving = True


def enter(service: Service, number: int, one: Told) -> None:
    owner, app = OWNERS[one.kind], service.application
    posted = app.post(report_of(number, one, one.recipients), owner).record
    later = {"narrowed": {"rule": "only"}, "widened": {"rule": "all"}}.get(one.afterwards)
    if later is not None:
        app.correct(posted.id, report_of(number, one, later), "Recipients changed.", owner)
    elif one.afterwards == "retracted":
        app.retract(posted.id, "By mistake.", owner)
    elif one.afterwards == "restricted" and owner.role in (Role.bureau, Role.shelter):
        app.restrict(posted.id, RestrictionGround.accuracy_contested, owner)
    elif one.afterwards == "located" and owner.role is Role.bureau:
        app.locate(posted.id, REFUSED, owner)


def answers(service: Service, url: str, caller: Caller, records: list[UUID]) -> dict[str, tuple[Any, ...]]:
    """What every route that shows something of others answers, but for times and ids of requests."""
    headers = {"Authorization": f"Bearer {token_for(service.settings, caller)}", **FOR_A_CASE}
    found: dict[str, tuple[Any, ...]] = {}
    with httpx.Client(base_url=url, headers=headers, timeout=60) as client:
        for name in [*NAMES, {"full": "Nobody Atall"}]:
            for more in ({}, {"documents": [{"number": "FE123456"}]}):
                query = {"queries": {"q": {"person": {"names": [name], "birth_date": "1998-03-17", **more}}}}
                found[f"search {name} {more}"] = _bytes(client.post("/v1/search", json=query))
        for number in range(len(records)):
            found[f"look up r{number}"] = _bytes(client.post("/v1/records:lookup", json={"identifier": f"R{number}"}))
        paths = ["/v1/candidates", "/v1/candidates?order=oldest", "/v1/candidates?limit=1", "/v1/groups"]
        paths += ["/v1/identities/contested", "/v1/changes", "/v1/changes?limit=1"]
        paths += ["/v1/exports/ndjson", "/v1/exports/ftm", "/v1/exports/ndjson?limit=1"]
        for record in records:
            paths += [f"/v1/{part}/{record}" for part in ("records", "identities", "groups")]
            paths += [f"/v1/identities/{record}/timeline", f"/v1/identities/{record}?as_of=2100-01-01"]
        for one, other in combinations(records, 2):
            paths += [f"/v1/candidates/{judgement_id(one, other)}", f"/v1/why?a={one}&b={other}"]
        for path in paths:
            found[path] = _bytes(client.get(path))
    return found


_TIMES = re.compile(r'"(recorded_at|changed_at|proposed_at|at|time)":"[^"]*"|urn:uuid:[0-9a-f-]{36}')


def _bytes(answer: httpx.Response) -> tuple[Any, ...]:
    headers = {
        name: value for name, value in answer.headers.items() if name not in ("x-request-id", "content-length", "date")
    }
    return answer.status_code, headers, _TIMES.sub("…", answer.text)


def differing(
    reader: Caller, history: list[Told], judged: bool, opensearch: OpenSearchServer | None = None
) -> set[str]:
    """Requests that are answered otherwise in a world without what the reader may not see."""
    numbered = list(enumerate(history))
    records = [record_of(number, one) for number, one in numbered]
    with world(numbered, judged=judged, opensearch=opensearch) as (service, url):
        seen = reader_of(reader)
        standing = service.application.records(records)
        visible = [seen is not None and may_see(seen, standing[record].visibility) for record in records]
        with_hidden = answers(service, url, reader, records)
    shown = [one for one, is_visible in zip(numbered, visible, strict=True) if is_visible]
    note(f"{len(numbered) - len(shown)} of {len(numbered)} are hidden")
    with world(shown, judged=judged, opensearch=opensearch) as (service, url):
        without = answers(service, url, reader, records)
    return {path for path in with_hidden if with_hidden[path] != without[path]}


worlds = given(reader=st.sampled_from(READERS), history=st.lists(told, min_size=2, max_size=5), judged=st.booleans())


@settings(max_examples=10, deadline=None)
@worlds
def test_with_and_without_what_is_hidden_every_answer_is_the_same(
    reader: Caller, history: list[Told], judged: bool
) -> None:
    assert differing(reader, history, judged) == set()


@pytest.mark.opensearch
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@worlds
def test_so_it_is_on_opensearch(
    opensearch_server: OpenSearchServer, reader: Caller, history: list[Told], judged: bool
) -> None:
    assert differing(reader, history, judged, opensearch_server) == set()


def test_the_property_would_notice_a_record_that_is_shown() -> None:
    """Of the test itself: worlds that differ in what the reader sees do not look alike."""
    one = Told("sighting", NAMES[0], "FE123456", RECIPIENTS[0], "kept")
    record = record_of(0, one)
    with world([(0, one)], judged=False) as (service, url), world([], judged=False) as (empty, empty_url):
        for reader in READERS[:5]:
            full, none = answers(service, url, reader, [record]), answers(empty, empty_url, reader, [record])
            differing = {path for path in full if full[path] != none[path]}
            assert {f"/v1/records/{record}", f"/v1/identities/{record}"} <= differing
