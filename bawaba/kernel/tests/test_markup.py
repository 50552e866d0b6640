"""Text from outside comes out plain, and stays as it is when cleaned again."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bawaba.kernel.markup import clean_text, clean_url

BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

pieces = st.sampled_from(
    ["<script>alert(1)</script>", "&lt;b&gt;", "&amp;lt;i&amp;gt;", "<", ">", "&", "<b", "a < b", "</p>", "<br>",
     "\u202e", "\u2067", "\x00", "\r\n", "\n\n\n", "\u00a0", "نص", "é", "ⴰ", "<img src=x onerror=y>", "&#60;",
     "<!--", "-->", "&#x26;", "amp;", "lt;", " "]
)  # fmt: skip
hostile = st.one_of(st.text(max_size=80), st.lists(pieces, max_size=12).map("".join))


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("<p>Bonjour</p><p>Maroc</p>", "Bonjour\nMaroc"),
        ("<script>alert(1)</script>Acte", "Acte"),
        ("Acte &amp; copie", "Acte & copie"),
        ("Prix &lt; 100 et > 10", "Prix < 100 et > 10"),
        ("  الحالة   المدنية \u00a0", "الحالة المدنية"),
        ("a\u202eb\u2067c\u200fd", "abcd"),
        ("un\x00deux\x07", "undeux"),
        ("ligne\r\nligne\rligne", "ligne\nligne\nligne"),
        (None, ""),
        (126, "126"),
        ("Moins de 5 < 6 ans", "Moins de 5 < 6 ans"),
        ("zero\u200cwidth", "zero\u200cwidth"),
    ],
)
def test_text_is_plain(given_text: object, expected: str) -> None:
    assert clean_text(given_text) == expected


@given(hostile)
@example("&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;")
@example("<<b>b>bold</<b>b>")
@example("&amp;amp;amp;lt;b&gt;")
def test_cleaned_text_holds_no_tag_no_control_and_no_direction_mark(text: str) -> None:
    cleaned = clean_text(text)
    assert not re.search(r"<[a-zA-Z/!][^>]*>", cleaned)
    assert not BIDI.search(cleaned)
    assert not CONTROL.search(cleaned)


@given(hostile)
@example("&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;")
@example("<<b>b>bold</<b>b>")
@example("&amp;amp;")
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)


@given(st.text(max_size=200), st.integers(0, 50))
def test_the_limit_is_kept(text: str, limit: int) -> None:
    assert len(clean_text(text, limit=limit)) <= limit


@pytest.mark.parametrize(
    "address",
    ["https://www.cnss.ma/fr?a=1&b=2", "http://idarati.ma", "mailto:info@demo.example", "tel:+212-537-00"],
)
def test_addresses_of_known_kinds_stay(address: str) -> None:
    assert clean_url(address) == address


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "//demo.example", "ftp://demo.example", "",
     None, "https://", "https://user@demo.example/", "java\nscript:alert(1)", "vbscript:x", "https://a b.ma"],
)  # fmt: skip
def test_other_addresses_come_out_empty(address: object) -> None:
    assert clean_url(address) == ""


@given(st.text(max_size=60))
def test_an_address_never_runs_a_script(text: str) -> None:
    assert (
        clean_url(text).lower().startswith(("http://", "https://", "mailto:", "tel:"))
        or clean_url(text) == ""
    )
