"""The pages of the desk, one file for each piece of work; they are no part of the API's description."""

from api.desk.pages import (
    alerts,
    answers,
    audit,
    correction,
    groups,
    identity,
    keys,
    notices,
    numbers,
    operations,
    pair,
    post,
    queue,
    record,
    record_acts,
    saved_searches,
    search,
    sign_in,
    upload,
    work,
)

PAGES = tuple(
    module.router
    for module in (
        *(sign_in, work, search, identity, post, upload),
        *(queue, pair, groups, answers, keys),
        *(notices, record, correction, record_acts, alerts, saved_searches),
        *(audit, operations, numbers),
    )
)
"""In the order in which their addresses are matched: a correction has a page of its own before those of all acts."""
