"""What the API says of itself is complete, and what it does."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from api.access.callers import declared_roles, open_to_all
from api.http.problem_types import all_problems
from api.http.routing import api_router
from tracing.access import Role

DOCS = Path(__file__).parents[2] / "docs"
PUBLIC = {
    "/livez",
    "/readyz",
    "/desk/sign-in",
    "/desk/sign-in/start",
    "/desk/sign-in/callback",
    "/desk/static/{version}/{name}",
}


def operations(app: FastAPI) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in app.openapi()["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def api_routes(app: FastAPI) -> Iterator[APIRoute]:
    for context in iter_route_contexts(app.routes):
        if isinstance(context.original_route, APIRoute):
            yield context.original_route


def test_every_route_declares_its_roles_or_is_open_to_all_on_purpose(app: FastAPI) -> None:
    routes = list(api_routes(app))
    assert len(routes) > 8
    for route in routes:
        roles = declared_roles(route.dependant)
        assert roles is not None, route.path
        assert (roles == frozenset()) == (route.path in PUBLIC), route.path


def test_nothing_is_served_beside_the_declared_routes(app: FastAPI) -> None:
    others = {
        context.path for context in iter_route_contexts(app.routes) if not isinstance(context.original_route, APIRoute)
    }
    assert others == {"/v1/openapi.json"}


def test_a_route_that_declares_no_roles_cannot_be_made() -> None:
    router: APIRouter = api_router("x")
    with pytest.raises(TypeError, match="declares no roles"):
        router.get("/everybody")(lambda: None)
    router.get("/everybody", dependencies=[Depends(open_to_all)])(lambda: None)


def test_every_operation_says_its_roles(app: FastAPI) -> None:
    for name, operation in operations(app):
        roles = operation["x-roles"]
        assert set(roles) <= {role.value for role in Role}, name
        assert operation["description"].rstrip(".").endswith(", ".join(roles) or "open to all"), name
        assert bool(roles) == ("security" in operation), name


def test_every_operation_has_a_summary_and_examples(app: FastAPI) -> None:
    for name, operation in operations(app):
        assert operation["summary"], name
        if (body := operation.get("requestBody")) is not None:
            assert all(_has_example(content) for content in body["content"].values()), name
        good = [response for status, response in operation["responses"].items() if status.startswith("2")]
        assert good, name
        for response in good:
            assert any(_has_example(content) for content in response["content"].values()), name


def _has_example(content: dict[str, Any]) -> bool:
    return "example" in content or "examples" in content or "examples" in content.get("schema", {})


def test_every_example_fits_the_schema_beside_it(app: FastAPI) -> None:
    description = app.openapi()
    checked = 0
    for name, operation in operations(app):
        contents = [*operation.get("requestBody", {}).get("content", {}).values()]
        contents += [
            content for response in operation["responses"].values() for content in response["content"].values()
        ]
        for content in contents:
            schema = content.get("schema", {}) | {"components": description["components"]}
            for example in (content.get("example"), *content.get("schema", {}).get("examples", ())):
                if example is not None:
                    errors = list(jsonschema.Draft202012Validator(schema).iter_errors(example))
                    assert not errors, (name, errors[0].json_path, errors[0].message)
                    checked += 1
    assert checked > 60


def test_every_operation_lists_its_problems(app: FastAPI) -> None:
    codes = set(all_problems())
    for name, operation in operations(app):
        problems = {
            status: response
            for status, response in operation["responses"].items()
            if "application/problem+json" in response["content"]
        }
        assert "500" in problems, name
        if operation["x-roles"]:
            assert {"401", "403"} <= set(problems), name
        if operation.get("parameters") or "application/json" in operation.get("requestBody", {}).get("content", {}):
            assert "422" in problems, name
        for status, response in problems.items():
            example = response["content"]["application/problem+json"]["example"]
            assert example["code"] in codes and str(example["status"]) == status, name
        assert "HTTPValidationError" not in str(operation), name


def test_every_reference_leads_somewhere(app: FastAPI) -> None:
    description = app.openapi()

    def references(node: Any) -> Iterator[str]:
        if isinstance(node, dict):
            for key, value in node.items():
                if key == "$ref":
                    yield value
                else:
                    yield from references(value)
        elif isinstance(node, list):
            for item in node:
                yield from references(item)

    for reference in references(description):
        found: Any = description
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]


def test_every_problem_is_documented_under_its_code_with_its_status() -> None:
    sections: dict[str, str] = {}
    for section in (DOCS / "errors.md").read_text().split("\n## ")[1:]:
        code, _, text = section.partition("\n")
        sections[code] = text.strip()
    assert set(sections) == set(all_problems())
    for code, problem in all_problems().items():
        assert sections[code].startswith(f"{problem.status.value}. "), code
