"""A system in service is watched: indicators, incidents, reviews at a date."""

from collections.abc import Mapping
from datetime import date, timedelta
from math import isfinite
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from bawaba.ai.errors import StepHindered, UseCaseInvalid
from bawaba.ai.models import Incident, Indicator, Reading, UseCase
from bawaba.ai.rules import review_days
from bawaba.ai.rules.days import believable
from bawaba.ai.services.permitting import held, require_board, require_builder
from bawaba.ai.services.stepping import move
from bawaba.ai.wording import HINDRANCES, unbelievable
from bawaba.kernel import audit, clock, epochs
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import Text

RUNNING: Final = frozenset({"in-service", "suspended"})
VERY_SERIOUS: Final = 4
"""An incident so severe suspends the system at once."""


@transaction.atomic
def add_indicator(
    *,
    actor: Actor,
    key: str,
    names: Mapping[str, str],
    unit: str = "",
    low: float | None = None,
    high: float | None = None,
) -> int:
    """Watch a figure of a system, and return its number. low, high: outside of them somebody must look.

    raises: UseCaseNotFound, NotOnBoard, UseCaseInvalid
    """  # fmt: skip
    use_case = held(key)
    require_builder(actor, use_case.body)
    kept = {language: name.strip()[:120] for language, name in names.items() if name.strip()}
    if not kept or (low is not None and high is not None and low > high):
        raise UseCaseInvalid(fields={"names": _("Name the figure, and give limits in order.")})
    if use_case.indicators.filter(names=kept).exists():
        raise UseCaseInvalid(fields={"names": _("This figure is watched already.")})
    row = Indicator.objects.create(use_case=use_case, names=kept, unit=unit.strip()[:40], low=low, high=high)
    audit.record(actor=actor, verb="ai.indicator-added", target=use_case, detail={"indicator": row.pk})
    return row.pk


@transaction.atomic
def take_reading(*, actor: Actor, key: str, indicator: int, value: float, measured_on: date) -> bool:
    """Keep a measured value, and tell whether it lies within its limits.

    raises: UseCaseNotFound, NotOnBoard, UseCaseInvalid
    """
    use_case = held(key)
    require_builder(actor, use_case.body)
    row = use_case.indicators.filter(pk=indicator).first()
    if row is None or measured_on > clock.today() or not isfinite(value):
        raise UseCaseInvalid(fields={"value": _("Give a number, and a day that is not to come.")})
    if not believable(measured_on):
        raise UseCaseInvalid(fields={"measured_on": unbelievable()})
    if Reading.objects.filter(indicator=row, value=value, measured_on=measured_on).exists():
        raise UseCaseInvalid(fields={"value": _("This value is kept already.")})
    Reading.objects.create(indicator=row, value=value, measured_on=measured_on, taken_by=actor.key)
    within = (row.low is None or value >= row.low) and (row.high is None or value <= row.high)
    detail = {"indicator": row.pk, "within": within}
    audit.record(actor=actor, verb="ai.reading-taken", target=use_case, detail=detail)
    return within


@transaction.atomic
def report_incident(
    *, actor: Actor, key: str, severity: int, harm: str, happened_on: date, informed: str = ""
) -> int:
    """Report that something went wrong, and return its number. The most severe suspends the system at once.

    severity: 1 (slight) to 4 (very serious); informed: who was told, and how
    raises: UseCaseNotFound, NotOnBoard, StepHindered, UseCaseInvalid
    """
    use_case = held(key)
    require_builder(actor, use_case.body)
    if use_case.stage not in RUNNING:
        raise StepHindered(fields={"order": HINDRANCES["order"]})
    faults = _incident_faults(use_case, severity, harm.strip(), happened_on)
    if faults:
        raise UseCaseInvalid(fields=faults)
    row = Incident.objects.create(
        use_case=use_case, severity=severity, harm=harm.strip(), happened_on=happened_on, informed=informed.strip(),
        noticed_at=clock.now(), reported_by=actor.key,
    )  # fmt: skip
    detail = {"incident": row.pk, "severity": severity}
    audit.record(actor=actor, verb="ai.incident-reported", target=use_case, detail=detail)
    if severity == VERY_SERIOUS and use_case.stage == "in-service":
        move(actor, use_case, "suspended", harm)
    return row.pk


@transaction.atomic
def tell_incident(
    *,
    actor: Actor,
    key: str,
    incident: int,
    summary: Mapping[str, str],
    correction: str = "",
    closes: bool = False,
) -> None:
    """Say what the public reads of an incident, how it was corrected, and whether it is over.

    raises: UseCaseNotFound, NotOnBoard, UseCaseInvalid
    """
    use_case = held(key)
    require_builder(actor, use_case.body)
    row = use_case.incidents.filter(pk=incident, closed_at=None).first()
    kept = {language: text.strip()[:2_000] for language, text in summary.items() if text.strip()}
    faults: dict[str, Text] = {}
    if row is None or not {"ar", "fr"} <= set(kept):
        faults["summary"] = _("Say in Arabic and in French what the public reads of an open incident.")
    if closes and not correction.strip():
        faults["correction"] = _("Say how it was corrected.")
    if faults or row is None:
        raise UseCaseInvalid(fields=faults)
    row.public_summary, row.correction = kept, correction.strip()
    row.closed_at = clock.now() if closes else None
    row.save(update_fields=["public_summary", "correction", "closed_at"])
    detail = {"incident": row.pk, "closed": closes}
    audit.record(actor=actor, verb="ai.incident-told", target=use_case, detail=detail)
    epochs.advance()


@transaction.atomic
def record_periodic_review(*, actor: Actor, key: str, note: str) -> date:
    """Note that the board looked at a running system again, and return the day of the next review.

    raises: UseCaseNotFound, NotOnBoard, StepHindered, UseCaseInvalid
    """
    use_case = held(key)
    require_board(actor, use_case)
    if use_case.stage not in RUNNING:
        raise StepHindered(fields={"order": HINDRANCES["order"]})
    if not note.strip():
        raise UseCaseInvalid(fields={"note": _("Say what was looked at.")})
    use_case.review_due = clock.today() + timedelta(days=review_days(use_case.high_risk))
    use_case.save(update_fields=["review_due"])
    detail = {"due": use_case.review_due.isoformat(), "note": note.strip()[:500]}
    audit.record(actor=actor, verb="ai.reviewed", target=use_case, detail=detail)
    return use_case.review_due


def _incident_faults(use_case: UseCase, severity: int, harm: str, happened_on: date) -> dict[str, Text]:
    faults: dict[str, Text] = {}
    if not harm:
        faults["harm"] = _("Say what harm was done.")
    if not 1 <= severity <= VERY_SERIOUS:
        faults["severity"] = _("Choose from the list.")
    if happened_on > clock.today():
        faults["happened_on"] = _("This day is to come.")
    elif not believable(happened_on):
        faults["happened_on"] = unbelievable()
    if use_case.incidents.filter(harm=harm, happened_on=happened_on, closed_at=None).exists():
        faults["harm"] = _("This incident is reported already.")
    return faults
