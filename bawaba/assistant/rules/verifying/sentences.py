"""A stream of text cut into sentences with the marks of what they cite."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bawaba.assistant.rules.numbers import to_western

_MARKS: Final = r"(?:\s*\[[\d٠-٩۰-۹]{1,3}(?:\s*[,،]\s*[\d٠-٩۰-۹]{1,3})*\])"
# A sentence ends at a line's end, or after its marks and a full stop, whichever of the two comes first.
_END: Final = re.compile(rf"\n|{_MARKS}+\s*[.!?؟](?=\s)|[.!?؟]{_MARKS}+(?=\s)")
_MARK: Final = re.compile(_MARKS)
_NUMBER: Final = re.compile(r"\d+")
_BULLET: Final = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_DECORATION: Final = re.compile(r"[*_`#]+")
MOST_WAITING: Final = 2_000


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence without marks and decoration, and the numbers that it cites."""

    text: str
    cited: tuple[int, ...]


class SentenceReader:
    """Takes pieces of text as they come; gives sentences as they end."""

    def __init__(self) -> None:
        self._waiting = ""

    def take(self, piece: str) -> Iterator[Sentence]:
        """Yield the sentences that end with this piece. raises: ValueError for one without end"""
        self._waiting += piece
        while found := _END.search(self._waiting):
            sentence, self._waiting = self._waiting[: found.end()], self._waiting[found.end() :]
            if sentence.strip():
                yield _read(sentence)
        if len(self._waiting) > MOST_WAITING:
            raise ValueError("a sentence without end")

    def rest(self) -> Iterator[Sentence]:
        """Yield what is left when the text ends."""
        if self._waiting.strip():
            yield _read(self._waiting)
        self._waiting = ""


def _read(raw: str) -> Sentence:
    numbers = [int(number) for mark in _MARK.findall(raw) for number in _NUMBER.findall(to_western(mark))]
    bare = _DECORATION.sub("", _BULLET.sub("", _MARK.sub("", raw)))
    return Sentence(" ".join(bare.split()), tuple(numbers))
