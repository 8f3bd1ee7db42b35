"""The Senzing truth set: 147 invented customers of 79 persons, with twins, juniors, short forms and five scripts."""

import csv
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import phonenumbers
from dateutil import parser

from benchmarks.matching.material import Material, indexed
from benchmarks.matching.posted import labelled_of
from benchmarks.report import Figure
from search.evaluation.evaluate import evaluate

TITLE = "Senzing truth set: pairs within clusters"
TARGET = 0.95
_DOCUMENTS = {
    "passport_number": ("passport", "passport_country"),
    "national_id": ("identity_card", "national_id_country"),
    "driving_licence": ("driving_licence", ""),
}
_COUNTRIES = {"hong kong": "HKG", "china": "CHN", "germany": "DEU", "canada": "CAN"}
_THIS_CENTURY = 20
"""Two digits of a year up to here are of this century: the set is of customers about 2020."""


def measure(material: Material) -> Iterator[Figure]:
    """Clusters at the limit in use; what a form would hold is posted as it stands, dates read month first."""
    records = material.file("senzing_truthset", "records.csv")
    truth = material.file("senzing_truthset", "truth.csv")
    with truth.open(encoding="utf-8", newline="") as lines:
        persons = {row["ref"]: row["person"] for row in csv.DictReader(lines)}
    with records.open(encoding="utf-8", newline="") as lines:
        labelled = labelled_of((_report(row), persons[row["ref"]]) for row in csv.DictReader(lines))
    with indexed(()) as index:
        found = evaluate(labelled, index, lambda done: None)
    for what, pairs in (("within clusters", found.clusters), ("proposed to reviewers", found.pairs)):
        target, met = (f"{TARGET}", pairs.f1 >= TARGET) if pairs is found.clusters else ("", None)
        detail = f"{what}: precision {pairs.precision:.3f}, recall {pairs.recall:.3f}"
        yield Figure(f"F1 of pairs {detail}", f"{pairs.f1:.3f}", "", None, target, met)


def _report(row: dict[str, str]) -> dict[str, Any]:
    name = _name(row)
    person: dict[str, Any] = {"names": [name]} if name else {}
    if sex := {"m": "male", "f": "female"}.get(row["sex"][:1].lower()):
        person["sex"] = sex
    if row["birth_date_raw"]:
        person["birth_date"] = _birth_date(row["birth_date_raw"])
    if documents := list(_documents(row)):
        person["documents"] = documents
    if row["phone"]:
        person["phones"] = [_phone(row["phone"])]
    if address := re.search(r"[^\s<>]+@[^\s<>]+", row["email"]):
        person["accounts"] = [{"platform": "email", "handle": address[0]}]
    if row["address"]:
        person["addresses"] = [{"text": row["address"]}]
    return {
        "kind": "yellow_notice",
        "reference": row["ref"],
        "occurred_at": "2020",
        "person": person,
        "details": {"alert_kind": "missing"},
    }


def _name(row: dict[str, str]) -> dict[str, str]:
    if row["full_name"]:
        return {"full": row["full_name"]}
    given = " ".join(part for part in (row["given_name"], row["middle_name"]) if part)
    return {key: text for key, text in (("given", given), ("family", row["family_name"])) if text}


def _birth_date(written: str) -> str:
    read: datetime = parser.parse(written)
    if read.year > 2000 + _THIS_CENTURY:
        read = read.replace(year=read.year - 100)
    return read.date().isoformat()


def _documents(row: dict[str, str]) -> Iterator[dict[str, str]]:
    for field, (kind, country_field) in _DOCUMENTS.items():
        if row[field]:
            document = {"type": kind, "number": row[field]}
            country = row.get(country_field, "")
            issuer = _COUNTRIES.get(country.lower(), country)
            yield document | ({"issuer": issuer} if issuer else {})


def _phone(written: str) -> str:
    """With the prefix of the United States, where the customers' forms come from, unless another is written."""
    try:
        number = phonenumbers.parse(written, "US")
    except phonenumbers.NumberParseException:
        return written
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
