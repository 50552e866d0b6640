"""What the team sees: weeks, what people ask for and records lack, answers that did not help."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import QuerySet, Sum

from bawaba.assistant.errors import NotAssistantTeam
from bawaba.assistant.models import FieldRequest, Rating, WeekCount
from bawaba.assistant.queries.books import words_of
from bawaba.assistant.rules.grouping import group_alike, nearness_of, shared_words
from bawaba.assistant.rules.weeks import NOTHING_TOLD, Counted, Week, weeks_of
from bawaba.catalogue.queries import list_cards
from bawaba.kernel import clock
from bawaba.kernel.actors import Actor
from bawaba.kernel.sealing import unseal
from bawaba.search.queries import sentence_vectors, word_skeleton

WEEKS: Final = 12
MOST_ROWS: Final = 50
MOST_GROUPED: Final = 150
RATING_CONTEXT: Final = "assistant.rating"
# The assistant answers for every body, so its team is whoever publishes or supervises everywhere.
TEAM: Final = frozenset({"publisher", "supervisor"})


@dataclass(frozen=True, slots=True)
class MissingField:
    """A thing asked of a service that its record does not say. sent_at: when editors were asked."""

    service: str
    title: str
    intent: str
    asked: int
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class PoorAnswer:
    """An answer that did not help. question: only when its person sent it."""

    at: datetime
    status: str
    language: str
    reason: str
    service: str
    title: str
    question: str


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Questions without an answer that mean the same, sent by those who asked them."""

    questions: Sequence[str]


def check_team(actor: Actor) -> None:
    """Refuse who is not of the team. No SQL query.

    raises: NotAssistantTeam
    """
    held = {role for role, body in actor.roles if body == "*"}
    if not (actor.is_administrator or held & TEAM):
        raise NotAssistantTeam


def team_weeks(*, actor: Actor, weeks: int = WEEKS) -> list[Week]:
    """Return the last weeks, the oldest first. One SQL query.

    raises: NotAssistantTeam
    """
    check_team(actor)
    last = clock.today() - timedelta(days=clock.today().weekday())
    rows = _since(last - timedelta(weeks=weeks - 1)).values("week", "status", "missing")
    counted = rows.annotate(number=Sum("number"))
    return weeks_of(
        (Counted(r["week"], r["status"], r["missing"], r["number"]) for r in counted), last, weeks
    )


def missing_fields(*, actor: Actor, language: str, weeks: int = WEEKS) -> list[MissingField]:
    """Return what people asked for and records do not say, the most asked first. Six SQL queries.

    raises: NotAssistantTeam
    """
    check_team(actor)
    rows = (
        _since(clock.today() - timedelta(weeks=weeks))
        .exclude(missing="")
        .values("subject", "missing")
        .annotate(asked=Sum("number"))
        .order_by("-asked", "subject", "missing")[:MOST_ROWS]
    )
    found = list(rows)
    titles = _titles((row["subject"] for row in found), language)
    sent = {(one.service, one.missing): one.at for one in FieldRequest.objects.all()}
    return [
        MissingField(
            row["subject"], titles.get(row["subject"], row["subject"]), row["missing"], row["asked"],
            sent.get((row["subject"], row["missing"])),
        )
        for row in found
    ]  # fmt: skip


def poor_answers(*, actor: Actor, language: str) -> list[PoorAnswer]:
    """Return the answers of the last thirty days that told something and did not help, the latest first.

    Five SQL queries.

    raises: NotAssistantTeam
    """
    check_team(actor)
    rows = list(_living().filter(useful=False).exclude(status__in=NOTHING_TOLD).order_by("-at")[:MOST_ROWS])
    titles = _titles((row.service for row in rows), language)
    return [
        PoorAnswer(
            row.at, row.status, row.language, row.reason, row.service, titles.get(row.service, ""), _question(row)
        )
        for row in rows
    ]  # fmt: skip


def unanswered_groups(*, actor: Actor) -> list[QuestionGroup]:
    """Return what got no answer and was sent by its person, by meaning, the largest group first.

    By vectors where there is a model, and by words they share. One SQL query.
    raises: NotAssistantTeam
    """
    check_team(actor)
    rows = _living().filter(status__in=NOTHING_TOLD).exclude(sealed=b"").order_by("-at")[:MOST_GROUPED]
    questions = [question for row in rows if (question := _question(row))]
    words = [_meaning(question) for question in questions]
    vectors = sentence_vectors(texts=questions) if questions else None
    usual = _usual(vectors) if vectors else 0.0

    def likeness(one: int, other: int) -> float:
        shared = shared_words(words[one], words[other])
        if vectors is None:
            return shared
        return max(shared, nearness_of(vectors[one], vectors[other], usual))

    groups = group_alike(len(questions), likeness)
    return [QuestionGroup([questions[place] for place in group]) for group in groups]


def _meaning(question: str) -> frozenset[str]:
    """Return the consonants of a question's words, the same in both scripts, without those of asking."""
    return frozenset(bones for word in words_of(question) if len(bones := word_skeleton(word=word.text)) > 1)


def _usual(vectors: Sequence[Sequence[float]]) -> float:
    """Return the product that questions usually have with each other: models crowd theirs."""
    products = [
        sum(a * b for a, b in zip(one, other, strict=True))
        for place, one in enumerate(vectors)
        for other in vectors[:place]
    ]
    return sum(products) / len(products) if products else 0.0


def _question(row: Rating) -> str:
    return unseal(row.sealed, context=RATING_CONTEXT).decode() if row.sealed else ""


def _living() -> QuerySet[Rating]:
    return Rating.objects.filter(erase_after__gt=clock.now())


def _since(day: date) -> QuerySet[WeekCount]:
    return WeekCount.objects.filter(week__gte=day)


def _titles(services: Iterable[str], language: str) -> Mapping[str, str]:
    wanted = sorted(set(filter(None, services)))
    cards = list_cards(identifiers=wanted, language=language) if wanted else ()
    return {card.identifier: card.title for card in cards}
