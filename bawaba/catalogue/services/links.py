"""Check the web addresses that services show, and let their completeness say what failed."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from django.db import transaction

from bawaba.catalogue.errors import NetworkUnreachable
from bawaba.catalogue.links.crawl import Ask, crawl
from bawaba.catalogue.links.probe import Probe, probe
from bawaba.catalogue.models import LinkCheck, Service
from bawaba.catalogue.queries import completeness_of, get_service
from bawaba.catalogue.queries.desk import dead_links
from bawaba.catalogue.queries.links import addresses_due, services_showing
from bawaba.catalogue.services.publishing import Progress
from bawaba.kernel import audit, clock, epochs
from bawaba.kernel.actors import Actor

BATCH: Final = 100


def check_links(
    *,
    actor: Actor,
    limit: int | None = None,
    older_than_days: int = 7,
    workers: int = 16,
    pause_s: float = 0.5,
    ask: Ask = probe,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Check the published addresses that are due; keep what each answered.

    Calls go out between transactions, so that nobody waits for the network: results are kept by
    hundreds, and what was kept stays when the check is broken off.
    limit: the most addresses; workers: hosts called at once; pause_s: between calls to one host
    raises: NetworkUnreachable when none of them answered at all; then nothing was changed
    """
    urls = addresses_due(older_than_days=older_than_days)[:limit]
    failed_before = dead_links(addresses=urls)
    counts = {"addresses": len(urls), "answered": 0, "failed": 0}
    for batch in _batches(crawl(urls, ask=ask, workers=workers, pause_s=pause_s), progress):
        _keep(batch)
        answered = sum(1 for one in batch if one.status is not None)
        counts["answered"] += answered
        counts["failed"] += len(batch) - answered
    changed = failed_before ^ dead_links(addresses=urls)
    return {**counts, "dead": len(dead_links(addresses=urls)), "services": _remeasure(actor, changed, counts)}


def _batches(probes: Iterable[Probe], progress: Progress | None) -> Iterator[Sequence[Probe]]:
    """Yield the probes by hundreds, but none before one of them was answered: without a network all fail."""
    waiting: list[Probe] = []
    has_answer = False
    for one in probes:
        waiting.append(one)
        has_answer = has_answer or one.status is not None
        if progress:
            progress(1)
        if has_answer and len(waiting) >= BATCH:
            yield waiting
            waiting = []
    if waiting and not has_answer:
        raise NetworkUnreachable
    if waiting:
        yield waiting


@transaction.atomic
def _keep(probes: Sequence[Probe]) -> None:
    moment = clock.now()
    LinkCheck.objects.bulk_create(
        [LinkCheck(url=one.url, checked_at=moment, status=one.status, fault=one.fault) for one in probes],
        update_conflicts=True,
        unique_fields=["url"],
        update_fields=["checked_at", "status", "fault"],
    )


@transaction.atomic
def _remeasure(actor: Actor, addresses: Iterable[str], counts: dict[str, int]) -> int:
    """Measure again the services that show an address whose state changed; return how many."""
    identifiers = services_showing(addresses=addresses)
    for identifier in identifiers:
        score = completeness_of(record=get_service(identifier=identifier).record).score
        Service.objects.filter(identifier=identifier).update(completeness=score)
    if counts["addresses"]:
        audit.record(
            actor=actor, verb="catalogue.links-checked", target=("catalogue.link", "*"), detail=counts
        )  # fmt: skip
    if identifiers:
        epochs.advance()
    return len(identifiers)
