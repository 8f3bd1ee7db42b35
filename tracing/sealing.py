"""Commands on the keys to which a shelter seals where it is, and the rule that it then says so no other way."""

import base64
from typing import NamedTuple
from uuid import UUID

from eventsourcing.persistence import IntegrityError

from tracing.access import Caller
from tracing.allowances import Allowing
from tracing.errors import NotSealedError, TracingError
from tracing.events import SealingKeyRegistered
from tracing.keys.envelopes import is_public_key, key_id
from tracing.reports import AnyReport, ShelterRegistration
from tracing.stream_ids import sealing_keys_id


class SealingKeys(NamedTuple):
    """The answer to :meth:`Sealing.register_sealing_key`.

    Attributes:
        keys: all of the organisation, oldest first; the last one is the current one.
        created: False when the key was registered before.
    """

    keys: list[SealingKeyRegistered]
    created: bool


class Sealing(Allowing):
    """The application's commands on sealing keys."""

    def register_sealing_key(self, public: bytes, caller: Caller) -> SealingKeys:
        """Register a public key of the caller's shelter; from then on its registrations state no place openly.

        Raises:
            TracingError: it is no public key.
        """
        if not is_public_key(public):
            raise TracingError("This is no public key (X25519, 32 bytes). `tracing seal make-key` makes one.")
        encoded = base64.b64encode(public).decode()
        while True:
            known = self.sealing_keys(caller.organisation)
            if any(key.public_key == encoded for key in known):
                return SealingKeys(known, created=False)
            event = SealingKeyRegistered(
                originator_id=sealing_keys_id(caller.organisation),
                originator_version=len(known) + 1,
                organisation=caller.organisation,
                key=key_id(public),
                public_key=encoded,
                registered_by=caller.subject,
            )
            try:
                self.append(event)
            except IntegrityError:
                continue
            return SealingKeys([*known, event], created=True)

    def sealing_keys(self, organisation: str) -> list[SealingKeyRegistered]:
        """The public keys of a shelter, oldest first."""
        events = self.stream(sealing_keys_id(organisation))
        return [event for event in events if isinstance(event, SealingKeyRegistered)]

    def require_sealed(self, report: AnyReport, caller: Caller, record: UUID | None = None) -> None:
        """Refuse a registration that tells openly where a shelter with a key is, or is sealed to a key that is not its.

        Args:
            report: that is about to be entered.
            caller: of the organisation that enters it.
            record: its record; one that is there already was entered before and passes.

        Raises:
            NotSealedError: as above.
        """
        if not isinstance(report, ShelterRegistration):
            return
        contact, openly = report.details.sealed_contact, report.tells_place and not report.details.place_revealed
        if contact is None and not openly:
            return
        keys = {key.key for key in self.sealing_keys(caller.organisation)}
        wrong = bool(keys) if contact is None else contact.key not in keys
        if wrong and (record is None or not self.stream(record)):
            raise NotSealedError
