"""INTERPOL's notices: every known field mapped, everything else kept, and no value in any problem."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.exchange.interpol import Faulty, NoticeInFiles, read_files
from api.exchange.interpol_notice import notice_of
from api.http.validation import Problem
from tracing.reports import YellowNotice

ADDRESS = "https://notices.example/notices/v1/yellow/2014-5590"

DETAIL: dict[str, Any] = {
    "entity_id": "2014/5590",
    "forename": "YULIIA",
    "name": "KOVALCHUK",
    "birth_name": "BONDAR",
    "date_of_birth": "1998/03/17",
    "sex_id": "F",
    "nationalities": ["UA"],
    "country_of_birth_id": "UA",
    "place_of_birth": "LVIV",
    "languages_spoken_ids": ["UKR", "GER"],
    "height": 1.65,
    "weight": 58,
    "eyes_colors_id": ["BRO"],
    "hairs_id": ["YELBD"],
    "distinguishing_marks": "small scar on the left hand",
    "date_of_event": "2014/05/02",
    "place": "KYIV",
    "country": "UA",
    "father_name": "KOVALCHUK",
    "father_forename": "PETRO",
    "mother_name": None,
    "mother_forename": "OLENA",
    "_embedded": {"links": []},
    "_links": {"self": {"href": ADDRESS}, "thumbnail": {"href": f"{ADDRESS}/thumbnail"}},
}
LIST: dict[str, Any] = {
    "total": 2,
    "query": {"page": 1, "resultPerPage": 20},
    "_embedded": {
        "notices": [
            {
                "forename": "YULIIA",
                "name": "KOVALCHUK",
                "date_of_birth": "1998/03/17",
                "entity_id": "2014/5590",
                "nationalities": ["UA"],
                "_links": {"self": {"href": ADDRESS}, "images": {"href": f"{ADDRESS}/images"}},
            },
            {
                "forename": None,
                "name": "MENSAH",
                "date_of_birth": "2003",
                "entity_id": "2023/17",
                "nationalities": None,
            },
        ]
    },
    "_links": {"self": {"href": "https://notices.example/notices/v1/yellow?page=1"}},
}
IMAGES: dict[str, Any] = {
    "_embedded": {"images": [{"picture_id": "61", "_links": {"self": {"href": f"{ADDRESS}/images/61"}}}]},
    "_links": {"self": {"href": f"{ADDRESS}/images"}, "notice": {"href": ADDRESS}},
}


def saved(folder: Path, **contents: Any) -> list[Path]:
    paths = []
    for name, content in contents.items():
        paths.append(folder / f"{name}.json")
        paths[-1].write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return paths


def notice(**changes: Any) -> YellowNotice:
    return notice_of(DETAIL | changes).report


def wire(value: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(value))


def test_a_detail_becomes_a_yellow_notice() -> None:
    report = wire(notice())
    assert report["reference"] == "2014/5590"
    assert report["occurred_at"] == "2014-05-02"
    assert report["place"] == {"country": "UKR", "name": "KYIV"}
    assert report["details"]["last_seen"] == {"at": "2014-05-02", "place": {"country": "UKR", "name": "KYIV"}}
    assert report["person"] == {
        "names": [
            {"given": "YULIIA", "family": "KOVALCHUK"},
            {"given": "YULIIA", "family": "BONDAR", "kind": "birth"},
        ],
        "birth_date": "1998-03-17",
        "sex": "female",
        "birth_place": "LVIV",
        "birth_country": "UKR",
        "nationalities": ["UKR"],
        "languages": ["ukr", "deu"],
        "height_cm": {"min": 165, "max": 165},
        "weight_kg": {"min": 58, "max": 58},
        "eyes": "brown",
        "hair": "blond",
        "marks": [{"kind": "other", "text": "small scar on the left hand"}],
        "relatives": [
            {"relation": "father", "names": [{"given": "PETRO", "family": "KOVALCHUK"}]},
            {"relation": "mother", "names": [{"given": "OLENA"}]},
        ],
        "photographs": [{"reference": f"{ADDRESS}/thumbnail"}],
    }


def test_nulls_and_zeros_say_nothing() -> None:
    empty: dict[str, Any] = dict.fromkeys(DETAIL)
    report = wire(notice_of(empty | {"entity_id": "2023/17", "name": "MENSAH", "height": 0, "weight": 0}).report)
    assert report["person"] == {"names": [{"family": "MENSAH"}]}
    assert report["occurred_at"] == "2023"


@pytest.mark.parametrize("value", [None, 0, "text", {"a": [1]}])
def test_unknown_keys_are_kept_as_sent(value: Any) -> None:
    assert notice(a_later_field=value).unread["a_later_field"] == value


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("date_of_birth", "1998/02/31"),
        ("date_of_birth", ["1998/02/03"]),
        ("date_of_event", "yesterday"),
        ("height", "tall"),
        ("weight", -3),
        ("sex_id", "?"),
        ("sex_id", ["F"]),
        ("country", "Ukraine"),
        ("country_of_birth_id", 7),
        ("hairs_id", {"id": "BLA"}),
        ("birth_name", "x" * 300),
        ("forename", 5),
        ("distinguishing_marks", "x" * 600),
        ("place", 4),
    ],
)
def test_what_cannot_be_read_is_kept_and_costs_nothing_else(key: str, value: Any) -> None:
    read = notice_of(DETAIL | {key: value})
    assert read.report.unread[key] == value
    assert [problem.field for problem in read.set_aside if problem.field == key] == [key]
    assert read.report.person.nationalities == ("UKR",)
    assert read.report.person.names[0].family == "KOVALCHUK"


def test_only_the_bad_items_of_a_list_are_put_aside() -> None:
    read = notice_of(DETAIL | {"nationalities": ["UA", "not a code", "DE"]})
    assert read.report.person.nationalities == ("UKR", "DEU")
    assert read.report.unread["nationalities"] == ["not a code"]


def test_unknown_colours_are_kept_as_codes() -> None:
    person = notice(eyes_colors_id=["ZZZ", "BRO"], hairs_id=["QQQ"]).person
    assert (person.eyes, person.hair) == ("ZZZ, brown", "QQQ")


@pytest.mark.parametrize("order", [("detail", "list", "images"), ("images", "list", "detail")])
def test_files_of_one_notice_become_one_report(tmp_path: Path, order: tuple[str, ...]) -> None:
    contents = {"detail": DETAIL, "list": LIST, "images": IMAGES}
    found = list(read_files(saved(tmp_path, **{name: contents[name] for name in order})))
    reports = [item.notice.report for item in found if isinstance(item, NoticeInFiles)]
    assert [report.reference for report in reports] == ["2014/5590", "2023/17"]
    assert len(found) == 2
    merged = reports[0]
    assert merged.person.eyes == "brown"
    assert [photograph.reference for photograph in merged.person.photographs] == [f"{ADDRESS}/images/61"]
    assert merged.unread["_embedded"]["images"][0]["picture_id"] == "61"
    assert set(merged.unread["_links"]) == {"self", "images", "thumbnail"}


def test_the_order_of_files_changes_nothing(tmp_path: Path) -> None:
    paths = saved(tmp_path, one=DETAIL, two=LIST, three=IMAGES, four=DETAIL | {"place": "ODESA"})
    there, back = (
        [wire(item.notice.report) for item in read_files(order) if isinstance(item, NoticeInFiles)]
        for order in (paths, paths[::-1])
    )
    assert there == back


@pytest.mark.parametrize("content", [[DETAIL], "\n".join([json.dumps(DETAIL), json.dumps(DETAIL)])])
def test_lists_and_lines_of_notices_are_read(tmp_path: Path, content: Any) -> None:
    (found,) = read_files(saved(tmp_path, many=content))
    assert isinstance(found, NoticeInFiles)
    assert found.notice.report == notice()


def test_faults_name_file_field_and_rule_and_the_rest_goes_on(tmp_path: Path) -> None:
    broken = {
        "_embedded": {
            "notices": [
                {"forename": "ROSA", "name": "QUISPE"},
                {"entity_id": "secret", "name": "QUISPE"},
                {"entity_id": "2020/1"},
                "QUISPE",
                {"entity_id": "2020/2", "name": "QUISPE"},
            ]
        }
    }
    found = list(read_files(saved(tmp_path, broken=broken, torn='{"entity_id": ')))
    faults = [item for item in found if isinstance(item, Faulty)]
    assert {(item.file, problem.field) for item in faults for problem in item.problems} == {
        ("broken.json", "_embedded.notices.0.entity_id"),
        ("broken.json", "_embedded.notices.1.entity_id"),
        ("broken.json", "_embedded.notices.2"),
        ("broken.json", "_embedded.notices.3"),
        ("torn.json", "body"),
    }
    assert [item.notice.report.reference for item in found if isinstance(item, NoticeInFiles)] == ["2020/2"]


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-10, 3000)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.just("SECRETVALUE"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["href", "images"]), inner),
    max_leaves=4,
)


@given(changes=st.dictionaries(st.sampled_from(sorted(DETAIL.keys() - {"entity_id", "name"})), JSON_VALUES))
def test_any_values_give_a_notice_that_keeps_them_or_a_problem_that_hides_them(changes: dict[str, Any]) -> None:
    read = notice_of(DETAIL | {"extra": 1} | changes)
    assert read.report.unread["extra"] == 1
    assert "SECRET" not in repr(read.set_aside)
    kept_aside = {problem.field for problem in read.set_aside}
    assert kept_aside <= read.report.unread.keys()


@given(key=st.text(max_size=60), value=JSON_VALUES)
def test_reading_is_deterministic(key: str, value: Any) -> None:
    first, second = (notice_of({key: value} | DETAIL) for _ in range(2))
    assert first == second
    assert all(isinstance(problem, Problem) for problem in first.set_aside)
