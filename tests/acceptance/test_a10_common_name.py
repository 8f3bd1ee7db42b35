"""Story A10: common names bring no flood, and a document number brings exactly one."""

from collections import defaultdict
from typing import Any

import pytest

from api.world.postings import Posting
from api.world.stories import RAHMAN_DOCUMENT, story_a10_crossing, story_a10_crowd
from tests.acceptance.conftest import ROLES, Form
from tracing.reports import ReportKind


def bears_the_document(posting: Posting) -> bool:
    return RAHMAN_DOCUMENT in posting.report["person"].get("documents", [])


@pytest.fixture(scope="package")
def crowd(form: Form) -> dict[str, Any]:
    """400 Nguyen Van Nam and 1,000 Mohammad Rahman born on a 1 January, in batches; on servers an eighth of them."""
    senders: dict[tuple[str, str, ReportKind], list[Posting]] = defaultdict(list)
    for number, posting in enumerate(story_a10_crowd()):
        if form.opensearch is not None and number % 8 and not bears_the_document(posting):
            continue
        senders[posting.organisation, posting.country, ReportKind(posting.report["kind"])].append(posting)
    results = [
        (posting, result)
        for (organisation, country, kind), postings in senders.items()
        for posting, result in zip(
            postings, form.post_batch(form.as_(ROLES[kind], organisation, country), postings), strict=True
        )
    ]
    assert all(result["status"] == 201 for _, result in results)
    bearer = next(result for posting, result in results if bears_the_document(posting))
    return {
        "records": {result["record"] for _, result in results},
        "bearer": bearer["record"],
        "position": max(result["position"] for _, result in results),
    }


@pytest.mark.parametrize("name", ["Nguyen Van Nam", "Mohammad Rahman"])
def test_the_name_alone_makes_no_candidate(form: Form, crowd: dict[str, Any], name: str) -> None:
    crossing = form.post(story_a10_crossing(name, with_document=False))
    about = crowd["records"] | {crossing["record"]}
    flood = [row for row in form.queue(crossing["position"]) if {row["record_a"], row["record_b"]} & about]
    assert flood == []


def test_the_document_makes_exactly_one(form: Form, crowd: dict[str, Any]) -> None:
    crossing = form.post(story_a10_crossing("Mohammad Rahman", with_document=True))
    pairs = [
        {row["record_a"], row["record_b"]}
        for row in form.queue(crossing["position"])
        if crossing["record"] in (row["record_a"], row["record_b"])
    ]
    assert pairs == [{crossing["record"], crowd["bearer"]}]
