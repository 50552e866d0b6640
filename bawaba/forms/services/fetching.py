"""Fetch from another administration what it holds, once the person agreed; type it when it is down."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from bawaba.forms.errors import LevelTooLow, SourceUnknown
from bawaba.forms.models import SourceAnswer, SourceConsent
from bawaba.forms.queries.contents import open_content
from bawaba.forms.queries.definitions import parsed
from bawaba.forms.rules.definitions import all_fields
from bawaba.forms.rules.kinds import KINDS
from bawaba.forms.services.connectors import find_source
from bawaba.forms.services.drafts import keep_content, writable_draft
from bawaba.forms.types import (
    Definition,
    DraftContent,
    Field,
    Json,
    OnceOnlySource,
    Origin,
    Person,
    SourceUnavailable,
)
from bawaba.kernel import audit, clock, sealing
from bawaba.kernel.actors import Actor
from bawaba.kernel.expressions import evaluate


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of it. filled: keys of the fields that were answered; available: the source answered."""

    filled: tuple[str, ...]
    available: bool


def fetch_from_source(*, actor: Actor, key: str, person: Person, source: str) -> Fetched:
    """Fill a draft's fields from a source that the person agrees to be asked.

    The consent is recorded first; the source is asked outside any transaction; its answer is kept sealed
    for as long as it allows. When it is down nothing changes and the person may type.
    raises: DraftNotFound, DraftClosed, SourceUnknown, LevelTooLow when the person is not known enough
    """
    provider = find_source(source)
    if not set(provider.needs) <= set(person.claims):
        raise LevelTooLow
    _record_consent(actor, key, person, source)
    try:
        answer = _kept_answer(source, provider, person) or _ask(source, provider, person)
    except SourceUnavailable:
        return Fetched((), available=False)
    return Fetched(_fill(actor, key, person, source, answer), available=True)


def source_fields(definition: Definition, source: str) -> Iterator[Field]:
    """Yield the fields that a form fills from a source, outside repeating groups."""
    return (one for one in all_fields(definition) if one.prefill and one.prefill.source == source)


@transaction.atomic
def _record_consent(actor: Actor, key: str, person: Person, source: str) -> None:
    row = writable_draft(key, person)
    if not any(source_fields(parsed(row.version), source)):
        raise SourceUnknown
    _, new = SourceConsent.objects.get_or_create(draft=row, source=source, defaults={"given_at": clock.now()})
    if new:
        audit.record(actor=actor, verb="forms.source-consented", target=row, detail={"source": source})


def _subject(source: str, provider: OnceOnlySource, person: Person) -> str:
    named = json.dumps(
        {name: person.claims.get(name) for name in provider.needs}, sort_keys=True, default=str
    )
    return sealing.blind_index(f"{person.owner}\0{named}", context=f"forms-source:{source}")


def _kept_answer(source: str, provider: OnceOnlySource, person: Person) -> Json | None:
    row = SourceAnswer.objects.filter(
        source=source, subject=_subject(source, provider, person), expires_at__gt=clock.now()
    ).first()
    return json.loads(sealing.unseal(row.sealed, context=_context(source, row.subject))) if row else None


def _ask(source: str, provider: OnceOnlySource, person: Person) -> Json:
    answer = provider.fetch({name: person.claims[name] for name in provider.needs if name in person.claims})
    subject = _subject(source, provider, person)
    SourceAnswer.objects.update_or_create(
        source=source,
        subject=subject,
        defaults={
            "sealed": sealing.seal(json.dumps(answer).encode(), context=_context(source, subject)),
            "fetched_at": clock.now(),
            "expires_at": clock.now() + timedelta(seconds=provider.keep_s),
        },
    )
    return answer


def _context(source: str, subject: str) -> str:
    return f"forms-source:{source}:{subject}"


@transaction.atomic
def _fill(actor: Actor, key: str, person: Person, source: str, answer: Json) -> tuple[str, ...]:
    row = writable_draft(key, person)
    content = open_content(row.sealed, key=key)
    found = _readable(parsed(row.version), source, answer)
    if found:
        origin = Origin(source, clock.now().isoformat())
        typed = {name: text for name, text in content.typed.items() if name.split(".")[0] not in found}
        keep_content(
            row, DraftContent(content.values | found, typed, content.origins | dict.fromkeys(found, origin))
        )
        audit.record(
            actor=actor,
            verb="forms.source-used",
            target=row,
            detail={"source": source, "fields": sorted(found)},
        )
    return tuple(found)


def _readable(definition: Definition, source: str, answer: Json) -> dict[str, Json]:
    """Return the answers that a source gave and that are of their field's form, by field key."""
    given = {
        one.key: evaluate({"var": one.prefill.path}, answer) if one.prefill else None
        for one in source_fields(definition, source)
    }
    fields = {one.key: one for one in source_fields(definition, source)}
    return {
        key: value
        for key, value in given.items()
        if value is not None and not KINDS[fields[key].type].check(value, fields[key], lambda code: True)
    }
