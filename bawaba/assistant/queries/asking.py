"""One question from its words to an answer: read, weigh, decide, compose."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.conf import settings
from django.utils import translation

from bawaba.assistant import wording
from bawaba.assistant.queries.books import calibration_for, contacts, names_nothing, read_text, urgent_service
from bawaba.assistant.queries.composing import Source, authority_of, compose_parts, title_of
from bawaba.assistant.queries.evidence import QuestionEvidence, Weighed
from bawaba.assistant.queries.shelves import Entry, PublishedShelf, Shelf
from bawaba.assistant.rules.calls import calls_in
from bawaba.assistant.rules.facts import said
from bawaba.assistant.rules.harm import is_into_anothers, is_unlawful
from bawaba.assistant.rules.machine_text import bare_text, undisguised
from bawaba.assistant.rules.orders import is_order, is_task, opens_as_order
from bawaba.assistant.rules.reading import Reading
from bawaba.assistant.rules.weighing import NOTHING, Decision, decide
from bawaba.assistant.types import ABSTAINING, ANSWER_LANGUAGES, Answer, Choice, Contact, Status
from bawaba.search.queries import question_language

# The language in which a question is answered; Darija gets plain Arabic.
WRITTEN_IN: Final = {"ar": "ar", "darija": "ar", "darija-latn": "ar", "fr": "fr", "en": "en"}
# Words decide alone from this chance on; a model is then not asked.
SURE: Final = 0.9
# A chosen service is meant as long as it is among this many.
STILL_NEAR: Final = 5
# From this chance on a question is answered although it also holds words of another world or of anger.
CLEARLY_HERE: Final = 0.95
TASK: Final = "task"
OPENING: Final = "opening"
INJECTION: Final = "injection"
UNLAWFUL: Final = "unlawful"
_ORDERS: Final = {INJECTION: is_order, UNLAWFUL: is_unlawful, "personal": is_into_anothers, TASK: is_task}
_REFUSED: Final[dict[str, Status]] = {
    INJECTION: "refused-injection",
    UNLAWFUL: "refused-unlawful",
    "personal": "refused-personal-data",
    "legal-advice": "refused-legal-advice",
    TASK: "refused-out-of-scope",
}
_REFUSED_IF_UNSURE: Final[dict[str, Status]] = {
    "abuse": "refused-abuse",
    "out-of-scope": "refused-out-of-scope",
    OPENING: "refused-injection",
}
_published: Final = PublishedShelf()


@dataclass(frozen=True, slots=True)
class Near:
    """Services that the question may be about without naming them.

    chosen: the person chose it, or asks on its page; before: the answer before was about it
    """

    chosen: str = ""
    before: str = ""

    @property
    def nearest(self) -> str:
        return self.chosen or self.before

    def among(self, decision: Decision) -> str:
        """Return the one that the evidence does not speak against, or nothing."""
        if self.chosen in decision.ranking[:STILL_NEAR]:
            return self.chosen
        return self.before if self.before in decision.close else ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on its way: its text, its language, the answer's language, what it says."""

    text: str
    language: str
    written_in: str
    reading: Reading


def ask(
    *, text: str, language: str = "", service: str = "", before: str = "", shelf: Shelf | None = None
) -> Answer:
    """Answer one question from the catalogue's own words, or say why not.

    language: to answer in; else that of the question, plain Arabic for Darija
    service:  what the question is about when its words name none (the page it is asked on)
    before:   the service of the answer before in the conversation
    SQL queries: those of `search.queries.weigh_evidence` and three for a service not yet kept.
    """
    started = time.perf_counter()
    shelf = shelf or _published
    asked = _read(text, language)
    with translation.override(asked.written_in):
        answer = _answer(asked, shelf, Near(service, before))
    return replace(answer, ms=round((time.perf_counter() - started) * 1000, 2))


def _read(text: str, language: str) -> Asked:
    text = bare_text(text)
    spoken = question_language(text=text)
    written_in = language if language in ANSWER_LANGUAGES else WRITTEN_IN.get(spoken, language or "fr")
    if written_in not in ANSWER_LANGUAGES:
        written_in = "ar"
    reading = read_text(text, spoken)
    orders = [name for name, told in _ORDERS.items() if told(text)]
    if not orders and _is_disguised_order(text):
        orders.append(INJECTION)
    if not reading.intents and not reading.alarms and opens_as_order(text):
        orders.append(OPENING)
    reading = replace(reading, alarms=(*orders, *reading.alarms))
    return Asked(text, spoken, written_in, reading)


def _is_disguised_order(text: str) -> bool:
    """Say whether words with figures for letters make an order."""
    plain = undisguised(text)
    return bool(plain) and (
        is_order(plain) or INJECTION in read_text(plain, question_language(text=plain)).alarms
    )


def _answer(asked: Asked, shelf: Shelf, near: Near) -> Answer:
    alarms = asked.reading.alarms
    numbers = _numbers(asked, shelf)
    refused = next((_REFUSED[alarm] for alarm in alarms if alarm in _REFUSED), None)
    if refused is not None and "distress" not in alarms:
        return replace(_say(asked, refused), contacts=numbers)
    if not numbers and _asks_on(asked, near):
        return _without_subject(asked, shelf, near)
    decision = _decide(asked, shelf)
    unsure = next((_REFUSED_IF_UNSURE[alarm] for alarm in alarms if alarm in _REFUSED_IF_UNSURE), None)
    if unsure is not None and decision.chance < CLEARLY_HERE:
        return replace(_say(asked, unsure), ranking=decision.ranking)
    if "distress" in alarms or (numbers and not decision.answers):
        lead = wording.ALONE if "distress" in alarms else wording.AND_NUMBERS
        return replace(_say(asked, "emergency"), lead=str(lead), contacts=numbers, ranking=decision.ranking)
    return replace(_from_decision(asked, shelf, decision, near), contacts=numbers)


