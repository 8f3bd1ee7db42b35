"""What went wrong in the words of a page, in English; the catalogues in `locale/` translate them."""

from api.desk.words.languages import message as _

PROBLEMS = {
    "not-found": _("There is no such page or record, or it is not for you."),
    "role-refused": _("This page is not for your role."),
    "stale-sign-in": _("You signed in too long ago for this. Sign in again; nothing was kept yet."),
    "same-reviewer": _("You have said so already. A second reviewer must agree."),
    "own-record": _("The pair holds a record of your organisation. Others must judge it."),
    "judgement-changed": _("The pair changed while you looked at it. Look at it again; nothing was kept yet."),
    "not-open": _("The pair is not open for this any more. Look at it again."),
    "telling-fact-missing": _("Kin is known or likely here. “Same person” needs a telling fact that kin do not share."),
    "document-misuse": _("The evidence suggests two people, one of whom used a document of the other."),
    "retracted": _("One of the records was taken back by its owner."),
    "restricted": _("One of the records may not be used at present."),
    "erased": _("One of the records was erased."),
    "budget-exhausted": _(
        "You were shown as many records within an hour as one person may be. Somebody will look at why."
    ),
    "audit-unavailable": _("What you see cannot be written down at present, so nothing is shown. Try again soon."),
    "views-behind": _("What was just entered is still being sorted in. It is safe; try again in a moment."),
    "search-unavailable": _("The search cannot answer in full, so it does not answer. Try again in a moment."),
    "faces-unavailable": _("This service looks for no faces. Search by what else is known."),
    "pictures-busy": _("Other pictures are being looked at. Send the same search again in a moment."),
    "invalid": _("Something that was filled in breaks a rule."),
    "too-large": _("That is more than a form may hold."),
    "malformed": _("The form could not be read."),
    "token-refused": _("The sign-in was not accepted. Begin it again."),
    "keys-unavailable": _("The sign-in service cannot be reached at present. Try again soon."),
    "record-changed": _("The record was corrected since you read it. Look at it now; nothing was kept yet."),
    "closed": _("The notice is closed, for the person was found."),
    "too-many-subscriptions": _("Your organisation has as many saved searches and alerts as it may. End one first."),
    "conflicting-report": _("This reference was used before, for a report with other content."),
    "too-many-reports": _("Your organisation is posting more than is taken at once. Send the form again in a moment."),
    "foreign-form": _("The form was not sent from a page of your session. Open the page again and send it from there."),
}
"""What a problem is called on a page, by its code."""

OTHER_PROBLEM = _("This cannot be done at present. Nothing was lost; try again in a moment.")
"""For all other problems."""
