"""Photographs over HTTP: posted, read, refused, found by; and the service without its face model."""

import base64
import io
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.api.conftest import ClientOf
from tests.pictures import drawn_face, encoded
from tracing.access import Role
from tracing.photographs.preparing import MAX_BYTES

FACE = encoded(drawn_face())
NOTICE: dict[str, Any] = {"reference": "P-1", "occurred_at": "2026-03-01", "person": {"names": [{"full": "Ana Lu"}]}}


def posted_notice(client: httpx.Client, **changes: Any) -> str:
    return f"/v1/records/{client.post('/v1/yellow-notices', json=NOTICE | changes).json()['record']}"


def looked_at(client: httpx.Client, record: str) -> dict[str, Any]:
    """The record when the model has looked at its photographs."""
    for _ in range(200):
        found: dict[str, Any] = client.get(record).json()
        if all(photograph["face"] for photograph in found["photographs"]):
            return found
        time.sleep(0.1)
    raise AssertionError("the model never looked")


def test_a_photograph_is_kept_read_and_looked_at(client_of: ClientOf) -> None:
    owner = client_of(Role.bureau)
    record = posted_notice(owner)
    posted = owner.post(f"{record}/photographs", content=FACE, headers={"Photograph-Taken": "2024-06"})
    assert posted.status_code == 201
    told = posted.json()["photograph"]
    assert (told["media_type"], told["width"], told["height"], told["taken"]) == ("image/jpeg", 400, 400, "2024-06")
    again = owner.post(f"{record}/photographs", content=FACE)
    assert (again.status_code, again.json()["created"], again.json()["photograph"]["taken"]) == (200, False, "2024-06")

    read = owner.get(posted.headers["location"])
    assert read.status_code == 200 and read.headers["content-type"] == "image/jpeg"
    assert (read.headers["cache-control"], read.headers["x-content-type-options"]) == ("no-store", "nosniff")
    assert Image.open(io.BytesIO(read.content)).size == (400, 400) and len(read.content) == told["size"]

    found = looked_at(owner, record)
    assert [(one["sha256"], one["face"], one["quality"]) for one in found["photographs"]] == [
        (told["sha256"], "encoded", 1.0)
    ]
    assert "faces" not in found["report"]["person"]


def test_what_the_sender_calls_it_does_not_count(client_of: ClientOf) -> None:
    owner = client_of(Role.bureau)
    record = posted_notice(owner)
    wrongly = owner.post(f"{record}/photographs", content=FACE, headers={"Content-Type": "text/html"})
    assert wrongly.status_code == 201
    lying = owner.post(f"{record}/photographs", content=b"<html>", headers={"Content-Type": "image/jpeg"})
    assert (lying.status_code, lying.json()["code"]) == (422, "unusable-picture")
    assert "JPEG, PNG or WebP" in lying.json()["detail"]


