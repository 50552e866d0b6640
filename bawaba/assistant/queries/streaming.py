"""An answer part by part, for doors that show it as it comes, and whole, for those that print it."""

from collections.abc import Iterator
from dataclasses import asdict

from bawaba.assistant.queries.telling import tell_by_part
from bawaba.assistant.types import Answer, Part


def stream(
    *, text: str, language: str = "", service: str = "", before: str = "", plain: bool = False
) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield what a question gets: `lead`, then `part` for each thing asked, then `done` with it all.

    The arguments and SQL queries of `tell`.
    """
    steps = tell_by_part(text=text, language=language, service=service, before=before, plain=plain)
    first = next(steps)
    if isinstance(first, Answer):
        yield "lead", {"text": first.lead, "title": first.title, "url": first.url, "status": first.status}
    for step in steps:
        yield ("part", _show_part(step)) if isinstance(step, Part) else ("done", show_answer(step))


def _show_part(part: Part) -> dict[str, object]:
    return {
        "intent": part.intent,
        "text": part.text,
        "lines": list(part.lines),
        "missing": part.missing,
        "generated": part.generated,
    }


def show_answer(answer: Answer) -> dict[str, object]:
    """Return an answer as plain values. No SQL query."""
    return {
        "answer": answer.text,
        "status": answer.status,
        "abstained": answer.abstained,
        "language": answer.language,
        "written_in": answer.written_in,
        "intents": list(answer.intents),
        "service_id": answer.service_id,
        "title": answer.title,
        "url": answer.url,
        "parts": [_show_part(part) for part in answer.parts],
        "choices": [asdict(choice) for choice in answer.choices],
        "citations": [
            asdict(one) | {"as_of": one.as_of.isoformat() if one.as_of else ""} for one in answer.citations
        ],
        "contacts": [asdict(contact) for contact in answer.contacts],
        "confidence": answer.confidence,
        "mode": answer.mode,
        "ms": answer.ms,
    }
