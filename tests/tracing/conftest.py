from tests.stores import app, urls

__all__ = ["app", "urls"]
