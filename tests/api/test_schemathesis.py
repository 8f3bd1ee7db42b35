"""Requests made from the API's own description: no answer is a failure, undescribed, or an echo."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import APIOperation, Case, GenerationMode, SerializationContext
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.alerts import streaming
from tests.api.conftest import ClientOf
from tests.examples import FOR_A_CASE
from tracing.access import Role

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 4
"""For each operation, once with what its description allows and once with what it forbids."""


@schemathesis.serializer("application/x-ndjson")
def lines(context: SerializationContext, value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode(errors="replace")


def texts_in(value: Any) -> Iterator[str]:
    """All texts of a body, names of fields aside."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts_in(item)


def probe(operation: APIOperation, authorization: str, known: str) -> None:
    """Send what the description allows, and what it forbids."""

    def check(case: Case) -> None:
        response = case.call(headers={"Authorization": authorization, **FOR_A_CASE})
        case.validate_response(response, checks=CHECKS)
        if response.status_code >= 400:
            sent = {text for text in texts_in(case.body) if len(text) > 5 and text not in known}
            assert not [text for text in sent if text in response.text]

    # Any bytes at all are allowed as lines, and what takes nothing cannot be asked wrongly.
    raw = operation.definition.raw
    refusable = "parameters" in raw or "application/json" in raw.get("requestBody", {}).get("content", {})
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE) if refusable else (GenerationMode.POSITIVE,):
        run = given(case=operation.as_strategy(generation_mode=mode))(check)
        settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )(run)()


def test_whatever_the_description_leads_to_is_answered_as_described(
    app: FastAPI, url: str, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "STREAM_SECONDS", 0.0)
    description = app.openapi()
    schema = schemathesis.openapi.from_dict(description)
    schema.config.update(base_url=url)
    seen = 0
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            role = min(operation["x-roles"], default="officer")
            client = client_of(Role(role), subject=f"{method} {path}")
            probe(schema[path][method.upper()], client.headers["authorization"], json.dumps(description))
            seen += 1
    assert seen > 15
