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
from bawaba.assistant.queries.evidence import QuestionEvidence, Weighed, subjects
from bawaba.assistant.queries.following import Near, joins, meant_now, near_of
from bawaba.assistant.queries.shelves import Entry, PublishedShelf, Shelf
from bawaba.assistant.rules.calls import calls_in
from bawaba.assistant.rules.facts import said
from bawaba.assistant.rules.harm import is_into_anothers, is_unlawful
from bawaba.assistant.rules.machine_text import bare_text, undisguised
from bawaba.assistant.rules.orders import is_order, is_task, opens_as_order
from bawaba.assistant.rules.reading import Reading
from bawaba.assistant.rules.weighing import NOTHING, Decision, decide
from bawaba.assistant.types import ABSTAINING, ANSWER_LANGUAGES, Answer, Choice, Contact, Intent, Part, Status
from bawaba.search.queries import in_french, question_language

# The language in which a question is answered; Darija gets plain Arabic.
WRITTEN_IN: Final = {"ar": "ar", "darija": "ar", "darija-latn": "ar", "fr": "fr", "en": "en"}
# Words decide alone from this chance on; a model is then not asked.
SURE: Final = 0.9
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
    before:   the service of the answer before in the conversation, or its choices joined by commas
    SQL queries: those of `search.queries.weigh_evidence` and three for a service not yet kept.
    """
    started = time.perf_counter()
    shelf = shelf or _published
    near = near_of(service, before)
    asked = _going_on(_read(text, language), near)
    with translation.override(asked.written_in):
        answer = _answer(asked, shelf, near)
    if not answer.thread:
        answer = replace(answer, notes={**answer.notes, "before": before})
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


def _going_on(asked: Asked, near: Near) -> Asked:
    """Return a question that only asks "and online?" as one about where and how to ask."""
    reading = asked.reading
    spoken_of = near.nearest or near.offered
    if not (spoken_of and reading.online) or reading.intents or not names_nothing(asked.text, asked.language):
        return asked
    return replace(asked, reading=replace(reading, intents=("where",)))


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
    if not asked.reading.subject or asked.reading.chat:
        return True
    if {"status", "appeal"} & set(asked.reading.intents) and set(asked.reading.subject) <= wording.ONES_OWN:
        return True
    spoken_of = near.nearest or near.offered
    return bool(spoken_of and asked.reading.intents) and names_nothing(asked.text, asked.language)


def _without_subject(asked: Asked, shelf: Shelf, near: Near) -> Answer:
    """Answer a question that names nothing: about the service spoken of before, or as one answers a greeting."""
    if asked.reading.intents and not asked.reading.chat:
        entry = shelf.entry(near.nearest) if near.nearest else None
        if entry is not None:
            return _tell(asked, shelf, entry, Decision((near.nearest,), 1.0, answers=True, close=()))
        if near.offered:
            return _offer(asked, shelf, Decision(near.offered, 0.0, answers=False, close=near.offered))
        return _not_found(asked)
    chat = next((alarm for alarm in asked.reading.alarms if alarm in wording.CHAT), "")
    return replace(_say(asked, "greeting"), lead=str(wording.CHAT[chat])) if chat else _not_found(asked)


def _not_found(asked: Asked) -> Answer:
    """Say that the catalogue does not answer, and where one's own request can be followed when that was asked."""
    told = _say(asked, "not-in-catalogue")
    own = next((intent for intent in asked.reading.intents if intent in wording.OWN_REQUEST), None)
    return replace(told, lead=str(wording.OWN_REQUEST[own])) if own else told


def _decide(asked: Asked, shelf: Shelf) -> Decision:
    """Return what the evidence says: words first; vectors only where words leave doubt.

    An English question is read by its own words and in French; the model is asked about the surer reading alone.
    """
    read = [_Read.by_words(one, shelf) for one in _readings(asked)]
    surest = max(read, key=lambda one: one.decision.chance)
    if surest.decision.chance >= SURE and not surest.decision.close:
        return surest.decision
    found = surest.evidence.weigh(vectors=True)
    return _weighed(surest.asked, shelf, found) if found.with_vectors else surest.decision


