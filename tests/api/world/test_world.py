"""The invented world: reproducible, valid, possible, and as hard as its noise model says."""

import csv
import itertools
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy
import pytest
from typer.testing import CliRunner

from api.cli.main import app
from api.http.validation import problems_of
from api.world.noise import OTHER, REALISTIC
from api.world.population import postings
from api.world.postings import Posting
from api.world.stories import YULIIA, story_a1, story_a5, story_a10_crossing, story_a10_crowd
from api.world.writing import RECORDS, TRUTH, write_world
from tracing.person import time_bounds
from tracing.reports import read_report

PEOPLE, SEED = 2000, 11


@pytest.fixture(scope="module")
def world() -> list[Posting]:
    return list(postings(PEOPLE, SEED))


def of_kind(world: list[Posting], kind: str) -> list[dict[str, Any]]:
    return [posting.report for posting in world if posting.report["kind"] == kind]


def by_person(world: list[Posting]) -> dict[str, list[dict[str, Any]]]:
    persons: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for posting in world:
        persons[posting.person].append(posting.report)
    return persons


def pairs(world: list[Posting]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for reports in by_person(world).values():
        yield from itertools.combinations(reports, 2)


def share(items: list[Any], found: list[Any]) -> float:
    return len(found) / len(items)


def files(folder: Path) -> tuple[bytes, bytes]:
    return (folder / RECORDS).read_bytes(), (folder / TRUTH).read_bytes()


def test_the_command_writes_the_same_bytes_for_the_same_seed(tmp_path: Path) -> None:
    for name, seed in (("one", "3"), ("two", "3"), ("three", "4")):
        arguments = ["world", "--people", "60", "--seed", seed, "--out", str(tmp_path / name)]
        assert CliRunner().invoke(app, arguments).exit_code == 0
    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert files(tmp_path / "one") != files(tmp_path / "three")


def test_files_hold_every_report_with_its_sender_and_its_person(tmp_path: Path, world: list[Posting]) -> None:
    assert list(write_world(tmp_path / "new", world)) == world
    records, truth = files(tmp_path / "new")
    lines = [msgspec.json.decode(line) for line in records.splitlines()]
    rows = list(csv.DictReader(truth.decode().splitlines()))
    assert [row["reference"] for row in rows] == [line["reference"] for line in lines]
    assert {row["person"] for row in rows} == {posting.person for posting in world}
    for line, posting in zip(lines, world, strict=True):
        assert (line.pop("organisation"), line.pop("country")) == (posting.organisation, posting.country)
        assert line == posting.report


def test_the_command_takes_other_noise(tmp_path: Path) -> None:
    arguments = ["world", "--people", "60", "--seed", "3", "--out", str(tmp_path), "--noise", "other"]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    assert files(tmp_path) == _written(tmp_path / "again", postings(60, 3, OTHER))
    assert files(tmp_path) != _written(tmp_path / "other", postings(60, 3))


def _written(folder: Path, world: Iterator[Posting]) -> tuple[bytes, bytes]:
    list(write_world(folder, world))
    return files(folder)


def test_a_smaller_world_holds_the_first_people_of_a_larger_one() -> None:
    small = {posting.reference: posting for posting in postings(30, 5)}
    large = {posting.reference: posting for posting in postings(90, 5)}
    assert small.items() <= large.items()


def test_every_report_can_be_posted(world: list[Posting]) -> None:
    for posting in world:
        try:
            read_report(posting.report)
        except ValueError as error:
            pytest.fail(f"{posting.reference}: {problems_of(error)}")  # type: ignore[arg-type]


def test_references_are_unique_and_people_as_many_as_asked(world: list[Posting]) -> None:
    assert len({posting.reference for posting in world}) == len(world)
    assert len(by_person(world)) == PEOPLE + 1, "story A1 comes on top"
    assert 3.0 < len(world) / PEOPLE < 3.5


def test_reports_of_one_person_arrive_apart(world: list[Posting]) -> None:
    neighbours = sum(first.person == second.person for first, second in itertools.pairwise(world))
    assert neighbours < len(world) / 50


def test_nobody_is_at_two_borders_at_once(world: list[Posting]) -> None:
    for reports in by_person(world).values():
        days = [report["occurred_at"][:10] for report in reports if report["kind"] == "border_crossing"]
        assert len(set(days)) == len(days)


def test_only_slips_put_a_report_before_its_persons_birth(world: list[Posting]) -> None:
    odd = [
        posting
        for posting in world
        if (born := posting.report["person"].get("birth_date"))
        and born[:4] > time_bounds(posting.report["occurred_at"])[1].date().isoformat()
    ]
    assert share(world, odd) < 0.002


def test_women_and_children_are_many(world: list[Posting]) -> None:
    notices = of_kind(world, "yellow_notice")
    women = [notice for notice in notices if notice["person"].get("sex") == "female"]
    children = [notice for notice in notices if notice["details"]["alert_kind"] == "child_at_risk"]
    assert 0.6 < share(notices, women) < 0.72
    assert 0.3 < share(notices, children) < 0.5


@pytest.mark.parametrize(
    ("kind", "rates"),
    [("yellow_notice", "notice"), ("shelter_registration", "registration"), ("sighting", "sighting")],
)
@pytest.mark.parametrize(
    ("field", "missing"),
    [("birth_date", "birth_missing"), ("sex", "sex_missing"), ("nationalities", "nationality_missing")],
)
def test_fields_are_missing_at_their_rates(
    world: list[Posting], kind: str, rates: str, field: str, missing: str
) -> None:
    reports = of_kind(world, kind)
    without = [report for report in reports if field not in report["person"]]
    expected = getattr(REALISTIC, missing).of(rates)
    assert abs(share(reports, without) - expected) < 0.03


def test_names_are_lost_at_their_rates(world: list[Posting]) -> None:
    sightings = of_kind(world, "sighting")
    nameless = [report for report in sightings if "names" not in report["person"]]
    assert abs(share(sightings, nameless) - REALISTIC.nameless.sighting) < 0.03
    registrations = of_kind(world, "shelter_registration")
    hidden = [report for report in registrations if report["details"].get("pseudonym")]
    assert abs(share(registrations, hidden) - REALISTIC.pseudonym.registration) < 0.03


def test_most_crossings_carry_a_machine_readable_zone(world: list[Posting]) -> None:
    crossings = of_kind(world, "border_crossing")
    read = [report for report in crossings if "mrz" in report["details"]]
    presented = [report for report in crossings if "document_presented" in report["details"]]
    assert abs(1 - len(read) / len(presented) - REALISTIC.handwritten_crossing) < 0.04
    assert all(len(line) <= 44 for report in read for line in report["details"]["mrz"])


def letters(report: dict[str, Any]) -> set[bool]:
    texts = [text for name in report["person"].get("names", []) for part, text in name.items() if part != "kind"]
    return {c < "\u0370" or "\u1e00" <= c <= "\u1eff" for text in texts for c in text if c.isalpha()}


def test_names_of_true_pairs_cross_scripts(world: list[Posting]) -> None:
    named = [(letters(first), letters(second)) for first, second in pairs(world) if letters(first) and letters(second)]
    apart = [pair for pair in named if not pair[0] & pair[1]]
    mixed = [pair for pair in named if len(pair[0] | pair[1]) == 2]
    assert 0.04 < share(named, apart) < 0.15
    assert 0.12 < share(named, mixed) < 0.35


def facts(report: dict[str, Any]) -> set[str]:
    """What two reports may share word for word: numbers, dates, handles, and three letters of a name's start."""
    person = report["person"]
    found = {document["number"] for document in person.get("documents", [])}
    found |= {phone[-9:] for phone in person.get("phones", [])}
    found |= {account["handle"] for account in person.get("accounts", [])}
    found |= {person["birth_date"]} if "birth_date" in person else set()
    found |= {mark["kind"] + mark["body_part"] for mark in person.get("marks", [])}
    for name in person.get("names", []):
        words = " ".join(text for part, text in name.items() if part != "kind").lower().split()
        found |= {word[:3] for word in words}
    return found


def test_a_part_of_the_true_pairs_has_next_to_nothing_in_common(world: list[Posting]) -> None:
    all_pairs = list(pairs(world))
    bare = [pair for pair in all_pairs if not facts(pair[0]) & facts(pair[1])]
    assert 0.10 < share(all_pairs, bare) < 0.25


def encodings(reports: list[dict[str, Any]]) -> list[Any]:
    return [numpy.array(face["encoding"]) for report in reports for face in report["person"].get("faces", [])]


def test_faces_are_nearer_to_themselves_than_to_strangers(world: list[Posting]) -> None:
    persons = {key: encodings(reports) for key, reports in by_person(world).items()}
    same = [float(numpy.linalg.norm(a - b)) for faces in persons.values() for a, b in itertools.combinations(faces, 2)]
    # A key is the household and the place in it; namesakes share a household and nothing else.
    alone = [faces[0] for key, faces in persons.items() if faces and key.endswith("-1")]
    strangers = [float(numpy.linalg.norm(a - b)) for a, b in itertools.combinations(alone[:300], 2)]
    assert min(same) > 0.25
    assert max(same) < 0.5
    assert min(strangers) > 0.65
    assert 0.85 < sum(strangers) / len(strangers) < 1.05


def test_story_a1_is_told_word_for_word(world: list[Posting]) -> None:
    notice, crossing, sighting, stay = (posting.report for posting in story_a1())
    assert {"given": "Yuliia", "family": "Kovalchuk"} in notice["person"]["names"]
    assert {"given": "Юлія", "family": "Ковальчук"} in notice["person"]["names"]
    assert notice["person"]["birth_date"] == "1998-03-17"
    assert crossing["details"]["mrz"][0].startswith("P<UKRKOVALCHUK<<YULIIA<")
    assert (crossing["details"]["direction"], crossing["details"]["other_country"]) == ("exit", "DEU")
    assert sighting["person"]["names"] == [{"full": "Julia Kovaltchouk"}]
    assert stay["kind"] == "shelter_registration"
    assert [posting for posting in world if posting.person == YULIIA] != []
    assert {posting.reference for posting in story_a1()} <= {posting.reference for posting in world}


def test_the_other_stories_can_be_posted() -> None:
    crowd = story_a10_crowd()
    names = ["Nguyen Van Nam", "Mohammad Rahman"]
    crossings = [story_a10_crossing(name, with_document=known) for name in names for known in (False, True)]
    told = [*story_a5(), *crowd, *crossings]
    assert len({(posting.organisation, posting.reference) for posting in told}) == len(told)
    assert all(read_report(posting.report).reference for posting in told)
    families = [posting.report["person"]["names"][0]["family"] for posting in crowd]
    assert (families.count("Nguyen"), families.count("Rahman")) == (400, 1000)
    assert sum("documents" in posting.report["person"] for posting in crowd) == 1
