from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest
from typer.testing import CliRunner

from api.cli.main import app
from search.evaluation.labelled import LabelledFileError, read_labelled

KEYS = {
    "candidate_recall", "pair_precision", "pair_recall", "pair_f1", "pair_f1_best", "cluster_precision",
    "cluster_recall", "cluster_f1", "records_per_second",
}  # fmt: skip

PEOPLE: list[tuple[str, dict[str, Any]]] = [
    ("yuliia", {"names": [{"full": "Юлія Ковальчук"}], "birth_date": "1998-03-17", "sex": 2}),
    ("yuliia", {"names": [{"full": "KOVALCHUK YULIIA"}], "birth_date": "1998-03-17"}),
    ("yuliia", {"names": [{"full": "Julia Kovaltchouk"}], "birth_date": "1998-03-17"}),
    ("grace", {"names": [{"full": "Grace Mensah"}], "documents": [{"number": "G1234567"}]}),
    ("grace", {"names": [{"full": "Grace Mensah"}], "documents": [{"number": "g 1234567"}]}),
    ("lena", {"marks": [{"kind": "scar", "body_part": "chin"}]}),
    ("lena", {"names": [{"full": "Olha Bondar"}], "birth_date": "1980-05-06"}),
    ("taras", {"names": [{"full": "Taras Shevchuk"}], "birth_date": "1971-08-09"}),
]

Files = tuple[Path, Path]


@pytest.fixture
def files(tmp_path: Path) -> Callable[..., Files]:
    def write(people: list[tuple[str, dict[str, Any]]] = PEOPLE, extra: bytes = b"") -> Files:
        records, truth = tmp_path / "records.ndjson", tmp_path / "truth.csv"
        lines = [
            {"kind": "sighting", "reference": f"R-{n}", "occurred_at": "2026-03-01", "person": described}
            for n, (_, described) in enumerate(people)
        ]
        records.write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in lines) + extra)
        truth.write_text("reference,person\n" + "".join(f"R-{n},{name}\n" for n, (name, _) in enumerate(people)))
        return records, truth

    return write


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["evaluate", *arguments])


def test_every_number_is_right_on_a_file_small_enough_to_count(files: Callable[..., Files]):
    result = run(*map(str, files()), "--json")
    assert result.exit_code == 0, result.stderr
    found = msgspec.json.decode(result.stdout)
    assert set(found) >= KEYS
    # Five true pairs: three of Yuliia, one of Grace, and one of Lena that shares nothing.
    assert (found["records"], found["true_pairs"]) == (8, 5)
    assert found["candidate_recall"] == found["pair_recall"] == found["cluster_recall"] == 0.8
    assert found["pair_precision"] == found["cluster_precision"] == 1.0
    assert found["queue"]["100"] == 4
    assert found["floors"]["same document number"]["recall"] == 0.2
    assert found["floors"]["same sorted name and birth date"]["recall"] == 0.0
    assert [miss["references"] for miss in found["misses"]] == [["R-5", "R-6"]]
    assert found["misses"][0]["reasons"] == ["Never compared: no shared key and no near face."]
    assert found["records_per_second"] > 0


def test_tables_for_people_say_the_same(files: Callable[..., Files]):
    result = run(*map(str, files()))
    assert result.exit_code == 0
    assert "Candidate recall 0.800" in result.stdout
    assert "floor: same document number" in result.stdout


def test_a_line_that_is_no_report_is_named_by_its_number_alone(files: Callable[..., Files]):
    result = run(*map(str, files(extra=b'{"kind": "sighting", "secret": "Olha"}\n')))
    assert result.exit_code == 2
    assert "line 9 is not a report" in result.stderr
    assert "Olha" not in result.output + result.stderr


def test_records_without_an_answer_are_left_out(files: Callable[..., Files]):
    records, truth = files()
    truth.write_text("reference,person\nR-0,a\nR-2,a\n")
    labelled = read_labelled(records, truth)
    assert (labelled.references, labelled.true_pairs) == (("R-0", "R-2"), 1)


def test_answers_need_their_columns(files: Callable[..., Files]):
    records, truth = files()
    truth.write_text("id,who\n")
    with pytest.raises(LabelledFileError, match="columns"):
        read_labelled(records, truth)


def test_plots_are_drawn_and_calibration_is_told(files: Callable[..., Files], tmp_path: Path):
    result = run(*map(str, files()), "--json", "--plots", str(tmp_path / "plots"))
    assert result.exit_code == 0, result.stderr
    found = msgspec.json.decode(result.stdout)
    assert sum(band["pairs"] for band in found["calibration"]) == found["compared_pairs"]
    assert all(band["low"] <= band["mean"] <= band["high"] for band in found["calibration"])
    drawn = sorted((tmp_path / "plots").iterdir())
    assert [plot.name for plot in drawn] == ["calibration.svg", "precision_recall.svg", "weights.svg"]
    assert all(b"polyline" in plot.read_bytes() for plot in drawn)
    for plot in drawn:
        ElementTree.parse(plot)
