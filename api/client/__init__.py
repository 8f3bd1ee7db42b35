"""A typed client of the API.

`models` is generated from the API's own description (`make client`); a test holds that it is up to date.
"""

from api.client import models
from api.client.client import ProblemError, TracingClient

__all__ = ["ProblemError", "TracingClient", "models"]
