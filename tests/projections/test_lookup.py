"""A partner's own number finds the records that are called so, for whom they are meant and for nobody else."""

from typing import Any

import pytest

from projections.lookup import called
from tests.examples import AUDITOR, BORDER, BUREAU, OFFICER, SHELTER, report
from tests.parts import Parts
from tracing.access import Caller

CONSENT = {"consent": {"state": "given", "scopes": ["tracing"], "given_at": "2026-03-02"}}


def found(parts: Parts, identifier: str, caller: Caller = OFFICER, limit: int = 100) -> list[str]:
    parts.catch_up()
    return [record.report.reference for record in called(parts.engine.live(), parts.app, identifier, caller, limit)]


def post(parts: Parts, reference: str, caller: Caller = BUREAU, **changes: Any) -> Any:
    return parts.app.post(report(reference, **changes), caller).record


def test_a_record_is_found_by_reference_and_by_each_identifier(parts: Parts) -> None:
    post(parts, "2014/5590", identifiers=["Registry.example/Ä 31", "case 77"])
    post(parts, "note-1", BORDER, kind="sighting", identifiers=["registry.example/ä 31"])
    assert found(parts, "2014/5590") == ["2014/5590"]
    assert found(parts, "CASE 77") == ["2014/5590"]
    assert found(parts, " registry.example/Ä 31 ") == ["2014/5590", "note-1"]
    assert found(parts, "registry.example/Ä 31", limit=1) == ["2014/5590"]
    assert found(parts, "registry.example/Ä 3") == found(parts, "Yuliia Kovalchuk") == []


def test_a_long_number_is_found_as_a_whole(parts: Parts) -> None:
    post(parts, "long", identifiers=["r" * 199 + "1"])
    post(parts, "other", identifiers=["r" * 199 + "2"])
    assert found(parts, "r" * 199 + "2") == ["other"]


def test_who_may_not_see_a_record_does_not_find_it(parts: Parts) -> None:
    post(parts, "hidden", identifiers=["case 77"], recipients={"rule": "only", "countries": ["ITA"]})
    post(parts, "own", BORDER, kind="sighting", identifiers=["case 77"])
    assert found(parts, "case 77", OFFICER) == found(parts, "case 77", BORDER) == ["own"]
    assert found(parts, "case 77", BUREAU) == ["hidden", "own"]
    assert found(parts, "case 77", AUDITOR) == []


def test_what_a_record_is_called_no_more_does_not_find_it(parts: Parts) -> None:
    corrected, retracted = (post(parts, name, identifiers=["case 77"]) for name in ("corrected", "retracted"))
    assert found(parts, "case 77") == ["corrected", "retracted"]
    parts.app.correct(corrected.id, report("corrected", identifiers=["case 78"]), "Wrong case.", BUREAU)
    parts.app.retract(retracted.id, "By mistake.", BUREAU)
    index = parts.engine.live()
    assert called(index, parts.app, "case 77", OFFICER, 100) == [], "the index knows nothing of the changes yet"
    assert (found(parts, "case 77"), found(parts, "case 78")) == ([], ["corrected"])


@pytest.mark.parametrize("revealed", [True, False])
def test_ids_in_the_register_of_a_shelter_are_its_own(parts: Parts, revealed: bool) -> None:
    post(
        parts,
        "bed 7",
        SHELTER,
        kind="shelter_registration",
        identifiers=["house.example/7"],
        details=CONSENT | {"place_revealed": revealed},
    )
    assert found(parts, "house.example/7", SHELTER) == ["bed 7"]
    assert found(parts, "house.example/7", OFFICER) == (["bed 7"] if revealed else [])
    assert found(parts, "bed 7", OFFICER) == ["bed 7"]
