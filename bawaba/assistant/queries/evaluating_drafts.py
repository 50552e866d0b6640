"""How good the drafts for agents are, on messages with the service that a clerk would name."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from bawaba.assistant.queries.drafting import draft_answer
from bawaba.assistant.queries.evaluating import DATA, Row, read_questions
from bawaba.assistant.queries.shelves import PublishedShelf, Shelf, open_file
from bawaba.assistant.rules.measures import share_of, summarise_abstention
from bawaba.assistant.rules.numbers import strange_numbers
from bawaba.casework.types import AnswerDraft

OWN_MESSAGES: Final = DATA / "messages.jsonl"


def evaluate_drafts(
    *, messages: Path, catalogue: Path | None = None, advance: Callable[[], None] = lambda: None
) -> dict[str, object]:
    """Return the measures of drafts for all messages, and by the language that their rows give.

    messages: rows {qid, question, language, service_id or null, should_abstain, accepted?}
    raises: QuestionsBroken, FileBroken
    """
    shelf: Shelf = open_file(path=catalogue) if catalogue else PublishedShelf(hurried=False)
    seen: dict[str, list[tuple[Row, AnswerDraft | None]]] = {}
    for row in read_questions(messages):
        draft = draft_answer(text=str(row["question"]), shelf=shelf)
        seen.setdefault(str(row.get("language", "")), []).append((row, draft))
        advance()
    every = [pair for pairs in seen.values() for pair in pairs]
    return {
        "all": _measures(every, shelf),
        "languages": {language: _measures(pairs, shelf) for language, pairs in seen.items()},
    }


def _measures(pairs: list[tuple[Row, AnswerDraft | None]], shelf: Shelf) -> Mapping[str, float]:
    """Return the measures; service, choice and body are over messages that a service answers.

    service: the draft is about it; choice: it or one beside it; body: the administration in charge is right
    two_languages: of the drafts; wrong_number_rate: a number that the record does not hold
    """
    answerable = [(row, draft) for row, draft in pairs if row.get("service_id")]
    drafts = [draft for _, draft in pairs if draft is not None]
    abstained = [(draft is None, bool(row.get("should_abstain"))) for row, draft in pairs]
    return {
        "n": len(pairs),
        "service": share_of(draft is not None and draft.service in _wanted(row) for row, draft in answerable),
        "choice": share_of(
            draft is not None and not _wanted(row).isdisjoint({draft.service, *draft.others})
            for row, draft in answerable
        ),
        "body": share_of(
            draft is not None and draft.body == _body(str(row["service_id"]), shelf)
            for row, draft in answerable
        ),
        "two_languages": share_of(all(draft.drafts.values()) for draft in drafts),
        "wrong_number_rate": share_of(_strange(draft, shelf) for draft in drafts),
        **summarise_abstention(abstained),
    }


def _wanted(row: Row) -> set[str]:
    return {str(key) for key in row.get("accepted") or [row["service_id"]]}


def _body(service: str, shelf: Shelf) -> str:
    entry = shelf.entry(service)
    return entry.record.authority if entry else ""


def _strange(draft: AnswerDraft, shelf: Shelf) -> bool:
    entry = shelf.entry(draft.service)
    held = [repr(entry.record)] if entry else []
    return any(strange_numbers(text, held) for text in draft.drafts.values())
