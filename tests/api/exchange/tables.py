"""A shelter's table and the mapping of its columns; everybody in it is invented."""

import io
import zipfile
from typing import Any

import openpyxl

MAPPING = b"""
date_formats = ["%d.%m.%Y", "%d.%m.%Y %H:%M", "%Y"]
time_zone = "Europe/Rome"
delimiter = ";"
empty = ["-"]
leave_out = ["Diagnosis"]

[columns]
"Nr." = "reference"
"Arrived" = "occurred_at"
"First name" = "person.names.0.given"
"Family name" = "person.names.0.family"
"Called" = "person.names.1.full"
"Born" = "person.birth_date"
"Sex" = "person.sex"
"Languages" = "person.languages"
"Age" = "person.age.min"
"Consent" = "details.consent.state"
"For" = "details.consent.scopes"

[values."person.sex"]
"F" = "female"
"M" = "male"

[values."person.languages"]
"romanian" = "ron"
"arabic" = "ara"

[values."details.consent.state"]
"yes" = "given"
"no" = "refused"

[fixed]
"place.country" = "ITA"
"place.kind" = "shelter"
"person.names.1.kind" = "nickname"
"""

HEADING = "Nr.;Arrived;First name;Family name;Called;Born;Sex;Languages;Age;Consent;For;Diagnosis;Note"

CSV = f"""Casa Lumina;;
{HEADING}
31;02.04.2026;Lena;Popa;;17.03.1998;F;Romanian, arabic;;yes;tracing;secret;"sleeps
badly"
32;02.04.2026 06:40;-;;Lenka;1999;m;;20;no;;;

33;2026-04;Ana;Rusu;;-;f;ron;;;;;;more
""".encode()

COLUMNS = ["Nr.", "Arrived", "First name", "Family name", "Called", "Born", "Sex", "Languages", "Age", "Consent", "For"]


def workbook(*rows: list[Any]) -> bytes:
    """A workbook whose first sheet has a title, an empty row, the headings and these rows."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    table: list[list[Any]] = [["Casa Lumina"], [], COLUMNS, *rows]
    for row in table:
        sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """A workbook with one part replaced."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as read,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for info in read.infolist():
            archive.writestr(info.filename, part if info.filename == name else read.read(info))
    return written.getvalue()
