"""Pages from templates: escaped, in the visitor's language, with headers that let nothing foreign in."""

import hashlib
import re
from collections.abc import Callable
from functools import cache, partial
from http import HTTPStatus
from importlib.resources import files
from typing import Any

import msgspec
from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from api.desk.forms.sent import SECRET_NAME
from api.desk.navigation import entries_for
from api.desk.people.way import labels_of, stops_of
from api.desk.reviewing.keys import NO_KEYS
from api.desk.reviewing.telling import told
from api.desk.words.languages import NAMES, language_of, translations
from api.desk.words.legs import leg_in_words, legs_between, legs_to
from api.desk.words.values import Words, in_latin, shown
from search.sentences import Language, in_a_row
from tracing.access import Role
from tracing.events import now

STATIC = {
    "desk.css": "text/css; charset=utf-8",
    "desk.js": "text/javascript; charset=utf-8",
    "desk.svg": "image/svg+xml",
    "claim.js": "text/javascript; charset=utf-8",
    "upload.js": "text/javascript; charset=utf-8",
    "htmx.min.js": "text/javascript; charset=utf-8",
    "countries-110m.json": "application/json",
    "leaflet.css": "text/css; charset=utf-8",
    "leaflet.js": "text/javascript; charset=utf-8",
    "map.js": "text/javascript; charset=utf-8",
    "topojson-client.min.js": "text/javascript; charset=utf-8",
    "hx-sse.min.js": "text/javascript; charset=utf-8",
    "queue.js": "text/javascript; charset=utf-8",
}
"""Files that pages load, and their types."""

HEADERS = {
    # Nothing but this host's own files runs, is shown or is asked; there is no inline script or style to allow.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""Headers of every page; those of every answer are added to them."""

_A_PAGE = re.compile(r"/desk(/[a-z0-9-]{1,64}){0,3}")


def page(request: Request, template: str, status: int = HTTPStatus.OK, **content: Any) -> Response:
    """A page.

    Args:
        request: that it answers.
        template: its name.
        status: of the answer.
        content: what the template shows, beside what every page has.
    """
    html = part(request, template, **content)
    return Response(html, status_code=status, media_type="text/html", headers=HEADERS)


def part(request: Request, template: str, **content: Any) -> str:
    """A page, or a part of one, as text."""
    visit = getattr(request.state, "visit", None)
    session = visit.session if visit else None
    reviewer = session.caller if session is not None and session.caller.role is Role.reviewer else None
    return (
        _environment(language_of(request, visit))
        .get_template(template)
        .render(
            session=session,
            here=request.url.path,
            navigation=entries_for(session.caller.role) if session else (),
            printed_at=now(),
            may_review=reviewer is not None,
            own_answers=None if reviewer is None else told(request.app.state.service.answers.of(reviewer)),
            **content,
        )
    )


def go_to(path: str) -> Response:
    """The answer to a form that was taken: look there next."""
    return RedirectResponse(path, HTTPStatus.SEE_OTHER)


def page_or(path: str, otherwise: str) -> str:
    """A page of the desk that somebody may be sent to; anything else is no place to be sent to."""
    return path if _A_PAGE.fullmatch(path) else otherwise


@cache
def static_file(name: str) -> bytes:
    """A file that pages load.

    Raises:
        KeyError: there is none of this name.
    """
    STATIC[name]
    return files("api.desk").joinpath("static", name).read_bytes()


@cache
def static_path(name: str) -> str:
    """Where a browser finds a file; another content has another path, so that browsers may keep it for ever."""
    return f"/desk/static/{hashlib.sha256(static_file(name)).hexdigest()[:16]}/{name}"


@pass_context
def _form_token(context: Context) -> Markup:
    """The hidden field that a form of this session carries."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(SECRET_NAME, context["session"].csrf)


def _key_of(key: str) -> Markup:
    """Attributes of what a key does, for the script and for who is told of keys."""
    return Markup(' data-key="{0}" aria-keyshortcuts="{0}"').format(key) if key else Markup("")


def _show_key(key: str) -> Markup:
    return Markup(' <kbd aria-hidden="true">{}</kbd>').format(key.upper()) if key else Markup("")


@cache
def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=PackageLoader("api.desk"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    install: Callable[..., None] = environment.install_gettext_translations  # type: ignore[attr-defined]
    install(translations(language), newstyle=True)
    environment.globals |= {
        "comma": in_a_row(("", ""), language),
        "form_token": _form_token,
        "in_latin": in_latin,
        "key_of": _key_of,
        "labels_of": labels_of,
        "language": language,
        "languages": NAMES,
        "leg_in_words": partial(leg_in_words, language=language),
        "legs_between": legs_between,
        "legs_to": legs_to,
        "no_keys": NO_KEYS,
        "plain": msgspec.to_builtins,
        "right_to_left": language is Language.ar,
        "show_key": _show_key,
        "shown": shown,
        "static": static_path,
        "stops_of": stops_of,
        "words": Words(language),
    }
    return environment
