"""What a file really is, from its bytes. Pure.

Signatures: ISO 32000-2 (PDF), ITU-T T.81 (JPEG), W3C PNG, RFC 9649 (WebP), ISO/IEC 23008-12 (HEIC).
"""

from pathlib import PurePosixPath
from typing import Final

from bawaba.kernel.markup import clean_text

TYPES: Final[dict[str, tuple[str, ...]]] = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg", ".jfif"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "image/heic": (".heic", ".heif"),
}
"""Types that are taken, each with the endings that its name may have; the first one is given to a bare name."""

MOST_PIXELS: Final = 60_000_000
"""Largest image: what a telephone's camera makes, far below what exhausts a reader's memory."""

MOST_NAME: Final = 120
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_HEIC_BRANDS: Final = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"}
_ZIP_END: Final = b"PK\x05\x06"
_ZIP_END_WITHIN: Final = 65_557  # the end record and the longest comment (APPNOTE 4.3.16)
_PDF_END_WITHIN: Final = 2_048
_START_OF_FRAME: Final = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}


def sniff(content: bytes) -> str:
    """Return the media type that the first bytes announce, or an empty text when it is none of `TYPES`."""
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(_PNG):
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return "image/heic" if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS else ""


def is_whole(content: bytes, media_type: str) -> bool:
    """Say whether the content ends as its type ends, is no archive besides, and is no oversized image."""
    if _ZIP_END in content[-_ZIP_END_WITHIN:]:
        return False
    match media_type:
        case "application/pdf":
            return b"%%EOF" in content[-_PDF_END_WITHIN:]
        case "image/png":
            return _png_is_whole(content)
        case "image/jpeg":
            return b"\xff\xd9" in content and _fits(_jpeg_size(content))
        case "image/webp":
            return int.from_bytes(content[4:8], "little") + 8 in (len(content), len(content) + 1)
        case _:
            return len(content) > 64


def clean_name(name: str, media_type: str) -> str:
    """Return a name that is safe to show and to save under: no path, no control character, not hidden.

    A name without an ending gets the type's own.
    """
    last = PurePosixPath(name.replace("\\", "/")).name
    tidy = clean_text(last).replace("\n", " ").lstrip(". ") or "document"
    stem, ending = PurePosixPath(tidy).stem, PurePosixPath(tidy).suffix
    return f"{stem[: MOST_NAME - 12]}{ending or TYPES[media_type][0]}"


def name_matches(name: str, media_type: str) -> bool:
    """Say whether the name's ending is one of its type's."""
    return PurePosixPath(name).suffix.lower() in TYPES[media_type]


def _fits(size: tuple[int, int] | None) -> bool:
    return size is not None and 0 < size[0] * size[1] <= MOST_PIXELS


def _png_is_whole(content: bytes) -> bool:
    place, first = len(_PNG), True
    while place + 12 <= len(content):
        length, kind = int.from_bytes(content[place : place + 4], "big"), content[place + 4 : place + 8]
        if first and (kind != b"IHDR" or not _fits(_png_size(content))):
            return False
        place, first = place + 12 + length, False
        if kind == b"IEND":
            return place == len(content)
    return False


def _png_size(content: bytes) -> tuple[int, int]:
    return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Return width and height from the first frame header, or None when there is none."""
    place = 2
    while place + 9 < len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if marker in _START_OF_FRAME:
            height, width = content[place + 5 : place + 7], content[place + 7 : place + 9]
            return int.from_bytes(width, "big"), int.from_bytes(height, "big")
        alone = marker == 0xFF or 0xD0 <= marker <= 0xD8
        place += 1 if alone else 2 + int.from_bytes(content[place + 2 : place + 4], "big")
    return None
