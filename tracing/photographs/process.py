"""The service's end of the process that unpacks pictures: it starts it, waits only so long, and ends it."""

import socket
import subprocess
import sys
import threading
from multiprocessing.connection import Connection

import msgspec

from tracing.errors import FacesUnavailableError, PictureProcessBusyError, UnusablePhotographError
from tracing.photographs.encoding import installed
from tracing.photographs.kept import FaceFound
from tracing.photographs.preparing import Prepared
from tracing.photographs.worker import Answer, Found, Order, Unusable, Work

SECONDS = 20.0
"""For one picture; 40 megapixels take 2 seconds, the first encoding 3 more for the model."""

_WAIT_SECONDS = 20.0
"""How long one picture waits for those before it."""

# One thread each: more would only take address space. Nothing else of the service's environment is handed on, because
# it holds passwords.
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}

_ANSWER = msgspec.msgpack.Decoder(Answer)


class PictureProcess:
    """Unpacks pictures in another process, one at a time; starts it when it is needed and again when it died.

    Used by any number of threads.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        """Start nothing yet.

        Args:
            seconds: for one picture at most.
        """
        self._seconds = seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None

    def prepare(self, picture: bytes) -> Prepared:
        """A picture checked and written anew, see :func:`tracing.photographs.preparing.prepare`.

        Raises:
            UnusablePhotographError: the picture breaks a rule, or took the process more than its limits.
            PictureProcessBusyError: other pictures take too long.
        """
        prepared = self._ask(Work.prepare, picture)
        assert isinstance(prepared, Prepared)
        return prepared

    def find_face(self, picture: bytes) -> FaceFound:
        """What the model finds in a picture, see :func:`tracing.photographs.encoding.find_face`.

        Raises:
            FacesUnavailableError: the extra `faces` is not installed.
            UnusablePhotographError, PictureProcessBusyError: as :meth:`prepare`.
        """
        if not installed():
            raise FacesUnavailableError
        found = self._ask(Work.find_face, picture)
        assert isinstance(found, Found)
        return found.face

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _ask(self, work: Work, picture: bytes) -> Prepared | Found:
        if not self._lock.acquire(timeout=_WAIT_SECONDS):
            raise PictureProcessBusyError
        try:
            answer = self._answer(msgspec.msgpack.encode(Order(work=work, picture=picture)))
        except BaseException:
            # An answer that comes too late must never be taken for that of the next picture.
            self._end()
            raise
        finally:
            self._lock.release()
        if isinstance(answer, Unusable):
            raise UnusablePhotographError(answer.rule)
        return answer

    def _answer(self, order: bytes) -> Answer:
        try:
            connection = self._started()
            connection.send_bytes(order)
            if connection.poll(self._seconds):
                answer: Answer = _ANSWER.decode(connection.recv_bytes())
                return answer
        except (EOFError, OSError):  # the process died of it
            raise UnusablePhotographError("the picture cannot be read") from None
        raise UnusablePhotographError("the picture takes more time than one may take")

    def _started(self) -> Connection:
        if self._connection is None or self._process is None or self._process.poll() is not None:
            self._end()
            ours, theirs = socket.socketpair()
            with ours, theirs:
                self._process = subprocess.Popen(
                    [sys.executable, "-I", "-W", "ignore", "-m", "tracing.photographs.worker", str(theirs.fileno())],
                    pass_fds=[theirs.fileno()],
                    env=_ENVIRONMENT,
                    cwd="/",
                    stdin=subprocess.DEVNULL,
                )
                self._connection = Connection(ours.detach())
        return self._connection

    def _end(self) -> None:
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._connection = self._process = None
