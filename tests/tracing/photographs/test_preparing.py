"""What is kept is the picture and nothing else; what is no whole picture is refused by its content."""

import io
import struct
import zlib

import numpy
import pytest
from PIL import Image

from tests.pictures import drawn_face, encoded
from tracing.photographs.preparing import MAX_BYTES, UnusablePictureError, prepare


def kept(sent: bytes) -> Image.Image:
    return Image.open(io.BytesIO(prepare(sent).content))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_three_forms_are_kept_as_one(form: str) -> None:
    prepared = prepare(encoded(drawn_face(), form))
    found = Image.open(io.BytesIO(prepared.content))
    assert (found.format, found.mode, found.size) == ("JPEG", "RGB", (prepared.width, prepared.height))
    difference = numpy.asarray(found, int) - numpy.asarray(drawn_face(), int)
    assert numpy.abs(difference).mean() < 3


def test_nothing_but_the_picture_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x8769] = "Maker of the camera", {0x9286: "a comment"}
    exif[0x8825] = {1: "N", 2: (50.0, 27.0, 0.0)}
    sent = encoded(drawn_face(), exif=exif, comment=b"who took it", icc_profile=b"profile of a screen", xmp=b"<x/>")
    assert all(text in sent for text in (b"Maker", b"who took it", b"profile"))
    found = kept(sent)
    assert not found.getexif() and set(found.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert not any(text in prepare(sent).content for text in (b"Maker", b"who took it", b"profile", b"Exif"))


def test_a_picture_is_kept_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    assert kept(encoded(Image.new("RGB", (60, 40)), exif=exif)).size == (40, 60)


def test_the_same_picture_is_kept_as_the_same_bytes() -> None:
    assert prepare(encoded(drawn_face(), "PNG")) == prepare(encoded(drawn_face(), "PNG"))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK"])
def test_every_usual_kind_of_colour_is_read(mode: str) -> None:
    form = "TIFF" if mode == "CMYK" else "PNG"
    image = drawn_face(64).convert(mode)
    sent = encoded(image, "JPEG") if form == "TIFF" else encoded(image, form)
    assert kept(sent).mode == "RGB"


def test_what_is_transparent_is_white() -> None:
    clear = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    assert kept(encoded(clear, "PNG")).getpixel((10, 10)) == (255, 255, 255)


def test_of_a_moving_picture_the_first_frame_is_kept() -> None:
    red, blue = (Image.new("RGB", (20, 20), colour) for colour in ("red", "blue"))
    sent = encoded(red, "WEBP", save_all=True, append_images=[blue], lossless=True)
    pixel = kept(sent).getpixel((10, 10))
    assert isinstance(pixel, tuple) and pixel[0] > 200 > pixel[2]


def png_of_size(width: int, height: int) -> bytes:
    """A file of some bytes that says it is a picture of any size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("sent", "rule"),
    [
        (b"", "JPEG, PNG or WebP"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "JPEG, PNG or WebP"),
        (b"%PDF-1.7", "JPEG, PNG or WebP"),
        (b"\xff\xd8\xff\xe0" + 100 * b"\0", "JPEG, PNG or WebP|damaged"),
        (b"\0" * (MAX_BYTES + 1), "10,000,000 bytes"),
        (encoded(drawn_face(), "GIF"), "JPEG, PNG or WebP"),
        (encoded(drawn_face(), "TIFF"), "JPEG, PNG or WebP"),
        (encoded(Image.new("I;16", (20, 20)), "PNG"), "8 bits a colour"),
        (png_of_size(8_001, 5_000), "40,000,000 pixels"),
        (png_of_size(2**31 - 1, 2**31 - 1), "JPEG, PNG or WebP|40,000,000 pixels"),
        (png_of_size(100, 100), "cut off or damaged"),
    ],
)
def test_what_breaks_a_rule_is_refused_by_the_rule(sent: bytes, rule: str) -> None:
    with pytest.raises(UnusablePictureError, match=rule):
        prepare(sent)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_half_a_picture_is_refused(form: str, part: float) -> None:
    whole = encoded(drawn_face(), form)
    with pytest.raises(UnusablePictureError, match=r"damaged|JPEG, PNG or WebP"):
        prepare(whole[: int(len(whole) * part)])
