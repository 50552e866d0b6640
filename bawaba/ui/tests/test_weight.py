"""The design system stays light, and its fonts hold the letters that they must show."""

import gzip
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

STATIC = Path(__file__).parents[1] / "static" / "ui"
ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئىةپڤگڭـ،؛؟٠١٢٣٤٥٦٧٨٩" + "".join(map(chr, range(0x64B, 0x653)))
TIFINAGH = "ⴰⴱⴳⴷⴹⴻⴼⴽⵀⵃⵄⵅⵇⵉⵊⵍⵎⵏⵓⵔⵕⵖⵙⵚⵛⵜⵟⵡⵢⵣⵥⵯ"


def packed(name: str) -> int:
    return len(gzip.compress((STATIC / name).read_bytes(), 9))


def test_styles_and_scripts_stay_within_their_budget() -> None:
    assert packed("bawaba.css") < 12_000
    assert packed("search.js") + packed("page.js") < 6_000
    assert packed("print.css") < 1_000


def test_what_an_arabic_page_needs_leaves_room_for_its_html() -> None:
    """A first view weighs at most 70 kB: at least 25 kB of it stay for the HTML and the drawings."""
    fixed = (
        packed("bawaba.css")
        + packed("search.js")
        + packed("page.js")
        + (STATIC / "fonts" / "naskh.woff2").stat().st_size
    )
    assert fixed < 45_000


@pytest.mark.parametrize(
    ("name", "letters", "most"),
    [
        ("naskh.woff2", ARABIC, 30_000),
        ("tifinagh.woff2", TIFINAGH, 12_000),
        ("tifinagh-name.woff2", "ⵜⴰⵎⵣⵉⵖ", 1_500),
    ],
)
def test_a_font_is_small_and_holds_its_letters(name: str, letters: str, most: int) -> None:
    path = STATIC / "fonts" / name
    assert path.stat().st_size <= most
    known = TTFont(path).getBestCmap()
    assert [letter for letter in letters if ord(letter) not in known] == []


def test_the_arabic_font_joins_its_letters_and_comes_in_every_weight() -> None:
    font = TTFont(STATIC / "fonts" / "naskh.woff2")
    features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert {"init", "medi", "fina", "rlig"} <= features
    axis = font["fvar"].axes[0]
    assert (axis.axisTag, axis.minValue, axis.maxValue) == ("wght", 400, 700)


def test_the_sheet_uses_logical_properties_only() -> None:
    sheet = (STATIC / "bawaba.css").read_text(encoding="utf-8")
    physical = ("margin-left", "margin-right", "padding-left", "padding-right", "float:", "border-left", "border-right", "text-align: right")  # fmt: skip
    assert [name for name in physical if name in sheet] == []
