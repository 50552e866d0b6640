"""Scenarios: a portfolio of use cases with its limits, solved by a job that tells how far it is."""

import secrets
import time
from dataclasses import asdict
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task

from bawaba.ai.errors import (
    PortfolioImpossible,
    PortfolioUndecided,
    ScenarioNotFound,
    ScenarioOver,
    UseCaseInvalid,
)
from bawaba.ai.models import Scenario
from bawaba.ai.queries.candidates import Candidate, list_candidates
from bawaba.ai.queries.instance_files import portfolio_of
from bawaba.ai.queries.optimising import explain_plan, optimise
from bawaba.ai.rules.days import believable
from bawaba.ai.services.permitting import require_scenario_maker
from bawaba.ai.types import ScenarioRules
from bawaba.ai.wording import unbelievable
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor, system_actor
from bawaba.kernel.errors import Text
from bawaba.kernel.jobs import enqueue_once

TOLD_EACH_S: Final = 1.0
MOST_WAVES: Final = 8
MOST_MONTHS: Final = 36
MOST_DAYS: Final = 1e9
LEAST_S, MOST_S = 5, 600


@transaction.atomic
def plan_scenario(*, actor: Actor, rules: ScenarioRules) -> str:
    """Keep a scenario of the use cases that are scored and sized, put it in the queue, and return its key.

    raises: NotPlanner, UseCaseInvalid
    """
    require_scenario_maker(actor, rules.body)
    candidates = list_candidates(actor=actor, weighed_by=rules.body)
    faults = _faults(rules, candidates)
    if Scenario.objects.filter(
        title=rules.title.strip(), body=rules.body, state__in=("waiting", "running")
    ).exists():
        faults["title"] = _("A scenario of this name is being computed.")
    if faults:
        raise UseCaseInvalid(fields=faults)
    row = Scenario.objects.create(
        key=secrets.token_hex(4), title=rules.title.strip()[:200], body=rules.body, starts_on=rules.starts_on,
        wave_months=rules.wave_months, items=[one.key for one in candidates], instance=_instance(rules, candidates),
        limit_s=rules.limit_s, enough_gap=rules.enough_gap, made_by=actor.key, made_at=clock.now(),
    )  # fmt: skip
    audit.record(actor=actor, verb="ai.scenario-planned", target=row, detail={"items": len(candidates)})
    enqueue_once(solve_scenario, key=row.key)
    return row.key


@transaction.atomic
def stop_scenario(*, actor: Actor, key: str) -> None:
    """End a search with the best plan so far; one that has not begun is dropped.

    raises: ScenarioNotFound, NotPlanner, ScenarioOver
    """
    row = Scenario.objects.select_for_update().filter(key=key).first()
    if row is None:
        raise ScenarioNotFound
    require_scenario_maker(actor, row.body)
    if row.state not in ("waiting", "running"):
        raise ScenarioOver
    row.stop_asked, row.state = True, "dropped" if row.state == "waiting" else row.state
    row.save(update_fields=["stop_asked", "state"])
    audit.record(actor=actor, verb="ai.scenario-stopped", target=row)


@task
def solve_scenario(*, key: str) -> None:
    """Find the best plan of a scenario and why it is so. Safe to run twice."""
    row = Scenario.objects.filter(key=key).exclude(state__in=("done", "dropped")).first()
    if row is None:
        return
    portfolio = portfolio_of(row.instance)
    try:
        plan = optimise(portfolio=portfolio, time_limit_s=row.limit_s, watch=_Follower(row).watch)
    except (PortfolioImpossible, PortfolioUndecided) as refusal:
        _keep(row, "failed", {"code": refusal.code})
        return
    told = explain_plan(portfolio=portfolio, plan=plan)
    shown = asdict(plan)
    shown["selection"] = {str(item): wave for item, wave in plan.selection.items()}
    _keep(row, "done", {**shown, **asdict(told)})


