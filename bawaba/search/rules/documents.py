"""From an offered document to what the index keeps: weighted fields, impacts, passages for vectors."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from bawaba.kernel.ports import SearchDocument, SearchText
from bawaba.search.rules.analysis import BODY, KEYWORD, SUMMARY, TITLE, Field, document_terms
from bawaba.search.rules.folding import fold_arabic, fold_latin
from bawaba.search.rules.scoring import saturate
from bawaba.search.rules.suggesting import prefix_weights

PASSAGE_LANGUAGES: Final = ("fr", "ar", "en")
PASSAGE_CHARACTERS: Final = 400
UNTITLED_PIECES: Final = 2
PIECE_END: Final = "\f"
# What a channel holds on average, counted as this many documents: it steadies a young index.
USUAL_LENGTHS: Final[Mapping[str, float]] = {
    "fr": 200.0, "en": 200.0, "ar": 120.0, "ar3": 250.0, "skeleton": 250.0, "spoken": 60.0, "zgh": 60.0, "word": 100.0,
}  # fmt: skip
USUAL_COUNT: Final = 20
_LINES: Final = re.compile(r"\n+")


@dataclass(frozen=True, slots=True)
class Analysed:
    """A document's weighted frequencies by channel, and their sums."""

    terms: Mapping[str, Mapping[str, float]]
    prefixes: Sequence[tuple[str, float]]

    def lengths(self) -> dict[str, float]:
        return {channel: sum(counts.values()) for channel, counts in self.terms.items()}


def document_fields(document: SearchDocument) -> Iterator[Field]:
    """Return the fields of a document, each keyword its own, a sentence said twice taken once."""
    for language, text in document.texts.items():
        if text.title:
            yield Field(language, TITLE, text.title)
        for keyword in text.keywords:
            yield Field(language, KEYWORD, keyword)
        if text.summary:
            yield Field(language, SUMMARY, text.summary)
        body = distinct_lines(text.body)
        if body:
            yield Field(language, BODY, body)


def distinct_lines(text: str) -> str:
    """Return the text with each line once: templates repeat the summary as the introduction."""
    return "\n".join(dict.fromkeys(line.strip() for line in _LINES.split(text) if line.strip()))


def analyse_document(document: SearchDocument) -> Analysed:
    """Return what each channel holds of the document."""
    return Analysed(document_terms(document_fields(document)), prefix_weights(document))


def impacts(analysed: Analysed, averages: Mapping[str, float]) -> dict[str, Sequence[tuple[str, float]]]:
    """Return channel → (term, saturated frequency), ready to pack."""
    result: dict[str, Sequence[tuple[str, float]]] = {}
    for channel, counts in analysed.terms.items():
        frequencies = np.fromiter(counts.values(), np.float32, len(counts))
        weights = saturate(frequencies, float(frequencies.sum()), averages.get(channel, 1.0))
        result[channel] = list(zip(counts, weights.tolist(), strict=True))
    result["prefix"] = analysed.prefixes
    return result


def add_lengths(known: Mapping[str, Sequence[float]], analysed: Sequence[Analysed]) -> dict[str, list[float]]:
    """Return channel → [documents, summed length] after these documents."""
    totals = {channel: [float(count), float(total)] for channel, (count, total) in known.items()}
    for document in analysed:
        for channel, length in document.lengths().items():
            entry = totals.setdefault(channel, [0.0, 0.0])
            entry[0] += 1
            entry[1] += length
    return totals


def average_lengths(totals: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Return channel → mean length, drawn towards the usual one while few documents are known."""
    return {
        channel: (USUAL_LENGTHS.get(channel, 100.0) * USUAL_COUNT + total) / (USUAL_COUNT + count)
        for channel, (count, total) in totals.items()
    }


def passages(document: SearchDocument) -> list[str]:
    """Return the texts that get a vector: per language the title with the beginning of the rest."""
    return [
        passage
        for language in PASSAGE_LANGUAGES
        if language in document.texts and (passage := lead_passage(document.texts[language]))
    ]


def lead_passage(text: SearchText) -> str:
    """Return the title and the first `PASSAGE_CHARACTERS` of summary and body, cut at a word.

    A text without a title says its subject over a longer stretch, and would lose against titled
    ones: it is read in `UNTITLED_PIECES` pieces, whose mean direction is its vector.
    """
    rest = " ".join(distinct_lines(f"{text.summary}\n{text.body}").split("\n"))
    if text.title:
        return ". ".join(part for part in (text.title, *_pieces(rest, 1)) if part)
    return PIECE_END.join(_pieces(rest, UNTITLED_PIECES))


def _pieces(text: str, most: int) -> list[str]:
    """Return the first pieces of a text, at most `PASSAGE_CHARACTERS` long, cut at words."""
    pieces: list[str] = []
    while text and len(pieces) < most:
        end = len(text) if len(text) <= PASSAGE_CHARACTERS else text.rfind(" ", 0, PASSAGE_CHARACTERS)
        end = end if end > 0 else PASSAGE_CHARACTERS
        pieces.append(text[:end])
        text = text[end:].lstrip()
    return pieces


def passage_hash(text: str) -> str:
    """Return 128 bits of SHA-256 of a passage, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def normal_question(text: str) -> str:
    """Return the form in which two askings of one question are the same: folded, single spaces."""
    return " ".join(re.findall(r"\w+", fold_arabic(fold_latin(text))))
