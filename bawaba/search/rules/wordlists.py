"""Word lists of `data/`, read once: stop words and the marks of Darija, folded as the analysis folds."""

from functools import cache
from importlib.resources import files
from typing import Final

from bawaba.search.rules.folding import fold_arabic, fold_latin

_DATA: Final = files("bawaba.search") / "data"


def read_lines(*path: str) -> list[str]:
    """Return the lines of a data file, without comments and empty ones."""
    lines = _DATA.joinpath(*path).read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def fold(text: str) -> str:
    """Return `text` folded in both scripts."""
    return fold_arabic(fold_latin(text))


@cache
def stop_words(*languages: str) -> frozenset[str]:
    """Return the folded stop words of these languages."""
    return frozenset(
        fold(line) for language in languages for line in read_lines("stopwords", f"{language}.txt")
    )


@cache
def marker_words(language: str) -> frozenset[str]:
    """Return the folded words and phrases that tell this variety from its neighbours."""
    return frozenset(fold(line) for line in read_lines("markers", f"{language}.txt"))
