"""PDFs, read by pikepdf (ISO 32000-2): does it open, without a password, and is it a document alone?"""

import io
import zlib
from collections.abc import Iterator
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Object, Stream

MOST_PAGES: Final = 300
MOST_OBJECTS: Final = 200_000
MOST_UNPACKED: Final = 400_000_000
MOST_PIXELS: Final = 60_000_000
_ACTIVE_KEYS: Final = ("/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent", "/3DD")
_ACTIVE_ACTIONS: Final = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/GoToE"}
_ACTIVE_TYPES: Final = {"/EmbeddedFile", "/RichMedia", "/3D", "/Screen", "/Movie", "/FileAttachment"}
_DEEPEST: Final = 60
_STEP: Final = 1_000_000


def find_fault(content: bytes) -> str:
    """Return `locked`, `damaged`, `active` or `oversized`, or an empty text.

    One that only its owner locked, against printing or changing, opens without a password and is taken.
    """
    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as document:
            return _look_into(document)
    except pikepdf.PasswordError:
        return "locked"
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        return "damaged"  # whatever the parser says of a document that breaks its format's rules


def _look_into(document: pikepdf.Pdf) -> str:
    pages = len(document.pages)
    if not pages:
        return "damaged"
    if pages > MOST_PAGES or len(document.objects) > MOST_OBJECTS:
        return "oversized"
    unpacked = 0
    for held in document.objects:
        if any(_is_active(inner) for inner in _dictionaries(held, 0)):
            return "active"
        if isinstance(held, Stream):
            unpacked += _unpacked_size(held)
            if unpacked > MOST_UNPACKED or _pixels(held) > MOST_PIXELS:
                return "oversized"
    return ""


def _dictionaries(held: Object, depth: int) -> Iterator[Object]:
    """Yield the dictionaries in one object, those that lie in it directly too; others come by themselves."""
    if depth > _DEEPEST or (depth and held.is_indirect):
        return
    if isinstance(held, Dictionary | Stream):
        yield held
        for inner in held.values():
            if isinstance(inner, Object):
                yield from _dictionaries(inner, depth + 1)
    elif isinstance(held, Array):
        for inner in held:
            if isinstance(inner, Object):
                yield from _dictionaries(inner, depth + 1)


def _is_active(held: Object) -> bool:
    """Say whether a dictionary is a program, a form that sends, or another file within."""
    if any(key in held for key in _ACTIVE_KEYS):
        return True
    return (
        str(held.get("/S", "")) in _ACTIVE_ACTIONS
        or str(held.get("/Type", "")) in _ACTIVE_TYPES
        or str(held.get("/Subtype", "")) in _ACTIVE_TYPES
    )


def _pixels(held: Stream) -> int:
    if str(held.get("/Subtype", "")) != "/Image":
        return 0
    return int(held.get("/Width", 0)) * int(held.get("/Height", 0))


def _unpacked_size(held: Stream) -> int:
    """Return how many bytes a stream unpacks to, without holding them; packed twice counts as a bomb."""
    filters = held.get("/Filter", None)
    names = [str(one) for one in filters] if isinstance(filters, Array) else [str(filters)]
    packed = [name for name in names if name in ("/FlateDecode", "/Fl", "/LZWDecode", "/LZW")]
    if len(packed) > 1:
        return MOST_UNPACKED + 1
    raw = held.read_raw_bytes()
    return _inflated_size(raw) if packed and "Fl" in packed[0] else len(raw)


def _inflated_size(raw: bytes) -> int:
    size, unpacker, left = 0, zlib.decompressobj(), raw
    try:
        while left and size <= MOST_UNPACKED:
            size += len(unpacker.decompress(left, _STEP))
            left = unpacker.unconsumed_tail
    except zlib.error:  # readers show what they could read of it
        pass
    return size
