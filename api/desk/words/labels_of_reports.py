"""The English words for codes that stand in forms of reports, and in what is answered to them."""

from api.desk.words.languages import message as _

REPORT_LABELS: dict[str, dict[str, str]] = {
    "alert_kind": {
        "missing": _("a missing person"),
        "to_be_protected": _("to be protected"),
        "child_at_risk": _("a child at risk"),
        "vulnerable_adult_at_risk": _("a vulnerable adult at risk"),
        "preventive": _("to be kept from travelling"),
    },
    "source_grade": {
        "A": _("A: always reliable"),
        "B": _("B: mostly reliable"),
        "C": _("C: seldom reliable"),
        "D": _("D: not known"),
    },
    "content_grade": {
        "1": _("1: known at first hand"),
        "2": _("2: heard from others, and confirmed"),
        "3": _("3: heard from others"),
        "4": _("4: not checked"),
    },
    "transport": {
        "air": _("by air"),
        "sea": _("by sea"),
        "rail": _("by rail"),
        "road": _("by road"),
        "foot": _("on foot"),
        "other": _("otherwise"),
    },
    "consent": {
        "not_asked": _("not asked yet"),
        "given": _("consent given"),
        "refused": _("consent refused"),
        "withdrawn": _("consent taken back"),
        "lawful_basis": _("no consent, but a lawful basis"),
    },
    "consent_scope": {
        "tracing": _("Being found: the report may leave the shelter"),
        "police": _("Sharing with the police"),
        "family_contact": _("Contact by the family"),
        "contact_through_shelter": _("A message left with the shelter"),
    },
    "recipients": {
        "all": _("all who trace people"),
        "only": _("only those named"),
        "all_but": _("all but those named"),
    },
    "zone": {
        "code": _("Kind of document"),
        "issuer": _("Issued by"),
        "names": _("Names"),
        "number": _("Document number"),
        "nationality": _("Nationality"),
        "birth_date": _("Date of birth"),
        "sex": _("Sex"),
        "expires": _("Valid until"),
        "optional": _("Further data"),
        "optional_2": _("Further data"),
        "composite": _("All lines together"),
    },
    "gate": {
        "missing": _("Speak with the person alone. Ask whether they are safe and whether they want help."),
        "to_be_protected": _("Speak with the person alone and keep them in a safe place until you have called."),
        "child_at_risk": _("Keep the child in a safe place, apart from whoever came along, until you have called."),
        "vulnerable_adult_at_risk": _("Speak with the person alone and keep them safe until you have called."),
        "preventive": _("Do not let the person travel on before you have called."),
        "lost": _("The document was reported lost. Ask alone how the person came by it."),
        "stolen": _("The document was reported stolen. Ask alone how the person came by it."),
        "taken": _("The document was taken from its holder. Ask alone who gave it to the person."),
        "held_by_another": _("The document belongs to somebody else. Ask alone who gave it to the person."),
        "false": _("The document is not genuine. Ask alone who gave it to the person."),
    },
    "became": {
        "new": _("new"),
        "unchanged": _("unchanged"),
        "corrected": _("corrected"),
        "disputed": _("disputed"),
        "refused": _("refused"),
    },
}
"""English words by group and code; a part of :data:`api.desk.words.labels.LABELS`."""