@dataclass(frozen=True, slots=True)
class _Read:
    """A question in one reading, with what its words alone say."""

    asked: Asked
    evidence: QuestionEvidence
    decision: Decision

    @classmethod
    def by_words(cls, asked: Asked, shelf: Shelf) -> "_Read":
        evidence = QuestionEvidence(asked.text, asked.language, asked.reading, shelf)
        return cls(asked, evidence, _weighed(asked, shelf, evidence.weigh(vectors=False)))


def _readings(asked: Asked) -> list[Asked]:
    french = _in_french(asked) if asked.language == "en" else None
    return [asked, french] if french and french.reading.subject else [asked]


def _in_french(asked: Asked) -> Asked:
    """Return an English question's subject, clause by clause, in French."""
    text = ", ".join(filter(None, (in_french(text=" ".join(part)) for part in subjects(asked.text, "en"))))
    reading = replace(asked.reading, subject=read_text(text, "fr").subject)
    return replace(asked, text=text, language="fr", reading=reading)


def _weighed(asked: Asked, shelf: Shelf, found: Weighed) -> Decision:
    calibration = calibration_for(found.language, titles_only=shelf.titles_only, vectors=found.with_vectors)
    words = len(asked.reading.subject)
    return decide(found.candidates, calibration, words) if found.candidates else NOTHING


def _from_decision(asked: Asked, shelf: Shelf, decision: Decision, near: Near) -> Answer:
    named = _named(asked, shelf, decision, near)
    unnamed = not named and not decision.answers
    if unnamed and (near.before or near.offered) and joins(asked.text):
        return _say_on(asked, shelf, decision, near)
    if unnamed:
        return replace(_not_found(asked), ranking=decision.ranking, confidence=decision.chance)
    if not named and decision.close:
        return _offer(asked, shelf, decision)
    chosen = named or decision.ranking[0]
    entry = shelf.entry(chosen)
    if entry is None:  # withdrawn since the index was read
        return replace(_say(asked, "not-in-catalogue"), ranking=decision.ranking)
    return _tell(asked, shelf, entry, decision)


def _named(asked: Asked, shelf: Shelf, decision: Decision, near: Near) -> str:
    """Return the service that the conversation names, or nothing."""
    meant = ""
    if decision.chance < CLEARLY_HERE:
        meant = meant_now(asked.text, asked.reading, asked.language, near, shelf)
    named = meant or near.among(decision)
    if not named and not decision.answers and asked.reading.intents:
        named = near.nearest
    return named


def _say_on(asked: Asked, shelf: Shelf, decision: Decision, near: Near) -> Answer:
    """Say that the catalogue does not answer this about the service spoken of; offer its choices again."""
    if near.offered:
        return _offer(
            asked, shelf, Decision(near.offered, decision.chance, answers=False, close=near.offered)
        )
    entry = shelf.entry(near.before)
    if entry is None:
        return replace(_not_found(asked), ranking=decision.ranking)
    source = _source(asked, shelf, entry)
    gap = Part("overview", str(wording.NOT_SAID), citations=[title_of(source)], missing=True)
    told = _tell(asked, shelf, entry, decision)
    where = [part for part in compose_parts(source, ("where",)) if not part.missing]
    return replace(told, parts=[gap, *where], confidence=round(decision.chance, 4))


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
    parts = compose_parts(source, _asked_of(asked, title.quote))
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


def _asked_of(asked: Asked, title: str) -> Sequence[Intent]:
    """Return what is asked of a service: to contest or to follow is nothing to ask of one that is for that."""
    its_own = {"appeal", "status"} & set(read_text(title, asked.written_in).intents)
    return [intent for intent in asked.reading.intents if intent not in its_own]


def _source(asked: Asked, shelf: Shelf, entry: Entry) -> Source:
    return Source(entry, asked.written_in, shelf.address(entry.record.identifier, asked.written_in))


def _say(asked: Asked, status: Status) -> Answer:
    """Return an answer that tells nothing of a service."""
    return Answer(
        question=asked.text, language=asked.language, written_in=asked.written_in, status=status,
        intents=asked.reading.intents,
        lead=str(wording.LEADS[status]) if status in ABSTAINING else "",
    )  # fmt: skip
