"""The SQL of a log in SQLite."""


class Statements:
    """Statements on a table of events and one of data keys."""

    def __init__(self, table: str, keys: str) -> None:
        """Name the tables."""
        self.create = _creating(table, keys)
        # A JSON array is one parameter, however many streams are asked for.
        listed = "IN (SELECT value FROM json_each(?))"
        named = "IN (SELECT value FROM json_each(:records))"
        about = f"stream {named} OR record_a {named} OR record_b {named}"
        row = (
            "SELECT e.rowid, e.originator_id, e.originator_version, e.topic, e.state, k.master, k.wrapped "
            f"FROM {table} e LEFT JOIN {keys} k ON k.stream = e.originator_id"
        )
        self.insert_event = f"INSERT INTO {table} (originator_id, originator_version, topic, state) VALUES (?, ?, ?, ?)"
        self.select_after = f"{row} WHERE e.rowid > ? ORDER BY e.rowid LIMIT ?"
        self.select_many = f"{row} WHERE e.originator_id {listed} ORDER BY e.originator_id, e.originator_version"
        self.first_positions = (
            f"SELECT originator_id, rowid FROM {table} WHERE originator_id {listed} AND originator_version = 1"
        )
        self.insert_key = f"INSERT INTO {keys} (stream, master, wrapped, record_a, record_b) VALUES (?, ?, ?, ?, ?)"
        self.erased_among = f"SELECT 1 FROM {keys} WHERE master = '' AND stream {listed} LIMIT 1"
        self.erase = f"UPDATE {keys} SET master = '', wrapped = NULL WHERE {about}"
        self.about = f"SELECT stream FROM {keys} WHERE master <> '' AND ({about})"
        self.replace_key = f"UPDATE {keys} SET master = ?, wrapped = ? WHERE stream = ? AND master <> ''"
        self.masters_in_use = f"SELECT master, count(*) FROM {keys} WHERE master <> '' GROUP BY master"
        self.keys_of = f"SELECT stream, master, wrapped FROM {keys} WHERE stream {listed}"
        self.keys_under_others = (
            f"SELECT stream, master, wrapped FROM {keys} WHERE master NOT IN (?, '') ORDER BY stream LIMIT ?"
        )


def _creating(table: str, keys: str) -> list[str]:
    return [
        f"CREATE TABLE IF NOT EXISTS {table} ("
        "rowid INTEGER PRIMARY KEY, "
        "originator_id TEXT NOT NULL, "
        "originator_version INTEGER NOT NULL, "
        "topic TEXT NOT NULL, "
        "state BLOB NOT NULL, "
        "UNIQUE (originator_id, originator_version))",
        f"CREATE TABLE IF NOT EXISTS {keys} ("
        "stream TEXT NOT NULL PRIMARY KEY, "
        "master TEXT NOT NULL, "
        "wrapped BLOB, "
        "record_a TEXT, "
        "record_b TEXT) WITHOUT ROWID",
        *(
            f"CREATE INDEX IF NOT EXISTS {keys}_{column} ON {keys} ({column}) WHERE {column} IS NOT NULL"
            for column in ("record_a", "record_b")
        ),
    ]
