"""Which organisation may speak for which PFIF domain, and which may report a death."""

from collections.abc import Mapping
from uuid import UUID

from api.exchange.pfif.vocabulary import domain_of
from api.settings import Settings
from tracing.stream_ids import record_id
from tracing.value import Value


class Rights(Value, frozen=True, kw_only=True):
    """What the operator allows.

    Attributes:
        domains: the one organisation that speaks for each domain; nobody speaks for others.
        deaths: organisations whose notes may say `believed_dead`.
    """

    domains: Mapping[str, str] = {}
    deaths: frozenset[str] = frozenset()

    def speaks(self, organisation: str, record: str) -> bool:
        """Whether an organisation may enter and change a PFIF record, by its PFIF id."""
        return self.domains.get(domain_of(record) or "") == organisation

    def domains_of(self, organisation: str) -> tuple[str, ...]:
        """The domains that an organisation speaks for, in the order of the setting."""
        return tuple(domain for domain, name in self.domains.items() if name == organisation)

    def record_of(self, record: str) -> UUID | None:
        """The record that a PFIF id names, whether or not it was ever entered; None for a domain of nobody's."""
        organisation = self.domains.get(domain_of(record) or "")
        return None if organisation is None else record_id(organisation, record)


def rights_of(settings: Settings) -> Rights:
    """What the settings allow."""
    domains = dict(pair.split("=", 1) for pair in settings.pfif_domains)
    return Rights(domains=domains, deaths=frozenset(settings.pfif_deaths))
