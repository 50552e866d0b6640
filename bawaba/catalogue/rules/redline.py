"""What was taken out and put in between two texts, word by word."""

import re
from difflib import SequenceMatcher
from typing import Final, Literal, NamedTuple

_WORDS: Final = re.compile(r"\S+\s*|\s+")
MOST_WORDS: Final = 4_000


class Run(NamedTuple):
    """A stretch of text that stayed, was taken out, or was put in."""

    kind: Literal["same", "out", "in"]
    text: str


def redline(before: str, after: str) -> list[Run]:
    """Return the runs that lead from `before` to `after`, in reading order.

    Joined without what was put in they give `before`; without what was taken out, `after`.
    Beyond `MOST_WORDS` words the whole text counts as replaced.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return _runs(before, after)
    found: list[Run] = []
    for tag, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Run("same", "".join(old[first:last])))
        else:
            found += _runs("".join(old[first:last]), "".join(new[start:end]))
    return found


def _runs(out: str, put: str) -> list[Run]:
    return [run for run in (Run("out", out), Run("in", put)) if run.text]
