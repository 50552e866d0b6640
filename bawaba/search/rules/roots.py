"""Light roots over consonants: تسجيل and nsajjel share s-j-l, التصدير and الصادرات s-d-r.

No dictionary: prefixes of verbs and participles and endings are taken off where three consonants remain.
Two words of one root often mean related things, so a shared root proves less than a shared word.
"""

from functools import lru_cache
from typing import Final

SOUND: Final = 3  # consonants that a word or a root needs to be told by them alone
_BEFORE: Final = ("mst", "nst", "tst", "kn", "kt", "8n", "8t", "st", "mt", "nt", "n", "t", "m", "k")
_AFTER: Final = ("thm", "hm", "km", "tn", "t", "n", "h", "k")
_ARTICLES: Final = ("وال", "بال", "فال", "كال", "دال", "لل", "ال")


@lru_cache(maxsize=10_000)
def roots_of(bones: str) -> frozenset[str]:
    """Return the consonants of a word and what remains of them without prefix, ending or both."""
    heads = {bones} | {
        bones[len(one) :] for one in _BEFORE if bones.startswith(one) and len(bones) - len(one) >= SOUND
    }
    return frozenset(
        heads
        | {
            head[: -len(one)]
            for head in heads
            for one in _AFTER
            if head.endswith(one) and len(head) - len(one) >= SOUND
        }
    )


def sound_of(word: str, bones: str) -> str:
    """Return the key of a word of one or two consonants: them, and the vowel that it begins with, if any."""
    for article in _ARTICLES:
        if word.startswith(article) and len(word) - len(article) > 1:
            word = word[len(article) :]
            break
    first = word[0]
    opening = "A" if first in "اءaeio2" else "W" if first in "وwu" else "Y" if first in "يy" else ""
    return f"~{opening}{bones}"
