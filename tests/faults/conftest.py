from tests.parts import places
from tests.stores import urls

__all__ = ["places", "urls"]
