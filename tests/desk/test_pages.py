"""Every page: accessible in both schemes and at both widths, harmless whatever names it shows, and light."""

import gzip
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Literal

import httpx
import msgspec
import pytest
from playwright.sync_api import expect

from api.desk.pages.record import Act
from api.desk.visits.visit import COOKIE
from search.sentences import Language
from tests.desk import looking_at, world
from tests.desk.conftest import Desk, Visitor, VisitorOf, session_of
from tracing.access import Caller, Role
from tracing.audit.entries import Action, Purpose, entry_now
from tracing.events import now
from tracing.person import Name, Person
from tracing.reports import ReportKind
from tracing.subscriptions import AlertTopic, SavedSearch, Wanted


def searched(visitor: Visitor, field: str, value: str) -> None:
    visitor.look("/desk/search", world.OFFICER)
    visitor.page.locator("details").evaluate("details => details.open = true")
    visitor.page.fill(field, value)
    visitor.page.locator("#search button.main").click()
    expect(visitor.page.locator(".result").first).to_be_visible()


def hostile_pair(visitor: Visitor, desk: Desk) -> None:
    pair = world.pairs_of(desk.service, desk.hostile, world.REVIEWERS[0])[0]
    visitor.look(f"/desk/pairs/{pair}", world.REVIEWERS[0])
    visitor.page.locator("#decision details").evaluate("details => details.open = true")


OWNER = Caller(subject="utopia.desk", role=Role.bureau, organisation="utopia.police", country="BEL")
"""Of the organisation whose records have names that mean harm."""


def act_on_own(act: Act) -> Callable[[Visitor, Desk], None]:
    def open_it(visitor: Visitor, desk: Desk) -> None:
        """As an owner, on the notice with hostile names; for pictures, which show none, on that of the story."""
        records = desk.service.application.records(list(desk.hostile or desk.joined)).values()
        notice = next(record for record in records if record.kind is ReportKind.yellow_notice)
        owner = msgspec.structs.replace(OWNER, organisation=notice.organisation, country=notice.country)
        visitor.look(f"/desk/records/{notice.id}/{act}", owner)

    return open_it


def saved_search(visitor: Visitor, desk: Desk) -> None:
    person = Person(names=(Name(full=world.HOSTILE[0] if desk.hostile else "Yulia Kovalchuck"),), birth_date="1990")
    wanted = Wanted(
        topics=(AlertTopic.saved_search,),
        purpose=Purpose.find_missing_person,
        case="2026/17",
        ends_at=now() + timedelta(days=9),
        search=SavedSearch(person=person),
    )
    made, _ = desk.service.application.subscribe(wanted, OWNER, now())
    visitor.look(f"/desk/saved-searches/{made.id}", OWNER)


def audited(visitor: Visitor, desk: Desk) -> None:
    desk.service.audit.append(entry_now(world.OFFICER, Action.search))
    visitor.look("/desk/audit", world.AUDITOR)
    visitor.page.locator("#audit button.main").click()
    expect(visitor.page.locator(".entries tbody tr").first).to_be_visible()


def verified(visitor: Visitor, desk: Desk) -> None:
    desk.service.audit.append(entry_now(world.OFFICER, Action.search))
    visitor.look("/desk/audit/chain", world.AUDITOR)
    visitor.page.locator("#read-on button").click()
    expect(visitor.page.locator("#chain .say")).to_be_visible(timeout=60_000)


def waiting_answer(visitor: Visitor, desk: Desk) -> None:
    """A page with all that a reviewer can be told of own answers: several wait, and one was not kept."""
    rows = world.queue_of(desk.service, world.READER)
    world.let_wait(desk.service, world.READER, [row.judgement for row in rows[:3]])
    visitor.look("/desk/answers", world.READER)
    expect(visitor.page.locator("#told .own")).to_have_count(3)
    visitor.page.locator("#told details").evaluate("details => details.open = true")


SCHEMES: dict[Literal["light", "dark"], list[str]] = {"light": looking_at.RULES, "dark": looking_at.COLOURS}
"""With the rules of axe that a page is held to in each."""


