"""QR pictures of addresses."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

MASK: Final = 3  # any of the eight is valid; trying all for the most even one costs eight times as much
QUIET_ZONE: Final = 4  # modules of white around the picture (ISO/IEC 18004, section 9.1)


@dataclass(frozen=True, slots=True)
class QrPicture:
    """A QR picture as the path and the side of an SVG, in modules."""

    path: str
    side: int

    def as_svg(self) -> str:
        """Return the whole picture, black on white."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.side} {self.side}">'
            f'<path fill="#fff" d="M0 0h{self.side}v{self.side}H0z"/><path d="{self.path}"/></svg>'
        )


def draw_code(address: str) -> QrPicture:
    """Return the QR picture of an address."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE, mask_pattern=MASK)
    code.add_data(address, optimize=0)
    rows = code.get_matrix()
    bars = (
        f"M{start} {y}h{width}v1h-{width}z" for y, row in enumerate(rows) for start, width in _dark_bars(row)
    )
    return QrPicture("".join(bars), len(rows))


def _dark_bars(row: list[bool]) -> Iterator[tuple[int, int]]:
    """Yield where each run of dark modules starts and how wide it is."""
    start = 0
    for dark, run in groupby(row):
        width = len(list(run))
        if dark:
            yield start, width
        start += width
