"""The keys by which a reviewer decides: one for each act, chosen by each person, and kept beside the sessions."""

from collections.abc import Mapping

import msgspec
import sqlalchemy as sql

from tracing.access import Caller
from tracing.database import Database
from tracing.value import Value

_METADATA = sql.MetaData()
_KEYS = sql.Table(
    "desk_keys",
    _METADATA,
    sql.Column("subject", sql.String, primary_key=True),
    sql.Column("content", sql.Text, nullable=False),
)
_LOCK = 7_261_996_031
"""Any fixed number: the lock under which the table is made."""


class KeyMap(Value, frozen=True, kw_only=True):
    """One letter or digit for each answer and act; empty for none.

    Attributes:
        keep: keeps the chosen answer, beside Enter, which always does.
    """

    same: str = "1"
    different: str = "2"
    kin: str = "3"
    document_misuse: str = "4"
    unsure: str = "5"
    needs_information: str = "6"
    keep: str = ""
    skip: str = "s"
    undo: str = "u"


NO_KEYS = KeyMap(**dict.fromkeys(KeyMap.__struct_fields__, ""))
"""Where the keys are switched off."""
ACTS = KeyMap.__struct_fields__
"""What has a key, in the order of the page."""


class UnfitKeyError(ValueError):
    """A key that cannot be used.

    Attributes:
        act: whose key it is.
        other: an act before it that has the same key; None where the key is no letter or digit.
    """

    def __init__(self, act: str, other: str | None) -> None:
        super().__init__("a key is one letter or digit, and of one act alone")
        self.act, self.other = act, other


def keymap_of(chosen: Mapping[str, str]) -> KeyMap:
    """The keys that somebody chose, by act.

    Raises:
        UnfitKeyError: one is no single letter or digit, or two acts have the same.
    """
    by_key: dict[str, str] = {}
    for act in ACTS:
        key = chosen.get(act, "").casefold()
        if not key:
            continue
        if len(key) != 1 or not key.isalnum():
            raise UnfitKeyError(act, None)
        if key in by_key:
            raise UnfitKeyError(act, by_key[key])
        by_key[key] = act
    return msgspec.structs.replace(NO_KEYS, **{act: key for key, act in by_key.items()})


class ChosenKeys:
    """The table of keys that people chose; it outlives their sessions.

    Args:
        database: in which it stands.
    """

    def __init__(self, database: Database) -> None:
        """Open nothing yet."""
        self._database = database

    def migrate(self) -> None:
        """Create the table; safe to repeat, and at once."""
        with self._database.writing(_LOCK) as connection:
            _METADATA.create_all(connection)

    def of(self, caller: Caller) -> KeyMap:
        """What somebody chose; the usual keys otherwise."""
        with self._database.reading() as connection:
            row = connection.execute(sql.select(_KEYS.c.content).where(_KEYS.c.subject == caller.subject)).first()
        return KeyMap() if row is None else msgspec.json.decode(row.content, type=KeyMap)

    def keep(self, caller: Caller, chosen: KeyMap) -> None:
        """Remember what somebody chose."""
        content = msgspec.json.encode(chosen).decode()
        with self._database.writing() as connection:
            connection.execute(sql.delete(_KEYS).where(_KEYS.c.subject == caller.subject))
            connection.execute(sql.insert(_KEYS).values(subject=caller.subject, content=content))
