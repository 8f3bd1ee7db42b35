"""Imports go one way, and every file stays short enough to be read in one go."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ("tracing", "search", "projections", "api")  # each may import itself and those before it
ROOMS = ("access", "disclosure", "http", "intake", "acts", "alerts", "operating", "routes", "desk", "cli")
"""Of `api`; each may import itself and those before it, beside what stands outside of them all."""
FORBIDDEN = {"tracing": {"fastapi", "starlette", "opensearchpy", "typer", "pydantic_settings"}}
LONGEST_FILE, LONGEST_FUNCTION = 300, 40
GENERATED = ROOT / "api" / "client" / "models.py"


def modules(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def imported(source: str) -> set[str]:
    """The top-level packages that a module imports, wherever in it: also inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def upward(floor: str, source: str) -> set[str]:
    """What a module of `floor` imports and must not."""
    above = set(FLOORS[FLOORS.index(floor) + 1 :]) | {"tests", "benchmarks"}
    return imported(source) & (above | FORBIDDEN.get(floor, set()))


def upstairs(room: str, source: str) -> set[str]:
    """Rooms of `api` that a module of `room` imports and must not."""
    named = {
        node.module.split(".")[1]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("api.")
    }
    return named & set(ROOMS[ROOMS.index(room) + 1 :])


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines without the docstring, which is the help text of a command and may be long."""
    lines = (node.end_lineno or 0) - node.lineno + 1
    documented = ast.get_docstring(node) is not None
    first = node.body[0]
    return lines - ((first.end_lineno or 0) - first.lineno + 1 if documented else 0)


def long_functions(source: str) -> list[str]:
    return [
        f"{node.name}: {length(node)} lines"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and length(node) > LONGEST_FUNCTION
    ]


def test_every_floor_has_modules() -> None:
    assert all(modules(floor) for floor in FLOORS), "a floor without files would pass every test below"


@pytest.mark.parametrize("floor", FLOORS)
def test_imports_go_down(floor: str) -> None:
    wrong = {str(path.relative_to(ROOT)): upward(floor, path.read_text()) for path in modules(floor)}
    assert {path: names for path, names in wrong.items() if names} == {}


@pytest.mark.parametrize("room", ROOMS)
def test_imports_of_rooms_go_down(room: str) -> None:
    found = modules(f"api/{room}")
    assert found
    wrong = {str(path.relative_to(ROOT)): upstairs(room, path.read_text()) for path in found}
    assert {path: names for path, names in wrong.items() if names} == {}


def test_files_are_short() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines())
        for path in modules(*FLOORS)
        if path != GENERATED
    }
    assert {path: length for path, length in lengths.items() if length > LONGEST_FILE} == {}


def test_functions_are_short() -> None:
    found = {str(path.relative_to(ROOT)): long_functions(path.read_text()) for path in modules(*FLOORS)}
    assert {path: functions for path, functions in found.items() if functions} == {}


def test_the_checks_see_what_they_forbid() -> None:
    assert upward("tracing", "def f():\n    from api.app import create_app") == {"api"}
    assert upward("tracing", "import fastapi.routing") == {"fastapi"}
    assert upward("search", "import tracing, projections.view as view") == {"projections"}
    assert upward("api", "import tracing, search, projections, fastapi") == set()
    assert upward("api", "from tests import conftest") == {"tests"}
    assert upstairs("http", "from api.acts.looking import candidate_for") == {"acts"}
    assert upstairs("acts", "from api.http import ndjson") == set()
    assert long_functions("def f():\n" + "    pass\n" * 40) == ["f: 41 lines"]
    assert long_functions('def f():\n    """One\n\n    two."""\n' + "    pass\n" * 39) == []
