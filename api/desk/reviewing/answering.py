"""What a reviewer filled in, as the decision that it means and as the answer that waits to be written."""

import time
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from fastapi import Request

from api.desk.forms.sent import Form
from api.desk.reviewing.waiting import GivenAnswer
from api.desk.visits.visit import Visit
from api.schemas.candidates import Decision


def telling_fact(form: Form) -> dict[str, Any]:
    """The telling fact of a form as a field of a decision, if one was filled in."""
    fact = {"kind": form.text("fact_kind"), "reference": form.text("fact_reference")}
    return {"telling_fact": fact} if fact["reference"] else {}


def given_answers(request: Request, visit: Visit, decisions: Iterable[tuple[UUID, Decision, int]]) -> list[GivenAnswer]:
    """Answers given at once, on pairs at the versions that were looked at."""
    session, now = visit.session, time.time()
    return [
        GivenAnswer(
            candidate=candidate,
            caller=session.caller,
            at=now,
            verdict=decision.verdict,
            reason=decision.reason,
            telling_fact=decision.telling_fact,
            version=version,
            purpose=session.purpose,
            case=session.case,
            request=request.state.request_id,
        )
        for candidate, decision, version in decisions
    ]
