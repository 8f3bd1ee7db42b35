"""One story, told on the terminal by real requests: from four reports in four countries to one person found."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import httpx
import msgspec
from rich.console import Console
from rich.syntax import Syntax

from api.demo.seeding import sender
from api.disclosure.auditing import CASE_HEADER, PURPOSE_HEADER
from api.world.stories import story_a1
from tracing.access import Caller, Role
from tracing.audit.entries import Purpose
from tracing.reports import ReportKind

ROUTES = {
    ReportKind.yellow_notice: "/v1/yellow-notices",
    ReportKind.sighting: "/v1/sightings",
    ReportKind.border_crossing: "/v1/border-crossings",
    ReportKind.shelter_registration: "/v1/shelter-registrations",
}
REVIEWERS = (
    Caller(subject="first.reviewer", role=Role.reviewer, organisation="nld.review", country="NLD"),
    Caller(subject="second.reviewer", role=Role.reviewer, organisation="prt.review", country="PRT"),
)
OFFICER = Caller(subject="paris.officer", role=Role.officer, organisation="fra.police", country="FRA")
SPELLINGS = ("Yulia Kovalchuck", "Юлія Ковальчук")
"""What the officer in Paris types: as she heard the name, then as her colleague in Kyiv writes it."""

CASE = "DEMO-2026/1"
"""The case that is worked on; it stands in the audit log beside every search."""

TokenOf = Callable[[Caller], str]


class StoryError(Exception):
    """The service did not answer as the story goes."""


class Storyteller:
    """Walks the story, request by request, and stops at the first answer that is not as it should be."""

    def __init__(self, url: str, token_of: TokenOf, console: Console) -> None:
        """Tell it against the service at a URL."""
        self._client = httpx.Client(base_url=url, timeout=30)
        self._token_of = token_of
        self._console = console
        self._records: dict[ReportKind, str] = {}
        self._position = 0

    def tell(self) -> None:
        """The whole story. It can be told again: what was done before is answered as the first time.

        Raises:
            StoryError: an answer is not as it should be.
        """
        with self._client:
            self._post_reports()
            self._review()
            for spelling in SPELLINGS:
                self._search(spelling)
            self._timeline()

    def _post_reports(self) -> None:
        self._chapter("Four agencies report what they know. None of them knows of the others.")
        for posting in story_a1():
            report = dict(posting.report)
            kind = ReportKind(report.pop("kind"))
            caller = sender(posting.organisation, posting.country, kind)
            answer = self._call("POST", ROUTES[kind], caller, report, shown=("record", "position", "created"))
            self._records[kind] = answer["record"]
            self._position = max(self._position, answer["position"])

    def _review(self) -> None:
        self._chapter("Reviewers see which records may be one person, and why. Two of them must agree.")
        pairs = self._pairs()
        for number, pair in enumerate(pairs):
            for reviewer in REVIEWERS:
                # A whole answer once; after that the story is clear.
                self._judge(pair["candidate"], reviewer, quiet=number > 0)

    def _pairs(self) -> list[dict[str, Any]]:
        """The story's pairs in the queue, or those confirmed when the story was told before."""
        mine = set(self._records.values())
        found = [
            row
            for state in ("in_review", "confirmed")
            for row in self._queue(state)
            if {row["record_a"], row["record_b"]} <= mine
        ]
        if {record for row in found for record in (row["record_a"], row["record_b"])} != mine:
            raise StoryError("the matcher did not propose pairs that join all records of the story")
        self._console.print(f"  {len(found)} pairs of the story's records are candidates")
        return found

    def _queue(self, state: str) -> Iterator[dict[str, Any]]:
        """The first reviewer's queue, page by page; waiting until it knows of all that was posted."""
        path = f"/v1/candidates?state={state}&limit=100&at_least={self._position}"
        cursor = ""
        while True:
            page = self._call("GET", path + cursor, REVIEWERS[0], quiet=True)
            yield from page["candidates"]
            if page["next"] is None:
                return
            cursor = f"&cursor={page['next']}"

    def _judge(self, candidate: str, reviewer: Caller, *, quiet: bool) -> None:
        path = f"/v1/candidates/{candidate}"
        pair = self._call("GET", path, reviewer, shown=("weight", "probability", "would_decide"), quiet=quiet)
        if not quiet:
            self._reasons(pair["reasons"])
        standing = pair["standing"]
        if standing["state"] == "confirmed" or any(o["reviewer"] == reviewer.subject for o in standing["opinions"]):
            return
        decision = {"verdict": "same", "reason": "Name, age and scar agree.", "version": standing["version"]}
        answer = self._call("POST", f"{path}/judgements", reviewer, decision, quiet=quiet)
        self._position = max(self._position, answer["position"])

    def _search(self, spelling: str) -> None:
        self._chapter(f"A tracing officer in Paris searches for “{spelling}”.")
        query = {"queries": {"q": {"person": {"names": [{"full": spelling}]}, "limit": 3}}}
        answer = self._call("POST", f"/v1/search?at_least={self._position}", OFFICER, query, quiet=True)
        results = answer["answers"]["q"]["results"]
        if not results or {record["record"] for record in results[0]["records"]} != set(self._records.values()):
            raise StoryError("the identity with all four records does not head the answer")
        first = results[0]
        self._console.print(f"  one identity heads {answer['answers']['q']['total']} results: {first['identity']}")
        self._reasons(first["reasons"])

    def _timeline(self) -> None:
        self._chapter("Her way, in the order in which things happened.")
        identity = next(iter(self._records.values()))
        path = f"/v1/identities/{identity}/timeline?at_least={self._position}"
        answer = self._call("GET", path, OFFICER, quiet=True)
        if len(answer["entries"]) != len(self._records):
            raise StoryError("the timeline does not hold all records")
        for entry in answer["entries"]:
            report = entry["record"]["report"]
            place = report.get("place", {})
            where = " ".join(filter(None, (place.get("name"), place.get("country"))))
            self._console.print(f"  {entry['occurred_at']:<26}{entry['record']['kind']:<22}{where}")

    def _reasons(self, reasons: list[dict[str, Any]]) -> None:
        for reason in reasons:
            if reason["direction"] != "missing":
                self._console.print(f"  {reason['weight']:+6.1f} bits  {reason['sentence']}")

    def _chapter(self, text: str) -> None:
        self._console.print(f"\n[bold]{text}[/bold]")

    def _call(
        self,
        method: str,
        path: str,
        caller: Caller,
        body: Mapping[str, Any] | None = None,
        *,
        shown: tuple[str, ...] = (),
        quiet: bool = False,
    ) -> dict[str, Any]:
        """Send a request and show it; `shown` are the keys of the answer to show, all if none is named."""
        headers = {
            "Authorization": f"Bearer {self._token_of(caller)}",
            PURPOSE_HEADER: Purpose.find_missing_person,
            CASE_HEADER: CASE,
        }
        response = self._client.request(method, path, json=body, headers=headers)
        self._console.print(f"[cyan]{method} {path}[/cyan] as {caller.role} of {caller.organisation}")
        if response.is_error:
            code = response.json().get("code", response.reason_phrase)
            raise StoryError(f"{method} {path} was answered {response.status_code}: {code}")
        answer: dict[str, Any] = response.json()
        if not quiet:
            if body is not None:
                self._show(body)
            self._console.print(f"  {response.status_code} {response.reason_phrase}")
            self._show({key: answer[key] for key in shown or answer})
        return answer

    def _show(self, content: Mapping[str, Any]) -> None:
        text = msgspec.json.format(msgspec.json.encode(content), indent=2).decode()
        self._console.print(Syntax(text, "json", background_color="default", word_wrap=True))
