"""Pictures for tests. The faces are drawn, of nobody: a few ovals in which the detector sees a face."""

import io
from typing import Any

from PIL import Image, ImageDraw, ImageFilter

HAIR, FAIR, DARK = (50, 35, 30), (205, 165, 140), (120, 80, 60)


def drawn_face(size: int = 400, skin: tuple[int, int, int] = FAIR, gaze: int = 0) -> Image.Image:
    """A face from the front; `gaze` moves the eyes sideways, so that two pictures of one face differ."""
    image = Image.new("RGB", (400, 400), (120, 130, 140))
    draw = ImageDraw.Draw(image)
    shade = tuple(channel * 3 // 4 for channel in skin)
    draw.ellipse((85, 30, 315, 330), fill=HAIR)
    draw.ellipse((105, 70, 295, 370), fill=skin)
    for left in (130, 215):
        draw.ellipse((left, 165, left + 55, 205), fill=shade)
        draw.rectangle((left + 2, 152, left + 53, 162), fill=HAIR)
        draw.ellipse((left + 6, 172, left + 48, 198), fill=(240, 240, 240))
        draw.ellipse((left + 18 + gaze, 174, left + 38 + gaze, 196), fill=(40, 30, 25))
    draw.polygon((200, 190, 180, 255, 220, 255), fill=shade)
    for left in (182, 202):
        draw.ellipse((left, 245, left + 16, 262), fill=(90, 60, 50))
    draw.ellipse((160, 285, 240, 315), fill=(150, 60, 60))
    draw.rectangle((165, 298, 235, 302), fill=(80, 30, 30))
    return image.filter(ImageFilter.GaussianBlur(3)).resize((size, size))


def encoded(image: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    """A picture as a file."""
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()