def looked_before_posting(visitor: Visitor, name: str) -> None:
    """The page between a form and its being posted, with who is known already."""
    visitor.look("/desk/post/sighting", world.OFFICER)
    visitor.page.fill("[name='person.names.0.full']", name)
    visitor.page.fill("[name='occurred_at.year']", "2025")
    visitor.page.locator("main button.main").click()
    expect(visitor.page.locator(".result").first).to_be_visible()


def refused_form(visitor: Visitor, desk: Desk) -> None:
    visitor.look("/desk/post/border-crossing", world.AGENCY)
    visitor.page.locator("main button.main").click()
    for details in visitor.page.locator("details").all():
        details.evaluate("details => details.open = true")


def tried_file(visitor: Visitor, table: str) -> None:
    visitor.look("/desk/upload", world.SHELTER)
    visitor.page.set_input_files("#file", {"name": "table.csv", "mimeType": "text/csv", "buffer": table.encode()})
    visitor.page.locator("#upload button.main").click()
    visitor.page.locator("[name='column.0']").select_option("reference")
    visitor.page.locator("[name='column.1']").select_option("occurred_at")
    visitor.page.locator("[name='column.2']").select_option("person.names.0.full")
    visitor.page.locator("#upload button.main").click()
    expect(visitor.page.locator("#numbers")).to_be_visible()


TABLE = "Number,Arrival,Known as\nX-1,2025,Zlata\nX-2,soon,Zora\n"
MEANT_ILL = f"{world.HOSTILE[0]},Arrival,{world.HOSTILE[1]}\n=1+1,2025,Zlata\nX-2,{world.HOSTILE[2]},Zora\n"

