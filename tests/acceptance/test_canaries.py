"""Of the canaries themselves: what was told is found wherever it is written."""

import json
from pathlib import Path

import httpx

from tests.acceptance.canaries import Canaries


def test_what_a_request_told_is_found_in_any_form(tmp_path: Path) -> None:
    canaries = Canaries()
    told = {"person": {"names": [{"full": "Zoriana Quillfeather"}], "phones": ["+380671928374"]}, "kind": "sighting"}
    canaries.note(httpx.Request("POST", "http://localhost/v1/sightings", json=told))
    canaries.note(
        httpx.Request(
            "POST",
            "http://localhost/v1/reports:batch",
            content=json.dumps({"person": {"names": [{"given": "Юлія-Марія"}]}}) + "\n\n",
            headers={"Content-Type": "application/x-ndjson"},
        )
    )
    assert canaries.noted == {"Zoriana Quillfeather", "+380671928374", "Юлія-Марія"}
    for form in (
        b"GET /v1/x?name=ZORIANA QUILLFEATHER",
        b"Zoriana Quillfeather".hex().upper().encode(),
        json.dumps("юлія-марія").encode(),
    ):
        assert len(canaries.among(form)) == 1, form
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "log").write_text("tel +380671928374")
    assert canaries.in_files(tmp_path) == {"log": ["+380671928374"]}
    assert canaries.among(b"a sighting of nobody") == []
