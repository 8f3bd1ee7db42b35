"""Requests to OpenSearch: an answer is whole, or it is an error."""

import logging
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec
from opensearchpy import ConnectionError as LinkError
from opensearchpy import ConnectionTimeout, OpenSearch, OpenSearchException, TransportError
from opensearchpy.serializer import Serializer

from search.engine import EngineUnavailableError

# Set where the client is imported, whenever that is. Below these levels it writes down each request, what is asked and
# answered, which is about persons, and a call stack when the link breaks, which the engine says in a sentence.
logging.getLogger("opensearch").setLevel(logging.CRITICAL)
logging.getLogger("opensearchpy.trace").setLevel(logging.CRITICAL)

_PORT = 9200
_SECONDS = 30.0
_CONNECTIONS = 32


class _Json(Serializer):
    """msgspec in place of the standard library's JSON: four times quicker on bulks and answers."""

    mimetype = "application/json"

    def dumps(self, data: Any) -> Any:
        """Bytes and text are JSON already."""
        return data if isinstance(data, bytes | str) else msgspec.json.encode(data)

    def loads(self, s: str) -> Any:
        """Decoded JSON."""
        return msgspec.json.decode(s)


class Server:
    """One cluster. Safe for threads, which share its connections."""

    def __init__(self, url: str) -> None:
        """Name the cluster: `opensearch://user:password@host:9200`, or `opensearchs://…` for TLS.

        Nothing is reached yet.
        """
        parts = urlsplit(url)
        self._client = OpenSearch(
            hosts=[{"host": parts.hostname, "port": parts.port or _PORT}],
            http_auth=(unquote(parts.username), unquote(parts.password or "")) if parts.username else None,
            use_ssl=parts.scheme == "opensearchs",
            serializer=_Json(),
            timeout=_SECONDS,
            pool_maxsize=_CONNECTIONS,
        )

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        parameters: Mapping[str, object] | None = None,
        expected: Collection[int] = (),
    ) -> Any:
        """The decoded answer to a request.

        Args:
            method: of HTTP.
            path: with its leading slash.
            body: JSON as bytes, or an object to encode.
            parameters: of the query.
            expected: statuses of errors whose answer is wanted too.

        Raises:
            EngineUnavailableError: no answer, or one with another status of an error; its message says nothing of what
                was asked, because that is about persons.
        """
        try:
            return self._client.transport.perform_request(
                method, path, params=dict(parameters or {}), body=body, ignore=tuple(expected), timeout=_SECONDS
            )
        except ConnectionTimeout:
            raise EngineUnavailableError("OpenSearch did not answer in time") from None
        except LinkError:
            raise EngineUnavailableError("OpenSearch cannot be reached") from None
        except TransportError as error:
            raise EngineUnavailableError(f"OpenSearch answered {error.status_code} {error.error}") from None
        except OpenSearchException:
            raise EngineUnavailableError("OpenSearch gave an answer that cannot be read") from None

    def close(self) -> None:
        """Close the connections that are open."""
        self._client.close()


def whole(answer: Any) -> Any:
    """An answer of a search or count as it is, when every shard took part in time.

    Raises:
        EngineUnavailableError: the answer is short; fewer people than there are would be found.
    """
    if "error" in answer:
        raise EngineUnavailableError(f"OpenSearch answered {answer.get('status')} to a search")
    shards = answer["_shards"]
    if answer.get("timed_out") or shards["failed"] or shards["successful"] != shards["total"]:
        raise EngineUnavailableError("OpenSearch answered for a part of its shards only")
    return answer
