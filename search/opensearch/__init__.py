"""The search engine on an OpenSearch cluster, 3.5 or newer, with its k-NN plugin."""

from search.opensearch.engine import OpenSearchEngine

__all__ = ["OpenSearchEngine"]
