"""Which engine a URL names."""

from pathlib import Path
from urllib.parse import urlsplit

from search.embedded import EmbeddedEngine
from search.engine import Engine
from search.opensearch import OpenSearchEngine


def open_engine(url: str) -> Engine:
    """The engine of a URL; nothing is reached or made before it is used.

    `embedded:///folder` and, relative to where the process runs, `embedded://./folder`;
    `opensearch://user:password@host:9200`, or `opensearchs://…` for TLS.

    Raises:
        ValueError: no engine has this scheme.
    """
    parts = urlsplit(url)
    if parts.scheme == "embedded":
        return EmbeddedEngine(Path(parts.netloc + parts.path))
    if parts.scheme in ("opensearch", "opensearchs"):
        return OpenSearchEngine(url)
    raise ValueError("a search engine's URL begins with embedded://, opensearch:// or opensearchs://")