def test_bombs_and_huge_and_truncated_pictures_are_refused_and_the_service_goes_on(client_of: ClientOf) -> None:
    owner = client_of(Role.bureau)
    photographs = f"{posted_notice(owner)}/photographs"
    bomb = encoded(Image.new("1", (30_000, 30_000)), "PNG")
    assert len(bomb) < 200_000
    for content, status, rule in (
        (bomb, 422, "40,000,000 pixels"),
        (FACE[: len(FACE) // 2], 422, "cut off or damaged"),
        (b"", 422, "JPEG, PNG or WebP"),
        (b"\xff" * (MAX_BYTES + 1), 413, ""),
    ):
        refused = owner.post(photographs, content=content)
        assert refused.status_code == status and rule in refused.json()["detail"]
    assert owner.get(photographs.rpartition("/")[0]).json()["photographs"] == []
    assert owner.post(photographs, content=FACE).status_code == 201


def test_only_the_owner_adds_and_only_who_sees_the_record_reads(client_of: ClientOf) -> None:
    owner, stranger = client_of(Role.bureau), client_of(Role.bureau, "esp.bureau", "ESP")
    hidden = posted_notice(owner, recipients={"rule": "only"})
    place = owner.post(f"{hidden}/photographs", content=FACE).headers["location"]
    assert owner.get(place).status_code == 200
    assert (stranger.get(place).status_code, stranger.post(f"{hidden}/photographs", content=FACE).status_code) == (
        404, 404
    )  # fmt: skip
    seen = posted_notice(owner, reference="P-2")
    place = owner.post(f"{seen}/photographs", content=FACE).headers["location"]
    assert stranger.get(place).content == owner.get(place).content
    assert stranger.post(f"{seen}/photographs", content=FACE).json()["code"] == "not-owner"
    # A picture is read through a record that has it, not by its hash alone.
    assert owner.get(f"{posted_notice(owner, reference='P-3')}/photographs/{place[-64:]}").status_code == 404
    owner.post(f"{seen}/retraction", json={"reason": "by mistake"})
    assert owner.post(f"{seen}/photographs", content=FACE).json()["code"] == "retracted"


def asked(client: httpx.Client, **query: Any) -> httpx.Response:
    return client.post("/v1/search", json={"queries": {"q": query}})


def picture(image: Image.Image) -> str:
    return base64.b64encode(encoded(image)).decode()


def test_a_picture_that_is_not_stored_finds_who_is_on_it(client_of: ClientOf) -> None:
    owner = client_of(Role.bureau, "lva.bureau")
    record = posted_notice(owner, recipients={"rule": "only"})
    owner.post(f"{record}/photographs", content=encoded(drawn_face(skin=(170, 120, 95))))
    looked_at(owner, record)
    sought = picture(drawn_face(skin=(170, 120, 95), gaze=1))
    for _ in range(100):
        found = asked(owner, picture=sought).json()["answers"]["q"]["results"]
        if record.rpartition("/")[2] in [result["identity"] for result in found]:
            break
        time.sleep(0.05)
    assert {reason["feature"] for reason in found[0]["reasons"] if reason["direction"] == "for"} == {"face"}
    stranger = asked(client_of(Role.officer), picture=sought).json()["answers"]["q"]["results"]
    assert record.rpartition("/")[2] not in [result["identity"] for result in stranger]


@pytest.mark.parametrize(
    ("query", "code", "said"),
    [
        ({"picture": picture(Image.new("RGB", (300, 300)))}, "unusable-picture", "no face"),
        ({"picture": base64.b64encode(b"no picture").decode()}, "unusable-picture", "JPEG, PNG or WebP"),
        ({"picture": "abc"}, "invalid", ""),
        ({}, "invalid", ""),
    ],
    ids=["no-face", "no-picture", "no-base64", "nothing"],
)
def test_a_picture_without_a_face_is_refused(client_of: ClientOf, query: Any, code: str, said: str) -> None:
    refused = asked(client_of(Role.officer), **query)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert said in refused.json()["detail"]


def test_the_command_line_searches_by_photograph(client_of: ClientOf, url: str, tmp_path: Path) -> None:
    officer = client_of(Role.officer)
    (tmp_path / "face.jpg").write_bytes(FACE)
    (tmp_path / "none.png").write_bytes(encoded(Image.new("RGB", (200, 200)), "PNG"))
    environment = {
        "TRACING_TOKEN": officer.headers["authorization"].removeprefix("Bearer "),
        "TRACING_CASE": "2026/17",
        "COLUMNS": "200",
    }

    def tracing(photo: str, *more: str) -> subprocess.CompletedProcess[str]:
        command = [
            sys.executable,
            "-c",
            "from api.cli.main import main; main()",
            "search",
            "--url",
            url,
            "--photo",
            str(tmp_path / photo),
        ]
        return subprocess.run(
            [*command, "--photo", str(tmp_path / photo), *more],
            env=os.environ | environment,
            capture_output=True,
            text=True,
        )

    found = tracing("face.jpg", "--name", "Ana Lu")
    assert found.returncode == 0 and "found" in found.stdout, found.stderr
    refused = tracing("none.png")
    assert refused.returncode == 1 and "no face" in refused.stderr


WITHOUT_THE_EXTRA = """
import sys
for name in ("face_recognition", "face_recognition_models", "dlib"):
    sys.modules[name] = None  # importing it fails, as if it were not installed
import base64, pathlib, httpx
from api.app import create_app
from tests.api.conftest import opened, serving, token_for
from tests.api.test_photographs import FACE, NOTICE
from tests.examples import BUREAU, FOR_A_CASE
with opened(pathlib.Path(sys.argv[1])) as service, serving(create_app(service)) as url:
    headers = {"Authorization": "Bearer " + token_for(service.settings, BUREAU), **FOR_A_CASE}
    with httpx.Client(base_url=url, headers=headers, timeout=60) as client:
        record = "/v1/records/" + client.post("/v1/yellow-notices", json=NOTICE).json()["record"]
        posted = client.post(record + "/photographs", content=FACE)
        read = client.get(posted.headers["location"])
        query = {"queries": {"q": {"picture": base64.b64encode(FACE).decode()}}}
        by_face = client.post("/v1/search", json=query)
        by_name = client.post("/v1/search", json={"queries": {"q": {"person": NOTICE["person"]}}},
                              params={"at_least": posted.json()["position"]})
        print(posted.status_code, read.status_code, by_face.status_code, by_face.json()["code"],
              by_name.json()["answers"]["q"]["total"], "faces" in client.get("/readyz").json()["view"],
              client.get("/readyz").json()["status"])
"""


def test_without_the_extra_everything_else_works_and_says_so(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WITHOUT_THE_EXTRA, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["201", "200", "501", "faces-unavailable", "1", "False", "green"]
    assert "the extra `faces` is not installed" in done.stderr
