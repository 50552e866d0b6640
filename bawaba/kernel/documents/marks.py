"""Write across each page of a PDF what the copy was given for."""

import html
import io
import math
from pathlib import Path
from typing import Final

import pikepdf
from weasyprint import CSS, HTML

_RIGHT_TO_LEFT: Final = {"ar"}
_FACE: Final = '@font-face { font-family: "Naskh"; src: url("%s"); unicode-range: U+0600-06FF, U+FB50-FEFF }'
_STYLE: Final = """
%(face)s
@page { size: %(width).2fpt %(height).2fpt; margin: 0; background: none }
html, body { margin: 0; background: none }
p { position: absolute; left: 10%%; width: 80%%; margin: 0; text-align: center; transform: rotate(-20deg);
    color: #8a1020; opacity: 0.34; font: 700 %(size).1fpt/1.5 "Naskh", "Noto Sans", "DejaVu Sans", sans-serif }
"""


def stamp(document: bytes, mark: str, *, language: str, font: str) -> bytes:
    """Return the PDF with `mark` written three times across each page, readable and not easily cut away.

    font: path of a font for Arabic; empty uses what the machine has
    """
    overlays: dict[tuple[int, int], pikepdf.Pdf] = {}
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(document)) as marked:
        for page in marked.pages:
            size = _shown_size(page)
            if size not in overlays:
                overlays[size] = pikepdf.open(io.BytesIO(_overlay(size, mark, language, font)))
            page.add_overlay(overlays[size].pages[0], pikepdf.Rectangle(page.trimbox))
        marked.save(made, encryption=False)
    return made.getvalue()


def _shown_size(page: pikepdf.Page) -> tuple[int, int]:
    left, bottom, right, top = (float(number) for number in page.trimbox)
    return max(math.ceil(right - left), 1), max(math.ceil(top - bottom), 1)


def _overlay(size: tuple[int, int], mark: str, language: str, font: str) -> bytes:
    width, height = size
    letters = max(0.8 * width / (max(len(mark), 24) * 0.5), 5.0)
    face = _FACE % Path(font).resolve().as_uri() if font else ""
    style = _STYLE % {"face": face, "width": width, "height": height, "size": min(letters, 26.0)}
    direction = "rtl" if language in _RIGHT_TO_LEFT else "ltr"
    lines = "".join(
        f'<p style="top: {height * share:.1f}pt">{html.escape(mark)}</p>' for share in (0.16, 0.46, 0.76)
    )
    page = f'<html lang="{html.escape(language)}" dir="{direction}"><body>{lines}</body></html>'
    made = HTML(string=page).write_pdf(stylesheets=[CSS(string=style)])
    assert made is not None
    return bytes(made)
