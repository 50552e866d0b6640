"""Scenarios: a portfolio of use cases with its limits, solved by a job that tells how far it is."""

import secrets
import time
from dataclasses import asdict
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task

from bawaba.ai.errors import PortfolioImpossible, PortfolioUndecided, UseCaseInvalid
from bawaba.ai.models import Scenario
from bawaba.ai.queries.candidates import Candidate, list_candidates
from bawaba.ai.queries.instance_files import portfolio_of
from bawaba.ai.queries.optimising import explain_plan, optimise
from bawaba.ai.services.permitting import require_scenario_maker
from bawaba.ai.types import ScenarioRules
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor, system_actor
from bawaba.kernel.errors import Text
from bawaba.kernel.jobs import enqueue_once

TOLD_EACH_S: Final = 1.0
MOST_WAVES: Final = 8


@transaction.atomic
def plan_scenario(*, actor: Actor, rules: ScenarioRules) -> str:
    """Keep a scenario of the use cases that are scored and sized, put it in the queue, and return its key.

    raises: NotOnBoard, UseCaseInvalid
    """
    require_scenario_maker(actor, rules.body)
    candidates = list_candidates(actor=actor)
    faults = _faults(rules, candidates)
    if faults:
        raise UseCaseInvalid(fields=faults)
    row = Scenario.objects.create(
        key=secrets.token_hex(4), title=rules.title.strip()[:200], body=rules.body, starts_on=rules.starts_on,
        wave_months=rules.wave_months, items=[one.key for one in candidates], instance=_instance(rules, candidates),
        made_by=actor.key, made_at=clock.now(),
    )  # fmt: skip
    audit.record(actor=actor, verb="ai.scenario-planned", target=row, detail={"items": len(candidates)})
    enqueue_once(solve_scenario, key=row.key)
    return row.key


@task
def solve_scenario(*, key: str) -> None:
    """Find the best plan of a scenario and why it is so. Safe to run twice."""
    row = Scenario.objects.filter(key=key).exclude(state="done").first()
    if row is None:
        return
    portfolio = portfolio_of(row.instance)
    last = [0.0]

    def watch(seconds: float, objective: float, bound: float) -> bool:
        if time.monotonic() - last[0] >= TOLD_EACH_S:
            last[0] = time.monotonic()
            known = {
                name: value for name, value in (("best", objective), ("bound", bound)) if abs(value) < 1e300
            }
            progress = {"seconds": round(seconds, 1), "of": row.limit_s, **known}
            Scenario.objects.filter(key=key).update(state="running", progress=progress)
        return False

    try:
        plan = optimise(portfolio=portfolio, time_limit_s=row.limit_s, watch=watch)
    except (PortfolioImpossible, PortfolioUndecided) as refusal:
        _keep(row, "failed", {"code": refusal.code})
        return
    told = explain_plan(portfolio=portfolio, plan=plan)
    shown = asdict(plan)
    shown["selection"] = {str(item): wave for item, wave in plan.selection.items()}
    _keep(row, "done", {**shown, **asdict(told)})


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
    if not 1 <= len(rules.budgets) <= MOST_WAVES or any(budget < 0 for budget in rules.budgets):
        faults["budgets"] = _("Give the days of work of each wave, at most %(most)s waves.") % {
            "most": MOST_WAVES
        }
    if not candidates:
        faults["title"] = _("No use case is scored by every criterion and has its days of work.")
    if set(rules.mandatory) - {one.key for one in candidates}:
        faults["mandatory"] = _("Choose from the list.")
    return faults


def _instance(rules: ScenarioRules, candidates: list[Candidate]) -> dict[str, Any]:  # Any: JSON
    numbers = {one.key: number for number, one in enumerate(candidates)}
    bodies = sorted({one.body for one in candidates})
    return {
        "n": len(candidates), "T": len(rules.budgets), "value": [one.value for one in candidates],
        "cost": [one.days for one in candidates], "budget": list(rules.budgets), "discount": rules.discount,
        "orgs": len(bodies), "org": [bodies.index(one.body) for one in candidates], "org_cap": rules.org_cap,
        "requires": [[numbers[one.key], numbers[need]] for one in candidates for need in one.needs if need in numbers],
        "exclusive": [], "high_risk": [numbers[one.key] for one in candidates if one.high_risk],
        "max_high_risk_per_wave": rules.max_high_risk, "mandatory": [numbers[key] for key in rules.mandatory],
    }  # fmt: skip
