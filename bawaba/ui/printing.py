"""HTML to PDF/UA by WeasyPrint, with the fonts that ship and nothing from outside.

WeasyPrint needs Pango of the system; it is loaded at the first paper, so that a site without it starts,
and says at that paper what is missing.
"""

import importlib
import logging
from functools import cache
from importlib import resources
from threading import Lock
from typing import Any, ClassVar, Final

from django.utils.translation import gettext_lazy as _

from bawaba.kernel.errors import Conflict, Text
from bawaba.ui.codes import draw_code

NEEDS: Final = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
"""Debian's packages that WeasyPrint cannot do without."""

VARIANT: Final = "pdf/ua-1"
QR: Final = "bawaba-qr:"
FONT: Final = "bawaba-font:"
_PAPERS: Final = resources.files("bawaba.ui") / "data" / "papers"
_press = Lock()
_log = logging.getLogger("bawaba.ui")


class PapersUnavailable(Conflict):
    """What makes PDF files is missing on this machine."""

    code: ClassVar[str] = "papers-unavailable"
    message: ClassVar[Text] = _("The PDF cannot be made at the moment.")
    hint: ClassVar[Text] = _("Nothing is lost. Open this page again later, or print it.")


def print_pdf(html: str) -> bytes:
    """Return a page as PDF/UA-1 (ISO 14289-1). About 0.2 s of processor time.

    html: whole, with language, title and headings; it may name `bawaba-qr:<address>` as an image
    raises: PapersUnavailable
    """
    maker = _maker()
    page = maker.HTML(string=html, base_url="bawaba:/", url_fetcher=_fetcher())
    with _press:  # Pango's fonts are shared by all papers of this process
        sheet, fonts = _sheet()
        made = page.write_pdf(stylesheets=[sheet], font_config=fonts, pdf_variant=VARIANT, pdf_tags=True)
    return bytes(made)


def can_print() -> bool:
    """Say whether this machine can make PDF files."""
    try:
        _maker()
    except PapersUnavailable:
        return False
    return True


@cache
def _maker() -> Any:  # Any: WeasyPrint has no types
    try:
        maker = importlib.import_module("weasyprint")
        importlib.import_module("weasyprint.text.fonts")
    except OSError as fault:
        _log.error("PDF files cannot be made: Pango is missing. Install it: apt-get install %s", NEEDS)
        raise PapersUnavailable from fault
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    return maker


@cache
def _sheet() -> tuple[Any, Any]:  # Any: as above
    """Return the style of papers and its fonts, read once by each process."""
    maker = _maker()
    fonts = maker.text.fonts.FontConfiguration()
    return maker.CSS(string=_style(), font_config=fonts, url_fetcher=_fetcher()), fonts


@cache
def _fetcher() -> Any:  # Any: as above
    """Return what gives WeasyPrint our fonts and QR pictures, and refuses every other address."""
    urls = importlib.import_module("weasyprint.urls")

    class OwnPieces(urls.URLFetcher):  # type: ignore[misc, name-defined]  # as above
        def fetch(self, url: str, headers: Any = None) -> Any:  # Any: as above
            if url.startswith(QR):
                body, kind = draw_code(url.removeprefix(QR)).as_svg().encode(), "image/svg+xml"
            elif url.startswith(FONT):
                body, kind = _font(url.removeprefix(FONT)), "font/woff2"
            else:
                raise ValueError("papers take nothing from outside")
            return urls.URLFetcherResponse(url, body, {"Content-Type": kind})

    return OwnPieces()


@cache
def _font(name: str) -> bytes:
    folder = _PAPERS / "fonts"
    known = {one.name: one for one in folder.iterdir() if one.name.endswith(".woff2")}
    return known[name].read_bytes()


@cache
def _style() -> str:
    return (_PAPERS / "paper.css").read_text("utf-8")
