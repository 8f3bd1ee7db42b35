"""Files sent at the desk: tried first, entered once however often the line drops, each row answered and none lost."""

import base64
import csv
import html
import io
import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from playwright.sync_api import Page, expect

from api.app import create_app
from api.exchange import csv_table
from api.exchange.entries import Entry, Refusal, Sender
from api.exchange.headings import headings_of
from api.exchange.mapping import read_mapping
from api.exchange.tables import Row, read_rows
from api.wiring import migrate, open_service
from tests.api.conftest import embedded_settings, serving
from tests.api.exchange import tables
from tests.desk import world
from tests.desk.conftest import Desk, VisitorOf, written
from tests.desk.test_sessions import cookie_of
from tests.links import cut_link
from tracing.access import Caller
from tracing.errors import NotFoundError
from tracing.stream_ids import record_id

HEADINGS = ["Nr.", "Arrived", "Given names", "Family names", "Sex", "Born", "Nationality", "Remarks"]
COLUMNS = {"Nr.": "reference", "Arrived": "occurred_at", "Born": "person.birth_date"}
"""What a page cannot guess by itself."""
MAPPING = {
    "kind": "shelter_registration",
    "delimiter": ";",
    "columns": {
        **COLUMNS,
        "Given names": "person.names.0.given",
        "Family names": "person.names.0.family",
        "Sex": "person.sex",
        "Nationality": "person.nationalities",
    },
    "values": {"person.sex": {"F": "female"}},
}
ROWS, FAULTY, ODD = 500, {17, 333}, {40}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk of its own, which compares nothing: others are not to wait for five hundred rows."""
    settings = embedded_settings(tmp_path_factory.mktemp("uploads"))
    migrate(settings)
    service = open_service(settings)
    with written() as log, serving(create_app(service, world.PEOPLE)) as url:
        yield Desk(service=service, url=url, joined=set(), hostile=set(), twin_pair=UUID(int=0), apart=set(), log=log)
    service.close()


@pytest.fixture
def client(desk: Desk) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=desk.url, timeout=60) as client:
        yield client


def table(prefix: str, rows: int = ROWS, faulty: set[int] = FAULTY) -> bytes:
    """A shelter's table; the birth dates of some rows are none, and one nationality is nobody's."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";")
    writer.writerow(HEADINGS)
    for number in range(rows):
        born = "spring" if number in faulty else f"19{60 + number % 40}-0{1 + number % 9}-11"
        nationality = "QQQ" if number in ODD else "MDA"
        name = world.HOSTILE[0] if number == 3 else f"Ileana{number}"
        writer.writerow(
            [f"{prefix}-{number}", "2025-05-06", name, f"Vasilescu{number}", "F", born, nationality, "x" * 100]
        )
    return written.getvalue().encode()


def entered(desk: Desk, prefix: str) -> list[int]:
    """The versions of those rows that are records."""
    found = []
    for number in range(ROWS):
        try:
            found.append(desk.service.application.record(record_id("ita.shelter", f"{prefix}-{number}")).version)
        except NotFoundError:
            continue
    return found


def numbers(page: Page) -> list[int]:
    """Read, new, unchanged, corrected, disputed, refused."""
    page.locator("#numbers ~ div dd").last.wait_for()
    return [int(text) for text in page.locator("#numbers ~ div dd").all_inner_texts()]


def choose_columns(page: Page, file: Path) -> None:
    page.set_input_files("#file", file)
    page.locator("#upload button.main").click()
    for heading, field in COLUMNS.items():
        page.get_by_role("combobox", name=heading, exact=True).select_option(field)


def test_a_shelter_whose_line_drops_sends_its_table_again_and_nothing_is_twice_or_lost(
    desk: Desk, visitor: VisitorOf, tmp_path: Path
) -> None:
    file, mapping = tmp_path / "residents.csv", tmp_path / "columns.json"
    file.write_bytes(table("A13"))
    mapping.write_text(json.dumps(MAPPING))
    first = visitor()
    with cut_link(desk.url) as link:
        first.url = link.url
        first.look("/desk/upload", world.SHELTER)
        choose_columns(first.page, file)
        link.left = 60_000
        first.page.locator("button[formaction$=enter]").click()
        world.eventually(lambda: bool(entered(desk, "A13")))
        link.dropped.set()
        expect(first.page.locator("#sending")).to_contain_text("The line dropped")

    again = visitor(script=False)
    again.look("/desk/upload", world.SHELTER)
    again.page.locator("summary").click()
    again.page.set_input_files("#mapping", mapping)
    again.page.set_input_files("#file", file)
    again.page.locator("button[formaction$=enter]").click()
    read, new, unchanged, *others = numbers(again.page)
    assert (read, new + unchanged, others) == (ROWS, ROWS - len(FAULTY), [0, len(ODD), len(FAULTY)])
    assert new > 0 and unchanged > 0, "the line dropped in the middle"
    refused = again.page.locator("tr.refused")
    expect(refused).to_have_count(len(FAULTY))
    expect(refused.first).to_contain_text("row 19")
    expect(refused.first).to_contain_text('column F "Born" (person.birth_date)')
    expect(again.page.locator("table.outcome tbody tr")).to_have_count(ROWS)

    with again.page.expect_download() as given:
        again.page.locator("form:has([value='refused.csv']) button").click()
    mended = tmp_path / "mended.csv"
    mended.write_bytes(Path(given.value.path()).read_bytes().replace(b"spring", b"1990"))
    again.go("/desk/upload")
    again.page.locator("summary").click()
    again.page.set_input_files("#mapping", mapping)
    again.page.set_input_files("#file", mended)
    again.page.locator("button[formaction$=enter]").click()
    assert numbers(again.page) == [len(FAULTY), len(FAULTY), 0, 0, 0, 0]
    assert entered(desk, "A13") == [1] * ROWS


