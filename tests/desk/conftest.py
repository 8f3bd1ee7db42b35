"""The desk of one service in Debian's Chromium, watched: whatever breaks a policy or leaks a word fails its test."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Request, expect, sync_playwright

from api.app import create_app
from api.desk.reviewing.keeping import AnswerKeeper
from api.desk.visits.sessions import Session, Sessions, new_session
from api.desk.visits.visit import COOKIE
from api.wiring import Service
from tests.api.conftest import opened, serving
from tests.desk import world
from tests.servers.install import chromium_program
from tests.stores import urls
from tracing.access import Caller
from tracing.audit.entries import Purpose

__all__ = ["urls"]

PATIENCE = 60.0
"""Seconds for which a page is waited for. A machine that does much else at once is slow, and the desk is not wrong."""
expect.set_options(timeout=1000 * PATIENCE / 2)

PERSONAL = (
    "yulia",
    "yuliia",
    "юлія",
    "kovalch",
    "ковальч",
    "fe123456",
    "quispe",
    "maribel",
    "pwned",
    "zz999888",
    "1998-03",
    "teuila",
    "etxeberria",
    "tuilagi",
)
"""What must never be in an address, a title, a referrer, the service's log or the browser's storage."""

_WATCH = """
  document.addEventListener("securitypolicyviolation", event =>
    console.error(`policy broken: ${event.violatedDirective}, ${event.disposition}`));
  addEventListener("DOMContentLoaded", () => console.debug(`told: ${document.title} ${document.referrer}`));
"""
_STORED = """async () => ["localStorage", "sessionStorage"].flatMap(kind => Object.entries(window[kind]).flat())
  .concat(document.cookie || [], (await indexedDB.databases()).map(one => one.name), await caches.keys(),
    (await navigator.serviceWorker.getRegistrations()).map(one => one.scope))"""


def session_of(caller: Caller, signed_in_at: datetime | None = None) -> Session:
    """A session of somebody who signed in just now, or then, and said what they work on."""
    session = new_session(caller, signed_in_at or datetime.now(UTC))
    return msgspec.structs.replace(session, purpose=Purpose.find_missing_person, case="2026/17")


@dataclass(frozen=True)
class Desk:
    """A served desk with records on it; `log` is what the service wrote since it began."""

    service: Service
    url: str
    joined: set[UUID]
    hostile: set[UUID]
    twin_pair: UUID
    apart: set[UUID]
    log: list[str]

    @property
    def sessions(self) -> Sessions:
        return Sessions(self.service.store)


@dataclass
class Visitor:
    """A browser of one person, and what it was seen to do."""

    context: BrowserContext
    page: Page
    url: str
    sessions: Sessions
    script: bool = True
    told: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def speak(self, language: str) -> None:
        """Ask for pages in this language from now on."""
        self.context.set_extra_http_headers({"Accept-Language": language})

    def go(self, path: str) -> None:
        self.page.goto(self.url + path)

    def sign_in(self, caller: Caller, case: str = "2026/17") -> None:
        self.go("/desk/work")
        self.page.locator(f"form:has(input[value='{caller.subject}']) button").click()
        self.page.fill("#case", case)
        self.page.check("input[value=find_missing_person]")
        self.page.locator("main button.main").click()

    def be(self, caller: Caller) -> None:
        """Be somebody who has signed in and said what they work on."""
        token = self.sessions.begin(session_of(caller))
        self.context.add_cookies(
            [{"name": COOKIE, "value": token, "url": f"https{self.url[4:]}", "secure": True, "httpOnly": True}]
        )

    def look(self, path: str, caller: Caller) -> None:
        """Open a page as somebody who has signed in and said what they work on."""
        self.be(caller)
        self.go(path)

    def leaks(self) -> list[str]:
        """What was said of people where it must not be, over the whole visit."""
        said = [*self.told]
        if self._on_a_page():
            said.append(self.page.title())
        return [text for text in said if any(word in text.lower() for word in PERSONAL)]

    def stored(self) -> list[str]:
        """What pages left in the browser that scripts could read again; the desk leaves nothing."""
        return list(self.page.evaluate(_STORED)) if self.script and self._on_a_page() else []

    def _on_a_page(self) -> bool:
        address = self.page.url.startswith("http")
        return address and bool(self.page.evaluate("document.contentType") == "text/html")


class _Kept(logging.Handler):
    """Keeps the lines that a log would hold."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def written() -> Iterator[list[str]]:
    """The lines that the service writes meanwhile, as `tracing serve` would."""
    kept, root = _Kept(), logging.getLogger()
    level = root.level
    root.addHandler(kept)
    root.setLevel(logging.INFO)
    try:
        yield kept.lines
    finally:
        root.removeHandler(kept)
        root.setLevel(level)


