"""Checkpoints handed to a witness: a file, or an address that keeps what it is sent."""

import logging
import threading
from datetime import UTC, datetime
from pathlib import Path

import httpx
import msgspec

from tracing.audit.checkpoint import Checkpoint, read_note
from tracing.audit.log import AuditLog, AuditUnavailableError
from tracing.value import Value

logger = logging.getLogger(__name__)

SECONDS = 60.0
"""Between two checkpoints: what whoever holds the secret could rewrite unseen is not older."""


class Witnessed(Value, frozen=True, kw_only=True):
    """One line of a witness's file: a signed note, and when it was handed over (UTC)."""

    at: datetime
    note: str


class WitnessThread:
    """Hands over the checkpoint whenever the log has grown, once a minute and at the end."""

    def __init__(self, log: AuditLog, witness: str) -> None:
        """Witness by `https://…` or by the path of a file, which is added to."""
        self._log, self._witness = log, witness
        self._size = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="witness", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Hand over the last checkpoint and end."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(SECONDS):
            self.hand_over()
        self.hand_over()

    def hand_over(self) -> None:
        """Hand over the checkpoint if it is a new one; what fails is tried again the next time."""
        try:
            checkpoint = self._log.checkpoint()
            if checkpoint is None or checkpoint.size == self._size:
                return
            self._give(checkpoint.note(self._log.keys.public))
            self._size = checkpoint.size
        except (OSError, httpx.HTTPError, AuditUnavailableError) as error:
            logger.warning("the audit log's checkpoint was not handed over: %s", type(error).__name__)

    def _give(self, note: str) -> None:
        if self._witness.startswith(("http://", "https://")):
            headers = {"Content-Type": "text/plain; charset=utf-8"}
            httpx.post(self._witness, content=note.encode(), headers=headers, timeout=10).raise_for_status()
            return
        line = msgspec.json.encode(Witnessed(at=datetime.now(UTC), note=note)) + b"\n"
        with Path(self._witness).open("ab") as file:
            file.write(line)


def read_witness(path: Path, public: bytes) -> list[Checkpoint]:
    """The checkpoints in a witness's file.

    Raises:
        CheckpointError: one of them is no checkpoint of this log, or signed with another key.
        msgspec.DecodeError: a line is none of a witness.
    """
    lines = path.read_bytes().splitlines()
    return [read_note(msgspec.json.decode(line, type=Witnessed).note, public) for line in lines]
