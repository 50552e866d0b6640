"""Photographs, read by Pillow: whole or not, and as a PDF page."""

import io
import warnings
from typing import Final

import pi_heif
from PIL import Image, ImageOps, UnidentifiedImageError

MOST_PIXELS: Final = 60_000_000
LONGEST_SIDE: Final = 3_508
"""Of what is kept, in pixels: the long side of an A4 sheet at 300 dots an inch."""

FORMATS: Final = ("JPEG", "PNG", "WEBP", "HEIF")
_A4_LONG_INCHES: Final = 11.69
_QUALITY: Final = 85

pi_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


def find_fault(content: bytes) -> str:
    """Return `damaged` or `oversized`, or an empty text when the whole photograph can be decoded."""
    try:
        _decode(content)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return "oversized"
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError):
        return "damaged"  # whatever a decoder says of bytes that it cannot make a photograph of
    return ""


def to_pdf(content: bytes) -> bytes:
    """Return a PDF of one page the size of A4's long side: upright, on white, without the camera's notes."""
    photograph = ImageOps.exif_transpose(_decode(content))
    if photograph.has_transparency_data:
        photograph = photograph.convert("RGBA")
        white = Image.new("RGBA", photograph.size, "white")
        photograph = Image.alpha_composite(white, photograph)
    photograph = photograph.convert("L" if photograph.mode in ("1", "L") else "RGB")
    photograph.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    made = io.BytesIO()
    dots_an_inch = max(photograph.size) / _A4_LONG_INCHES
    photograph.save(made, "PDF", resolution=dots_an_inch, quality=_QUALITY)
    return made.getvalue()


def _decode(content: bytes) -> Image.Image:
    photograph = Image.open(io.BytesIO(content), formats=FORMATS)
    if photograph.width * photograph.height > MOST_PIXELS:
        raise Image.DecompressionBombError
    photograph.load()
    return photograph
