"""Sessions and forms: who may send what, for how long, and what is left when it is over."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import sqlalchemy as sql

from api.desk.visits.sessions import IDLE, WHOLE
from api.desk.visits.visit import COOKIE
from tests.desk import world
from tests.desk.conftest import Desk, VisitorOf, session_of
from tracing.access import Caller
from tracing.audit.entries import Action, Asked
from tracing.stream_ids import judgement_id

_HOUR_AGO = timedelta(hours=1)


@pytest.fixture
def client(desk: Desk) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=desk.url, timeout=60) as client:
        yield client


def cookie_of(desk: Desk, caller: Caller, ago: timedelta = timedelta()) -> tuple[dict[str, str], str]:
    """The header of a new session, and the secret of its forms."""
    session = session_of(caller, datetime.now(UTC) - ago)
    return {"Cookie": f"{COOKIE}={desk.sessions.begin(session)}"}, session.csrf


@pytest.mark.parametrize(("column", "lasting"), [("seen", IDLE), ("begun", WHOLE)])
def test_a_session_ends_by_itself(desk: Desk, client: httpx.Client, column: str, lasting: timedelta) -> None:
    header, _ = cookie_of(desk, world.OFFICER)
    for age, status in ((lasting - timedelta(seconds=60), 200), (lasting + timedelta(seconds=1), 303)):
        with desk.service.store.writing() as connection:
            then = (datetime.now(UTC) - age).timestamp()
            connection.execute(sql.text(f"UPDATE desk_session SET {column} = :then"), {"then": then})
        assert client.get("/desk/search", headers=header).status_code == status


def test_a_session_lasts_while_somebody_types(desk: Desk, visitor: VisitorOf) -> None:
    one = visitor()
    one.page.clock.install()
    one.look("/desk/search", world.OFFICER)
    with desk.service.store.writing() as connection:
        nearly_over = (datetime.now(UTC) - IDLE + timedelta(seconds=60)).timestamp()
        connection.execute(sql.text("UPDATE desk_session SET seen = :then"), {"then": nearly_over})
    one.page.locator("#name").press_sequentially("Ann")
    one.page.clock.fast_forward("02:00")
    with one.page.expect_response("**/desk/at-work") as told:
        one.page.locator("#name").press_sequentially("a")
    assert told.value.status == 204
    with desk.service.store.reading() as connection:
        latest = connection.scalar(sql.text("SELECT max(seen) FROM desk_session"))
    assert latest > nearly_over + 60


def test_signing_out_ends_the_session_for_whoever_kept_its_token(desk: Desk, client: httpx.Client) -> None:
    header, secret = cookie_of(desk, world.OFFICER)
    assert client.get("/desk/search", headers=header).status_code == 200
    assert client.post("/desk/sign-out", headers=header, data={"csrf": secret}).status_code == 303
    assert client.get("/desk/search", headers=header).headers["location"] == "/desk/sign-in?next=/desk/search"


@pytest.mark.parametrize("path", ["/desk/work", "/desk/search", "/desk/settings", "/desk/sign-out"])
def test_a_form_of_another_site_is_refused(desk: Desk, client: httpx.Client, path: str) -> None:
    header, secret = cookie_of(desk, world.OFFICER)
    _, foreign = cookie_of(desk, world.OFFICER)
    form = {"case": "X-1", "purpose": "find_missing_person", "name": "Anna Petrova"}
    for sent, more in (({}, {}), ({"csrf": foreign}, {}), ({"csrf": secret}, {"Sec-Fetch-Site": "cross-site"})):
        answer = client.post(path, headers=header | more, data=form | sent)
        assert answer.status_code == 403 and "Anna" not in answer.text
    assert client.post(path, headers=header, data=form | {"csrf": secret}).status_code in (200, 303)


def test_nobody_is_sent_to_another_site(desk: Desk, client: httpx.Client) -> None:
    header, secret = cookie_of(desk, world.OFFICER)
    for place in ("//evil.example", "https://evil.example", "/desk/..//evil.example", "/v1/search", "/desk\n/x"):
        form = {"csrf": secret, "case": "X-1", "purpose": "find_missing_person", "next": place}
        assert client.post("/desk/work", headers=header, data=form).headers["location"] == "/desk"


def test_a_page_for_another_role_shows_nothing_and_is_written_down(desk: Desk, client: httpx.Client) -> None:
    before = sum(1 for _ in desk.service.audit.entries(Asked()))
    header, _ = cookie_of(desk, world.AUDITOR)
    refused = client.get(f"/desk/identities/{min(desk.joined)}", headers=header)
    assert refused.status_code == 403 and "Kovalchuk" not in refused.text
    (entry,) = [found.entry for found in desk.service.audit.entries(Asked(), after=before)]
    assert (entry.action, entry.result, entry.records) == (Action.read_identity, "role-refused", ())


def test_a_decision_wants_somebody_who_signed_in_a_short_while_ago(desk: Desk, client: httpx.Client) -> None:
    header, secret = cookie_of(desk, world.REVIEWERS[2], _HOUR_AGO)
    path = f"/desk/pairs/{desk.twin_pair}"
    page = client.get(path, headers=header)
    assert "Sign in again" in page.text and 'id="decision"' not in page.text
    before = desk.service.application.judgement(desk.twin_pair)
    form = {"csrf": secret, "verdict": "different", "reason": "Not she.", "version": str(before.version)}
    refused = client.post(path, headers=header, data=form)
    assert refused.status_code == 401 and f"/desk/sign-in?again=true&amp;next={path}" in refused.text
    assert desk.service.application.judgement(desk.twin_pair) == before


def test_a_decision_on_what_has_changed_is_refused(desk: Desk, client: httpx.Client) -> None:
    header, secret = cookie_of(desk, world.REVIEWERS[2])
    pair = world.pairs_of(desk.service, desk.hostile, world.REVIEWERS[2])[0]
    before = desk.service.application.judgement(pair)
    form = {"csrf": secret, "verdict": "different", "reason": "Not he.", "version": str(before.version + 1)}
    refused = client.post(f"/desk/pairs/{pair}", headers=header, data=form)
    assert refused.status_code == 409 and "changed while you looked" in refused.text
    assert desk.service.application.judgement(pair) == before


def test_a_hidden_pair_is_answered_like_one_that_does_not_exist(desk: Desk, client: httpx.Client) -> None:
    hidden = [
        world.report(
            desk.service,
            "hid.police",
            "HUN",
            {
                "kind": kind,
                "reference": f"HID-{kind}",
                "occurred_at": "2025-01-01",
                "recipients": {"rule": "only"},
                "person": {
                    "names": [{"full": "Etelka Hidvégi"}],
                    "birth_date": "1983-02-03",
                    "documents": [{"type": "passport", "number": "HI5566771", "issuer": "HUN"}],
                },
            },
        )
        for kind in ("sighting", "yellow_notice")
    ]
    world.settle(desk.service)
    pair = judgement_id(*hidden)
    assert desk.service.application.judgement_or_none(pair) is not None
    header, _ = cookie_of(desk, world.REVIEWERS[0])
    answers = [client.get(f"/desk/pairs/{one}", headers=header) for one in (pair, min(desk.joined))]
    assert [answer.status_code for answer in answers] == [404, 404]
    first, second = (
        re.sub("<time .*?</time>", "", answer.text.replace(answer.headers["x-request-id"], "").replace(str(one), ""))
        for answer, one in zip(answers, (pair, min(desk.joined)), strict=True)
    )
    assert first == second


def test_pages_carry_headers_that_let_nothing_in_and_leave_no_copy(desk: Desk, client: httpx.Client) -> None:
    header, _ = cookie_of(desk, world.OFFICER)
    for path in ("/desk/sign-in", "/desk/search", f"/desk/identities/{min(desk.joined)}", "/desk/queue"):
        headers = client.get(path, headers=header).headers
        policy = headers["content-security-policy"]
        assert headers.get_list("content-security-policy") == [policy] and "unsafe" not in policy
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert (headers["cache-control"], headers["referrer-policy"]) == ("no-store", "no-referrer")
    cookie = client.get("/desk/sign-in").headers["set-cookie"]
    assert cookie.startswith("__Host-") and all(word in cookie for word in ("HttpOnly", "Secure", "Path=/"))
    assert "Domain" not in cookie
