"""What the log says of a photograph; the picture itself is in the store."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from tracing.person import Face, PartialDate
from tracing.value import Value

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the picture as it is kept.")]


class KeptPhotograph(Value, frozen=True, kw_only=True):
    """A picture as it is kept: written anew, without anything but the picture.

    Attributes:
        sha256: of what is kept, in hexadecimal; the name in the store.
        size: bytes.
        width, height: pixels.
        taken: when it was taken, if whoever posted it said so.
    """

    sha256: Sha256
    media_type: str
    size: int
    width: int
    height: int
    taken: PartialDate | None = None


class FaceOutcome(StrEnum):
    """What the model made of a photograph."""

    encoded = "encoded"
    no_face = "no_face"
    several_faces = "several_faces"
    poor_quality = "poor_quality"


class FaceFound(Value, frozen=True, kw_only=True):
    """What a model found in one photograph.

    Attributes:
        model: name and version of the model; encodings are comparable within one only.
        software: names and versions of the packages that ran it.
        quality: 0 to 1, how much of what the model looks at the picture shows; 0 without exactly one face.
        encoding: 128 little-endian float32; None unless the outcome is `encoded`.
    """

    outcome: FaceOutcome
    model: str
    software: str
    quality: float = 0.0
    encoding: bytes | None = None

    def face(self, taken: PartialDate | None) -> Face | None:
        """The face as it is compared, or None without an encoding."""
        return None if self.encoding is None else Face(model=self.model, encoding=self.encoding, taken=taken)
