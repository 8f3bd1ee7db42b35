"""Which engine a URL names."""

from pathlib import Path
from urllib.parse import urlsplit

from search.embedded import EmbeddedEngine
from search.engine import Engine
from search.sealing import IndexSeal


def open_engine(url: str, seal: IndexSeal) -> Engine:
    """The engine of a URL; nothing is reached or made before it is used.

    `embedded:///folder` and, relative to where the process runs, `embedded://./folder`;
    `opensearch://user:password@host:9200`, or `opensearchs://…` for TLS. What it holds is sealed with `seal`.

    Raises:
        ValueError: no engine has this scheme.
    """
    parts = urlsplit(url)
    if parts.scheme == "embedded":
        return EmbeddedEngine(Path(parts.netloc + parts.path), seal)
    if parts.scheme in ("opensearch", "opensearchs"):
        # Its client takes a good part of a second to import, which the embedded form need not wait for.
        from search.opensearch import OpenSearchEngine

        return OpenSearchEngine(url, seal)
    raise ValueError("a search engine's URL begins with embedded://, opensearch:// or opensearchs://")
