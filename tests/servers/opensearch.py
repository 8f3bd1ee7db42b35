"""An OpenSearch node of its own for one test session or benchmark."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from tests.servers.install import CACHE, opensearch_home, thai_jars
from tests.servers.java import is_carried, java_home
from tests.servers.process import Account, Child, ServerFailed, free_port, temporary_folder

_START_SECONDS = 120.0
_STOP_SECONDS = 30.0
_HEAP = "-Xms1g -Xmx1g"
_PROBE = {
    "settings": {"index": {"knn": True, "number_of_shards": 1, "number_of_replicas": 0}},
    "mappings": {
        "properties": {
            "face": {
                "type": "knn_vector",
                "dimension": 128,
                "space_type": "l2",
                "method": {"name": "hnsw", "engine": "lucene"},
            }
        }
    },
}


class OpenSearchServer:
    """A single node on a fixed loopback port and folder: what is indexed outlives `stop()` and `kill()`."""

    def __init__(self, folder: Path, account: Account, *, measured: bool) -> None:
        """Prepare the node in `folder`; `start()` runs it."""
        self._folder = folder
        self._account = account
        self._java = self._readable(java_home(CACHE))
        self._home = self._readable(opensearch_home())
        self._options = _HEAP if measured else f"{_HEAP} -XX:TieredStopAtLevel=1"
        self._child: Child | None = None
        self.port = free_port()
        self._transport_port = free_port()
        self._configure()

    @property
    def url(self) -> str:
        """Where it answers, without a password: the artifact has no security plugin."""
        return f"http://127.0.0.1:{self.port}"

    def _readable(self, path: Path) -> Path:
        if self._account.can_read(path):
            return path
        # The checkout is in a folder that only we may enter, such as /root.
        copy = self._folder / path.name
        return Path(shutil.copytree(path, copy, symlinks=True) if path.is_dir() else shutil.copy(path, copy))

    def _configure(self) -> None:
        configuration = self._folder / "config"
        shutil.copytree(self._home / "config", configuration)
        (configuration / "opensearch.yml").write_text(
            f"cluster.name: tracing-test\n"
            f"discovery.type: single-node\n"
            f"network.host: 127.0.0.1\n"
            f"http.port: {self.port}\n"
            f"transport.port: {self._transport_port}\n"
            f"path.data: {self._folder / 'data'}\n"
            f"path.logs: {self._folder / 'logs'}\n"
            # A disk that is 95 % full makes every index read-only, and tests fail for no reason of theirs.
            f"cluster.routing.allocation.disk.threshold_enabled: false\n"
        )
        self._mend_java_options(configuration / "jvm.options")
        for name in ("data", "logs", "tmp"):
            (self._folder / name).mkdir()
        for path in (self._folder, *self._folder.rglob("*")):
            if os.geteuid() == 0:
                os.chown(path, self._account.uid, self._account.gid)

    def _mend_java_options(self, options: Path) -> None:
        # These write into the program's own folder, which belongs to another account.
        unwanted = ["gc.log", "HeapDump", "ErrorFile"]
        added = []
        if is_carried(self._java):
            # Lucene computes distances faster with this module, and does without; Java does not even start.
            unwanted.append("jdk.incubator.vector")
            jars = [str(self._readable(jar)) for jar in thai_jars()]
            added = [f"-Xbootclasspath/a:{':'.join(jars)}", "-Djava.locale.providers=CLDR,SPI"]
        lines = options.read_text().splitlines()
        kept = [line for line in lines if not any(word in line for word in unwanted)]
        options.write_text("\n".join(kept + added) + "\n")

    def start(self) -> None:
        """Run the node and wait until it takes k-NN indexes (11–20 s); `ServerFailed` if it never does."""
        environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self._folder),
            "OPENSEARCH_JAVA_HOME": str(self._java),
            "OPENSEARCH_JAVA_OPTS": self._options,
            "OPENSEARCH_PATH_CONF": str(self._folder / "config"),
            "OPENSEARCH_TMPDIR": str(self._folder / "tmp"),
        }
        self._child = Child(
            [self._home / "bin" / "opensearch"],
            account=self._account,
            folder=self._folder,
            log=self._folder / "output",
            environment=environment,
        )
        self._wait(self._child)

    def _wait(self, child: Child) -> None:
        deadline = time.monotonic() + _START_SECONDS
        with httpx.Client(base_url=self.url, timeout=10, trust_env=False) as client:
            while time.monotonic() < deadline and child.running:
                with contextlib.suppress(httpx.TransportError):
                    if _ready(client):
                        return
                time.sleep(0.2)
        log = child.last_lines()
        self.kill()
        raise ServerFailed(f"OpenSearch did not start:\n{log}")

    def stop(self) -> None:
        """Stop in order, as an upgrade does."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Stop as a crash does."""
        self._end(signal.SIGKILL)

    def _end(self, number: signal.Signals) -> None:
        if self._child is not None:
            self._child.end(number, _STOP_SECONDS)
            self._child = None


def _ready(client: httpx.Client) -> bool:
    """Whether an index with vectors can be made, and the indexes of an earlier run answer again.

    That the port answers proves neither.
    """
    made = client.put("/tracing-probe", json=_PROBE)
    exists = made.status_code == 400 and "resource_already_exists_exception" in made.text
    if made.status_code != 200 and not exists:
        return False
    if client.delete("/tracing-probe").status_code != 200:
        return False
    health = client.get("/_cluster/health", params={"wait_for_status": "yellow", "timeout": "5s"})
    return health.status_code == 200 and not health.json()["timed_out"]


@contextlib.contextmanager
def running_opensearch(*, measured: bool = False) -> Iterator[OpenSearchServer]:
    """A started node with a gigabyte of heap, stopped and removed at the end.

    Args:
        measured: whether its speed counts. Otherwise code is compiled once and quickly, which halves what a start costs
            (17 s of CPU, then 9).

    Raises:
        ServerMissing: Java, Maven or the artifacts are missing and cannot be fetched.
        ServerFailed: it does not start.
    """
    account = Account.unprivileged("opensearch", "nobody")
    with temporary_folder("opensearch", account) as folder:
        server = OpenSearchServer(folder, account, measured=measured)
        try:
            server.start()
            yield server
        finally:
            server.kill()  # nothing is kept, so there is nothing to close in order