PAGES: dict[str, Callable[[Visitor, Desk], None]] = {
    "sign-in": lambda visitor, desk: visitor.go("/desk/sign-in"),
    "work": lambda visitor, desk: visitor.look("/desk/work", world.OFFICER),
    "search": lambda visitor, desk: visitor.look("/desk/search", world.OFFICER),
    "results": lambda visitor, desk: searched(visitor, "#name", "Yulia Kovalchuck"),
    "hostile-results": lambda visitor, desk: searched(visitor, "#document", "ZZ999888"),
    "identity": lambda visitor, desk: visitor.look(f"/desk/identities/{min(desk.joined)}", world.OFFICER),
    "hostile-identity": lambda visitor, desk: visitor.look(f"/desk/identities/{min(desk.hostile)}", world.OFFICER),
    "queue": lambda visitor, desk: visitor.look("/desk/queue", world.REVIEWERS[0]),
    "hostile-pair": hostile_pair,
    "waiting": waiting_answer,
    "groups": lambda visitor, desk: visitor.look("/desk/groups", world.REVIEWERS[0]),
    "group": lambda visitor, desk: visitor.look(f"/desk/groups/{min(desk.apart)}", world.READER),
    "keys": lambda visitor, desk: visitor.look("/desk/keys", world.REVIEWERS[0]),
    "twins": lambda visitor, desk: visitor.look(f"/desk/pairs/{desk.twin_pair}", world.REVIEWERS[1]),
    "hostile-notices": lambda visitor, desk: visitor.look("/desk/notices", OWNER),
    "hostile-record": lambda visitor, desk: visitor.look(f"/desk/records/{min(desk.hostile)}", OWNER),
    **{act.value: act_on_own(act) for act in Act},
    "alerts": lambda visitor, desk: visitor.look("/desk/alerts", OWNER),
    "saved-searches": lambda visitor, desk: visitor.look("/desk/saved-searches", OWNER),
    "saved-search": saved_search,
    "audit": audited,
    "audit-chain": verified,
    "operations": lambda visitor, desk: visitor.look("/desk/operations", world.ADMIN),
    "numbers": lambda visitor, desk: visitor.look("/desk/numbers", world.AUDITOR),
    "post": lambda visitor, desk: visitor.look("/desk/post", world.BUREAU),
    "form": lambda visitor, desk: visitor.look("/desk/post/shelter-registration", world.SHELTER),
    "refused-form": refused_form,
    "look-before-posting": lambda visitor, desk: looked_before_posting(visitor, "Yulia Kovalchuck"),
    "hostile-look-before-posting": lambda visitor, desk: looked_before_posting(visitor, world.HOSTILE[0]),
    "upload": lambda visitor, desk: visitor.look("/desk/upload", world.SHELTER),
    "tried-file": lambda visitor, desk: tried_file(visitor, TABLE),
    "hostile-file": lambda visitor, desk: tried_file(visitor, MEANT_ILL),
    "problem": lambda visitor, desk: visitor.look("/desk/queue", world.OFFICER),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_fit_for_everybody(desk: Desk, visitor: VisitorOf, name: str) -> None:
    """In each language one visit, then the same page in both schemes, wide and at 400 %."""
    one = visitor()
    one.context.add_init_script(looking_at.AXE)
    wrong: dict[str, list[str]] = {}
    for language in Language:
        one.speak(language)
        one.page.set_viewport_size(looking_at.WIDE)
        one.page.emulate_media(color_scheme="light", reduced_motion="reduce")
        PAGES[name](one, desk)
        expect(one.page.locator("html")).to_have_attribute("dir", "rtl" if language is Language.ar else "ltr")
        wrong[f"{language} at any width"] = [
            *looking_at.harmful(one.page),
            *looking_at.moving(one.page),
            *looking_at.left_in_english(one.page, language),
        ]
        for size in (looking_at.WIDE, looking_at.NARROW):
            one.page.set_viewport_size(size)
            for check in (looking_at.scrolled_sideways, looking_at.small_targets, looking_at.lost_focus):
                wrong[f"{language} {size['width']} {check.__name__}"] = check(one.page)
            for scheme, rules in SCHEMES.items():
                one.page.emulate_media(color_scheme=scheme)
                wrong[f"{language} {size['width']} {scheme}"] = looking_at.violations(one.page, rules)
        wrong[f"{language} spaced"] = looking_at.cut_when_spaced(one.page)
    assert {where: faults for where, faults in wrong.items() if faults} == {}


@pytest.mark.parametrize("name", [name for name in PAGES if name.startswith("hostile") and name != "hostile-file"])
def test_hostile_names_are_shown_as_text(desk: Desk, visitor: VisitorOf, name: str) -> None:
    """Of a file no cell is shown again, only where a mistake is."""
    one = visitor()
    PAGES[name](one, desk)
    body = one.page.locator("main").inner_text()
    assert "<script>document.title='pwned'</script>" in body and "{{ 7*7 }}" in body
    assert one.page.locator("bdi", has_text="<script>").count() > 0


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_ten_thousand_characters_are_refused_by_name_of_the_field(desk: Desk, visitor: VisitorOf, script: bool) -> None:
    one = visitor(script=script)
    one.look("/desk/search", world.OFFICER)
    one.page.locator("#name").evaluate(
        "(field, text) => { field.maxLength = 20000; field.value = text }", "\u202e" * 10_000
    )
    one.page.locator("#search button.main").click()
    expect(one.page.locator("#results [role=alert]")).to_contain_text("Names: Write at most 200 characters.")
    expect(one.page.locator("#results")).not_to_contain_text("\u202e")


def test_a_session_that_is_over_leads_to_the_sign_in_also_by_script(desk: Desk, visitor: VisitorOf) -> None:
    one = visitor()
    one.look("/desk/search", world.OFFICER)
    one.context.clear_cookies()
    one.page.fill("#name", "Yulia Kovalchuck")
    one.page.locator("#search button.main").click()
    expect(one.page).to_have_url(re.compile("/desk/sign-in"))


def test_the_first_page_is_below_a_hundred_kilobytes(desk: Desk) -> None:
    token = desk.sessions.begin(session_of(world.OFFICER))
    with httpx.Client(base_url=desk.url, headers={"Cookie": f"{COOKIE}={token}"}, timeout=60) as client:
        page = client.get("/desk/search")
        files = re.findall(r'(?:src|href)="(/desk/static/[^"]+)"', page.text)
        assert len(files) == 4
        answers = [page, *(client.get(file) for file in files)]
    assert all(answer.status_code == 200 for answer in answers)
    assert sum(len(gzip.compress(answer.content)) for answer in answers) < 100_000
