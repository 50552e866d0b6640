"""Synthetic cases for scale tests, written in bulk and marked synthetic."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.db import transaction

from bawaba.casework.models import (
    Case,
    CaseContent,
    Decision,
    Event,
    Pause,
    Receipt,
    SearchWord,
    ServiceProcedureVersion,
)
from bawaba.casework.queries.calendars import working_days
from bawaba.casework.queries.contents import seal_answers, seal_text
from bawaba.casework.queries.desk.finding import digest_of
from bawaba.casework.queries.procedures import version_in_force
from bawaba.casework.queries.records import procedure_of
from bawaba.casework.rules.clock import deadline
from bawaba.casework.rules.numbers import make_number
from bawaba.casework.rules.searching import words_of
from bawaba.casework.rules.synthetic import OFFICES, SyntheticCase, make_case
from bawaba.casework.rules.timing import ORDINARY
from bawaba.casework.services.desk.figures import rebuild_figures
from bawaba.casework.services.procedures import ensure_default_procedure
from bawaba.directory import services as directory
from bawaba.directory.types import BodyRecord
from bawaba.forms import queries as forms
from bawaba.forms import services as form_services
from bawaba.forms.errors import FormNotFound
from bawaba.forms.types import Definition, Field, Page
from bawaba.kernel import audit, clock, rows
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import InvalidInput, NotInProduction
from bawaba.kernel.planning import refresh_statistics

CHUNK: Final = 10_000
MOST: Final = 10_000_000
AUTHORITY: Final = "sample-authority"
FORM: Final = "sample-request"
OWNER: Final = "synthetic:{seed}:{number}"
_CASE: Final = (
    "id", "key", "number", "draft", "service", "form", "form_version", "procedure_id", "body", "office",
    "territory", "owner", "language", "state", "phase", "outcome", "assignee", "submitted_at", "state_since",
    "law_time", "clock_on", "due_on", "escalated_at", "closed_at", "told", "revision", "synthetic",
)  # fmt: skip
_EVENT: Final = ("case_id", "at", "kind", "sight", "actor", "detail", "sealed")
_DECISION: Final = (
    "case_id", "outcome", "state", "transition", "sealed_reasons", "code", "proposed_at", "proposed_by",
    "confirmed_by", "decided_at", "appeal_until", "file",
)  # fmt: skip
_PAUSE: Final = (
    "case_id", "reason", "began_on", "began_at", "ended_on", "ended_at", "answer_by", "fields",
    "sealed_message", "asked_by",
)  # fmt: skip
Made = Sequence[tuple[int, SyntheticCase]]
Progress = Callable[[int], object]


def seed_cases(*, actor: Actor, cases: int, seed: int, progress: Progress | None = None) -> int:
    """Bring the synthetic cases of a seed up to `cases`; return how many were made now.

    A run that was interrupted goes on where it stopped; a second run changes nothing. Each chunk of
    10,000 is a transaction of its own.
    raises: NotInProduction, InvalidInput
    """
    if settings.IN_PRODUCTION:
        raise NotInProduction
    if not 1 <= cases <= MOST:
        raise InvalidInput(f"Between 1 and {MOST:,} cases can be made.")
    version = _prepare(actor)
    present = Case.objects.filter(synthetic=True, draft__startswith=f"synthetic-{seed}-").count()
    before = clock.now()
    for first in range(present, cases, CHUNK):
        numbers = range(first, min(first + CHUNK, cases))
        _write_chunk([make_case(seed=seed, number=one, before=before) for one in numbers], seed, version)
        if progress:
            progress(len(numbers))
    made = max(cases - present, 0)
    if made:
        refresh_statistics(Case, CaseContent, Receipt, Event, Decision, Pause, SearchWord)
        rebuild_figures(actor=actor)
        audit.record(
            actor=actor, verb="casework.cases-seeded", target=("casework.case", "*"), detail={"made": made}
        )
    return made


def office_key(place: int) -> str:
    """Return the key of a sample office."""
    return f"sample-office-{place:02d}"


def _prepare(actor: Actor) -> ServiceProcedureVersion:
    """Make the sample offices and their form, and return the procedure in force."""
    samples = {"ar": "نموذج", "fr": "exemple", "en": "sample"}
    authority = BodyRecord(
        key=AUTHORITY, names={code: f"{word} — autorité" for code, word in samples.items()}
    )
    offices = [
        BodyRecord(
            key=office_key(place),
            parent=AUTHORITY,
            names={code: f"{word} {place:02d}" for code, word in samples.items()},
        )
        for place in range(OFFICES)
    ]
    directory.ensure_bodies(actor=actor, bodies=[authority, *offices])
    try:
        forms.find_form(key=FORM)
    except FormNotFound:
        form_services.create_form(actor=actor, key=FORM, body=AUTHORITY, service="", definition=_form())
        form_services.publish_form(actor=actor, key=FORM)
    ensure_default_procedure(actor=actor)
    return version_in_force("")


def _form() -> Definition:
    labels = {
        "given_name": {"ar": "الاسم الشخصي", "fr": "Prénom"},
        "family_name": {"ar": "الاسم العائلي", "fr": "Nom"},
        "phone": {"ar": "الهاتف", "fr": "Téléphone"},
    }
    fields = tuple(Field(key, "phone" if key == "phone" else "text", label) for key, label in labels.items())
    title = {"ar": "طلب نموذجي", "fr": "Demande d’exemple"}
    return Definition(title=title, languages=("ar", "fr"), pages=(Page("all", title, fields=fields),))


@transaction.atomic
def _write_chunk(made: Sequence[SyntheticCase], seed: int, version: ServiceProcedureVersion) -> None:
    """Write the rows of so many cases, in the form that their models give them."""
    keys = rows.reserve_keys(Case, len(made))
    pairs = list(zip(keys, made, strict=True))
    rows.insert_many(Case, _CASE, (_case(key, one, seed, version) for key, one in pairs))
    rows.insert_many(CaseContent, ("case_id", "sealed", "digest"), (_content(*pair) for pair in pairs))
    rows.insert_many(
        Receipt,
        ("case_id", "code", "issued_at", "file"),
        ((key, one.code, one.submitted_at, "") for key, one in pairs),
    )
    rows.insert_many(Event, _EVENT, (event for pair in pairs for event in _events(*pair, seed)))
    rows.insert_many(Decision, _DECISION, (_decision(*pair) for pair in pairs if _is_decided(pair[1])))
    rows.insert_many(Pause, _PAUSE, (_pause(*pair) for pair in pairs if pair[1].phase == "paused"))
    rows.insert_many(SearchWord, ("case_id", "digest"), (word for pair in pairs for word in _words(*pair)))


def _case(key: int, one: SyntheticCase, seed: int, version: ServiceProcedureVersion) -> tuple[object, ...]:
    agent = f"synthetic-agent:{one.office}:{one.agent}" if one.agent else ""
    return (
        key, one.key, make_number(one.submitted_at.year, (seed * 7_919_000 + one.drawn) % 10**9),
        f"synthetic-{seed}-{one.drawn}", one.service, FORM, 1, version.pk, AUTHORITY, office_key(one.office),
        "", OWNER.format(seed=seed, number=one.owner), one.language, one.state, one.phase, one.outcome, agent,
        one.submitted_at, one.closed_at or one.submitted_at, ORDINARY, one.submitted_on,
        _due(one.submitted_on, version), None, one.closed_at, -32768, 1, True,
    )  # fmt: skip


_dues: dict[tuple[date, str], date] = {}


def _due(start: date, version: ServiceProcedureVersion) -> date:
    known = _dues.get((start, version.digest))
    if known is None:
        law = procedure_of(version).law
        known = _dues[start, version.digest] = deadline(start, law.answer, working_days())
    return known


def _content(key: int, one: SyntheticCase) -> tuple[object, ...]:
    answers = {"given_name": one.given_name, "family_name": one.family_name, "phone": one.phone}
    return key, seal_answers(answers, {}, key=one.key), "0" * 64


def _events(key: int, one: SyntheticCase, seed: int) -> Iterator[tuple[object, ...]]:
    person, agent = OWNER.format(seed=seed, number=one.owner), f"synthetic-agent:{one.office}:{one.agent}"
    yield key, one.submitted_at, "submitted", "person", person, {"office": office_key(one.office)}, None
    if one.agent:
        moved = {"step": "take-up", "from": "received", "to": "in-review"}
        yield key, one.submitted_at + timedelta(hours=5), "moved", "person", agent, moved, None
    if one.closed_at is not None:
        kind = "decided" if _is_decided(one) else "closed"
        yield key, one.closed_at, kind, "person", agent, {"outcome": one.outcome}, None


def _is_decided(one: SyntheticCase) -> bool:
    return one.outcome in ("accepted", "refused")


def _decision(key: int, one: SyntheticCase) -> tuple[object, ...]:
    agent = f"synthetic-agent:{one.office}:{one.agent}"
    until = (
        (one.closed_at + timedelta(days=30)).date() if one.closed_at and one.outcome == "refused" else None
    )
    step = "accept" if one.outcome == "accepted" else "refuse"
    return (
        key,
        one.outcome,
        "in-force",
        step,
        None,
        f"d{one.code}",
        one.closed_at,
        agent,
        "",
        one.closed_at,
        until,
        "",
    )


def _pause(key: int, one: SyntheticCase) -> tuple[object, ...]:
    began: datetime = one.submitted_at + timedelta(days=1)
    message = seal_text("Exemple", column="pause", key=one.key)
    return (
        key, "correction", began.date(), began, None, None, began.date() + timedelta(days=120), ["phone"],
        message, f"synthetic-agent:{one.office}:{one.agent}",
    )  # fmt: skip


def _words(key: int, one: SyntheticCase) -> set[tuple[int, int]]:
    office = office_key(one.office)
    names = {(key, _digest(word, office)) for word in words_of(one.given_name, one.family_name)}
    return names | {(key, digest_of(word, office)) for word in words_of(one.phone)}


@lru_cache(maxsize=20_000)
def _digest(word: str, office: str) -> int:
    return digest_of(word, office)
