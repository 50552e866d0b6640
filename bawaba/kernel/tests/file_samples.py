"""Small files of each type, and hostile ones."""

import io
import struct
import zipfile
import zlib
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image, PngImagePlugin

# The EICAR test file (eicar.org): every scanner finds it, and it harms nobody.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def make_png(width: int = 2, height: int = 2) -> bytes:
    """Return a PNG; its header says the size whatever follows, so that bombs are cheap to make."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packer, rows = zlib.compressobj(9), b""
    row = b"\x00" + b"\xff\x00\x00" * width
    for _ in range(height):
        rows += packer.compress(row)
    rows += packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def make_jpeg(width: int = 16, height: int = 16, *, orientation: int = 1) -> bytes:
    """Return a JPEG with the notes of a telephone's camera."""
    photograph = Image.new("RGB", (width, height), "green")
    photograph.paste("red", (0, 0, width // 2, height // 2))
    notes = Image.Exif()
    notes[0x0112] = orientation
    notes[0x010F] = "Telephone of Zineb"
    made = io.BytesIO()
    photograph.save(made, "JPEG", exif=notes)
    return made.getvalue()


def make_huge_jpeg() -> bytes:
    """Return a JPEG whose header says 60,000 by 60,000 pixels."""
    content = make_jpeg()
    place = content.index(b"\xff\xc0")
    return content[: place + 5] + struct.pack(">HH", 60_000, 60_000) + content[place + 9 :]


def make_webp(width: int = 16, height: int = 16) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (width, height), "blue").save(made, "WEBP")
    return made.getvalue()


def make_png_with_text_bomb() -> bytes:
    """Return a PNG of four pixels with 80 MB of text packed into its notes."""
    notes, made = PngImagePlugin.PngInfo(), io.BytesIO()
    notes.add_text("bomb", "0" * 80_000_000, zip=True)
    Image.new("RGB", (2, 2)).save(made, "PNG", pnginfo=notes)
    return made.getvalue()


def make_pdf(text: str = "Sample", *, pages: int = 1, **saved: Any) -> bytes:  # Any: pikepdf's own options
    """Return a PDF with a line of text on each page. saved: how it is written, such as `encryption`."""
    with pikepdf.new() as document:
        for number in range(pages):
            page = document.add_blank_page(page_size=(300, 200))
            drawn = f"BT /F1 14 Tf 20 100 Td ({text} {number + 1}) Tj ET".encode()
            font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
            page.Resources = Dictionary(Font=Dictionary(F1=font))
            page.Contents = document.make_stream(drawn)
        made = io.BytesIO()
        document.save(made, **{"deterministic_id": "encryption" not in saved, **saved})
    return made.getvalue()


def make_pdf_with(what: str) -> bytes:
    """Return a PDF that does something: `javascript`, `launch`, `attachment`, `bomb` or `twice-packed`."""
    with pikepdf.open(io.BytesIO(make_pdf())) as document:
        match what:
            case "javascript":
                action = Dictionary(S=Name.JavaScript, JS="app.alert('hello')")
                document.Root.OpenAction = document.make_indirect(action)
            case "launch":
                action = Dictionary(Type=Name.Action, S=Name.Launch, F="calc.exe")
                note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action)
                document.pages[0].Annots = Array([note])
            case "attachment":
                document.attachments["notes.exe"] = b"MZ"
            case "bomb":
                packed = zlib.compress(b"\x00" * 450_000_000, 9)
                document.pages[0].Contents = Stream(document, packed, Filter=Name.FlateDecode)
            case "twice-packed":
                packed = zlib.compress(zlib.compress(b"\x00" * 1_000_000))
                both = Array([Name.FlateDecode, Name.FlateDecode])
                document.pages[0].Contents = Stream(document, packed, Filter=both)
        made = io.BytesIO()
        document.save(made, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return made.getvalue()


def make_harmful_pdf() -> bytes:
    """Return a PDF that opens, with the EICAR test file within."""
    with pikepdf.open(io.BytesIO(make_pdf())) as document:
        document.Root.Sample = document.make_indirect(Stream(document, EICAR))
        made = io.BytesIO()
        document.save(made, compress_streams=False)
    return made.getvalue()


def make_zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.txt", b"\x00" * 1_000_000)
    return packed.getvalue()
