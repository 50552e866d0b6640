"""Priorities of use cases, and the weights of the criteria found by comparing them two by two."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bawaba.ai import queries, services
from bawaba.ai.forms import WeightsForm
from bawaba.ai.queries.prioritising import SHIPPED
from bawaba.ai.types import Priorities
from bawaba.ai.views.access import for_staff
from bawaba.ai.views.charting import grid_points, priority_charts
from bawaba.ai.views.desk import PLANNERS, bodies_of, tell_refusal
from bawaba.directory.queries import body_names
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import DomainError
from bawaba.kernel.languages import pick

WELL, BARELY = 0.8, 0.667
"""From which alpha on conclusions are firm, and from which on tentative (Krippendorff 2004, Content Analysis)."""


@require_safe
@for_staff
def priorities(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show which use cases come first, how sure that is, and what would change it."""
    asked = request.GET.get("weights", "")[:120]
    found = queries.rank_use_cases(actor=actor, language=request.LANGUAGE_CODE, weighed_by=asked)
    context = {
        "found": found,
        "criteria": _criteria(found, request.LANGUAGE_CODE),
        "sets": _sets(found, request.LANGUAGE_CODE),
        "shipped": SHIPPED,
        "agreement": _agreement_in_words(found.agreement),
        "charts": priority_charts(request, found),
        "points": grid_points(found, mirrored=request.LANGUAGE_CODE == "ar"),
    }
    return render(request, "ai/desk/priorities.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def weights(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Compare the criteria two by two, see what comes out, keep it for a body."""
    bodies = bodies_of(actor, request.LANGUAGE_CODE, PLANNERS)
    asked = request.POST.get("body") or request.GET.get("body")
    body = next((key for key, _name in bodies if key == asked), bodies[0][0] if bodies else "")
    form = WeightsForm(
        request.POST or None, bodies=bodies, pairs=queries.pairs_to_compare(),
        begun=queries.first_comparisons(body=body), language=request.LANGUAGE_CODE, initial={"body": body},
    )  # fmt: skip
    found = None
    if request.method == "POST" and form.is_valid():
        found = queries.weigh_criteria(answers=form.answers())
        if request.POST.get("act") == "keep":
            try:
                services.keep_weights(actor=actor, body=form.cleaned_data["body"], answers=form.answers())
            except DomainError as refusal:
                tell_refusal(form, refusal)
            else:
                messages.success(request, _("The weights are kept."))
                return redirect(f"{reverse('ai:priorities')}?weights={form.cleaned_data['body']}")
    return render(
        request, "ai/desk/weights.html",
        {"form": form, "bodies": bodies, "found": found, **_said(found, request.LANGUAGE_CODE)},
        status=422 if form.errors else 200,
    )  # fmt: skip


def _criteria(found: Priorities, language: str) -> list[dict[str, Any]]:  # Any: rows of a template
    """Return each criterion with its weight and how far that may move, the one that may move least first."""
    rows = [
        {"name": pick(one.names, language).text, "weight": 100 * found.weights[one.key],
         "low": 100 * found.ranges[one.key][0], "high": 100 * found.ranges[one.key][1]}
        for one in queries.list_criteria() if one.key in found.ranges
    ]  # fmt: skip
    return sorted(rows, key=lambda row: min(row["weight"] - row["low"], row["high"] - row["weight"]))


def _sets(found: Priorities, language: str) -> list[tuple[str, str]]:
    names = body_names(keys=set(found.choices)) if found.choices else {}
    return [(key, pick(names.get(key, {}), language).text or key) for key in found.choices]


def _agreement_in_words(alpha: float | None) -> str:
    if alpha is None:
        return ""
    if alpha >= WELL:
        return _("They agree well enough to build on.")
    if alpha >= BARELY:
        return _("They agree enough for a first order; talk about the scores that lie far apart.")
    return _("They agree too little: talk about what each criterion means, then score again.")


def _said(found: Any, language: str) -> dict[str, Any]:  # Any: what comparisons come to, a template's context
    """Return weights and contradictions in words; nothing before somebody compared."""
    if found is None:
        return {}
    names = {one.key: pick(one.names, language).text for one in queries.list_criteria()}
    rows = sorted(found.weights.items(), key=lambda pair: -pair[1])
    return {
        "rows": [{"name": names[key], "weight": 100 * share} for key, share in rows],
        "misfits": [[names[key] for key in three] for three in found.contradictions] if not found.consistent else [],
    }  # fmt: skip
