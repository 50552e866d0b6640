"""How complete a record is, and what is missing."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bawaba.catalogue.types import Completeness, Problem, ServiceRecord

OLD_AFTER_DAYS: Final = 365

WEIGHTS: Final = {
    "title-missing": 20,
    "summary-missing": 10,
    "no-documents": 15,
    "no-delay": 12,
    "delay-above-legal": 12,
    "no-fee": 10,
    "dead-link": 10,
    "old": 10,
    "no-channel": 10,
    "no-steps": 8,
    "no-legal-basis": 6,
    "no-source": 6,
    "no-address": 5,
    "no-keywords": 5,
    "translation-missing": 4,
}
"""What each gap takes from 100. Our own weights: what a reader needs first weighs most."""


@dataclass(frozen=True, slots=True)
class LegalLimit:
    """The longest time limit that a country's law allows, in days, and the law; None when it has none."""

    days: int | None = None
    law: str = ""


def is_delay_above(delay_days: int | None, limit: LegalLimit) -> bool:
    """Return whether a known delay is longer than the law allows."""
    return delay_days is not None and limit.days is not None and delay_days > limit.days


def _language_gaps(record: ServiceRecord, languages: Sequence[str]) -> Iterator[Problem]:
    for language in languages:
        if not record.titles.get(language):
            yield Problem(f"titles.{language}", "title-missing")
        if not record.summaries.get(language):
            yield Problem(f"summaries.{language}", "summary-missing")
        for name in ("documents", "steps"):
            if any(not item.texts.get(language) for item in getattr(record, name)):
                yield Problem(f"{name}.{language}", "translation-missing")


def _answer_gaps(record: ServiceRecord, limit: LegalLimit) -> Iterator[Problem]:
    if not record.documents:
        yield Problem("documents", "no-documents")
    if not record.steps:
        yield Problem("steps", "no-steps")
    if record.delay_days is None:
        yield Problem("delay_days", "no-delay")
    elif is_delay_above(record.delay_days, limit):
        yield Problem("delay_days", "delay-above-legal")
    if record.cost.amount is None and not record.cost.notes:
        yield Problem("cost", "no-fee")
    if not record.channels:
        yield Problem("channels", "no-channel")


def _trust_gaps(record: ServiceRecord, today: date, dead_links: Collection[str]) -> Iterator[Problem]:
    addresses = [record.url, *(channel.url for channel in record.channels)]
    if any(address and address in dead_links for address in addresses):
        yield Problem("url", "dead-link")
    if not any(addresses):
        yield Problem("url", "no-address")
    if record.verified_on is None or (today - record.verified_on).days > OLD_AFTER_DAYS:
        yield Problem("verified_on", "old")
    if not record.legal:
        yield Problem("legal", "no-legal-basis")
    if not record.sources and not record.verified_by:
        yield Problem("sources", "no-source")
    if not record.keywords:
        yield Problem("keywords", "no-keywords")


def measure_completeness(
    record: ServiceRecord,
    *,
    today: date,
    languages: Sequence[str] = (),
    limit: LegalLimit = LegalLimit(),
    dead_links: Collection[str] = (),
) -> Completeness:
    """Return a score from 0 to 100 and what is missing, the weightiest first.

    languages: those that the country requires; limit: its legal time limit (Morocco: law 55-19,
    article 16); dead_links: addresses that failed at their last check
    """
    gaps = [
        *_language_gaps(record, languages),
        *_answer_gaps(record, limit),
        *_trust_gaps(record, today, dead_links),
    ]
    gaps.sort(key=lambda gap: -WEIGHTS[gap.reason])
    return Completeness(max(0, 100 - sum(WEIGHTS[gap.reason] for gap in gaps)), tuple(gaps))
