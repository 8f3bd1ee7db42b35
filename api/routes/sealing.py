"""A shelter registers the public key to which it seals where it is; the private one never comes here."""

from http import HTTPStatus
from typing import Annotated, Any

from eventsourcing.persistence import OperationalError
from fastapi import Body, Depends, Response
from fastapi.exceptions import RequestValidationError

from api.access.callers import allow
from api.disclosure.auditing import Trail, audited, not_audited
from api.http.context import CurrentService
from api.http.routing import JSON_BODY, answer, api_router, example, problems
from api.schemas.sealing import PublicKey, SealingKeysAnswer, keys_shown
from tracing.access import Caller, Role
from tracing.audit.entries import Action
from tracing.errors import TracingError

router = api_router("shelters")

_PUBLIC = "hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo="
_KEYS: dict[str, Any] = {
    "keys": [
        {
            "key": "Mq8sT0Zc1cZcY0Vq3m5bJw",
            "public_key": _PUBLIC,
            "registered_by": "head-of-house",
            "registered_at": "2026-03-02T09:30:00Z",
        }
    ]
}


@router.post(
    "/sealing-keys",
    summary="Register a key of the shelter",
    response_model=SealingKeysAnswer,
    responses={
        HTTPStatus.OK: example(_KEYS, "All keys of the shelter."),
        **problems(TracingError, RequestValidationError, OperationalError, *JSON_BODY),
    },
)
def register_sealing_key(
    service: CurrentService,
    caller: Annotated[Caller, Depends(allow(Role.shelter, freshly=True))],
    trail: Annotated[Trail, Depends(audited(Action.administer))],
    key: Annotated[PublicKey, Body(examples=[{"public_key": _PUBLIC}])],
) -> Response:
    """From now on your registrations say where you are sealed to such a key, or not at all; the service cannot open it.

    A registration that tells it openly is refused, unless it says `place_revealed`. Registering a key again changes
    nothing.
    """
    trail.shows("sealing_key")
    return answer(keys_shown(service.application.register_sealing_key(key.raw(), caller).keys))


@router.get(
    "/sealing-keys",
    summary="List the shelter's keys",
    response_model=SealingKeysAnswer,
    dependencies=[Depends(not_audited("it shows a shelter its own public keys"))],
    responses={HTTPStatus.OK: example(_KEYS, "All keys of the shelter."), **problems(OperationalError)},
)
def list_sealing_keys(service: CurrentService, caller: Annotated[Caller, Depends(allow(Role.shelter))]) -> Response:
    """Seal to the key that you have on your own disk; look here whether it is the one that is registered."""
    return answer(keys_shown(service.application.sealing_keys(caller.organisation)))
