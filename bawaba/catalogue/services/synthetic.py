"""Made-up services for benchmarks: parts of real ones put together anew, marked synthetic."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from django.conf import settings
from django.db import transaction

from bawaba.catalogue.errors import ServiceNotFound
from bawaba.catalogue.models import Service
from bawaba.catalogue.queries.reading import iter_services
from bawaba.catalogue.services.publishing import Progress, Publication, publish_batch
from bawaba.catalogue.types import Item, ServiceRecord, Texts
from bawaba.kernel import audit, clock, epochs
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import NotInProduction

ORIGIN: Final = "synthetic"
CHUNK: Final = 500
MOST_MODELS: Final = 12_000
_STRIDE: Final = 7_919
"""A prime, so that the second model walks through all of them before a pair comes again."""


def synthesise(*, actor: Actor, count: int, progress: Progress | None = None) -> int:
    """Publish `count` made-up services beside those that are published; return how many.

    The same catalogue always gives the same services. Each has a transaction for 500.
    raises: NotInProduction; ServiceNotFound when nothing is published to put together
    """
    if settings.IN_PRODUCTION:
        raise NotInProduction
    models = [one.record for one in iter_services(limit=MOST_MODELS) if not one.record.synthetic]
    if not models:
        raise ServiceNotFound
    bodies = dict(Service.objects.values_list("body__key", "body_id"))
    first = Service.objects.filter(synthetic=True).count()
    for start in range(first, first + count, CHUNK):
        numbers = range(start, min(start + CHUNK, first + count))
        _publish_chunk(actor, models, bodies, numbers)
        if progress:
            progress(len(numbers))
    _record(actor, count)
    return count


@transaction.atomic
def _publish_chunk(
    actor: Actor, models: Sequence[ServiceRecord], bodies: Mapping[str, int], numbers: Sequence[int]
) -> None:
    records = [recombine(models, number) for number in numbers]
    publications = [Publication(record, bodies[record.authority]) for record in records]
    publish_batch(actor=actor, publications=publications, moment=clock.now())


@transaction.atomic
def _record(actor: Actor, count: int) -> None:
    audit.record(
        actor=actor, verb="catalogue.synthesised", target=("catalogue.service", "*"), detail={"count": count}
    )
    epochs.advance()


def recombine(models: Sequence[ServiceRecord], number: int) -> ServiceRecord:
    """Return a service made of the first half of one model's texts and the second half of another's."""
    one = models[number % len(models)]
    other = models[(number * _STRIDE + number // len(models) + 1) % len(models)]
    return replace(
        one,
        identifier=f"synthetic-{number:06d}",
        titles=_halves(one.titles, other.titles, 400),
        summaries=_halves(one.summaries, other.summaries, 4_000),
        keywords={
            code: (*words[::2], *other.keywords.get(code, ())[1::2]) for code, words in one.keywords.items()
        },
        documents=tuple(_numbered(one.documents[::2] + other.documents[1::2])),
        related=(),
        external_ids={},
        origin=ORIGIN,
        synthetic=True,
        confidence="general-knowledge",
    )


def _halves(one: Texts, other: Texts, limit: int) -> dict[str, str]:
    joined = {}
    for code, text in one.items():
        words, more = text.split(), other.get(code, "").split()
        joined[code] = " ".join([*words[: (len(words) + 1) // 2], *more[len(more) // 2 :]])[:limit].strip()
    return joined


def _numbered(items: Sequence[Item]) -> Iterator[Item]:
    return (replace(item, key=f"d{place}") for place, item in enumerate(items, start=1))
