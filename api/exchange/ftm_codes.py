"""FollowTheMoney's codes and ours."""

from functools import cache

import phonenumbers
import pycountry

from tracing.person.countries import to_alpha3
from tracing.person.description import Sex
from tracing.person.documents import DocumentType
from tracing.person.names import NameKind
from tracing.reports import ReportKind

GENDERS = {Sex.female: "female", Sex.male: "male"}
"""Of the others FollowTheMoney says nothing; its `other` is an answer about gender, which is not sex."""

NAME_PROPERTIES = {
    NameKind.main: "name",
    NameKind.birth: "previousName",
    NameKind.alias: "alias",
    NameKind.nickname: "weakAlias",
    NameKind.pseudonym: "weakAlias",
}

EVENT_NAMES = {
    ReportKind.yellow_notice: "Reported missing",
    ReportKind.sighting: "Seen",
    ReportKind.border_crossing: "Crossed a border",
    ReportKind.shelter_registration: "Registered by a shelter",
}
LAST_SEEN = "last_seen"
"""Keyword of the event that is no report of its own, but where and when a missing person was last seen."""

DOCUMENT_TYPES = {kind.value.replace("_", " "): kind for kind in DocumentType}

LANGUAGES = frozenset(
    [
        "afr",
        "amh",
        "ara",
        "aze",
        "bel",
        "ben",
        "bos",
        "bul",
        "cat",
        "ces",
        "cnr",
        "dan",
        "deu",
        "ell",
        "eng",
        "est",
        "fas",
        "fil",
        "fin",
        "fra",
        "gle",
        "heb",
        "hin",
        "hrv",
        "hun",
        "hye",
        "ind",
        "isl",
        "ita",
        "jpn",
        "kan",
        "kat",
        "kaz",
        "khm",
        "kir",
        "kor",
        "lao",
        "lav",
        "lit",
        "ltz",
        "mkd",
        "mlt",
        "mon",
        "msa",
        "mul",
        "mya",
        "nep",
        "nld",
        "nor",
        "pol",
        "por",
        "pus",
        "ron",
        "rus",
        "sin",
        "slk",
        "slv",
        "spa",
        "sqi",
        "srp",
        "swa",
        "swe",
        "tam",
        "tel",
        "tgk",
        "tgl",
        "tha",
        "tuk",
        "tur",
        "ukr",
        "urd",
        "uzb",
        "vie",
        "zho",
    ]
)
"""Languages that FollowTheMoney has a code for (4.11)."""


@cache
def _alpha2() -> dict[str, str]:
    return {country.alpha_3: country.alpha_2.lower() for country in pycountry.countries} | {to_alpha3("XK"): "xk"}


def country_code(code: str | None) -> str | None:
    """`UKR` → `ua`; None for a code that it has no counterpart of, such as that of the stateless."""
    return None if code is None else _alpha2().get(code)


def is_phone(number: str) -> bool:
    """Whether FollowTheMoney takes this for a telephone number."""
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, None))
    except phonenumbers.NumberParseException:
        return False
