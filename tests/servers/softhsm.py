"""A token of SoftHSM, the device in software that speaks PKCS#11 as the ones in hardware do."""

from __future__ import annotations

import contextlib
import os
import secrets
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.servers.install import softhsm_library
from tests.servers.process import ServerFailed


@dataclass(frozen=True)
class Token:
    """An initialised token, and where its PIN is."""

    library: Path
    label: str
    pin_file: Path

    def uri(self, key: str) -> str:
        """The form that the product's settings take, for a key of this label."""
        return f"pkcs11:token={self.label};object={key}?module-path={self.library}&pin-source=file:{self.pin_file}"


@contextlib.contextmanager
def soft_token(folder: Path) -> Iterator[Token]:
    """A new token in a folder; the library reads its configuration once in the life of a process.

    Raises:
        ServerMissing: SoftHSM is not installed and cannot be.
        ServerFailed: the token could not be made.
    """
    library = softhsm_library()
    tokens, configuration, pin_file = folder / "tokens", folder / "softhsm2.conf", folder / "pin"
    tokens.mkdir()
    configuration.write_text(f"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n")
    pin = secrets.token_hex(8)
    pin_file.touch(mode=0o600)
    pin_file.write_text(pin + "\n")
    os.environ["SOFTHSM2_CONF"] = str(configuration)
    try:
        pins = ["--pin", pin, "--so-pin", secrets.token_hex(8)]
        made = subprocess.run(
            ["softhsm2-util", "--init-token", "--free", "--label", "tests", *pins],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise ServerFailed(f"softhsm2-util exited {made.returncode}: {made.stdout}{made.stderr}")
        yield Token(library, "tests", pin_file)
    finally:
        del os.environ["SOFTHSM2_CONF"]
