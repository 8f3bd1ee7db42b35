"""The English words for codes of an organisation's own records, of alerts and of saved searches."""

from api.desk.words.languages import message as _

LABELS_OF_RECORDS: dict[str, dict[str, str]] = {
    "own_state": {
        "in_use": _("In use"),
        "held": _("Held for a reviewer"),
        "located": _("Closed: found"),
        "restricted": _("Kept from use"),
        "retracted": _("Taken back"),
        "erasure_asked": _("To be erased"),
    },
    "own_state_due": {
        "held": _(
            "It may seek somebody who refuses contact. Others do not see it until a reviewer has decided that it is "
            "about somebody else."
        ),
        "restricted": _("Look whether the reason still holds."),
        "erasure_asked": _("It takes two people of yours."),
    },
    "entered": {"newest": _("Newest first"), "oldest": _("Oldest first")},
    "recipient_rule": {
        "all": _("All who trace"),
        "only": _("Only these, beside your organisation"),
        "all_but": _("All who trace but these"),
    },
    "act": {
        "correction": _("Correct it"),
        "recipients": _("Change who may read it"),
        "location": _("The person was found"),
        "restriction": _("Keep it from use"),
        "lifting": _("Use it again"),
        "retraction": _("Take it back"),
        "erasure": _("Have it erased"),
    },
    "act_done": {
        "correction": _("The correction is kept."),
        "recipients": _("Who may read it is changed."),
        "location": _("The notice is closed."),
        "restriction": _("The change is kept."),
        "retraction": _("The record is taken back."),
        "erasure": _("It is asked for. Another person of your organisation must agree."),
    },
    "restriction_ground": {
        "accuracy_contested": _("Somebody contests that it is right."),
        "erasure_opposed": _("The person concerned opposes that it is erased."),
        "needed_as_evidence": _("It is needed as evidence."),
        "objection_pending": _("An objection is being looked at."),
        "expired": _("The day until which its source let it be kept has passed."),
    },
    "erasure_ground": {
        "no_longer_needed": _("It is no longer needed."),
        "consent_withdrawn": _("The person withdrew consent."),
        "objection": _("The person objects."),
        "unlawfully_processed": _("It should not have been kept."),
        "legal_obligation": _("The law requires it."),
    },
    "located_kind": {
        "alive_safe": _("Alive and safe"),
        "alive_in_danger": _("Alive and in danger"),
        "deceased": _("Dead"),
        "self_reported": _("The person made themselves known"),
    },
    "wish": {
        "not_asked": _("Not asked"),
        "agreed": _("Agrees to be in touch"),
        "refused": _("Refuses contact"),
        "withdrawn": _("Has withdrawn the agreement"),
        "unable": _("A child, or cannot decide"),
    },
    "statement": {
        "sought": _("The person is sought."),
        "under_review": _("The notice is under review and not published."),
        "found": _("The person was found. No further information can be given."),
        "found_and_agrees": _(
            "The person was found, and agrees to be in touch through the bureau that published the notice."
        ),
    },
    "step": {
        "entered": _("Entered"),
        "corrected": _("Corrected"),
        "photograph_added": _("A photograph was added"),
        "face_encoded": _("A model looked for a face in a photograph"),
        "restricted": _("Kept from use"),
        "restriction_lifted": _("Used again"),
        "located": _("The person was found"),
        "held": _("Held for a reviewer"),
        "hold_lifted": _("No longer held"),
        "retracted": _("Taken back"),
        "erasure_requested": _("Somebody asks that it be erased"),
    },
    "alert_topic": {
        "candidate": _("Another report may be of the same person"),
        "gate_hit": _("Somebody sought may have crossed a border"),
        "document_seen": _("A watched document was seen"),
        "merge_undone": _("A join of records was taken back"),
        "saved_search": _("A saved search found somebody"),
    },
    "report_field": {
        "occurred_at": _("When it happened"),
        "place": _("Where"),
        "recipients": _("Who may read it"),
        "identifiers": _("Other numbers"),
        "unread": _("Kept as it was sent"),
        "faces": _("Faces"),
        "circumstances": _("What happened"),
        "alert_kind": _("Why the person is sought"),
        "last_seen": _("Last seen"),
        "held_by": _("Who holds or held the person"),
        "recruiter": _("Who offered work or travel"),
        "advertisement": _("Advertisement"),
        "direction": _("Direction"),
        "movement": _("Movement"),
        "countries": _("Countries"),
        "organisations": _("Organisations"),
        "rule": _("Rule"),
        "at": _("When"),
    },
}
"""English words by group and code."""
