"""`bawaba assistant ask TEXT` and `bawaba assistant evaluate --questions FILE`."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from bawaba.assistant import queries, services
from bawaba.assistant.types import ANSWER_LANGUAGES, Answer
from bawaba.kernel.actors import system_actor
from bawaba.kernel.commands import Progress, RoomCommand


class Command(RoomCommand):
    help = "Answer questions from the catalogue, and measure how well."

    def add_operations(self) -> None:
        asking = self.operation("ask", answer, "Answer one question.")
        asking.add_argument("text")
        asking.add_argument("--lang", dest="language", choices=ANSWER_LANGUAGES, default="")
        asking.add_argument("--service", default="", help="what the question is about when it names nothing")
        asking.add_argument("--plain", action="store_true", help="without a language model")
        self.operation("erase-old", erase_old, "Erase conversations and ratings whose 30 days are over.")
        redacting = self.operation("evaluate-redaction", redaction, "Measure how personal data is taken out.")
        redacting.add_argument("--sentences", type=Path, default=queries.REDACTION_TEST)
        measuring = self.operation("evaluate", measure, "Measure the answers to questions of one's own.")
        measuring.add_argument("--questions", type=Path, default=queries.OWN_QUESTIONS)
        measuring.add_argument("--catalogue", type=Path, default=None, help="a catalogue that is not loaded")
        measuring.add_argument("--split", default="", help="only the questions of this half")
        measuring.add_argument("--misses", action="store_true", help="list what went wrong, too")
        drafting = self.operation("evaluate-drafts", measure_drafts, "Measure the drafts for agents.")
        drafting.add_argument("--messages", type=Path, default=queries.OWN_MESSAGES)
        drafting.add_argument("--catalogue", type=Path, default=None, help="a catalogue that is not loaded")


def answer(*, text: str, language: str, service: str, plain: bool) -> Mapping[str, object]:
    return shown(queries.tell(text=text, language=language, service=service, plain=plain))


def shown(found: Answer) -> dict[str, object]:
    """Return an answer as the command prints it."""
    return {
        "answer": found.text,
        "language": found.language,
        "intent": found.intents[0] if found.intents else "",
        "intents": list(found.intents),
        "abstained": found.abstained,
        "reason": found.status if found.abstained else "",
        "status": found.status,
        "service_id": found.service_id or None,
        "choices": [asdict(choice) for choice in found.choices],
        "citations": [
            {
                "service_id": one.service_id,
                "field": one.field,
                "quote": one.quote,
                "url": one.url,
                "as_of": one.as_of.isoformat() if one.as_of else None,
                "version": one.version,
            }
            for one in found.citations
        ],
        "mode": found.mode,
        "ms": found.ms,
    }


def redaction(*, sentences: Path) -> Mapping[str, object]:
    return queries.evaluate_redaction(sentences=sentences)


def erase_old() -> Mapping[str, object]:
    return {"erased": services.erase_old(actor=system_actor("assistant-command"))}


def measure(*, questions: Path, catalogue: Path | None, split: str, misses: bool) -> Mapping[str, object]:
    progress = Progress("asking")
    found = queries.evaluate(
        questions=questions, catalogue=catalogue, split=split, misses=misses, advance=progress.advance
    )
    progress.finish()
    return found


def measure_drafts(*, messages: Path, catalogue: Path | None) -> Mapping[str, object]:
    progress = Progress("drafting")
    found = queries.evaluate_drafts(messages=messages, catalogue=catalogue, advance=progress.advance)
    progress.finish()
    return found
