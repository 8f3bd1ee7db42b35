"""Fetches servers and browser once; `python -m tests.servers` does it ahead of the tests.

OpenSearch comes as its official Maven artifacts into `.cache/servers`, PostgreSQL and Chromium from the operating
system.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tests.servers.java import THAI, java_home
from tests.servers.process import ServerMissing

CACHE = Path(__file__).resolve().parents[2] / ".cache" / "servers"
OPENSEARCH = "3.5.0"
# The server with its modules. The k-NN artifact has no native libraries: only `engine: lucene` works.
_SERVER = f"org.opensearch.distribution.integ-test-zip:opensearch:{OPENSEARCH}:zip"
_KNN = f"org.opensearch.plugin:opensearch-knn:{OPENSEARCH}.0:zip"
_SOFTHSM = [Path(folder, "softhsm/libsofthsm2.so") for folder in ("/usr/lib", "/usr/local/lib", "/opt/homebrew/lib")]
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"


def postgres_programs() -> Path:
    """The folder of `initdb` and `postgres`, installed from Debian's packages if missing and we may.

    Raises:
        ServerMissing: they are not here and cannot be installed.
    """
    found = _find_postgres()
    if found is None:
        _apt_install("postgresql")
        found = _find_postgres()
    if found is None:
        raise ServerMissing("PostgreSQL's initdb is not here: install it (Debian: apt-get install postgresql)")
    return found


def _find_postgres() -> Path | None:
    on_path = shutil.which("initdb")
    candidates = [Path(on_path).resolve().parent] if on_path else []
    # Newest first, and 9.x is not newer than 15.
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    candidates += sorted(installed, key=lambda folder: float(folder.parent.name), reverse=True)
    candidates += Path("/").glob("opt/homebrew/opt/postgresql*/bin")
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return None


def softhsm_library() -> Path:
    """The library of SoftHSM, installed from Debian's packages if missing and we may.

    Raises:
        ServerMissing: it is not here and cannot be installed.
    """
    for missing in (True, False):
        found = [path for path in _SOFTHSM if path.exists()]
        if found and shutil.which("softhsm2-util"):
            return found[0]
        if missing:
            _apt_install("softhsm2")
    raise ServerMissing("SoftHSM is not here: install it (Debian: apt-get install softhsm2)")


def chromium_program() -> Path:
    """Chromium, in which the desk is tested; installed from Debian's packages if missing and we may.

    Raises:
        ServerMissing: it is not here and cannot be installed.
    """
    found = shutil.which("chromium")
    if found is None:
        _apt_install("chromium")
        found = shutil.which("chromium")
    if found is None:
        raise ServerMissing("Chromium is not here: install it (Debian: apt-get install chromium)")
    return Path(found)


def opensearch_home(cache: Path = CACHE) -> Path:
    """The folder of OpenSearch with its k-NN plugin, made from the official artifacts when missing.

    Raises:
        ServerMissing: Maven is missing, or could not fetch the artifacts.
    """
    home = cache / f"opensearch-{OPENSEARCH}"
    if not home.is_dir():
        with _one_at_a_time(cache):
            if not home.is_dir():  # another process may have made it while we waited
                _make_opensearch(home, java_home(cache))
    return home


def thai_jars(cache: Path = CACHE) -> list[Path]:
    """What gives the Java from PyPI its Thai word breaks; raises as `opensearch_home` does."""
    jars = []
    with _one_at_a_time(cache):
        for artifact in THAI:
            _, name, number, _ = artifact.split(":")
            jar = cache / f"{name}-{number}.jar"
            jars.append(jar if jar.exists() else _fetch(artifact, cache))
    return jars


def _make_opensearch(home: Path, java: Path) -> None:
    # Made aside and renamed: what is there is complete, however an earlier run ended.
    with tempfile.TemporaryDirectory(prefix="making-", dir=home.parent) as scratch:
        folder = Path(scratch)
        server, plugin = _fetch(_SERVER, folder), _fetch(_KNN, folder)
        _unpack(server, folder)
        made = folder / f"opensearch-{OPENSEARCH}"
        _run(
            [made / "bin" / "opensearch-plugin", "install", "--batch", plugin.as_uri()],
            {**os.environ, "OPENSEARCH_JAVA_HOME": str(java)},
        )
        # It is run by another account than the one that made it.
        _run(["chmod", "-R", "a+rX", made], dict(os.environ))
        made.rename(home)


def _fetch(artifact: str, folder: Path) -> Path:
    if shutil.which("mvn") is None:
        _apt_install("maven")
    if shutil.which("mvn") is None:
        raise ServerMissing("Maven is missing: install it (Debian: apt-get install maven)")
    _run(["mvn", "-q", "-B", _COPY, f"-Dartifact={artifact}", f"-DoutputDirectory={folder}"], dict(os.environ))
    _, name, number, kind = artifact.split(":")
    return folder / f"{name}-{number}.{kind}"


def _unpack(archive: Path, folder: Path) -> None:
    """Unpack with the files' modes, which `ZipFile.extractall` drops and the start script needs."""
    with zipfile.ZipFile(archive) as opened:
        for entry in opened.infolist():
            path = Path(opened.extract(entry, folder))
            mode = entry.external_attr >> 16 & 0o777
            if mode:
                path.chmod(mode | 0o700 if entry.is_dir() else mode)


def _apt_install(package: str) -> None:
    """Install a Debian package when that is possible; the caller looks whether it helped."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _run(["apt-get", "update", "-qq"], environment)
    _run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package], environment)


def _run(command: list[str | Path], environment: dict[str, str]) -> None:
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ServerMissing(f"{command[0]} exited {done.returncode}:\n{done.stdout[-2000:]}")


@contextlib.contextmanager
def _one_at_a_time(cache: Path) -> Iterator[None]:
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
