"""What a reviewer is warned of on a pair, from its evidence, its records and the identities they belong to."""

from projections.identities import IdentitiesView
from search.indexing import profile_of_record
from tracing.access import Reader
from tracing.cautions import Caution, cautions_of
from tracing.judgements import Judgement
from tracing.records import Record


def cautions_for(
    judgement: Judgement, records: tuple[Record, Record], identities: IdentitiesView, reader: Reader | None
) -> frozenset[Caution]:
    """The cautions of a pair. Kin counts that the reader may see: a warning must not tell of a hidden record."""
    return cautions_of(
        judgement,
        known_kin=bool(identities.kin([record.id for record in records], reader)),
        child=any(profile_of_record(record).minor for record in records),
    )
