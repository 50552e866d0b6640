"""How well questions are answered: over the published catalogue, or over one in a file."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from bawaba.assistant.errors import QuestionsBroken
from bawaba.assistant.queries.asking import ask
from bawaba.assistant.queries.shelves import PublishedShelf, Shelf, open_file
from bawaba.assistant.rules.measures import Outcome, summarise
from bawaba.assistant.rules.numbers import strange_numbers
from bawaba.assistant.types import Answer

DATA: Final = Path(__file__).resolve().parent.parent / "data/evaluation"
OWN_QUESTIONS: Final = DATA / "questions.jsonl"
TITLE_QUESTIONS: Final = DATA / "title_questions.jsonl"
DRAWN_QUESTIONS: Final = DATA / "drawn_questions.jsonl"
ENGLISH_QUESTIONS: Final = DATA / "english_questions.jsonl"
TITLE_CATALOGUE: Final = DATA / "titles.jsonl"
Row = Mapping[str, Any]  # Any: JSON values


def evaluate(
    *,
    questions: Path,
    catalogue: Path | None = None,
    split: str = "",
    advance: Callable[[], None] = lambda: None,
    misses: bool = False,
) -> dict[str, object]:
    """Return the measures of all questions, and by the language that their rows give.

    questions: rows {qid, question, language, service_id or null, should_abstain, accepted?, split?}
    catalogue: JSON Lines of services, a title alone is enough; else the published catalogue
    split:     only these rows; misses: list the questions that got it wrong, too
    raises: QuestionsBroken, FileBroken
    """
    rows = [row for row in read_questions(questions) if not split or row.get("split") == split]
    shelf: Shelf = open_file(path=catalogue) if catalogue else PublishedShelf(hurried=False)
    _warm_up(shelf)
    outcomes: dict[str, list[Outcome]] = {}
    wrong: list[dict[str, object]] = []
    for row in rows:
        answer = ask(text=str(row["question"]), shelf=shelf)
        outcome = outcome_of(row, answer)
        outcomes.setdefault(str(row.get("language", "")), []).append(outcome)
        if misses and _missed(outcome):
            wrong.append(_miss(row, answer))
        advance()
    every = [outcome for found in outcomes.values() for outcome in found]
    measured: dict[str, object] = {
        "all": summarise(every),
        "languages": {language: summarise(found) for language, found in outcomes.items()},
    }
    return measured | {"misses": wrong} if misses else measured


def _warm_up(shelf: Shelf) -> None:
    """Load the model and the index before the first question is timed."""
    shelf.ask(text="warm up", whole="warm up", language="fr").weigh(vectors=True)


def outcome_of(row: Row, answer: Answer) -> Outcome:
    """Return what a row's question got."""
    wanted = tuple(row.get("accepted") or filter(None, [row.get("service_id")]))
    quotes = [citation.quote for citation in answer.citations]
    quotes += [choice.title for choice in answer.choices] + [
        f"{one.number} {one.name}" for one in answer.contacts
    ]
    told = {part.intent for part in answer.parts}
    return Outcome(
        wanted=tuple(str(key) for key in wanted),
        ranking=tuple(answer.ranking),
        should_abstain=bool(row.get("should_abstain", not wanted)),
        abstained=answer.abstained,
        strange=len(strange_numbers(answer.text, quotes)),
        ms=answer.ms,
        service=answer.service_id,
        covered=set(row.get("intents") or ()) <= told,
    )


def _missed(outcome: Outcome) -> bool:
    wrong_service = bool(outcome.wanted) and outcome.ranking[:1] not in {(key,) for key in outcome.wanted}
    return wrong_service or outcome.abstained != outcome.should_abstain or outcome.strange > 0


def _miss(row: Row, answer: Answer) -> dict[str, object]:
    return {
        "qid": row.get("qid"),
        "question": row["question"],
        "wanted": row.get("service_id"),
        "status": answer.status,
        "ranking": list(answer.ranking[:3]),
        "confidence": round(answer.confidence, 3),
    }


def read_questions(path: Path) -> Iterator[Row]:
    """Yield the rows of a file of questions.

    raises: QuestionsBroken
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        rows = [json.loads(line) for line in lines if line.strip()]
    except (OSError, ValueError) as error:
        raise QuestionsBroken(f"{path}: {error}") from error
    for row in rows:
        if not isinstance(row, dict) or not str(row.get("question") or "").strip():
            raise QuestionsBroken(f"{path}: a row needs a question.")
        yield row
