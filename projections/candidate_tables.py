"""The tables of the view of candidates. None holds a value of a person: ids, states, weights and rights only."""

import sqlalchemy as sql

from projections.register import Register, register_tables


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
            sql.Index(f"{prefix}_by_weight", "state", "weight"),
            sql.Index(f"{prefix}_by_position", "state", "position"),
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
