"""The rules that a report can break, in words for the four languages; in code they are English sentences for programs.

Each is found by its sentence, with the numbers in it; one that nobody has put into words is shown in English.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from api.desk.words.languages import message as _

WORDS = {
    r"Field required": _("Fill this in."),
    r"String should have at most (\d+) characters?": _("Write at most %(number)s characters."),
    r"String should have at least (\d+) characters?": _("Write at least %(number)s characters."),
    r"Input should hold at most (\d+) items": _("Give at most %(number)s of these."),
    r"Input should hold at least (\d+) items": _("Give at least %(number)s of these."),
    r"Input should be a valid integer.*": _("Write a whole number in digits."),
    r"Input should be a valid number.*": _("Write a number in digits."),
    r"Input should be a valid string": _("Write a text."),
    r"Input should be a valid boolean.*": _("Say yes or no."),
    r"Input should be greater than or equal to (-?\d+)": _("Write %(number)s or more."),
    r"Input should be less than or equal to (-?\d+)": _("Write %(number)s or less."),
    r"Input should be '.*": _("Choose one of the list."),
    r"Input should be valid Unicode": _("This text holds characters that are none. Type it anew."),
    r"Input is not valid here": _("This cannot be read here."),
    r"Input should be (a list|an object)": _("This cannot be read here."),
    r"No such field is known here": _("Such a field is not known."),
    r"String should match pattern '\^\[A-Za-z\]\{1,3\}\$'": _(
        "Choose a country of the list, or write its code of two or three letters."
    ),
    r"String should match pattern '\^\[A-Za-z\]\{2,3\}\$'": _(
        "Choose a language of the list, or write its code of two or three letters."
    ),
    r"String should match pattern '\^\[\^\\x00-\\x1f\\x7f\]\+\$'": _("Write it in one line, without control signs."),
    r"String should match pattern '\^\[a-z0-9\]\[a-z0-9\._-\]\{0,63\}\$'": _(
        "Write the organisation's short name, such as pol.border: small letters, digits and . _ - alone."
    ),
    r"String should match pattern '\^\[A-Za-z0-9_-\]\{22\}\$'": _("Paste the id of the key: 22 characters."),
    r"String should match pattern .*": _("This is not in the form that is asked for."),
    r"a date is written YYYY, YYYY-MM or YYYY-MM-DD(, or as the mapping says: .*)?": _(
        "Give a year of four digits, and then the month and the day if you know them."
    ),
    r"the date is not in the calendar(, or as the mapping says: .*)?": _("There is no such day in the calendar."),
    r"a time is ISO 8601 with an offset, or a date YYYY, YYYY-MM or YYYY-MM-DD(, or as the mapping says: .*)?": _(
        "Give a year of four digits, and then the month and the day if you know them; a time of day needs all three."
    ),
    r"a time of day needs `time_zone` in the mapping": _("A time of day needs the time zone of the table."),
    r"a range needs `min` or `max`": _("Give one end of the range, or both."),
    r"`min` is above `max`": _("The first number is above the second."),
    r"`person` needs one identifying thing: .*": _(
        "Nobody could be recognised by this. Give one identifying thing: a name, a document, a mark, a relative, a "
        "phone, an account or a photograph."
    ),
    r"a name needs `full`, `given` or `family`": _("Write a name, whole or in parts."),
    r"a document number needs at least one letter or digit": _("A document number has at least one letter or digit."),
    r"an address needs one of its parts": _("Fill in a part of the address."),
    r"latitude and longitude come together": _("Give both latitude and longitude, or neither."),
    r"an online place has no coordinates": _("An online place has no coordinates."),
    r"recipients `all` takes no countries or organisations": _(
        "You named recipients. Choose whether it is for them only or for all but them, or take them out."
    ),
    r"recipients `all_but` needs the countries or organisations left out": _(
        "Name the countries or organisations that may not see it."
    ),
    r"tick that you mean it": _("Tick that you mean it."),
    r"somebody located as `deceased` needs `identified_by`": _("Write down how the dead person was identified."),
    r"consent that is given names its scopes": _("Tick what consent was given for."),
    r"a lawful basis without consent needs its reason": _("Write down the lawful basis."),
    r"`content` is what `tracing seal` made, in base64": _("Paste what “tracing seal” made."),
    r"beside `sealed_contact` nothing but the country and kind of the place is stated": _(
        "Beside a sealed place nothing but the country and the kind of the place may be told. Take the rest out."
    ),
    r"`kind` is one of .*": _("The kind of report is missing or not known."),
    r"`unread` holds .*": _("What nobody reads here is too much, or not in Unicode."),
    r"Your organisation seals where it is: .*": _(
        "Your organisation seals where it is. Take out all but the country, or paste what “tracing seal” made; or "
        "tick that recipients may learn where the shelter is."
    ),
    r"This reference was already used for a report with other content\..*": _(
        "This reference was used before, for a report with other content. Look whether it is the same report; if not, "
        "give another reference."
    ),
    r"The record was erased for good\..*": _("A report of this reference was erased for good. Give another reference."),
    r"Reports of this kind are not posted with your role": _("Reports of this kind are not posted with your role."),
    r"The table should have a column of this heading, once": _("The table should have a column of this heading, once."),
    r"A row should be CSV: .*": _("A quote is opened and never closed, or not doubled, in this row."),
    r"A row should hold at most ([\d,]+) characters": _("A row holds at most %(number)s characters."),
    r"A line should hold at most ([\d,]+) bytes": _("A line holds at most %(number)s bytes."),
    r"Input should be valid JSON": _("This is not valid JSON."),
    r"the workbook is damaged, or none": _("The workbook is damaged, or is none."),
    r"a file should hold at most ([\d,]+) bytes": _("Such a file may hold at most %(number)s bytes."),
    r"a sheet should hold at most ([\d,]+) rows": _("A sheet may hold at most %(number)s rows."),
    r"a workbook should declare no document type": _("The workbook is made to harm, and is not read."),
    r"a (row, or )?part,? of (a|the) workbook should hold at most [\d,]+ \w+": _(
        "The workbook is larger than a table."
    ),
    r"Each field should be named once": _("Two columns are given the same field. Choose each field once."),
    r"One column should be the reference, which no other row has": _(
        "Choose which column is the reference: a number that no other row has."
    ),
    r"One column should be `occurred_at`": _("Choose which column says when it happened."),
    r"A table needs the mapping of its columns": _("A table needs to know what its columns are."),
    r"Only tables take a mapping": _("Only a table takes a mapping."),
    r"Input should be TOML or JSON in UTF-8": _("The mapping should be a file of TOML or JSON in UTF-8."),
    r"Input should be a time zone such as `Europe/Rome`": _("Write a time zone such as Europe/Rome."),
}
"""Patterns of the sentences, and their words with `%(number)s` for the number in them."""


@lru_cache
def _compiled() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern, re.DOTALL), words) for pattern, words in WORDS.items())


_PLACES = {
    r"row (\d+)": _("row %(number)s"),
    r"line (\d+)": _("line %(number)s"),
    r"column ([A-Z]{1,3})(?= \")": _("column %(number)s"),
}
"""Where in a file something stands."""


def place_in_words(text: str, say: Callable[[str], str]) -> str:
    """Where something stands, as readers of files say it, in the reader's language as far as there are words."""
    for pattern, words in _PLACES.items():
        if (found := re.match(pattern, text)) is not None:
            return say(words).replace("%(number)s", found[1]) + text[found.end() :]
    return text


def in_words(rule: str, say: Callable[[str], str]) -> str | None:
    """A rule in the reader's words, or None where nobody put it into words.

    Args:
        rule: as code has it, in English.
        say: translates a message.
    """
    for pattern, words in _compiled():
        if (found := pattern.fullmatch(rule)) is not None:
            number = next(filter(None, found.groups()), "")
            return say(words).replace("%(number)s", number)
    return None
