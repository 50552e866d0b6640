"""An answer part by part, for doors that show it as it comes, and whole, for those that print it."""

from collections.abc import Iterator
from dataclasses import asdict

from bawaba.assistant.queries.asking import ask
from bawaba.assistant.types import Answer


def stream(
    *, text: str, language: str = "", service: str = "", before: str = ""
) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield what a question gets: `lead`, then `part` for each thing asked, then `done` with it all.

    The arguments and SQL queries of `ask`.
    """
    answer = ask(text=text, language=language, service=service, before=before)
    shown = show_answer(answer)
    yield "lead", {"text": answer.lead, "title": answer.title, "url": answer.url}
    for part in answer.parts:
        yield (
            "part",
            {"intent": part.intent, "text": part.text, "lines": list(part.lines), "missing": part.missing},
        )
    yield "done", shown


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
        "parts": [
            {"intent": part.intent, "text": part.text, "lines": list(part.lines), "missing": part.missing}
            for part in answer.parts
        ],
        "choices": [asdict(choice) for choice in answer.choices],
        "citations": [
            asdict(one) | {"as_of": one.as_of.isoformat() if one.as_of else ""} for one in answer.citations
        ],
        "contacts": [asdict(contact) for contact in answer.contacts],
        "confidence": answer.confidence,
        "mode": answer.mode,
        "ms": answer.ms,
    }
