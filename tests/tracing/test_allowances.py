"""A colleague's word lets one person go on for an hour, and no longer."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from tests.examples import OFFICER, SHELTER
from tracing import allowances
from tracing.allowances import ALLOWED_FOR
from tracing.application import Tracing
from tracing.errors import NotFoundError, TracingError
from tracing.stream_ids import allowance_id

COLLEAGUE = msgspec.structs.replace(OFFICER, subject="officer-2")


def test_a_colleague_of_the_same_organisation_allows_it(app: Tracing) -> None:
    assert not app.is_allowed_more(OFFICER)
    app.allow_more(OFFICER.subject, SHELTER)
    assert not app.is_allowed_more(OFFICER)
    assert app.allow_more(OFFICER.subject, COLLEAGUE).created
    assert app.is_allowed_more(OFFICER) and not app.is_allowed_more(COLLEAGUE)


def test_nobody_allows_themselves(app: Tracing) -> None:
    with pytest.raises(TracingError, match="another person"):
        app.allow_more(OFFICER.subject, OFFICER)
    assert not app.is_allowed_more(OFFICER) and app.max_position() == 0


def test_while_one_runs_there_is_no_second_and_then_it_ends(app: Tracing, monkeypatch: pytest.MonkeyPatch) -> None:
    first = app.allow_more(OFFICER.subject, COLLEAGUE)
    again = app.allow_more(OFFICER.subject, COLLEAGUE)
    assert (again.created, again.until, app.max_position()) == (False, first.until, 1)
    later = datetime.now(UTC) + ALLOWED_FOR + timedelta(seconds=1)
    monkeypatch.setattr(allowances, "now", lambda: later)
    assert not app.is_allowed_more(OFFICER)
    assert app.allow_more(OFFICER.subject, COLLEAGUE).created


def test_an_allowance_is_no_record(app: Tracing) -> None:
    app.allow_more(OFFICER.subject, COLLEAGUE)
    with pytest.raises(NotFoundError):
        app.record_for(allowance_id(OFFICER.organisation, OFFICER.subject), OFFICER)
