"""How streams are named: from what they are about, so that the same thing said twice meets itself."""

from uuid import UUID, uuid5

_RECORDS = UUID("5b0f7a52-6d0b-5c4e-9a53-0d6f3a1f7c11")
_JUDGEMENTS = UUID("0e6c1d0a-3c0f-5d57-8a55-9d1f3f1f6b2e")
_SEALING_KEYS = UUID("c2d7b9e4-1f3a-5b68-9e07-6a4d0c8b7f12")
_ALLOWANCES = UUID("9a3f6c1e-52b7-5d0c-8f64-2b7d1c9e4a55")
"""Apart from records, whose organisations and references somebody else chooses: they could look like two ids."""
_DOCUMENTS_SEEN = UUID("c4a2be1d-94f7-5ab0-8c0e-5f2d64b0a7e3")
_SEARCHES_MATCHED = UUID("7d9e5c36-1b8f-5e42-a6d1-20c3f8b7e915")


def record_id(organisation: str, reference: str) -> UUID:
    """The stream of a report: the same organisation and reference always name the same record."""
    return uuid5(_RECORDS, f"{organisation}\n{reference}")


def allowance_id(organisation: str, subject: str) -> UUID:
    """The stream of what colleagues allow one person of an organisation."""
    return uuid5(_ALLOWANCES, f"{organisation}\n{subject}")


def sealing_keys_id(organisation: str) -> UUID:
    """The stream of the keys to which a shelter seals where it is."""
    return uuid5(_SEALING_KEYS, organisation)


def ordered(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    """The pair in its one order, so that (a, b) and (b, a) are the same pair.

    Raises:
        ValueError: both are the same record.
    """
    if one == other:
        raise ValueError("a record cannot be compared with itself")
    return (one, other) if one.int < other.int else (other, one)


def judgement_id(one: UUID, other: UUID) -> UUID:
    """The stream of a pair; two reviewers at once meet in it and collide by version."""
    first, second = ordered(one, other)
    return uuid5(_JUDGEMENTS, f"{first}\n{second}")


def document_seen_id(watching: UUID, presenting: UUID) -> UUID:
    """The stream of a watched document seen in another record, in this direction."""
    return uuid5(_DOCUMENTS_SEEN, f"{watching}\n{presenting}")


def search_matched_id(subscription: UUID, record: UUID) -> UUID:
    """The stream of a record that a saved search finds."""
    return uuid5(_SEARCHES_MATCHED, f"{subscription}\n{record}")
