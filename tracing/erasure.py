"""Why a record is erased or no longer used, and the report of an erasure."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from tracing.value import Value


class ErasureGround(StrEnum):
    """Why a record is erased (GDPR Art. 17(1); Directive (EU) 2016/680 Art. 16(2))."""

    no_longer_needed = "no_longer_needed"
    consent_withdrawn = "consent_withdrawn"
    objection = "objection"
    unlawfully_processed = "unlawfully_processed"
    legal_obligation = "legal_obligation"


class RestrictionGround(StrEnum):
    """Why a record is kept and not used (GDPR Art. 18(1); Directive (EU) 2016/680 Art. 16(3))."""

    accuracy_contested = "accuracy_contested"
    erasure_opposed = "erasure_opposed"
    needed_as_evidence = "needed_as_evidence"
    objection_pending = "objection_pending"
    expired = "expired"
    """The date until which its source let it be kept has passed; it waits to be erased."""


class ErasureReport(Value, frozen=True, kw_only=True):
    """What was erased, for the person concerned and for whoever supervises.

    Attributes:
        erased_at: when (UTC).
        position: log position of the event that ends the record.
        streams: how many streams can no longer be read: the record's own, and the judgements on it.
    """

    record: UUID
    organisation: str
    ground: ErasureGround
    erased_at: datetime
    position: int
    streams: int

    def body(self) -> bytes:
        """What is signed: the report as JSON, its fields in the order of their names."""
        return msgspec.json.encode(self, order="sorted")
