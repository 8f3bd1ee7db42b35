"""Processes that a test starts and kills without warning."""

import multiprocessing
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from api.settings import Settings
from tests.faults.worker import READY
from tests.stores import StoreUrls

_PROCESSES = multiprocessing.get_context("forkserver")
# Each process is forked from one that has imported everything, so that it lives from its first moment at work.
_PROCESSES.set_forkserver_preload(["tests.faults.worker"])


class Victim:
    """A process that does what a function says; what it wrote before it was killed is what its client heard."""

    def __init__(self, work: Callable[..., None], output: Path, *arguments: Any) -> None:
        """Start it and return once it is at work."""
        output.write_text("")
        self._output = output
        self._process = _PROCESSES.Process(target=work, args=(output, *arguments))
        self._process.start()
        deadline = time.monotonic() + 60
        while READY not in output.read_text():
            assert self._process.is_alive() and time.monotonic() < deadline, "the process did not start"
            time.sleep(0.002)

    def kill(self) -> list[str]:
        """End it as a power cut does; returns the whole lines that it wrote."""
        self._process.kill()
        return self._lines()

    def finish(self) -> list[str]:
        """Wait until it has done all; returns the lines that it wrote."""
        lines = self._lines()
        assert self._process.exitcode == 0
        return lines

    def _lines(self) -> list[str]:
        self._process.join()
        written = self._output.read_text()
        return written[: written.rfind("\n") + 1].splitlines()[1:]


def settings_at(folder: Path, urls: StoreUrls, **more: Any) -> Settings:
    """Settings of a service that processes share: log and views at `urls`, all else in a folder."""
    return Settings(
        log=urls.log,
        views=urls.views,
        audit=f"sqlite:///{folder}/audit.sqlite",
        search=f"embedded://{folder}/search",
        photographs=folder / "photographs",
        audit_key_file=folder / "audit-key",
        master_key_file=folder / "master-keys",
        index_key_file=folder / "index-key",
        **more,
    )
