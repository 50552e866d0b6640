"""The rooms of this house, from the ground up. A room is removed by deleting its folder and its line."""

from typing import Final

ROOMS: Final[tuple[str, ...]] = (
    "kernel",
    "ui",
    "directory",
    "identity",
    "forms",
    "assess",
    "catalogue",
    "maturity",
    "coverage",
    "ai",
    "search",
    "casework",
    "assistant",
    "portal",
)
