"""What a zone says of its holder, in the words of a report."""

import re
from datetime import date

from tracing.mrz.zone import Zone
from tracing.person.countries import to_alpha3
from tracing.person.dates import PartialDate
from tracing.person.description import Person, Sex
from tracing.person.documents import Document, DocumentType
from tracing.person.names import Name

_SEX = {"M": Sex.male, "F": Sex.female}
_CODE = re.compile(r"[A-Z]{3}")


def person_of(zone: Zone, event: date) -> Person:
    """Names, sex, birth, nationality and document, as the zone has them; what it leaves open is left out.

    The names are those of part 3, section 6: transliterated, without signs, and perhaps cut.
    """
    name = Name(given=zone.given_names or None, family=zone.surname or None)
    return Person(
        names=(name,) if zone.given_names or zone.surname else (),
        sex=_SEX.get(zone.sex),
        birth_date=zone.born(event),
        nationalities=_codes(zone.nationality),
        documents=(_document(zone, zone.valid_until(event)),) if zone.number else (),
    )


def _document(zone: Zone, expires: PartialDate | None) -> Document:
    return Document(
        type=_TYPES.get(zone.code[:1], DocumentType.other),
        number=zone.number,
        issuer=next(iter(_codes(zone.issuer)), None),
        expires=expires,
    )


_TYPES = {"P": DocumentType.passport, "I": DocumentType.identity_card, "V": DocumentType.visa}


def _codes(code: str) -> tuple[str, ...]:
    """A code of three letters; Germany's single `D` becomes `DEU`, and what a reader garbled is left out."""
    found = to_alpha3(code)
    return (found,) if _CODE.fullmatch(found) else ()
