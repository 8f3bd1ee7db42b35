"""A picture as it was sent → the same picture as it is kept: checked by its content, and written anew.

Runs in a process of its own (:mod:`tracing.photographs.worker`): what a picture unpacks to can be a thousand times
what was sent, and decoders have faults.
"""

import io

from PIL import Image, ImageFile, ImageOps

from tracing.value import Value

MAX_BYTES = 10_000_000
MAX_PIXELS = 40_000_000
MEDIA_TYPE = "image/jpeg"
"""How every picture is kept: one form, without transparency, animation, comments or anything else that can hide."""

_FORMATS = ("JPEG", "PNG", "WEBP")
_COLOURS = frozenset({"1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr"})
_JPEG_QUALITY = 90


class UnusablePictureError(Exception):
    """A picture breaks a rule; the message names the rule."""


class Prepared(Value, tag="prepared", frozen=True, kw_only=True):
    """A picture ready to be kept."""

    content: bytes
    width: int
    height: int


def prepare(sent: bytes) -> Prepared:
    """Check a picture and write it anew as a JPEG: upright, and without metadata.

    Raises:
        UnusablePictureError: it is no JPEG, PNG or WebP, too large, cut off or damaged.
        MemoryError: it unpacks to more than the process may hold.
    """
    image = flat(opened(sent))
    kept = io.BytesIO()
    # The subsampling is stated because otherwise that of a JPEG that was sent would be taken over.
    image.save(kept, "JPEG", quality=_JPEG_QUALITY, subsampling="4:2:0")
    return Prepared(content=kept.getvalue(), width=image.width, height=image.height)


def opened(sent: bytes) -> Image.Image:
    """A picture whose size and form are known and allowed; nothing of it is unpacked yet.

    Raises:
        UnusablePictureError: as :func:`prepare`.
    """
    if len(sent) > MAX_BYTES:
        raise UnusablePictureError(f"a picture takes at most {MAX_BYTES:,} bytes")
    Image.MAX_IMAGE_PIXELS = None  # the library would only warn up to twice its limit; ours is checked below
    try:
        # By the first bytes, whatever the sender calls it.
        image = Image.open(io.BytesIO(sent), formats=_FORMATS)
    except MemoryError:
        raise
    except Exception:  # decoders fail in many ways, and none of their messages is for a client
        raise UnusablePictureError("a picture is a JPEG, PNG or WebP file") from None
    if image.width * image.height > MAX_PIXELS:
        raise UnusablePictureError(f"a picture has at most {MAX_PIXELS:,} pixels")
    if image.mode not in _COLOURS:
        raise UnusablePictureError("a picture has at most 8 bits a colour")
    return image


def flat(image: Image.Image) -> Image.Image:
    """The first frame of a picture, upright, in RGB, on white where it is transparent.

    Raises:
        UnusablePictureError: it is cut off or damaged.
    """
    # face_recognition switches this on for the whole process, and half a picture would pass for a whole one.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        image.load()
        upright = ImageOps.exif_transpose(image)
        if upright.has_transparency_data:
            upright = upright.convert("RGBA")
            white = Image.new("RGB", upright.size, "white")
            white.paste(upright, mask=upright.getchannel("A"))
            return white
        rgb = upright.convert("RGB")
    except MemoryError:
        raise
    except Exception:
        raise UnusablePictureError("the picture is cut off or damaged") from None
    rgb.info.clear()
    return rgb
