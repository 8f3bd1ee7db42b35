"""Every package that the product or its tests install says under which licence, and it is one that is allowed."""

import importlib.metadata
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
ALLOWED = frozenset(
    [
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "BSL-1.0",
        "CC0-1.0",
        "ISC",
        "MIT",
        "MIT-0",
        "MIT-CMU",
        "PSF-2.0",
        "Unlicense",
        "Zlib",
    ]
)
"""Licences that ask for no more than to be named."""
LINKED = {"psycopg", "psycopg-binary", "psycopg-pool", "pycountry", "certifi"}
"""Libraries and data under LGPL or MPL, used unchanged and as packages of their own, as those licences want it."""
NOT_SHIPPED = {"podman-compose", "fqdn", "python-stdnum", "hypothesis", "orjson", "pathspec"}
"""Tools of the tests under GPL, LGPL or MPL: no part of what is handed on."""
SAID_OTHERWISE = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "Boost Software License": "BSL-1.0",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Python Software Foundation License": "PSF-2.0",
}
"""What packages that do not yet name their licence in SPDX say instead."""


def locked(name: str) -> set[str]:
    """The packages of a requirements file that this platform installs."""
    lines = (ROOT / "requirements" / f"{name}.txt").read_text().splitlines()
    wanted = (Requirement(line.rstrip(" \\")) for line in lines if line and line[0] not in " #")
    return {each.name for each in wanted if each.marker is None or each.marker.evaluate()}


def licences(package: str) -> Iterator[str]:
    """What a package says of its licence, in SPDX where there is a word for it."""
    said = importlib.metadata.metadata(package)
    if said["License-Expression"]:
        yield from filter(None, re.split(r" AND | OR |[() ]+", said["License-Expression"]))
        return
    classified = [line.rpartition(" :: ")[2] for line in said.get_all("Classifier", []) if line.startswith("License")]
    named = [line for line in classified if line != "DFSG approved"] or [said["License"] or ""]
    yield from (SAID_OTHERWISE.get(name, name) for name in named)


@pytest.mark.parametrize(("file", "more"), [("runtime", LINKED), ("dev", LINKED | NOT_SHIPPED)])
def test_every_package_has_a_licence_that_is_allowed(file: str, more: set[str]) -> None:
    packages = locked(file)
    assert len(packages) > 50
    found = {package: set(licences(package)) for package in packages}
    assert {package for package, said in found.items() if not said or "" in said} == set()
    assert {package: said for package, said in found.items() if not said <= ALLOWED and package not in more} == {}


def test_the_bill_of_materials_lists_what_is_shipped_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "sbom.json"
    made = subprocess.run(
        ["make", "sbom", f"SBOM={target}"],
        cwd=ROOT,
        env=os.environ | {"MAKEFLAGS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    bill = json.loads(target.read_text())
    assert (bill["bomFormat"], bill["metadata"]["component"]["name"]) == ("CycloneDX", "tracing")
    listed = {re.sub(r"[-_.]+", "-", each["name"]).lower(): each["version"] for each in bill["components"]}
    assert listed == {name: importlib.metadata.version(name) for name in locked("runtime")}
    assert sys.prefix not in target.read_text()
