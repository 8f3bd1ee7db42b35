"""Reasons that a reviewer can choose for each answer, instead of writing one."""

from api.desk.words.languages import message as _

VERDICT_REASONS = {
    "same": (
        _("Several telling details agree, and none speaks against it."),
        _("The photographs show one person, and the details agree."),
        _("A document agrees, and nothing suggests that another used it."),
        _("A mark on the body agrees in kind, place and look."),
    ),
    "different": (
        _("Telling details exclude each other."),
        _("The names are alike by chance; nothing else agrees."),
        _("The photographs show two people."),
        _("Nobody could have been at both places in the time."),
    ),
    "kin": (
        _("Family, birth date or parents fit kin, and given names or marks differ."),
        _("Twins: one birth date and family, different given names or marks."),
        _("Parent and child."),
    ),
    "document_misuse": (
        _("One document, but faces, ages or marks of two people."),
        _("The holder described is not who showed the document."),
    ),
    "unsure": (
        _("The evidence does not decide."),
        _("What was reported contradicts itself."),
    ),
    "needs_information": (
        _("Needs information: a photograph of the face."),
        _("Needs information: a document number."),
        _("Needs information: a birth date or an age."),
        _("Needs information: marks on the body."),
        _("Needs information: names of relatives."),
        _("Needs information: somebody should speak with the person."),
    ),
}
"""Reasons that can be chosen for each verdict, the most frequent first; kept in English, and shown translated."""

REASONS = frozenset(reason for reasons in VERDICT_REASONS.values() for reason in reasons)
"""All of them."""
