"""Every pair of colours that meets is readable, in each theme (WCAG 2.2, 1.4.3, 1.4.6 and 1.4.11)."""

import re
from pathlib import Path

import pytest

SHEET = (Path(__file__).parents[1] / "static" / "ui" / "bawaba.css").read_text(encoding="utf-8")
LIGHT = r":root, \.light \{"
DARK = r"\n  \.dark \{"
DARK_DEVICE = r":root:not\(\.light\) \{"
CONTRAST = r"\n  \.contrast \{"
CONTRAST_DARK = r"\n  \.dark\.contrast \{"
CONTRAST_DARK_DEVICE = r"\.contrast:not\(\.light\) \{"
THEMES = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST, "dark contrast": CONTRAST_DARK}

AAA, AA, GRAPHIC = 7.0, 4.5, 3.0
PAIRS = [
    *[(ink, ground, AAA) for ink in ("ink", "ink-soft") for ground in ("paper", "sand", "sand-deep")],
    *[("ink", wash, AAA) for wash in ("green-wash", "red-wash", "amber-wash", "blue-wash")],
    *[("green", ground, AAA) for ground in ("paper",)],
    *[("green", ground, AA) for ground in ("sand", "sand-deep", "green-wash", "amber-wash", "blue-wash")],
    *[("green-deep", ground, AAA) for ground in ("paper", "sand", "sand-deep", "green-wash")],
    ("on-green", "green", AAA), ("on-green", "green-deep", AAA), ("on-red", "red", AAA),
    ("red", "paper", AAA), ("red", "red-wash", AA), ("amber", "paper", AAA), ("amber", "sand", AAA),
    ("amber", "amber-wash", AAA), ("blue", "blue-wash", AAA),
    ("on-deep", "deep", AAA), ("on-deep-soft", "deep", AAA),
    *[("edge", ground, GRAPHIC) for ground in ("paper", "sand", "sand-deep")],
    *[("focus", ground, GRAPHIC) for ground in ("paper", "sand", "sand-deep", "green-wash")],
    ("green", "line", 1.0), ("accent", "paper", GRAPHIC),
]  # fmt: skip


def tokens(selector: str) -> dict[str, str]:
    found = re.search(selector + r"([^}]*)\}", SHEET)
    assert found is not None, selector
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", found.group(1)))


def luminance(colour: str) -> float:
    """WCAG 2.2, definition of relative luminance."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_ratio_knows_black_on_white() -> None:
    assert ratio("#000000", "#ffffff") == pytest.approx(21)
    assert ratio("#777777", "#ffffff") == pytest.approx(
        4.48, abs=0.01
    )  # the well-known grey just short of AA


@pytest.mark.parametrize("theme", THEMES)
def test_every_pair_that_meets_is_readable(theme: str) -> None:
    known = {**tokens(LIGHT), **tokens(THEMES[theme])}
    faults = [
        f"{ink} on {ground}: {ratio(known[ink], known[ground]):.2f} < {least}"
        for ink, ground, least in PAIRS
        if ratio(known[ink], known[ground]) < least
    ]
    assert faults == []


def test_the_device_gives_the_same_dark_as_the_setting() -> None:
    assert tokens(DARK) == tokens(DARK_DEVICE)
    assert tokens(CONTRAST_DARK) == tokens(CONTRAST_DARK_DEVICE)


def test_each_theme_names_every_colour() -> None:
    for selector in THEMES.values():
        assert set(tokens(selector)) == set(tokens(LIGHT))
