"""Plans by year that somebody asks for: drafted, run by a job that tells how far it is, stopped with the best so far."""

import re
import time
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from bawaba.coverage.errors import CoveragePlaceNotFound, PlanInvalid, PlanKept, PlanningOver
from bawaba.coverage.models import Planning, Scenario
from bawaba.coverage.queries.scheduling import STRATA, Wishes, plan_by_year
from bawaba.coverage.services.layers import check_may_plan
from bawaba.coverage.services.scenarios import keep_scenario
from bawaba.coverage.services.telling import tell_refusal
from bawaba.coverage.siting.problem import Watch
from bawaba.coverage.types import PlanWish
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor, system_actor
from bawaba.kernel.errors import DomainError, Text
from bawaba.kernel.jobs import enqueue_once

TOLD_EACH_S: Final = 1.0
LEAST_S, MOST_S = 5.0, 600.0
MOST_RADIUS_M: Final = 100_000.0
_KEY: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,79}", re.ASCII)
_RUNS_FROM: Final = ("draft", "refused", "stopped")
_STOPS: Final = ("waiting", "running")


@transaction.atomic
def draft_plan(*, actor: Actor, key: str, names: Mapping[str, str], wish: PlanWish) -> None:
    """Keep what a plan by year shall assume; `run_plan` computes it.

    raises: PermissionDenied, PlanInvalid with its fields, PlanKept
    """
    check_may_plan(actor)
    faults = _faults(key, names, wish)
    if faults:
        raise PlanInvalid(fields=faults)
    if Planning.objects.filter(key=key).exists() or Scenario.objects.filter(key=key).exists():
        raise PlanKept
    asked = asdict(wish) | {"goals": [[day.isoformat(), share] for day, share in wish.goals]}
    row = Planning.objects.create(
        key=key, names=dict(names), asked=asked, made_by=actor.key, made_at=clock.now()
    )
    audit.record(actor=actor, verb="coverage.plan-drafted", target=row, detail={"key": key})


@transaction.atomic
def run_plan(*, actor: Actor, key: str) -> None:
    """Put a draft in the queue; one that was refused or stopped before it began may run again.

    raises: PermissionDenied, CoveragePlaceNotFound, PlanningOver
    """
    check_may_plan(actor)
    row = _held(key)
    if row.state not in _RUNS_FROM:
        raise PlanningOver
    row.state, row.stop_asked, row.progress, row.refusal = "waiting", False, {}, {}
    row.save(update_fields=["state", "stop_asked", "progress", "refusal"])
    audit.record(actor=actor, verb="coverage.plan-run", target=row, detail={"key": key})
    enqueue_once(solve_plan, key=key)


@transaction.atomic
def stop_plan(*, actor: Actor, key: str) -> None:
    """End a search with the best plan so far; one that has not begun goes back to rest.

    raises: PermissionDenied, CoveragePlaceNotFound, PlanningOver
    """
    check_may_plan(actor)
    row = _held(key)
    if row.state not in _STOPS:
        raise PlanningOver
    row.stop_asked, row.state = True, "stopped" if row.state == "waiting" else row.state
    row.save(update_fields=["stop_asked", "state"])
    audit.record(actor=actor, verb="coverage.plan-stopped", target=row, detail={"key": key})


@task
def solve_plan(*, key: str) -> None:
    """Compute a plan that was asked for and keep it for the public pages. Safe to run twice."""
    row = Planning.objects.filter(key=key, state__in=_STOPS).first()
    if row is None:
        return
    follower = _Search(row)
    follower.say("read")
    try:
        told = plan_by_year(
            key=row.key, names=row.names, wishes=_wishes(row), time_limit_s=row.asked["time_limit_s"],
            report=follower.report, on_watch=follower.hold,
        )  # fmt: skip
        _keep(row, told)
    except DomainError as refusal:
        _end(row, state="refused", refusal=tell_refusal(refusal))


