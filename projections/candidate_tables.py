"""The tables of the view of candidates. None holds a value of a person: ids, states, weights and rights only."""

import sqlalchemy as sql

from projections.register import Register, register_tables
from tracing.judgements import OPEN_STATES

OPEN_PART = "open"
_OPEN = ", ".join(f"'{state}'" for state in sorted(OPEN_STATES))
_PART = f"CASE WHEN state IN ({_OPEN}) THEN '{OPEN_PART}' ELSE state END"


class CandidateTables:
    """`candidate`: each pair with its state; `opinion`: who answered since it was opened; `child`: records of children.

    And the register of records.
    """

    def __init__(self, generation: int) -> None:
        """Describe the tables of one generation."""
        self.metadata = sql.MetaData()
        prefix = f"candidates_{generation}"
        self.register: Register = register_tables(self.metadata, prefix)
        self.candidate = sql.Table(
            f"{prefix}_candidate",
            self.metadata,
            sql.Column("judgement", sql.Uuid, primary_key=True),
            sql.Column("record_a", sql.Uuid, nullable=False),
            sql.Column("record_b", sql.Uuid, nullable=False),
            sql.Column("state", sql.String(20), nullable=False),
            sql.Column("weight", sql.Double, nullable=False),
            sql.Column("probability", sql.Double, nullable=False),
            sql.Column("suggests", sql.String(20), nullable=False),
            sql.Column("position", sql.BigInteger, nullable=False),
            sql.Column("child", sql.Boolean, nullable=False),
            # Each part of the queue stands in the order of its pages: its first page is found without sorting it.
            sql.Column("part", sql.String(20), sql.Computed(_PART, persisted=True), nullable=False),
            sql.Index(f"{prefix}_by_weight", "part", sql.desc("weight"), "judgement"),
            sql.Index(f"{prefix}_by_child", "part", sql.desc("child"), sql.desc("weight"), "judgement"),
            sql.Index(f"{prefix}_by_position", "part", "position", "judgement"),
            sql.Index(f"{prefix}_by_first", "record_a"),
            sql.Index(f"{prefix}_by_second", "record_b"),
        )
        self.opinion = sql.Table(
            f"{prefix}_opinion",
            self.metadata,
            sql.Column("judgement", sql.Uuid, primary_key=True),
            sql.Column("version", sql.Integer, primary_key=True),
            sql.Column("reviewer", sql.String, nullable=False),
            sql.Column("verdict", sql.String(20), nullable=False),
        )
        # Whoever was a child for certain when a record was reported: pairs can come long after their records.
        self.child = sql.Table(f"{prefix}_child", self.metadata, sql.Column("record", sql.Uuid, primary_key=True))
