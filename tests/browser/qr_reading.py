"""Reads a QR code as it is drawn, without correcting errors: a picture on a screen has none (ISO/IEC 18004)."""

import re
from collections.abc import Iterator

from qrcode.base import rs_blocks
from qrcode.main import QRCode
from qrcode.util import mask_func

QUIET_ZONE = 4
BYTES = 0b0100
FORMAT_MASK = 0x5412
_FORMAT_PLACES = (
    *((8, column) for column in (0, 1, 2, 3, 4, 5, 7, 8)),
    *((row, 8) for row in (7, 5, 4, 3, 2, 1, 0)),
)


def read_code(path: str, side: int) -> str:
    """Return the text of the code that an SVG path of runs draws, `side` modules wide with its margin."""
    grid = _read_runs(path, side)
    size = len(grid)
    version = (size - 17) // 4
    bits = 0
    for row, column in _FORMAT_PLACES:
        bits = bits << 1 | grid[row][column]
    level, mask = (bits ^ FORMAT_MASK) >> 13, (bits ^ FORMAT_MASK) >> 10 & 0b111
    stream = list(_read_bits(grid, version, mask))
    codewords = iter(int("".join(map(str, stream[i : i + 8])), 2) for i in range(0, len(stream) - 7, 8))
    blocks = [(block.data_count, []) for block in rs_blocks(version, level)]
    for place in range(max(count for count, _ in blocks)):
        for count, held in blocks:
            if place < count:
                held.append(next(codewords))
    data = "".join(f"{word:08b}" for _, held in blocks for word in held)
    assert int(data[:4], 2) == BYTES
    length = int(data[4:12], 2)
    return bytes(int(data[12 + 8 * i : 20 + 8 * i], 2) for i in range(length)).decode()


def _read_runs(path: str, side: int) -> list[list[int]]:
    grid = [[0] * side for _ in range(side)]
    for left, top, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path):
        for column in range(int(left), int(left) + int(width)):
            grid[int(top)][column] = 1
    return [row[QUIET_ZONE:-QUIET_ZONE] for row in grid[QUIET_ZONE:-QUIET_ZONE]]


def _read_bits(grid: list[list[int]], version: int, mask: int) -> Iterator[int]:
    """Yield the data modules in their order, unmasked: upwards and downwards in pairs of columns."""
    size, flip, taken = len(grid), mask_func(mask), _function_modules(version)
    rows = list(range(size - 1, -1, -1))
    for right in (column for column in range(size - 1, 0, -2)):
        first = right if right > 6 else right - 1  # the timing column holds no data
        for row in rows:
            for column in (first, first - 1):
                if not taken[row][column]:
                    yield grid[row][column] ^ int(flip(row, column))
        rows.reverse()


def _function_modules(version: int) -> list[list[bool]]:
    """Return which modules are patterns and formats rather than data."""
    code = QRCode(version=version)
    code.modules_count = version * 4 + 17
    code.modules = [[None] * code.modules_count for _ in range(code.modules_count)]
    last = code.modules_count - 7
    for row, column in ((0, 0), (last, 0), (0, last)):
        code.setup_position_probe_pattern(row, column)
    code.setup_position_adjust_pattern()
    code.setup_timing_pattern()
    code.setup_type_info(True, 0)
    if version >= 7:
        code.setup_type_number(True)
    return [[module is not None for module in row] for row in code.modules]
