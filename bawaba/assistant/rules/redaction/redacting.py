"""The whole of it: what is found, and the text without it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from bawaba.assistant.rules.redaction.names import NameBook, find_names
from bawaba.assistant.rules.redaction.numbers import find_numbers
from bawaba.assistant.rules.redaction.places import find_places
from bawaba.assistant.rules.redaction.spans import Span, plain


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without personal data, and where in the first text that stood."""

    text: str
    spans: Sequence[Span]


def redact(text: str, names: NameBook) -> Redacted:
    """Return a text with each piece of personal data replaced by its kind in brackets (`[phone]`).

    It errs towards taking out too much. It is not proof against someone who hides what they write
    (letters between figures, spelled-out numbers).
    """
    form = plain(text)
    spans = _merged(chain(find_numbers(form), find_places(form), find_names(form, names)))
    pieces, place = [], 0
    for span in spans:
        pieces += [text[place : span.start], f"[{span.kind}]"]
        place = span.end
    return Redacted("".join([*pieces, text[place:]]), spans)


def _merged(found: Iterable[Span]) -> list[Span]:
    """Return spans in order; those that overlap become one of the kind found first."""
    listed = list(found)
    order = {id(span): place for place, span in enumerate(listed)}
    merged: list[tuple[int, Span]] = []
    for span in sorted(listed, key=lambda one: (one.start, -one.end)):
        rank = order[id(span)]
        if merged and span.start < merged[-1][1].end:
            known_rank, known = merged[-1]
            kind = known.kind if known_rank <= rank else span.kind
            merged[-1] = (min(rank, known_rank), Span(kind, known.start, max(known.end, span.end)))
        else:
            merged.append((rank, span))
    return [span for _, span in merged]
