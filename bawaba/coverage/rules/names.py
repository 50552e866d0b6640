"""Spellings of names of places: without accents, and by their sound across scripts."""

import re
import unicodedata
from typing import Final

_SAME: Final = str.maketrans({"ة": "ه", "ى": "ي", "ـ": None, "ی": "ي", "ک": "ك"})
_PAIRS: Final = (
    ("tch", "C"), ("sch", "C"), ("ch", "C"), ("sh", "C"), ("kh", "K"), ("gh", "K"), ("rh", "K"), ("ph", "F"),
    ("th", "T"), ("dh", "D"), ("dj", "J"), ("qu", "K"), ("gu", "K"),
)  # fmt: skip
_SOFT: Final = re.compile(r"([cg])(?=[eiy])")
_ARTICLE: Final = re.compile(
    r"\b(?:al|el|es|ed|et|er|ech|ech)[\s-]+|\bl['’\s-]*(?=[^aeiouyâàéèêîïôûù\W])|\bال"
)
_SOUNDS: Final = {
    **dict.fromkeys("bpبپ", "B"), **dict.fromkeys("tتطث", "T"), **dict.fromkeys("jج", "J"),
    **dict.fromkeys("dدضذظ", "D"), **dict.fromkeys("rر", "R"), **dict.fromkeys("szçسصز", "S"),
    **dict.fromkeys("شC", "C"), **dict.fromkeys("fvفڤ", "F"), **dict.fromkeys("kqcgx95قكگڭݣخغK", "K"),
    **dict.fromkeys("lل", "L"), **dict.fromkeys("mم", "M"), **dict.fromkeys("nن", "N"),
    **{one: one for one in "TDFJ"},
}  # fmt: skip
LEAST_SOUND: Final = 3  # consonants from which the beginning of a name is enough


def name_form(name: str) -> str:
    """Return a name without case, accents and punctuation, to compare spellings by."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(one for one in plain if not unicodedata.combining(one)).translate(_SAME)
    return re.sub(r"[^\w]+", "", kept)


def name_sound(name: str) -> str:
    """Return the consonants of a name in classes that Arabic, French and Arabizi spellings share.

    «طنجة» and "tanja" are TNJ, «القنيطرة», "Kénitra" and "l9nitra" KNTR. Scripts that are neither Arabic
    nor Latin have no sound here, only their form.
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    text = "".join(one for one in plain if not unicodedata.combining(one))
    text = _ARTICLE.sub("", text)
    for pair, sound in _PAIRS:
        text = text.replace(pair, sound)
    text = _SOFT.sub(lambda found: "s" if found[1] == "c" else "j", text)
    text = re.sub(r"(.)\1+", r"\1", text)
    return "".join(_SOUNDS.get(one, "") for one in text)


def closeness(wanted: str, sound: str, forms: list[str], sounds: list[str]) -> int | None:
    """Return how well a place's names answer what somebody typed, 0 for the same name, None for not at all."""
    if wanted in forms:
        return 0
    if any(form.startswith(wanted) for form in forms):
        return 1
    if sound and sound in sounds:
        return 2
    if any(wanted in form for form in forms):
        return 3
    if len(sound) >= LEAST_SOUND and any(one.startswith(sound) for one in sounds):
        return 4
    return None
