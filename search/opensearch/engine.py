"""Which index is live, as an alias says that is moved at once."""

import re
import time

from search.engine import EngineUnavailableError, Index
from search.opensearch.index import OpenSearchIndex, write_alias
from search.opensearch.mapping import layout
from search.opensearch.server import Server
from search.sealing import IndexSeal

_MALFORMED = 400
_NOT_FOUND = 404
_NAME_KEPT_SECONDS = 1.0


class OpenSearchEngine:
    """See :class:`search.engine.Engine`. One object serves all threads of a process.

    Indexes are called `<prefix>-000001` and so on; the alias `<prefix>` is the live one, and queries go to it, so that
    they always meet an index. Writes go to an index by name.
    """

    def __init__(
        self, url: str, seal: IndexSeal, prefix: str = "tracing-records", *, shards: int = 1, replicas: int = 0
    ) -> None:
        """Name the cluster and the indexes; nothing is reached yet.

        Args:
            url: `opensearch://user:password@host:9200`, or `opensearchs://…` for TLS.
            seal: seals what the indexes hold.
            prefix: of the names of all indexes.
            shards: primary shards of an index that is created.
            replicas: copies of each shard.
        """
        self.url = url
        self._seal = seal
        self.prefix = prefix
        self._shards = shards
        self._replicas = replicas
        self._server = Server(url)
        self._live: tuple[str, float] | None = None

    def prepare(self) -> None:
        """Create a first live index, unless there is one."""
        if self._holders():
            return
        self._make(1, [self.prefix])

    def live(self) -> OpenSearchIndex:
        """The index that the alias names; for writes, the one that it named up to a second ago."""
        now = time.monotonic()
        if self._live is None or now - self._live[1] > _NAME_KEPT_SECONDS:
            holders = self._holders()
            if not holders:
                raise EngineUnavailableError("there is no live index: prepare the engine first")
            self._live = (holders[-1], now)
        return OpenSearchIndex(self._server, self._live[0], self._seal, read_from=self.prefix)

    def create(self) -> OpenSearchIndex:
        """A new empty index, numbered after all that exist."""
        while True:
            number = 1 + max(map(self._number, self._names()), default=0)
            if self._make(number, []):
                name = self._name(number)
                return OpenSearchIndex(self._server, name, self._seal, read_from=name)

    def swap(self, index: Index) -> None:
        """Move the alias to an index, then delete every older one, those of rebuilds that were given up too."""
        earlier = [name for name in self._holders() if name != index.name]
        actions = [{"remove": {"index": name, "alias": self.prefix}} for name in earlier]
        actions.append({"add": {"index": index.name, "alias": self.prefix}})
        self._server.ask("POST", "/_aliases", {"actions": actions})
        self._live = None
        older = [name for name in self._names() if self._number(name) < self._number(index.name)]
        for name in {*earlier, *older}:
            self._delete(name)

    def drop(self, index: Index) -> None:
        """Delete an index that is not live; one that is gone already is no error."""
        if index.name in self._holders():
            raise ValueError("the live index cannot be dropped: swap in another one first")
        self._delete(index.name)

    def health(self) -> str:
        """The cluster's own colour for the live index; `red` when it cannot say."""
        try:
            answer = self._server.ask("GET", f"/_cluster/health/{self.prefix}", parameters={"timeout": "1s"})
        except EngineUnavailableError:
            return "red"
        return str(answer["status"])

    def close(self) -> None:
        """Close the connections."""
        self._server.close()

    def _make(self, number: int, aliases: list[str]) -> bool:
        """Create an index; False when its name is taken."""
        name = self._name(number)
        body = layout(self._shards, self._replicas, [write_alias(name), *aliases])
        answer = self._server.ask("PUT", f"/{name}", body, expected=[_MALFORMED])
        if "error" not in answer:
            return True
        kind = answer["error"]["type"]
        if kind != "resource_already_exists_exception":
            raise EngineUnavailableError(f"OpenSearch refused to create an index: {kind}")
        return False

    def _delete(self, name: str) -> None:
        self._server.ask("DELETE", f"/{name}", expected=[_NOT_FOUND])

    def _holders(self) -> list[str]:
        """Indexes that the live alias names: one, or none before the engine was prepared."""
        answer = self._server.ask("GET", f"/_alias/{self.prefix}", expected=[_NOT_FOUND])
        return sorted(name for name in answer if self._is_own(name))

    def _names(self) -> list[str]:
        """All indexes under this prefix."""
        return [name for name in self._server.ask("GET", f"/{self.prefix}-*/_alias") if self._is_own(name)]

    def _is_own(self, name: str) -> bool:
        return re.fullmatch(rf"{re.escape(self.prefix)}-\d{{6,}}", name) is not None

    def _name(self, number: int) -> str:
        return f"{self.prefix}-{number:06}"

    def _number(self, name: str) -> int:
        return int(name.removeprefix(f"{self.prefix}-"))