class _Follower:
    """Tells how far a search is, and ends it when somebody asks or the gap is small enough."""

    def __init__(self, row: Scenario) -> None:
        self._row, self._told = row, 0.0

    def watch(self, seconds: float, objective: float, bound: float) -> bool:
        """Return whether the search ends here, with the best so far."""
        known = {name: value for name, value in (("best", objective), ("bound", bound)) if abs(value) < 1e300}
        gap = (bound - objective) / max(1.0, abs(objective)) if len(known) == 2 else 1.0
        if 0 < self._row.enough_gap >= gap:
            return True
        if time.monotonic() - self._told < TOLD_EACH_S:
            return False
        self._told = time.monotonic()
        row = Scenario.objects.filter(pk=self._row.pk)
        row.exclude(state="dropped").update(
            state="running", progress={"seconds": round(seconds, 1), "of": self._row.limit_s, **known}
        )
        return "best" in known and row.filter(stop_asked=True).exists()


@transaction.atomic
def _keep(row: Scenario, state: str, found: dict[str, Any]) -> None:  # Any: JSON
    row.state, row.found = state, found
    row.save(update_fields=["state", "found"])
    told = ("objective", "gap", "status", "code")
    detail: dict[str, object] = {name: found[name] for name in told if name in found}
    audit.record(actor=system_actor("scenarios"), verb="ai.scenario-solved", target=row, detail=detail)


def _faults(rules: ScenarioRules, candidates: list[Candidate]) -> dict[str, Text]:
    faults: dict[str, Text] = {}
    if not rules.title.strip():
        faults["title"] = _("Name the scenario.")
    if not 1 <= len(rules.budgets) <= MOST_WAVES or not all(0 <= one <= MOST_DAYS for one in rules.budgets):
        faults["budgets"] = _("Give the days of work of each wave, at most %(most)s waves.") % {
            "most": MOST_WAVES
        }
    if not candidates:
        faults["title"] = _("No use case is scored by every criterion and has its days of work.")
    known = {one.key for one in candidates}
    if set(rules.mandatory) - known:
        faults["mandatory"] = _("Choose from the list.")
    if any(one == other or not {one, other} <= known for one, other in rules.exclusive):
        faults["exclusive"] = _("Choose two different use cases.")
    if not LEAST_S <= rules.limit_s <= MOST_S or not 0 <= rules.enough_gap <= 1:
        faults["limit_s"] = _("Choose between %(least)s and %(most)s seconds.") % {
            "least": LEAST_S,
            "most": MOST_S,
        }
    return {**faults, **_faults_of_time(rules)}


def _faults_of_time(rules: ScenarioRules) -> dict[str, Text]:
    faults: dict[str, Text] = {}
    if not believable(rules.starts_on):
        faults["starts_on"] = unbelievable()
    if not 1 <= rules.wave_months <= MOST_MONTHS:
        faults["wave_months"] = _("Choose between 1 and %(most)s months.") % {"most": MOST_MONTHS}
    if not 0.1 <= rules.discount <= 1:
        faults["discount"] = _("Choose between 0.1 and 1.")
    return faults


def _instance(rules: ScenarioRules, candidates: list[Candidate]) -> dict[str, Any]:  # Any: JSON
    numbers = {one.key: number for number, one in enumerate(candidates)}
    bodies = sorted({one.body for one in candidates})
    return {
        "n": len(candidates), "T": len(rules.budgets), "value": [one.value for one in candidates],
        "cost": [one.days for one in candidates], "budget": list(rules.budgets), "discount": rules.discount,
        "orgs": len(bodies), "bodies": bodies, "org": [bodies.index(one.body) for one in candidates], "org_cap": rules.org_cap,
        "requires": [[numbers[one.key], numbers[need]] for one in candidates for need in one.needs if need in numbers],
        "exclusive": [[numbers[one], numbers[other]] for one, other in rules.exclusive],
        "high_risk": [numbers[one.key] for one in candidates if one.high_risk],
        "max_high_risk_per_wave": rules.max_high_risk, "mandatory": [numbers[key] for key in rules.mandatory],
    }  # fmt: skip
