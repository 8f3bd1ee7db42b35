"""Looks for faces in photographs: reads the log like a view, and writes what the model found like a user.

What it notes is an event of its own, so that nobody who reads the log again runs the model.
"""

from contextlib import suppress

from projections.store import ViewStore
from projections.view import NotReadyError
from projections.writing import WritingFollower
from tracing.application import Tracing
from tracing.errors import ErasedError, NotFoundError, PictureProcessBusyError
from tracing.events import PhotographAdded
from tracing.log.batches import Batch, Entry
from tracing.photographs.process import PictureProcess
from tracing.photographs.sealed import Photographs


class FaceFinder(WritingFollower):
    """Runs the model on each photograph that it has not been run on.

    Args:
        application: takes what was found.
        photographs: holds the pictures.
        pictures: runs the model, within its limits.
        store: keeps the position.
    """

    NAME = "faces"

    def __init__(
        self, application: Tracing, photographs: Photographs, pictures: PictureProcess, store: ViewStore
    ) -> None:
        """Begin at the position kept, or at the beginning of the log."""
        super().__init__(self.NAME, store)
        self.application, self.photographs, self.pictures = application, photographs, pictures

    def look_at(self, batch: Batch, after: int) -> None:
        """Run the model on the batch's photographs and note what it found.

        Raises:
            NotReadyError: the model is busy with others.
            PhotographMissingError: the store does not hold a picture.
            UnusablePhotographError: a picture took the model beyond its limits.
        """
        for entry in batch.entries:
            if isinstance(entry, Entry) and isinstance(entry.event, PhotographAdded):
                self._look_at(entry.event)

    def _look_at(self, event: PhotographAdded) -> None:
        try:
            record, sha256 = self.application.record(event.originator_id), event.photograph.sha256
        except NotFoundError:  # erased since the batch was read
            return
        if not record.in_use or sha256 in record.found:
            return
        try:
            found = self.pictures.find_face(self.photographs.get(event.originator_id, sha256))
        except PictureProcessBusyError:
            raise NotReadyError from None
        except ErasedError:
            return
        with suppress(NotFoundError):
            self.application.note_face(record.id, sha256, found)
