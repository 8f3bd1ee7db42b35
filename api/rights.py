"""The published table of rights, drawn from what the routes declare and what disclosure cuts."""

from collections.abc import Iterator

from fastapi.routing import APIRoute

from api.access.callers import declared_roles
from api.app import ROUTERS
from api.routes import operations
from tracing.access import Role
from tracing.field_classes import FieldClass
from tracing.rights import SHOWN


def table_of_actions() -> Iterator[str]:
    """Lines of Markdown: which role may send which request."""
    yield "| request | " + " | ".join(Role) + " |"
    yield "|---|" + "---|" * len(Role)
    for router in (*ROUTERS, operations.router):
        for route in router.routes:
            if not isinstance(route, APIRoute):
                continue
            roles = declared_roles(route.dependant) or frozenset(Role)
            marks = " | ".join("yes" if role in roles else "" for role in Role)
            for method in sorted(route.methods or ()):
                path = route.path.removeprefix("/v1")
                yield f"| {route.summary} (`{method} {path}`) | {marks} |"


def table_of_classes() -> Iterator[str]:
    """Lines of Markdown: which classes of fields of others' records each role is shown."""
    yield "| role | " + " | ".join(FieldClass) + " |"
    yield "|---|" + "---|" * len(FieldClass)
    for role, shown in SHOWN.items():
        yield f"| {role} | " + " | ".join("yes" if each in shown else "" for each in FieldClass) + " |"