@contextmanager
def keeping(service: Service) -> Iterator[None]:
    """Answers are written when they are due, as by `tracing serve`."""
    keeper = AnswerKeeper(service)
    keeper.start()
    try:
        yield
    finally:
        keeper.stop()


@contextmanager
def served_desk(folder: Path, *, hostile: bool = True, easy: int = 32) -> Iterator[Desk]:
    """A new service on a folder with the records of the stories; those with hostile names can be left out.

    `easy` pairs share a passport each and wait in the queue.
    """
    with written() as log, opened(folder) as service:
        joined, pair = world.joined_story(service), world.twins(service)
        meant_ill = world.hostile(service) if hostile else set()
        world.easy_pairs(service, easy)
        apart = world.too_far_apart(service)
        with keeping(service), serving(create_app(service, world.PEOPLE)) as url:
            yield Desk(service=service, url=url, joined=joined, hostile=meant_ill, twin_pair=pair, apart=apart, log=log)


@pytest.fixture(scope="package")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with served_desk(tmp_path_factory.mktemp("desk")) as desk:
        yield desk


@contextmanager
def started_browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-dev-shm-usage"]  # root in a container has neither
        browser = playwright.chromium.launch(executable_path=chromium_program(), args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Ends with this package: while it runs, this thread has an event loop that other tests could stumble over."""
    with started_browser() as browser:
        yield browser


def arrived(
    desk: Desk, browser: Browser, *, script: bool = True, width: int = 1440, dark: bool = False, language: str = "en"
) -> Visitor:
    """Somebody before an empty page, who is watched from now on."""
    context = browser.new_context(
        java_script_enabled=script,
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
    )
    context.set_default_timeout(1000 * PATIENCE)
    context.add_init_script(_WATCH)
    one = Visitor(context=context, page=context.new_page(), url=desk.url, sessions=desk.sessions, script=script)
    one.speak(language)
    _watch(one)
    return one


VisitorOf = Callable[..., Visitor]


@pytest.fixture
def visitor(desk: Desk, browser: Browser) -> Iterator[VisitorOf]:
    """`visitor(script=False, width=320, dark=True, language="ar")`: a browser that is watched until the test ends."""
    visitors: list[Visitor] = []

    def come(**options: Any) -> Visitor:
        visitors.append(arrived(desk, browser, **options))
        return visitors[-1]

    yield come
    leaks = [leak for one in visitors for leak in one.leaks()]
    stored = [text for one in visitors for text in one.stored()]
    for one in visitors:
        one.context.close()
    assert (leaks, stored) == ([], [])
    assert [line for line in desk.log if any(word in line.lower() for word in PERSONAL)] == []
    broken = [what for one in visitors for what in one.broken]
    assert broken == [], "a policy was broken, a script failed, or another host was asked"


def _watch(visitor: Visitor) -> None:
    def console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            visitor.broken.append(message.text)
        visitor.told.append(message.text)

    def opened_dialog(dialog: Dialog) -> None:
        visitor.broken.append(dialog.message)
        dialog.dismiss()

    def requested(request: Request) -> None:
        visitor.told += [request.url, request.headers.get("referer", "")]
        if not request.url.startswith(visitor.url):
            visitor.broken.append(request.url)

    visitor.page.on("console", console)
    visitor.page.on("pageerror", lambda error: visitor.broken.append(str(error)))
    visitor.page.on("request", requested)
    visitor.page.on("framenavigated", lambda frame: visitor.told.append(frame.url))
    visitor.page.on("dialog", opened_dialog)
