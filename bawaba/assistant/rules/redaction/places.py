"""Where a person lives: a street or a building with its number."""

import re
from collections.abc import Iterator
from typing import Final

from bawaba.assistant.rules.redaction.spans import Span

_LIVES: Final = re.compile(
    r"(?:j'habite|habitons|habite\b|r[ée]side\b|r[ée]sidons|je vis\b|mon adresse|notre adresse|adresse\s*:|domicili\w*"
    r"|i live|we live|my address|our address|address\s*:|[اأ]سكن|اقطن|اقيم|عنوان\w*|ساكن\w*|كنسكن|كانسكن"
    r"|الدار ديال\w*|\bsak[e]?na?\b|\bkan?sken\b|l3onwan|3onwan)",
    re.IGNORECASE,
)
_STREET: Final = (
    r"(?:rue|avenue|av\.|bd\.?|boulevard|street|st\.|road|lane|derb|lot\.?|lotissement|impasse|all[ée]e|quartier|hay"
    r"|cit[ée]|zan9a|zn9a|zan[kq]a|r[ée]sidence|immeuble|imm\.?|appartement|appt?\.?|apartment|villa|bloc|block|blok"
    r"|[ée]tage|porte|douar|زنقه|شارع|حي|درب|بلوك|عماره|شقه|طابق|الطابق|اقامه|تجزئه|دوار|فيلا|ممر|الزنقه|الشارع|الحي)"
)
_NUMBER_WORD: Final = r"(?:n°|n\.|no\.?|num\.?|num[ée]ro|raqm|ra9m|nmra|nemra|رقم|نمره|رقمها)"
_WORD: Final = r"[^\s,;:?!.()]+"
_GAP: Final = r"[\s,]+"
# With a number before the street, or a word for "number" behind it, no residence need be named.
_ALONE: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\d/.])\d{{1,4}}(?: ?(?:bis|ter))?,? (?:{_STREET})(?![\w'-])(?: {_WORD}){{1,3}}",
        rf"(?<![\d/.])\d{{1,4}} (?:{_WORD} ){{1,2}}(?:street|avenue|road|lane|boulevard)\b",
        rf"{_NUMBER_WORD} ?\d{{1,4}},? (?:{_STREET})(?!\w)(?: {_WORD}){{1,3}}",
        rf"(?<!\w)[لبفو]?{_STREET}(?!\w)(?:{_GAP}{_WORD}){{0,4}}?{_GAP}{_NUMBER_WORD} ?\d{{1,4}}",
        rf"(?<!\w)[لبفو]?{_STREET} \d{{1,4}}(?!\d)(?:{_GAP}(?:{_WORD} ){{0,2}}?(?:{_STREET}|{_NUMBER_WORD}) ?\w+)+",
    )
)
_FIRST: Final = re.compile(rf"(?<!\w)(?:[لبفو]?{_STREET}(?!\w)|{_NUMBER_WORD} ?\d|\d)", re.IGNORECASE)
_CLAUSE: Final = re.compile(r"[?!;\n]|\.\s")
_LAST_NUMBER: Final = re.compile(r"\d+(?: ?(?:bis|ter))?")
_WORDS_AFTER: Final = re.compile(rf"(?:[ ,]+{_WORD}){{0,3}}")


def find_places(text: str) -> Iterator[Span]:
    """Yield addresses in a plain text: a clause that says where someone lives, from its first street or number."""
    for pattern in _ALONE:
        for found in pattern.finditer(text):
            yield Span("address", found.start(), found.end())
    for lives in _LIVES.finditer(text):
        rest = text[lives.end() :]
        ends = _CLAUSE.search(rest)
        clause = rest[: ends.start()] if ends else rest
        first = _FIRST.search(clause)
        if first is not None and _LAST_NUMBER.search(clause, first.start()):
            yield Span("address", lives.end() + first.start(), lives.end() + _end_of(clause, first.start()))


def _end_of(clause: str, start: int) -> int:
    """Return where an address ends: at its last number, or three words after a street that follows it."""
    last = max(found.end() for found in _LAST_NUMBER.finditer(clause, start))
    street = re.search(rf"(?<!\w){_STREET}(?!\w)", clause[last:], re.IGNORECASE)
    if street is None:
        return last
    after = _WORDS_AFTER.match(clause, last + street.end())
    return after.end() if after else last + street.end()
