"""Text from outside, made safe: HTML removed or cleaned, control and bidi characters dropped."""

import html
import re
from typing import Final

import nh3

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufff9-\ufffb\ud800-\udfff]")
_BIDI_CONTROL: Final = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_SPACES: Final = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_TAGLIKE: Final = re.compile(r"</?[a-zA-Z!][^>]*>|&[#a-zA-Z0-9]+;")
_BLOCK_END: Final = re.compile(r"(?i)<(?:br|/p|/li|/div|/h[1-6]|/tr)\s*/?>")


def clean_text(value: object, *, limit: int | None = None) -> str:
    """Return `value` as plain text in one safe form.

    HTML is removed (nh3), entities are resolved, control characters and explicit direction marks
    are dropped (the page isolates direction itself), spaces are folded, lines are kept.
    limit: the most characters to keep, or None.
    """
    text = "" if value is None else str(value)
    if _TAGLIKE.search(text):
        text = html.unescape(nh3.clean(_BLOCK_END.sub("\n", text), tags=set()))
        if _TAGLIKE.search(text):  # entities that hid a second layer of markup
            text = html.unescape(nh3.clean(text, tags=set()))
    text = _BIDI_CONTROL.sub("", _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    lines = [_SPACES.sub(" ", line).strip() for line in text.split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return text[:limit].rstrip() if limit is not None else text


def clean_url(value: object) -> str:
    """Return an http(s), mailto or tel address, or an empty text when it is anything else."""
    text = clean_text(value).replace("\n", "")
    return (
        text if re.match(r"(?i)^(https?://[^\s/@]+\.?[^\s]*|mailto:[^\s]+|tel:[+\d\s().-]+)$", text) else ""
    )
