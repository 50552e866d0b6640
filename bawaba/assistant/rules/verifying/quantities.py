"""Numbers in words, and the units that they count, in Arabic, French and English, in folded form."""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from typing import Final

Words = tuple[str, ...]


def _list(text: str) -> list[str]:
    return text.split()


_FR: Final = _list(
    "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept "
    "dix-huit dix-neuf"
)
_EN: Final = _list(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_FR_TENS: Final = {
    20: "vingt",
    30: "trente",
    40: "quarante",
    50: "cinquante",
    60: "soixante",
    80: "quatre-vingt",
}
_EN_TENS: Final = dict(
    zip(range(20, 100, 10), _list("twenty thirty forty fifty sixty seventy eighty ninety"), strict=True)
)
_AR: Final[Mapping[int, tuple[str, ...]]] = {
    2: ("اثنان", "اثنين", "اثنتان", "اثنتين"), 3: ("ثلاث", "ثلاثه"), 4: ("اربع", "اربعه"),
    5: ("خمس", "خمسه"), 6: ("ست", "سته"), 7: ("سبع", "سبعه"), 8: ("ثمان", "ثماني", "ثمانيه"),
    9: ("تسع", "تسعه"), 10: ("عشر", "عشره"),
}  # fmt: skip
_AR_TENS: Final = dict(zip(range(20, 100, 10), _list("عشر ثلاث اربع خمس ست سبع ثمان تسع"), strict=True))
_UNITS: Final[Mapping[str, str]] = {
    word: unit
    for unit, words in {
        "mad": "dirham dirhams dh dhs mad درهم دراهم درهما",
        "eur": "euro euros اورو يورو",
        "minute": "minute minutes دقيقه دقايق دقاءق",
        "hour": "heure heures hour hours ساعه ساعات",
        "day": "jour jours day days يوم ايام يوما",
        "week": "semaine semaines week weeks اسبوع اسابيع اسبوعا",
        "month": "mois month months شهر اشهر شهور شهرا",
        "year": "an ans annee annees year years سنه سنوات سنين عام اعوام عاما",
    }.items()
    for word in words.split()
}
_ONE: Final[Mapping[str, str]] = {"un": "fr", "une": "fr", "a": "en", "an": "en", "one": "en"}
_ENGLISH_UNITS: Final = frozenset({"minute", "hour", "day", "week", "month", "year", "dirham", "euro"})
_DUALS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("يومان", "يومين"), "day"), **dict.fromkeys(("شهران", "شهرين"), "month"),
    **dict.fromkeys(("سنتان", "سنتين", "عامان", "عامين"), "year"),
    **dict.fromkeys(("اسبوعان", "اسبوعين"), "week"), **dict.fromkeys(("ساعتان", "ساعتين"), "hour"),
    **dict.fromkeys(("درهمان", "درهمين"), "mad"),
}  # fmt: skip
_WORKING: Final = frozenset(_list("ouvrable ouvrables ouvre ouvres"))
_FREE: Final = frozenset(
    _list("gratuit gratuite gratuits gratuites gratuitement free مجاني مجانيه مجانا بالمجان مجان")
)
LONGEST: Final = 4


def unit_of(words: Words) -> tuple[str, int]:
    """Return the unit that these words begin with and how many they are; nothing and 0 for none."""
    if not words:
        return "", 0
    second = words[1] if len(words) > 1 else ""
    if words[0] in {"working", "business"} and second in {"day", "days"}:
        return "workday", 2
    unit = _UNITS.get(words[0], "")
    if unit == "day" and (second in _WORKING or second in {"عمل", "العمل"}):
        return "workday", 2
    return unit, int(bool(unit))


def whole_of(words: Words) -> tuple[str, int]:
    """Return a quantity that needs no number before it ("gratuit", "un mois", "شهرين"), and its words."""
    first = words[0]
    if first in _FREE:
        return "0|mad", 1
    if first in _DUALS:
        return f"2|{_DUALS[first]}", 1
    second = words[1] if len(words) > 1 else ""
    spoken = _ONE.get(first)
    if spoken and second in _UNITS and (second in _ENGLISH_UNITS) == (spoken == "en"):
        unit, size = unit_of(words[1:])
        return f"1|{unit}", 1 + size
    if first in _UNITS and second in {"واحد", "واحده"}:
        return f"1|{_UNITS[first]}", 2
    return "", 0


def number_of(words: Words) -> tuple[int, int]:
    """Return the number that these words begin with, the longest way, and how many they are (0 for none)."""
    for size in range(min(LONGEST, len(words)), 0, -1):
        value = _table().get(words[:size])
        if value is not None:
            return value, size
    return 0, 0


@cache
def _table() -> Mapping[Words, int]:
    table: dict[Words, int] = {}
    for written, value in [*_latin(), *_arabic()]:
        table[tuple(written.replace("-", " ").split())] = value
    return table


def _latin() -> Iterator[tuple[str, int]]:
    for value in range(2, 100):
        yield from ((written, value) for written in (*_french(value), _english(value)))
    for value in range(2, 10):
        yield from ((f"{_FR[value]} cent{end}", 100 * value) for end in ("", "s"))
        yield f"{_FR[value]} mille", 1000 * value
        yield f"{_EN[value]} hundred", 100 * value
        yield f"{_EN[value]} thousand", 1000 * value
    yield from (("cent", 100), ("mille", 1000), ("one hundred", 100), ("a hundred", 100))
    yield from (("one thousand", 1000), ("a thousand", 1000), ("cent cinquante", 150))


def _french(value: int) -> list[str]:
    if value < len(_FR):
        return [_FR[value]]
    tens = value // 10 * 10 if value // 10 not in (7, 9) else value // 10 * 10 - 10
    rest = value - tens
    head = _FR_TENS[tens]
    if not rest:
        return [head, f"{head}s"]
    return [f"{head}-{_FR[rest]}", f"{head} et {_FR[rest]}"]


def _english(value: int) -> str:
    if value < len(_EN):
        return _EN[value]
    tens, rest = value // 10 * 10, value % 10
    return f"{_EN_TENS[tens]}-{_EN[rest]}" if rest else _EN_TENS[tens]


def _arabic() -> Iterator[tuple[str, int]]:
    for value, names in _AR.items():
        yield from ((name, value) for name in names)
    for name, ten in product(("احد", "احدي"), ("عشر", "عشره")):
        yield f"{name} {ten}", 11
    for name, ten in product(("اثنا", "اثني", "اثنتا", "اثنتي"), ("عشر", "عشره")):
        yield f"{name} {ten}", 12
    for value in range(3, 10):
        yield from ((f"{name} {ten}", 10 + value) for name, ten in product(_AR[value], ("عشر", "عشره")))
    for tens, stem in _AR_TENS.items():
        for end in ("ون", "ين"):
            yield f"{stem}{end}", tens
            ones = {1: ("واحد", "واحده", "احدي"), **{one: _AR[one] for one in range(2, 10)}}
            yield from ((f"{name} و{stem}{end}", tens + one) for one, names in ones.items() for name in names)
    yield from ((name, 100) for name in ("مايه", "مءه", "ميه", "مائه"))
    yield from ((name, 200) for name in ("مايتان", "مايتي", "مايتا", "ميتان", "ميتي", "مايتين", "ميتين"))
    for value in range(3, 10):
        yield from ((f"{name}{hundred}", 100 * value) for name in _AR[value] for hundred in ("مايه", "ميه"))
    yield from (("الف", 1000), ("الفان", 2000), ("الفي", 2000), ("الفا", 2000))
