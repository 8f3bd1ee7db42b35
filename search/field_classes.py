"""How telling each field of what an index holds is; the classes are those of :mod:`tracing.field_classes`."""

from search.document import Document
from search.names import NamePart, NameView
from search.profile import Profile
from search.profile_fields import AddressView, Days, DocumentView, Event, MarkView, RelativeView
from tracing.field_classes import CLASSES, FieldClass, Table

INDEX_CLASSES: Table = {
    **CLASSES,
    Document: {
        FieldClass.public: "record number version evidence_version kind retracted",
        FieldClass.identifying: "sex born_from born_to keys",
        FieldClass.location: "countries occurred_from occurred_to",
    },
    Profile: {
        FieldClass.identifying: "sex birth_approximate birth_filler birth_country nationalities minor",
        FieldClass.sensitive: "eyes hair languages recruiters advertisements",
        FieldClass.location: "flights",
        FieldClass.contact: "phones accounts",
    },
    NameView: {FieldClass.identifying: "kind generation"},
    NamePart: {FieldClass.identifying: "written romanised sound skeleton role"},
    Days: {FieldClass.identifying: "first last"},
    DocumentView: {FieldClass.identifying: "number issuer watched"},
    MarkView: {FieldClass.sensitive: "kind body_part looks"},
    RelativeView: {FieldClass.sensitive: "relation"},
    AddressView: {FieldClass.contact: "street town postcode region"},
    Event: {FieldClass.location: "first last seen country latitude longitude"},
}
