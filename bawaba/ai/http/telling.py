"""A use case as the API tells of it."""

from django.conf import settings
from django.http import HttpRequest

from bawaba.ai import queries
from bawaba.ai.models import Condition
from bawaba.ai.queries.desk import UseCaseFile
from bawaba.ai.types import ScenarioInfo
from bawaba.kernel.actors import Actor
from bawaba.kernel.http import ALL, answer_texts, language_of


def reader_language(request: HttpRequest) -> str:
    """Return the one language in which titles are told: the reader's, or the site's where all are asked for."""
    language = language_of(request)
    return str(settings.LANGUAGE_CODE) if language == ALL else language


def tell_stage(actor: Actor, key: str) -> dict[str, object]:
    """Return where a use case stands now."""
    return {"key": key, "stage": queries.stage_of(actor=actor, key=key)}


def tell_use_case(file: UseCaseFile, request: HttpRequest) -> dict[str, object]:
    """Return a use case whole; scores only for those who may see them."""
    row = file.row
    may = {"build": file.builds, "review": file.reviews_it, "decide": file.decides}
    names = (
        "key", "body", "stage", "stage_since", "purpose", "high_risk", "details", "assessment", "assessed_until",
        "review_due", "published_at",
    )  # fmt: skip
    return {
        **{name: getattr(row, name) for name in names},
        "texts": file.texts,
        "scores": file.scores if file.sees_scores else {},
        "assessments": file.assessments,
        "steps": file.steps,
        "verdicts": file.verdicts,
        "conditions": [_tell_condition(one, request) for one in file.conditions],
        "indicators": [
            {"number": one.pk, "names": one.names, "unit": one.unit, "low": one.low, "high": one.high,
             "readings": [{"value": value.value, "measured_on": value.measured_on, "within": within}
                          for value, within in readings]}
            for one, readings in file.indicators
        ],
        "incidents": [
            {"number": one.pk, "severity": one.severity, "harm": one.harm, "happened_on": one.happened_on,
             "informed": one.informed, "correction": one.correction, "closed_at": one.closed_at}
            for one in file.incidents
        ],
        "may": [name for name, holds in may.items() if holds],
    }  # fmt: skip


def _tell_condition(one: Condition, request: HttpRequest) -> dict[str, object]:
    code = one.duty.code if hasattr(one, "duty") else ""
    known = next((duty.texts for duty in queries.list_obligations() if duty.code == code), None)
    return {
        "number": one.pk, "texts": answer_texts(known, request) if known else {"und": one.text},
        "blocking": one.blocking, "due_on": one.due_on, "met_at": one.met_at, "proof": one.proof,
    }  # fmt: skip


def tell_scenario(one: ScenarioInfo) -> dict[str, object]:
    """Return a scenario whole, use cases by their keys."""
    instance = one.instance
    keys = one.keys
    same = (
        "key",
        "title",
        "body",
        "state",
        "starts_on",
        "wave_months",
        "limit_s",
        "enough_gap",
        "stop_asked",
    )
    return {
        **{name: getattr(one, name) for name in same},
        "budgets": instance["budget"], "discount": instance["discount"], "org_cap": instance["org_cap"],
        "max_high_risk": instance["max_high_risk_per_wave"],
        "mandatory": [keys[number] for number in instance["mandatory"]],
        "exclusive": [(keys[first], keys[second]) for first, second in instance["exclusive"]],
        "progress": one.progress or None,
        "refused": one.found.get("code", ""),
        "plan": _tell_plan(one) if one.state == "done" else None,
    }  # fmt: skip


def _tell_plan(one: ScenarioInfo) -> dict[str, object]:
    found, keys, values = one.found, one.keys, one.instance["value"]
    chosen = [
        {"key": row["key"], "title": row["title"], "wave": row["wave"], "starts_on": row["start"], "ends_on": row["end"],
         "days": row["days"], "value": row["value"], "mandatory": row["mandatory"], "share": row["share"] / 100,
         "needed_by": [keys[number] for number in kept["needed_by"]]}
        for row, kept in zip(queries.plan_rows(one), found["kept"], strict=True)
    ]  # fmt: skip
    left = [
        {**row, "key": keys[row["item"]], "title": one.titles.get(keys[row["item"]], keys[row["item"]]),
         "value": values[row["item"]], "wave": row["wave"] + 1, "blockers": [keys[number] for number in row["blockers"]]}
        for row in found["left"]
    ]  # fmt: skip
    bodies = one.instance.get("bodies", ())
    prices = [
        {**row, "wave": row["wave"] + 1, "body": bodies[row["body"]] if row["body"] is not None and bodies else None}
        for row in found["prices"]
    ]  # fmt: skip
    figures = {name: found[name] for name in ("status", "objective", "bound", "gap", "greedy", "seconds")}
    return {**figures, "chosen": chosen, "left": left, "prices": prices}
