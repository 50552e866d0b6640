"""Full-text search over what may be searched: keyed digests of words, offices by offices."""

from collections.abc import Collection, Iterable
from typing import Final

from bawaba.casework.models import Case, SearchWord
from bawaba.casework.rules.numbers import read_number
from bawaba.casework.rules.searching import MOST_ASKED, words_of
from bawaba.kernel import sealing

MOST_FOUND: Final = 2_000
"""Cases that a search looks at; of more it keeps the newest, and says so."""
_DIGITS: Final = 15


def digest_of(word: str, office: str) -> int:
    """Return what stands for a word in the index of one office: 60 bits of HMAC-SHA-256."""
    return int(sealing.blind_index(word, context=f"case-words:{office}")[:_DIGITS], 16)


def find_rows(text: str, offices: Collection[str]) -> tuple[list[int], bool]:
    """Return the rows of the cases that hold every word of `text`, and whether there are more.

    The number of a case finds it alone. At most one SQL query a word.
    """
    number = read_number(text)
    if number:
        return list(
            Case.objects.filter(number=number, office__in=offices).values_list("pk", flat=True)
        ), False
    words = words_of(text, most=MOST_ASKED)
    found: set[int] | None = None
    cut = False
    for word in sorted(words, key=len, reverse=True):  # long words are rarer, and narrow the next ones
        rows, more = _with_word(word, offices, found)
        found, cut = rows, cut or more
        if not found:
            break
    return sorted(found or (), reverse=True), cut


def _with_word(word: str, offices: Iterable[str], among: set[int] | None) -> tuple[set[int], bool]:
    digests = [digest_of(word, office) for office in offices]
    rows = SearchWord.objects.filter(digest__in=digests)
    if among is not None:
        return set(rows.filter(case_id__in=among).values_list("case_id", flat=True)), False
    keys = list(rows.order_by("-case_id").values_list("case_id", flat=True)[: MOST_FOUND + 1])
    return set(keys[:MOST_FOUND]), len(keys) > MOST_FOUND