def _numbers(asked: Asked, shelf: Shelf) -> Sequence[Contact]:
    """Return whom to call: the numbers that an official source confirmed, and the catalogue's own entry."""
    if not {"emergency", "distress"} & set(asked.reading.alarms):
        return ()
    service = urgent_service(settings.COUNTRY)
    entry = shelf.entry(service) if service else None
    if entry is None:
        return contacts(settings.COUNTRY, asked.written_in)
    source = _source(asked, shelf, entry)
    told = said(entry.record.summaries, asked.written_in)
    quote = told.text if told else title_of(source).quote
    calls = [Contact(number, name, source.url) for number, name in calls_in(quote)]
    return [*contacts(settings.COUNTRY, asked.written_in), *(calls or [Contact("", quote, source.url)])]


def _asks_on(asked: Asked, near: Near) -> bool:
    """Say whether a question names no service: nothing but what is asked, or only that after an answer."""
    if not asked.reading.subject:
        return True
    return bool(near.nearest and asked.reading.intents) and names_nothing(asked.text, asked.language)


def _without_subject(asked: Asked, shelf: Shelf, near: Near) -> Answer:
    """Answer a question that names nothing: about the service spoken of before, or with a greeting."""
    entry = shelf.entry(near.nearest) if near.nearest and asked.reading.intents else None
    if entry is not None:
        return _tell(asked, shelf, entry, Decision((near.nearest,), 1.0, answers=True, close=()))
    greeted = "greeting" in asked.reading.alarms
    return _say(asked, "greeting" if greeted else "not-in-catalogue")


def _decide(asked: Asked, shelf: Shelf) -> Decision:
    """Weigh words first; ask for vectors only where words leave doubt."""
    evidence = QuestionEvidence(asked.text, asked.language, asked.reading, shelf)
    decision = _weighed(asked, shelf, evidence.weigh(vectors=False))
    lead_is_clear = not decision.close
    if decision.chance >= SURE and lead_is_clear:
        return decision
    found = evidence.weigh(vectors=True)
    return _weighed(asked, shelf, found) if found.with_vectors else decision


def _weighed(asked: Asked, shelf: Shelf, found: Weighed) -> Decision:
    calibration = calibration_for(found.language, titles_only=shelf.titles_only, vectors=found.with_vectors)
    words = len(asked.reading.subject)
    return decide(found.candidates, calibration, words) if found.candidates else NOTHING


def _from_decision(asked: Asked, shelf: Shelf, decision: Decision, near: Near) -> Answer:
    named = near.among(decision)
    if not named and not decision.answers and asked.reading.intents:
        named = near.nearest
    if not named and not decision.answers:
        return replace(_say(asked, "not-in-catalogue"), ranking=decision.ranking, confidence=decision.chance)
    if not named and decision.close:
        return _offer(asked, shelf, decision)
    chosen = named or decision.ranking[0]
    entry = shelf.entry(chosen)
    if entry is None:  # withdrawn since the index was read
        return replace(_say(asked, "not-in-catalogue"), ranking=decision.ranking)
    return _tell(asked, shelf, entry, decision)


def _offer(asked: Asked, shelf: Shelf, decision: Decision) -> Answer:
    choices = []
    for identifier in decision.close:
        entry = shelf.entry(identifier)
        if entry is not None:
            source = _source(asked, shelf, entry)
            title = title_of(source)
            choices.append(Choice(identifier, title.quote, title.language, source.url))
    return replace(
        _say(asked, "clarification"), lead=str(wording.PERHAPS), choices=choices,
        ranking=decision.ranking, confidence=decision.chance,
    )  # fmt: skip


def _tell(asked: Asked, shelf: Shelf, entry: Entry, decision: Decision) -> Answer:
    source = _source(asked, shelf, entry)
    title = title_of(source)
    parts = compose_parts(source, asked.reading.intents)
    authority = authority_of(source)
    identifier = entry.record.identifier
    return Answer(
        question=asked.text, language=asked.language, written_in=asked.written_in, status="answered",
        intents=asked.reading.intents or ("overview",),
        lead=str(wording.ABOUT) % {"title": title.quote},
        parts=[replace(parts[0], citations=[title, *parts[0].citations]), *parts[1:]] if parts else [],
        service_id=identifier, title=title.quote, url=source.url,
        ranking=(identifier, *(key for key in decision.ranking if key != identifier)),
        confidence=round(decision.chance, 4),
        notes={"confidence": entry.record.confidence, "authority": authority.quote if authority else ""},
    )  # fmt: skip


def _source(asked: Asked, shelf: Shelf, entry: Entry) -> Source:
    return Source(entry, asked.written_in, shelf.address(entry.record.identifier, asked.written_in))


def _say(asked: Asked, status: Status) -> Answer:
    """Return an answer that tells nothing of a service."""
    return Answer(
        question=asked.text, language=asked.language, written_in=asked.written_in, status=status,
        intents=asked.reading.intents,
        lead=str(wording.LEADS[status]) if status in ABSTAINING else "",
    )  # fmt: skip
