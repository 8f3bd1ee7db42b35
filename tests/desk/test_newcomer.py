"""Somebody who has the README alone: its first steps at the desk, with `tracing demo` as a process of its own.

What is typed and what is looked for is read from the README, so that it cannot say what is not there.
"""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desk.screenshots import FOLDER, LIMIT

ROOT = Path(__file__).resolve().parents[2]
STEPS = re.search(
    r"## First steps at the desk\n(.*?)\n## ", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL
)
assert STEPS is not None
TYPED = re.findall(r"`([^`]+)`", STEPS[1])
SAID = re.findall(r"“([^”]+)”", STEPS[1])


@pytest.fixture
def sign_in(tmp_path: Path) -> Iterator[str]:
    """Where the demo says that one can sign in. It invents fewer people than for somebody who looks round."""
    program = [str(Path(sys.executable).with_name("tracing")), "demo", "--people", "15", "--port", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "COLUMNS": "200"}
    with subprocess.Popen(program, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = ""
        for line in process.stdout:
            told += line
            if "Ctrl-C ends it" in line:
                break
        found = re.search(r"Sign in at (\S+) as one of these", told)
        assert found is not None, told[-2000:]
        assert "officer   paris.officer" in told and "reviewer  first.reviewer" in told
        try:
            yield found[1]
        finally:
            process.send_signal(signal.SIGINT)


def begin(page: Page, address: str, who: str, case: str, purpose: str) -> None:
    page.goto(address)
    page.get_by_role("button", name=who).click()
    page.goto(address.replace("/desk", "/desk/work"))
    page.get_by_label("Case number").fill(case)
    page.get_by_label(purpose).check()
    page.get_by_role("button", name="Go on").click()


def test_the_first_steps_of_the_readme_lead_where_it_says(sign_in: str, browser: Browser) -> None:
    command, officer, case, reviewer, _ = TYPED
    purpose, heard, written, joined, way, first, last, begins, answer, keep = SAID
    assert command == "make demo"
    page = browser.new_page()
    page.set_default_timeout(30_000)
    begin(page, sign_in, officer, case, purpose)
    for name in (heard, written):
        page.get_by_label("Name, in any script and spelling").fill(name)
        page.get_by_role("button", name="Search", exact=True).click()
        found = page.locator(".result").first
        expect(page.locator("#name")).to_have_value(name)
        expect(found).to_contain_text(joined)
    found.get_by_role("heading").get_by_role("link").click()
    timeline = page.get_by_role("region", name=way).get_by_role("listitem")
    expect(timeline.first).to_contain_text(first)
    expect(page.get_by_role("region", name=way)).to_contain_text(last)
    page.get_by_role("button", name="Sign out").click()
    begin(page, sign_in, reviewer, case, purpose)
    page.get_by_role("link", name=begins).click()
    page.get_by_role("radio", name=answer).check()
    page.get_by_role("button", name=keep).click()
    expect(page.get_by_role("status").first).to_contain_text("Your answer is kept")
    page.close()


@pytest.mark.parametrize("document", ["README.md", "docs/desk.md"])
def test_pictures_are_there_and_told_in_words(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    shown = re.findall(r'(?:src|srcset)="([^"]+)"', text)
    assert shown and all((ROOT / document).parent.joinpath(picture).is_file() for picture in shown), shown
    assert len(re.findall(r'<img\s+src="[^"]+" alt="[^"]{20,}"', text)) == text.count("<img")
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < LIMIT
