#!/usr/bin/env python3
"""Mine a French-Arabic lexicon of stems from the starter catalogue's own paired texts.

IBM model 1 (Brown et al., 1993, section 4.1) in both directions over titles, summaries, documents,
steps, notes and names that are written in both languages; a pair's weight is the geometric mean of
its two probabilities. Prints `French stem<TAB>Arabic stem:weight …`, the strongest first.
"""

import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from bawaba.search.rules.analysis import arabic_terms, french_terms

CATALOGUE = Path(__file__).resolve().parent.parent / "bawaba/catalogue/data"
ROUNDS, LEAST, MOST = 10, 0.06, 6
Pair = tuple[Sequence[str], Sequence[str]]
Table = dict[str, dict[str, float]]


def paired_texts(value: Any) -> Iterator[tuple[str, str]]:
    """Yield each text of a JSON value that is written in both languages."""
    if isinstance(value, dict):
        if isinstance(value.get("fr"), str) and isinstance(value.get("ar"), str):
            yield value["fr"], value["ar"]
        for part in value.values():
            yield from paired_texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from paired_texts(part)


def read_pairs() -> list[Pair]:
    """Return the stems of each distinct pair of texts; titles and names count three times."""
    found: dict[tuple[str, str], int] = {}
    for file in sorted(CATALOGUE.glob("*.json*")):
        text = file.read_text(encoding="utf-8")
        rows = text.splitlines() if file.suffix == ".jsonl" else [text]
        for row in rows:
            for pair in paired_texts(json.loads(row)):
                found[pair] = 3 if len(pair[0]) < 80 else 1
    pairs = [(french_terms(fr), arabic_terms(ar), times) for (fr, ar), times in found.items()]
    return [(fr, ar) for fr, ar, times in pairs for _ in range(times) if fr and ar]


def train(pairs: Sequence[Pair]) -> Table:
    """Return p(target | source) after `ROUNDS` rounds of expectation and maximisation."""
    table: Table = defaultdict(lambda: defaultdict(lambda: 1.0))
    for _ in range(ROUNDS):
        counts: Table = defaultdict(lambda: defaultdict(float))
        for source, target in pairs:
            for word in target:
                shares = [(other, table[other][word]) for other in (*source, "")]
                total = sum(share for _, share in shares)
                for other, share in shares:
                    counts[other][word] += share / total
        table = defaultdict(lambda: defaultdict(lambda: 1e-9))
        for other, row in counts.items():
            total = sum(row.values())
            table[other] = defaultdict(lambda: 1e-9, {word: count / total for word, count in row.items()})
    return table


def main() -> None:
    """Print the lexicon."""
    pairs = read_pairs()
    forward, backward = train(pairs), train([(ar, fr) for fr, ar in pairs])
    print("# French stem, then Arabic stems with weights in hundredths. Mined by scripts/mine_lexicon.py.")
    for stem in sorted(forward):
        weights = {
            word: math.sqrt(share * backward[word].get(stem, 0.0)) for word, share in forward[stem].items()
        }
        kept = sorted(((weight, word) for word, weight in weights.items() if weight >= LEAST), reverse=True)
        if stem and kept:
            print(f"{stem}\t" + " ".join(f"{word}:{weight * 100:.0f}" for weight, word in kept[:MOST]))


if __name__ == "__main__":
    main()
