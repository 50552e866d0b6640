"""For agents: the service that a message is about, the body in charge, and an answer to begin with."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from django.utils import translation

from bawaba.assistant import wording
from bawaba.assistant.queries.asking import ask
from bawaba.assistant.queries.shelves import PublishedShelf, Shelf
from bawaba.assistant.types import Answer
from bawaba.casework.types import AnswerDraft
from bawaba.kernel.languages import pick

DRAFTED_IN: Final = ("ar", "fr")
MOST_CHARACTERS: Final = 600
MOST_OTHERS: Final = 3
_GREETING: Final = re.compile(
    r"^\s*(السلام عليكم( ورحمة الله)?( تعالى)?( وبركاته)?|سلام|تحية طيبة( وبعد)?|bonjour( madame| monsieur)*"
    r"|bonsoir|salam( 3likom| alaykoum)?|madame,? monsieur|monsieur le (directeur|president))[\s,،.!:]*",
    re.IGNORECASE,
)
_published: Final = PublishedShelf()


def draft_answer(
    *, text: str, service: str = "", language: str = "fr", shelf: Shelf | None = None
) -> AnswerDraft | None:
    """Return what an agent may answer to a person's message, or None when nothing speaks for a service.

    service: of the request that the message belongs to; language: of titles. No personal data is kept.
    SQL queries: those of `ask` twice.
    """
    shelf = shelf or _published
    asked = _GREETING.sub("", " ".join(text.split()))[:MOST_CHARACTERS]
    first = ask(text=asked, language=DRAFTED_IN[0], service=service, shelf=shelf)
    chosen = first.service_id or (first.choices[0].service_id if first.choices else "") or service
    if first.abstained and not (service and first.status in {"not-in-catalogue", "greeting"}):
        return None
    entry = shelf.entry(chosen) if chosen else None
    if entry is None:
        return None
    drafts = {written: _draft(asked, written, chosen, shelf, first) for written in DRAFTED_IN}
    return AnswerDraft(
        service=chosen,
        title=pick(entry.record.titles, language).text,
        body=entry.record.authority,
        body_name=pick(entry.authority_names, language).text if entry.authority_names else "",
        drafts=drafts,
        others=_others(first, chosen, language, shelf),
    )


def _draft(text: str, written: str, service: str, shelf: Shelf, first: Answer) -> str:
    """Return a whole answer in a language: the facts asked for, quoted, between a greeting and a close."""
    told = ask(text=text, language=written, service=service, shelf=shelf)
    if told.service_id != service:  # the words name nothing: tell what the service's page says
        told = ask(text=_ASKING[written], language=written, service=service, shelf=shelf)
    with translation.override(written):
        facts = replace(told, contacts=()).text if told.service_id == service else ""
        return "\n\n".join(str(part) for part in (wording.DEAR, facts, wording.KIND_REGARDS) if part)


# Asks for everything that a page says, in the words of `data/phrases.txt`.
_ASKING: Final[Mapping[str, str]] = {
    "ar": "ما الوثائق المطلوبة؟ وكم تكلف؟ وكم المدة؟",
    "fr": "Quels documents ? Combien ça coûte ? Quel délai ?",
}


def _others(first: Answer, chosen: str, language: str, shelf: Shelf) -> Mapping[str, str]:
    close = [choice.service_id for choice in first.choices if choice.service_id != chosen]
    entries = {key: entry for key in close[:MOST_OTHERS] if (entry := shelf.entry(key)) is not None}
    return {key: pick(entry.record.titles, language).text for key, entry in entries.items()}
