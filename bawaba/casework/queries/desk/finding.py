"""Full-text search over what may be searched: keyed digests of words, offices by offices."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from django.db import connection

from bawaba.casework.models import Case, SearchWord
from bawaba.casework.rules.numbers import read_number
from bawaba.casework.rules.searching import MOST_ASKED, words_of
from bawaba.kernel import sealing
from bawaba.kernel.rows import run

MOST_FOUND: Final = 2_000
"""Cases that a search looks at; of more it keeps the newest, and says so."""
_DIGITS: Final = 15
_TOGETHER: Final = 400
"""Digests in one statement: SQLite joins 500 parts at most."""
_TABLE: Final = SearchWord._meta.db_table


def digest_of(word: str, office: str) -> int:
    """Return what stands for a word in the index of one office: 60 bits of HMAC-SHA-256."""
    return int(sealing.blind_index(word, context=f"case-words:{office}")[:_DIGITS], 16)


def find_rows(text: str, offices: Collection[str]) -> tuple[list[int], bool]:
    """Return the rows of the cases that hold every word of `text`, and whether there are more.

    The number of a case finds it alone. One SQL query a word for 400 offices, for the first word at most two.
    """
    number = read_number(text)
    if number:
        return list(
            Case.objects.filter(number=number, office__in=offices).values_list("pk", flat=True)
        ), False
    words = sorted(words_of(text, most=MOST_ASKED), key=len, reverse=True)
    if not words or not offices:
        return [], False
    found, cut = _newest(_digests(words[0], offices), MOST_FOUND)
    for word in words[1:]:  # long words are rarer, and narrow the next ones
        found = _holding(_digests(word, offices), found)
    return found, cut


def _digests(word: str, offices: Iterable[str]) -> list[int]:
    return [digest_of(word, office) for office in offices]


def _newest(digests: Sequence[int], most: int) -> tuple[list[int], bool]:
    """Return the newest rows with any of these digests, and whether there are more than `most`.

    Of each digest only so many are read as are likely to be among the newest of all; where those were
    all among them, there may be more, and it is read again.
    """
    each = most + 1 if len(digests) == 1 else 2 * most // len(digests) + 50
    found = _read_each(digests, each)
    newest = _merged(found, most)
    again = [one for one, keys in found.items() if each == len(keys) <= most and keys[-1] >= newest[-1]]
    newest = _merged(found | _read_each(again, most + 1), most) if again else newest
    return newest[:most], len(newest) > most


def _merged(found: Mapping[int, Sequence[int]], most: int) -> list[int]:
    return sorted((key for keys in found.values() for key in keys), reverse=True)[: most + 1]


def _read_each(digests: Sequence[int], each: int) -> dict[int, list[int]]:
    """Return the newest rows with each digest, `each` at most. One SQL query for 400 digests."""
    found: dict[int, list[int]] = {}
    compiled = _lateral if connection.vendor == "postgresql" else _joined
    for first in range(0, len(digests), _TOGETHER):
        with connection.cursor() as cursor:
            cursor.execute(*compiled(digests[first : first + _TOGETHER], each))
            for digest, key in cursor.fetchall():
                found.setdefault(digest, []).append(key)
    return found


def _joined(digests: Sequence[int], each: int) -> tuple[str, list[Any]]:  # Any: what drivers take
    part = (
        f"SELECT * FROM (SELECT digest, case_id FROM {_TABLE}"  # noqa: S608  # a table's name
        f" WHERE digest = %s ORDER BY case_id DESC LIMIT {each:d})"
    )
    return " UNION ALL ".join([part] * len(digests)), list(digests)


def _lateral(digests: Sequence[int], each: int) -> tuple[str, list[Any]]:  # as above
    sql = (
        "SELECT wanted.digest, own.case_id FROM unnest(%s::bigint[]) AS wanted(digest) CROSS JOIN LATERAL"  # noqa: S608
        f" (SELECT case_id FROM {_TABLE} WHERE digest = wanted.digest ORDER BY case_id DESC LIMIT {each:d}) AS own"
    )
    return sql, [list(digests)]


def _holding(digests: Collection[int], among: Sequence[int]) -> list[int]:
    """Return those rows that have one of the digests, in their order. One SQL query, none for no row."""
    if not among:
        return []
    # Each row's few words are looked through; the index of digests would be asked for every office and row.
    if connection.vendor == "postgresql":
        found = run(
            "SELECT wanted.id FROM unnest(%s::bigint[]) AS wanted(id) CROSS JOIN LATERAL"  # noqa: S608  # a table's name
            f" (SELECT 1 FROM {_TABLE} WHERE case_id = wanted.id AND digest + 0 = ANY(%s::bigint[]) LIMIT 1) AS own",
            list(among),
            list(digests),
        )
    else:
        numbers, words = (",".join(map(str, some)) for some in (among, digests))
        found = run(f"SELECT case_id FROM {_TABLE} WHERE case_id IN ({numbers}) AND digest + 0 IN ({words})")  # noqa: S608
    kept = {key for (key,) in found.fetchall()}
    return [key for key in among if key in kept]
