"""The API's description of itself (OpenAPI), completed with what the framework leaves out."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from pydantic import TypeAdapter

from api.problems import ProblemDetails


def complete(app: FastAPI) -> None:
    """Make `app.openapi()` hold the shape of problems, and examples as they were written."""
    describe = app.openapi

    def openapi() -> dict[str, Any]:
        description = describe()
        shape = TypeAdapter(ProblemDetails).json_schema(ref_template="#/components/schemas/{model}")
        schemas = description["components"]["schemas"]
        schemas |= shape.pop("$defs")
        schemas["ProblemDetails"] = shape
        for path, method, status, media_type, example in _examples(app):
            responses = description["paths"][path][method]["responses"]
            responses[status]["content"][media_type]["example"] = example
        return description

    app.openapi = openapi  # type: ignore[method-assign]


def _examples(app: FastAPI) -> Iterator[tuple[str, str, str, str, Any]]:
    """Every answer's example with its place. The framework drops their nulls, which answers do have."""
    for route in iter_route_contexts(app.routes):
        for status, response in (getattr(route, "responses", None) or {}).items():
            for media_type, content in response.get("content", {}).items():
                if "example" in content and route.include_in_schema and route.path and route.methods:
                    for method in route.methods:
                        yield route.path, method.lower(), str(int(status)), media_type, content["example"]
