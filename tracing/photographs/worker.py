"""The process that unpacks pictures: `python -m tracing.photographs.worker FD`, started by the service alone.

It knows no log, no settings and no address; it reads pictures from a socket and writes back what came of each. Limits
are set before it reads the first.
"""

import os
import resource
import sys
from enum import StrEnum
from multiprocessing.connection import Connection

import msgspec

from tracing.photographs.encoding import find_face
from tracing.photographs.kept import FaceFound
from tracing.photographs.preparing import Prepared, UnusablePictureError, prepare
from tracing.value import Value

MEMORY_BYTES = 1_500_000_000
"""Address space of the process. 40 megapixels take 0.6 GB at most on their way, the model 0.3 GB."""

_FILES = 64


class Work(StrEnum):
    """What can be asked for."""

    prepare = "prepare"
    find_face = "find_face"


class Order(Value, frozen=True, kw_only=True):
    """One picture and what to do with it."""

    work: Work
    picture: bytes


class Unusable(Value, tag="unusable", frozen=True, kw_only=True):
    """The picture breaks a rule."""

    rule: str


class Found(Value, tag="found", frozen=True, kw_only=True):
    """What the model found."""

    face: FaceFound


Answer = Prepared | Found | Unusable


def serve(connection: Connection) -> None:
    """Answer orders until the service closes its end."""
    while True:
        try:
            order = msgspec.msgpack.decode(connection.recv_bytes(), type=Order)
        except EOFError:
            return
        connection.send_bytes(msgspec.msgpack.encode(_done(order)))


def _done(order: Order) -> Answer:
    try:
        if order.work is Work.prepare:
            return prepare(order.picture)
        return Found(face=find_face(order.picture))
    except UnusablePictureError as error:
        return Unusable(rule=str(error))
    except MemoryError:
        return Unusable(rule="the picture needs more memory than one may take")


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_FILES, _FILES))
    # The memory of a process that crashed would be written to a disk, with the picture in it.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _limit()
    # What libraries print goes nowhere.
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    serve(Connection(int(sys.argv[1])))
