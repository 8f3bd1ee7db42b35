"""The tables of the view of alerts. None holds a value of a person: ids, topics, rights and times only."""

import sqlalchemy as sql

from projections.register import Register, register_tables


class AlertTables:
    """`subscription`; `pair`, of records; `fact`, what there is to tell; `alert`, what was told to whom, in order."""

    def __init__(self, generation: int) -> None:
        """Describe the tables of one generation."""
        self.metadata = sql.MetaData()
        prefix = f"alerts_{generation}"
        self.register: Register = register_tables(self.metadata, prefix)
        self.subscription = _subscription(self.metadata, prefix)
        self.pair = _pair(self.metadata, prefix)
        self.fact = _fact(self.metadata, prefix)
        self.alert = _alert(self.metadata, prefix)


def _subscription(metadata: sql.MetaData, prefix: str) -> sql.Table:
    return sql.Table(
        f"{prefix}_subscription",
        metadata,
        sql.Column("id", sql.Uuid, primary_key=True),
        sql.Column("position", sql.BigInteger, nullable=False),
        sql.Column("organisation", sql.String(64), nullable=False),
        sql.Column("country", sql.String(3), nullable=False),
        sql.Column("role", sql.String(20), nullable=False),
        sql.Column("subject", sql.String, nullable=False),
        sql.Column("topics", sql.String(200), nullable=False),
        sql.Column("ends_at", sql.Double, nullable=False),
        sql.Column("searches", sql.Boolean, nullable=False),
        sql.Column("webhook", sql.Boolean, nullable=False),
        sql.Index(f"{prefix}_by_organisation", "organisation"),
    )


def _pair(metadata: sql.MetaData, prefix: str) -> sql.Table:
    return sql.Table(
        f"{prefix}_pair",
        metadata,
        sql.Column("judgement", sql.Uuid, primary_key=True),
        sql.Column("record_a", sql.Uuid, nullable=False),
        sql.Column("record_b", sql.Uuid, nullable=False),
        sql.Column("joined", sql.Boolean, nullable=False),
        sql.Index(f"{prefix}_by_first", "record_a"),
        sql.Index(f"{prefix}_by_second", "record_b"),
    )


def _fact(metadata: sql.MetaData, prefix: str) -> sql.Table:
    return sql.Table(
        f"{prefix}_fact",
        metadata,
        sql.Column("id", sql.Uuid, primary_key=True),
        sql.Column("position", sql.BigInteger, nullable=False),
        sql.Column("topic", sql.String(20), nullable=False),
        sql.Column("record", sql.Uuid, nullable=False),
        sql.Column("other", sql.Uuid),
        sql.Column("subscription", sql.Uuid),
        sql.Column("same", sql.Boolean, nullable=False),
        sql.Column("at", sql.Double, nullable=False),
        sql.Index(f"{prefix}_fact_by_record", "record"),
        sql.Index(f"{prefix}_fact_by_other", "other"),
        sql.Index(f"{prefix}_fact_by_subscription", "subscription"),
    )


def _alert(metadata: sql.MetaData, prefix: str) -> sql.Table:
    return sql.Table(
        f"{prefix}_alert",
        metadata,
        sql.Column("id", sql.Uuid, primary_key=True),
        sql.Column("position", sql.BigInteger, nullable=False),
        sql.Column("ordinal", sql.Integer, nullable=False),
        sql.Column("subscription", sql.Uuid, nullable=False),
        sql.Column("fact", sql.Uuid, nullable=False),
        sql.Index(f"{prefix}_alert_in_order", "subscription", "position", "ordinal"),
        sql.Index(f"{prefix}_alert_by_fact", "fact"),
    )
