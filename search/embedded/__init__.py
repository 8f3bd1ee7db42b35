"""The search engine that needs no server: one SQLite file an index, several processes may read while one writes."""

from search.embedded.engine import EmbeddedEngine

__all__ = ["EmbeddedEngine"]
