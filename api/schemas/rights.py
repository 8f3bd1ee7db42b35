"""Keeping a record from use, erasing it, and what came of it."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from tracing.audit.keys import AuditKeys
from tracing.erasure import ErasureGround, ErasureReport, RestrictionGround
from tracing.restricting import Restricted
from tracing.value import Value


class Restriction(Value, frozen=True, kw_only=True):
    """A wish to keep a record from use."""

    ground: Annotated[RestrictionGround, Field(description="Why (GDPR Art. 18, Directive (EU) 2016/680 Art. 16(3)).")]


class RestrictionAnswer(Value, frozen=True, kw_only=True, omit_defaults=False):
    """How the record stands."""

    record: UUID
    restricted: bool
    ground: RestrictionGround | None
    position: Annotated[int, Field(ge=0, description="Log position; reads take it as `at_least`.")]
    created: Annotated[bool, Field(description="False when the record already stood so.")]


class ErasureAsked(Value, frozen=True, kw_only=True):
    """A wish to erase a record, or agreement with it."""

    ground: Annotated[ErasureGround, Field(description="Why (GDPR Art. 17, Directive (EU) 2016/680 Art. 16).")]


class ErasureState(StrEnum):
    """How far an erasure is."""

    asked = "asked"
    erased = "erased"


class SignedReport(Value, frozen=True, kw_only=True, omit_defaults=False):
    """What was erased, signed with the key of the audit log (Ed25519, RFC 8032)."""

    report: ErasureReport
    signature: Annotated[str, Field(description="Of the report as JSON, its fields in the order of their names; hex.")]
    public_key: Annotated[str, Field(description="That checks the signature; hex.")]


class ErasureAnswer(Value, frozen=True, kw_only=True, omit_defaults=False):
    """What came of it."""

    record: UUID
    state: Annotated[ErasureState, Field(description="`asked`: another person of the owner must agree.")]
    forgotten: Annotated[
        bool | None,
        Field(description="Whether search, queue and identities have forgotten it too; if false, they do in a moment."),
    ] = None
    pictures_removed: Annotated[
        bool | None,
        Field(description="If false, sealed pictures that nobody can open are left: the operator must remove them."),
    ] = None
    signed: SignedReport | None = None


def signed_report(report: ErasureReport, keys: AuditKeys) -> SignedReport:
    """A report with its signature."""
    return SignedReport(report=report, signature=keys.signing.sign(report.body()).hex(), public_key=keys.public.hex())


def restriction_answer(done: Restricted) -> RestrictionAnswer:
    """The answer to a command on a restriction."""
    standing = done.record.restricted
    return RestrictionAnswer(
        record=done.record.id,
        restricted=standing is not None,
        ground=standing.ground if standing else None,
        position=done.position,
        created=done.created,
    )
