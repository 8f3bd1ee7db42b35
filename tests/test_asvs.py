"""The table of ASVS names tests that are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_every_named_test_is_there() -> None:
    named = NAMED.findall((ROOT / "docs" / "asvs.md").read_text(encoding="utf-8"))
    assert len(named) > 30
    gone = [
        f"{path}::{name}"
        for path, name in named
        if not (ROOT / path).is_file() or f"def {name}(" not in (ROOT / path).read_text(encoding="utf-8")
    ]
    assert gone == []


def test_every_row_names_one() -> None:
    table = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8").partition("## Not done")[0]
    rows = [line for line in table.splitlines() if re.match(r"\| \d", line)]
    assert [row for row in rows if not NAMED.search(row)] == []