@transaction.atomic
def _keep(row: Planning, told: Mapping[str, Any]) -> None:  # Any: JSON
    """Keep the scenario in the name of whoever drafted it. raises: PlanKept where another has its key meanwhile"""
    if not Planning.objects.select_for_update().filter(pk=row.pk, state__in=_STOPS).exists():
        return  # another worker was here first
    if not keep_scenario(actor=system_actor("plans"), told=told):
        raise PlanKept
    _end(row, state="done", scenario=Scenario.objects.get(key=row.key))


def _end(row: Planning, **facts: object) -> None:
    Planning.objects.filter(pk=row.pk, state__in=_STOPS).update(**facts)


class _Search:
    """Tells about once a second how far a search is, and ends it when somebody asks."""

    def __init__(self, row: Planning) -> None:
        self._row, self._began, self._told = row, time.monotonic(), 0.0
        self._watch: Watch | None = None

    def hold(self, watch: Watch) -> None:
        self._watch = watch

    def report(self, stage: str, _first: float, _second: float) -> None:
        if time.monotonic() - self._told >= TOLD_EACH_S:
            self.say(stage)

    def say(self, stage: str) -> None:
        self._told = time.monotonic()
        seconds = round(self._told - self._began, 1)
        rows = Planning.objects.filter(pk=self._row.pk, state__in=_STOPS)
        rows.update(
            state="running",
            progress={"step": stage, "seconds": seconds, "of": self._row.asked["time_limit_s"]},
        )
        if self._watch is not None and rows.filter(stop_asked=True).exists():
            self._watch.stop()


def _held(key: str) -> Planning:
    row = Planning.objects.select_for_update().filter(key=key).first()
    if row is None:
        raise CoveragePlaceNotFound(_("No plan that is asked for has that key."))
    return row


def _wishes(row: Planning) -> Wishes:
    asked = dict(row.asked)
    asked.pop("time_limit_s")
    goals = [(date.fromisoformat(day), share) for day, share in asked.pop("goals")]
    return Wishes(goals=goals, radii_m=tuple(asked.pop("radii_m")), **asked)


def _faults(key: str, names: Mapping[str, str], wish: PlanWish) -> dict[str, Text]:
    """Return what is wrong, by field; what only the data can tell is told when the plan runs."""
    amounts = [one for one in (wish.budget_a_year, wish.cost) if one is not None]
    checks: dict[str, tuple[bool, Text]] = {
        "key": (bool(_KEY.fullmatch(key)), format_lazy(_("“{key}” is no key: small letters, digits and hyphens"), key=key)),
        "names": (any(text.strip() for text in names.values()), _("Name the plan in at least one language.")),
        "goals": (bool(wish.target_set or wish.goals) and all(0 < share <= 1 for _day, share in wish.goals),
                  _("Name targets, or give days with shares above 0 and up to 1.")),
        "radii_m": (all(0 < one <= MOST_RADIUS_M for one in wish.radii_m), _("A radius lies above 0 and up to 100 km.")),
        "edge_probability": (0.5 <= wish.edge_probability < 1, _("The edge probability lies from 0.5 to below 1.")),
        "host_factor": (1 <= wish.host_factor <= 100, _("People count at least once and at most 100 times.")),
        "quotas": (set(wish.quotas) <= set(STRATA) and all(0 < one <= 1 for one in wish.quotas.values()),
                   _("A quota is for host-city, urban, rural or poor, above 0 and up to 1.")),
        "most_a_year": (wish.most_a_year is None or wish.most_a_year >= 1, _("At least one site must be chosen.")),
        "cost": (all(one > 0 for one in amounts), _("Costs and budgets are greater than zero.")),
        "sites": (wish.sites in {"cells", "layer"}, _("Sites stand in inhabited cells, or are those imported.")),
        "time_limit_s": (LEAST_S <= wish.time_limit_s <= MOST_S, _("The search takes between 5 and 600 seconds.")),
    }  # fmt: skip
    return {name: text for name, (holds, text) in checks.items() if not holds}
