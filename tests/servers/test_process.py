"""No server outlives the process that started it, however that one ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

OWNER = """
import time
from tests.servers import running_postgres
with running_postgres() as server:
    print(server._child._server.pid, server._folder, flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda one: one.name)
def test_the_server_and_its_folder_go_with_their_owner(number: signal.Signals) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    with owner:
        assert owner.stdout is not None
        pid, folder = owner.stdout.readline().split()
        assert runs(int(pid)) and Path(folder).is_dir()
        owner.send_signal(number)
    deadline = time.monotonic() + 20
    while (runs(int(pid)) or Path(folder).exists()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not runs(int(pid))
    assert not Path(folder).exists()


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
