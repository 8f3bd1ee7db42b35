"""The English words for codes that auditors, operators and readers of numbers are shown."""

from api.desk.words.languages import message as _

OFFICE_LABELS: dict[str, dict[str, str]] = {
    "action": {
        "search": _("Searched"),
        "read_record": _("Read a record"),
        "read_photograph": _("Looked at a photograph"),
        "read_identity": _("Read a person"),
        "list_candidates": _("Listed pairs"),
        "read_candidate": _("Read a pair"),
        "follow_changes": _("Followed changes"),
        "export": _("Took records away as a file"),
        "leave_message": _("Left a message"),
        "judge": _("Judged a pair"),
        "check_at_gate": _("Checked at a gate"),
        "read_audit": _("Read the audit log"),
        "export_audit": _("Took the audit log away as a file"),
        "administer": _("Administered the service"),
        "subscribe": _("Subscribed to alerts"),
        "read_alerts": _("Read alerts"),
        "send_alert": _("Was sent an alert"),
        "restrict": _("Kept a record from use, or freed it"),
        "locate": _("Noted that a person was located"),
        "read_statement": _("Read what may be told of a located person"),
        "ask_erasure": _("Asked to erase a record"),
        "allow_more": _("Allowed a colleague more"),
        "raise_alarm": _("Alarm: was shown too much within a day"),
        "erase": _("Erased a record"),
    },
    "fault": {
        "missing": _("An entry of this number is missing."),
        "changed": _("The entry is not the one that was written there."),
        "unsigned": _("The entry is not signed with the log's key."),
        "truncated": _("There were more entries than there are now."),
        "rewritten": _("There were other entries up to this number."),
    },
    "colour": {"green": _("well"), "yellow": _("works with a flaw"), "red": _("does not work")},
    "part": {"log": _("Event log"), "search": _("Search"), "views": _("Views")},
    "age_group": {
        "0-8": _("0 to 8"),
        "9-17": _("9 to 17"),
        "18-29": _("18 to 29"),
        "30-47": _("30 to 47"),
        "48+": _("48 and older"),
    },
}
"""English words by group and code."""
