"""What routes depend on beside the caller: the opened service."""

from typing import Annotated

from fastapi import Depends, Request

from api.wiring import Service


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


CurrentService = Annotated[Service, Depends(_service)]
"""The service whose application answers."""
