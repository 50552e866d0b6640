"""How well personal data is taken out of questions, over sentences in which it is marked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bawaba.assistant.errors import QuestionsBroken
from bawaba.assistant.queries.books import given_names
from bawaba.assistant.queries.evaluating import DATA
from bawaba.assistant.rules.redaction import KINDS, Span, redact

REDACTION_TEST: Final = DATA / "redaction_test.txt"
REDACTION_DEV: Final = DATA / "redaction_dev.txt"
# By a second writer: .970 at its first look, mended on since.
REDACTION_FRESH: Final = DATA / "redaction_fresh.txt"
_MARK: Final = re.compile(r"\[\[(\w+):(.+?)\]\]")


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence, its language, and where its personal data stands."""

    language: str
    text: str
    wanted: tuple[Span, ...]


def evaluate_redaction(*, sentences: Path = REDACTION_TEST) -> Mapping[str, object]:
    """Return how much of what is marked is taken out, whole, and how much of what is taken out is marked.

    sentences: lines of a language, a tab, a sentence with [[kind:words]]. No SQL query.
    raises: QuestionsBroken
    """
    found = right = 0
    missed: list[Mapping[str, str]] = []
    extra: list[Mapping[str, str]] = []
    marked = read_marked(sentences)
    for one in marked:
        spans = redact(one.text, given_names()).spans
        missed += [_row(one, span) for span in one.wanted if not _covered(one.text, span, spans)]
        for span in spans:
            found += 1
            touches = any(span.start < wanted.end and wanted.start < span.end for wanted in one.wanted)
            right += touches
            extra += [] if touches else [_row(one, span)]
    total = sum(len(one.wanted) for one in marked)
    return {
        "sentences": len(marked),
        "marked": total,
        "recall": round(1 - len(missed) / total, 4) if total else 1.0,
        "precision": round(right / found, 4) if found else 1.0,
        "missed": missed,
        "extra": extra,
    }


def read_marked(file: Path) -> list[Marked]:
    """Return the sentences of a file with the places of what is marked. raises: QuestionsBroken"""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise QuestionsBroken(f"{file}: {error}") from error
    return [_read(line) for line in lines if line.strip() and not line.startswith("#")]


def _read(line: str) -> Marked:
    language, _, rest = line.partition("\t")
    text, place, wanted = "", 0, []
    for mark in _MARK.finditer(rest):
        text += rest[place : mark.start()]
        if mark[1] not in KINDS:
            raise QuestionsBroken(f"{mark[1]}: no kind of personal data")
        wanted.append(Span(mark[1], len(text), len(text) + len(mark[2])))
        text += mark[2]
        place = mark.end()
    return Marked(language, text + rest[place:], tuple(wanted))


def _covered(text: str, wanted: Span, spans: Sequence[Span]) -> bool:
    taken = [range(span.start, span.end) for span in spans]
    return all(
        not text[place].isalnum() or any(place in one for one in taken)
        for place in range(wanted.start, wanted.end)
    )


def _row(one: Marked, span: Span) -> Mapping[str, str]:
    return {"kind": span.kind, "words": one.text[span.start : span.end], "sentence": one.text}