def test_a_file_is_tried_by_columns_chosen_on_the_page_and_hostile_cells_are_text(
    desk: Desk, visitor: VisitorOf, tmp_path: Path
) -> None:
    file = tmp_path / "residents.csv"
    file.write_bytes(table("DRY", 30, {5}).replace(b"Remarks", b"<i>Remarks</i>"))
    one = visitor(language="ar", width=320, script=False)
    one.look("/desk/upload", world.SHELTER)
    choose_columns(one.page, file)
    one.page.set_input_files("#file", file)
    one.page.locator("#upload button.main").click()
    assert numbers(one.page) == [30, 0, 1]
    expect(one.page.locator("tr.refused")).to_contain_text("الصف 7")
    assert one.page.locator("main script:not([src]), main img, main td i, main th i").count() == 0
    expect(one.page.locator("table.outcome")).to_contain_text("<script>")
    assert entered(desk, "DRY") == []


def send(client: httpx.Client, desk: Desk, caller: Caller, path: str, file: bytes, **fields: str) -> httpx.Response:
    header, secret = cookie_of(desk, caller)
    parts: list[Any] = [(name, (None, value)) for name, value in ({"csrf": secret} | fields).items()]
    return client.post(path, headers=header, files=[*parts, ("file", ("f", file))])


def test_who_may_not_send_is_refused_and_what_is_made_to_harm_is_not_read(desk: Desk, client: httpx.Client) -> None:
    file = table("NO", 2)
    told: dict[str, Any] = {"format": "csv", "mapping": json.dumps(MAPPING)}
    assert send(client, desk, world.OFFICER, "/desk/upload/enter", file, **told).status_code == 403
    foreign = send(client, desk, world.SHELTER, "/desk/upload/enter", file, csrf="another", **told)
    assert (foreign.status_code, entered(desk, "NO")) == (403, [])
    other = send(client, desk, world.BUREAU, "/desk/upload/enter", file, **told)
    assert other.text.count("Reports of this kind are not posted with your role.") == 2
    bomb = tables.with_part(tables.workbook(), "xl/worksheets/sheet1.xml", b"<!DOCTYPE x><worksheet/>")
    answer = send(client, desk, world.SHELTER, "/desk/upload/try", bomb, **told | {"format": "xlsx"})
    assert "The workbook is made to harm, and is not read." in answer.text
    long = send(client, desk, world.SHELTER, "/desk/upload/try", file, **told | {"mapping": "x" * 200_000})
    assert long.status_code == 413
    carried = {"name": "report.html", "content": base64.b64encode(b"<script>").decode()}
    header, secret = cookie_of(desk, world.SHELTER)
    assert client.post("/desk/upload/file", headers=header, data=carried | {"csrf": secret}).status_code == 400


def test_the_report_of_each_row_is_a_file_that_no_spreadsheet_runs(desk: Desk, client: httpx.Client) -> None:
    mapping = MAPPING | {
        "columns": {"=1+1": "reference", "Arrived": "occurred_at", "Whole name": "person.names.0.full"}
    }
    file = b"=1+1;Arrived;Whole name\nREP-1;2025;Zlata\nREP-2;soon;Zora\n"
    told = {"format": "csv", "mapping": json.dumps(mapping)}
    page = send(client, desk, world.SHELTER, "/desk/upload/enter", file, **told).text
    (report, refused) = (
        base64.b64decode(html.unescape(found)).decode() for found in re.findall(r'name="content" value="([^"]+)"', page)
    )
    rows = list(csv.DictReader(io.StringIO(report)))
    assert [(row["row"], row["became"]) for row in rows] == [("row 2", "new"), ("row 3", "refused")]
    assert (refused, "Zora" in report) == ("=1+1;Arrived;Whole name\nREP-2;soon;Zora\n", False)


def test_a_refused_row_of_a_workbook_is_mended_as_csv_and_means_the_same() -> None:
    sender = Sender(organisation="ita.shelter", country="ITA")
    columns = {"Nr.": "reference", "Arrived": "occurred_at", "Name": "person.names.0.full"}
    mapping = read_mapping(json.dumps({"columns": columns}).encode())
    cells = (
        Row(1, ("Nr.", "Arrived", "Name", "Seen")),
        Row(2, ("=7", "never", '=HYPERLINK("x")', datetime(2026, 4, 2))),
    )
    (refused,) = read_rows(cells, mapping, sender)
    assert isinstance(refused, Refusal)
    assert refused.content.endswith(b"""'=7,never,"'=HYPERLINK(""x"")",2026-04-02""")
    mended = refused.content.replace(b"never", b"2026-04-03")
    (entry,) = csv_table.read(io.BytesIO(mended), sender, mapping)
    assert isinstance(entry, Entry)
    assert (entry.report.reference, entry.report.person.names[0].full) == ("=7", '=HYPERLINK("x")')


@pytest.mark.parametrize(
    ("content", "titles", "delimiter"),
    [
        (b"Casa Lumina\n\nNr;Naam, voluit\n1;x\n", ("Nr", "Naam, voluit"), ";"),
        ("Nr,Né le\n1,2\n".encode("cp1252"), ("Nr", "Né le"), ","),
        (b"alone\n", None, ""),
    ],
)
def test_headings_are_found_below_titles(content: bytes, titles: tuple[str, ...] | None, delimiter: str) -> None:
    found = headings_of(io.BytesIO(content), "csv")
    assert (found and (found.titles, found.delimiter)) == (titles and (titles, delimiter))
