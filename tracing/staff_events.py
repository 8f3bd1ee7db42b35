"""Events of streams that are about an organisation or one of its staff, and no record."""

from tracing.event import Event


class AllowanceGranted(Event, frozen=True, kw_only=True):
    """A colleague let somebody of the same organisation be shown as many records again, for an hour."""

    TOPIC = "allowance.granted"
    organisation: str
    subject: str
    granted_by: str


class SealingKeyRegistered(Event, frozen=True, kw_only=True):
    """A shelter registered a public key to which it seals where it is; `key` is the id of the key."""

    TOPIC = "shelter.sealing_key_registered"
    organisation: str
    key: str
    public_key: str
    registered_by: str
