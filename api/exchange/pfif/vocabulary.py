"""The names of PFIF: namespaces, fields in their order, what earlier versions called them, and what values are valid.

Source: PFIF 1.4 specification of 29 May 2012 (fields: section 4, schema: section 5), and those of 1.1 to 1.3.
"""

import re

NAMESPACE = "http://zesty.ca/pfif/1.4"
NAMESPACES = frozenset(f"http://zesty.ca/pfif/{version}" for version in ("1.1", "1.2", "1.3", "1.4"))

PERSON, NOTE = "person", "note"

PERSON_FIELDS = (
    "person_record_id",
    "entry_date",
    "expiry_date",
    "author_name",
    "author_email",
    "author_phone",
    "source_name",
    "source_date",
    "source_url",
    "full_name",
    "given_name",
    "family_name",
    "alternate_names",
    "description",
    "sex",
    "date_of_birth",
    "age",
    "home_street",
    "home_neighborhood",
    "home_city",
    "home_state",
    "home_postal_code",
    "home_country",
    "photo_url",
    "profile_urls",
)
NOTE_FIELDS = (
    "note_record_id",
    "person_record_id",
    "linked_person_record_id",
    "entry_date",
    "author_name",
    "author_email",
    "author_phone",
    "source_date",
    "author_made_contact",
    "status",
    "email_of_found_person",
    "phone_of_found_person",
    "last_known_location",
    "text",
    "photo_url",
)

RENAMED = {
    "home_zip": "home_postal_code",  # 1.1
    "first_name": "given_name",  # until 1.3
    "last_name": "family_name",
    "found": "author_made_contact",
    "other": "description",
}

SEVERAL = frozenset({"full_name", "alternate_names", "profile_urls"})
"""Fields that hold one value a line."""

SEEN = frozenset({"is_note_author", "believed_alive", "believed_dead"})
"""Statuses of a note whose author knows where the person is. Others tell where somebody was who is being sought."""
BELIEVED_DEAD, BELIEVED_ALIVE, BELIEVED_MISSING = "believed_dead", "believed_alive", "believed_missing"
STATUSES = SEEN | {"information_sought", BELIEVED_MISSING}

TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z", re.ASCII)
RECORD_ID = re.compile(r"(?P<domain>[a-z0-9]([a-z0-9.-]{0,252}[a-z0-9])?)/\S+", re.ASCII)
_EMAIL = re.compile(r".+@.+", re.DOTALL)
_PHONE = re.compile(r"[-+()\d ]+", re.ASCII)

VALID: dict[str, re.Pattern[str]] = {
    "person_record_id": RECORD_ID,
    "note_record_id": RECORD_ID,
    "linked_person_record_id": RECORD_ID,
    "entry_date": TIME,
    "expiry_date": TIME,
    "source_date": TIME,
    "author_email": _EMAIL,
    "email_of_found_person": _EMAIL,
    "author_phone": _PHONE,
    "phone_of_found_person": _PHONE,
    "sex": re.compile("female|male|other"),
    "date_of_birth": re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII),
    "age": re.compile(r"\d+(-\d+)?", re.ASCII),
    "home_country": re.compile("[A-Z]{2}"),
    "author_made_contact": re.compile("true|false"),
    "status": re.compile("|".join(sorted(STATUSES))),
}
"""What the schema of 1.4 asks of a field's text, from end to end; other fields hold any text."""


def domain_of(record_id: str) -> str | None:
    """The domain of a record id, whose repository alone may change the record: `example.org/p1` → `example.org`."""
    match = RECORD_ID.fullmatch(record_id)
    return match["domain"] if match else None
