"""Text from outside, made safe: HTML removed or cleaned, control and bidi characters dropped."""

import html
import re
from typing import Final
from urllib.parse import urlsplit

import nh3

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufff9-\ufffb\ud800-\udfff]")
_BIDI_CONTROL: Final = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_SPACES: Final = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_TAGLIKE: Final = re.compile(r"</?[a-zA-Z!][^>]*>|&[#a-zA-Z0-9]+;")
_MOST_LAYERS: Final = 8
_NOT_IN_URL: Final = re.compile(r"[\s\x00-\x20\x7f-\x9f<>\"\\^`{|}]")  # RFC 3986 has none of these
_MAIL_OR_PHONE: Final = re.compile(r"(?i)mailto:[^@]+@[^@]+|tel:[+\d().-]+")
_BLOCK_END: Final = re.compile(r"(?i)<(?:br|/p|/li|/div|/h[1-6]|/tr)\s*/?>")


def clean_text(value: object, *, limit: int | None = None) -> str:
    """Return `value` as plain text in one safe form; cleaning it again changes nothing.

    HTML is removed (nh3), also under layers of entities, which are resolved; control characters
    and explicit direction marks are dropped (the page isolates direction itself), spaces are
    folded, lines are kept.
    limit: the most characters to keep, or None.
    """
    text = _tidy("" if value is None else str(value))
    for _layer in range(_MOST_LAYERS):
        if not _TAGLIKE.search(text):
            break
        text = _tidy(html.unescape(nh3.clean(_BLOCK_END.sub("\n", text), tags=set())))
    else:
        text = _tidy(re.sub("[<>&]", " ", text))  # nobody writes so many layers in good faith
    return text[:limit].rstrip() if limit is not None else text


def clean_url(value: object) -> str:
    """Return an http(s), mailto or tel address, or an empty text when it is anything else.

    An address that names a user before its host is refused: it is made to mislead.
    """
    text = _BIDI_CONTROL.sub("", "" if value is None else str(value)).strip().replace("&amp;", "&")
    if _NOT_IN_URL.search(text):
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:  # such as an unclosed bracket of an IPv6 address
        return ""
    if parts.scheme in {"http", "https"}:
        return text if parts.hostname and parts.username is None else ""
    return text if _MAIL_OR_PHONE.fullmatch(text) else ""


def _tidy(text: str) -> str:
    text = _BIDI_CONTROL.sub("", _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    lines = [_SPACES.sub(" ", line).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
