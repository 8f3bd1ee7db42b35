"""The API's description of itself (OpenAPI), completed with what the framework leaves out."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from pydantic import TypeAdapter

from api.http.idempotency import HEADER
from api.http.problems import ProblemDetails
from api.schemas.reports import LinePosted, LineRefused


def complete(app: FastAPI) -> None:
    """Make `app.openapi()` hold the shapes of problems and of a batch's lines, and examples as they were written."""
    describe = app.openapi

    def openapi() -> dict[str, Any]:
        description = describe()
        schemas = description["components"]["schemas"]
        for answer in (ProblemDetails, LinePosted, LineRefused):
            shape = TypeAdapter(answer).json_schema(ref_template="#/components/schemas/{model}")
            schemas |= shape.pop("$defs", {})
            schemas[answer.__name__] = shape
        _let_keys_stand_for_references(description)
        for path, method, status, media_type, example in _examples(app):
            responses = description["paths"][path][method]["responses"]
            responses[status]["content"][media_type]["example"] = example
        return description

    app.openapi = openapi  # type: ignore[method-assign]


def _let_keys_stand_for_references(description: dict[str, Any]) -> None:
    """Where a report is posted that a key can name, its reference may be left out."""
    schemas = description["components"]["schemas"]
    for operation in (operation for methods in description["paths"].values() for operation in methods.values()):
        keyed = any(parameter["name"].lower() == HEADER.lower() for parameter in operation.get("parameters", ()))
        body = operation.get("requestBody", {}).get("content", {}).get("application/json")
        # The framework keeps the description that it made, and gives the same one whenever it is asked.
        if keyed and body is not None and not body["schema"]["$ref"].endswith("ToPost"):
            name = body["schema"]["$ref"].rpartition("/")[2]
            required = [field for field in schemas[name]["required"] if field != "reference"]
            schemas[f"{name}ToPost"] = schemas[name] | {"title": f"{name}ToPost", "required": required}
            body["schema"]["$ref"] += "ToPost"


def _examples(app: FastAPI) -> Iterator[tuple[str, str, str, str, Any]]:
    """Every answer's example with its place. The framework drops their nulls, which answers do have."""
    for route in iter_route_contexts(app.routes):
        for status, response in (getattr(route, "responses", None) or {}).items():
            for media_type, content in response.get("content", {}).items():
                if "example" in content and route.include_in_schema and route.path and route.methods:
                    for method in route.methods:
                        yield route.path, method.lower(), str(int(status)), media_type, content["example"]
