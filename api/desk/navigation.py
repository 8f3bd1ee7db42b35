"""The pages that the header leads to, each for the roles that may open it."""

from typing import NamedTuple

from api.alerts.subscribing import SUBSCRIBERS
from api.desk.words.languages import message as _
from api.intake.posting import ALL_POSTERS, IMPORTERS
from tracing.access import Role

SEARCHERS = (Role.officer, Role.reviewer, Role.bureau, Role.shelter)
"""Roles that may search and read identities."""


class Entry(NamedTuple):
    """A link of the header: where it leads, what it is called in English, and who is shown it."""

    path: str
    label: str
    roles: tuple[Role, ...]


ENTRIES = (
    Entry("/desk/search", _("Search"), SEARCHERS),
    Entry("/desk/queue", _("Queue"), (Role.reviewer,)),
    Entry("/desk/groups", _("Groups"), (Role.reviewer,)),
    Entry("/desk/notices", _("Notices"), (Role.bureau,)),
    Entry("/desk/post", _("Post"), tuple(role for role in Role if role in ALL_POSTERS)),
    Entry("/desk/upload", _("Upload"), IMPORTERS),
    Entry("/desk/alerts", _("Alerts"), SUBSCRIBERS),
    Entry("/desk/saved-searches", _("Saved searches"), SUBSCRIBERS),
    Entry("/desk/audit", _("Audit log"), (Role.auditor,)),
    Entry("/desk/operations", _("Operations"), (Role.admin,)),
    Entry("/desk/numbers", _("Numbers"), (Role.officer, Role.reviewer, Role.bureau, Role.auditor, Role.admin)),
)
"""In the order of the header; the first that a role may open is where its work begins, but for reviewers."""


def entries_for(role: Role) -> tuple[Entry, ...]:
    """What the header shows somebody."""
    return tuple(entry for entry in ENTRIES if role in entry.roles)


def home_of(role: Role) -> str:
    """Where somebody's work begins; there is a page for every role."""
    if role is Role.reviewer:
        return "/desk/queue"
    return entries_for(role)[0].path
