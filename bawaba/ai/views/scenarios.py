"""Scenarios: made, followed while they are computed, read, compared, taken away as files."""

from typing import Any, Final, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bawaba.ai import queries, services
from bawaba.ai.forms import ScenarioForm
from bawaba.ai.queries.roadmaps import FILE_TYPES, ScenarioFile
from bawaba.ai.types import ScenarioInfo, ScenarioRules
from bawaba.ai.views.access import for_staff
from bawaba.ai.views.comparing import limits_of, side_by_side
from bawaba.ai.views.desk import PLANNERS, bodies_of, tell_refusal
from bawaba.ai.views.roadmaps import roadmap_chart
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import DomainError

MOST_BESIDE: Final = 3


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def scenarios(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """List scenarios and take a new one."""
    titles = {
        one.key: one.title for one in queries.list_use_cases(actor=actor, language=request.LANGUAGE_CODE)
    }
    items = [(one.key, titles.get(one.key, one.key)) for one in queries.list_candidates(actor=actor)]
    bodies = bodies_of(actor, request.LANGUAGE_CODE, PLANNERS)
    form = ScenarioForm(request.POST or None, bodies=bodies, items=items)
    if request.method == "POST" and form.is_valid():
        try:
            key = services.plan_scenario(actor=actor, rules=ScenarioRules(**form.cleaned_data))
        except DomainError as refusal:
            tell_refusal(form, refusal)
        else:
            messages.success(
                request, _("The scenario is in the queue. You may leave this page and come back.")
            )
            return redirect("ai:scenario", key)
    context = {
        "form": form,
        "bodies": bodies,
        "items": items,
        "scenarios": queries.list_scenarios(actor=actor),
    }
    return render(request, "ai/desk/scenarios.html", context, status=422 if form.errors else 200)


@require_safe
@for_staff
def scenario(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """Show a scenario: how far it is, or its plan, why it is so, and another one beside it."""
    one = queries.find_scenario(actor=actor, key=key, language=request.LANGUAGE_CODE)
    context: dict[str, Any] = {  # Any: a template's context
        "scenario": one,
        "others": [
            other
            for other in queries.list_scenarios(actor=actor)
            if other.key != key and other.state == "done"
        ],
    }
    if one.state == "done":
        context |= {"rows": queries.plan_rows(one), "chart": roadmap_chart(request, one), **_reasons(one)}
        asked = set(request.GET.getlist("with"))
        beside = [
            queries.find_scenario(actor=actor, key=other.key, language=request.LANGUAGE_CODE)
            for other in context["others"]
            if other.key in asked
        ]
        context |= {"limits": limits_of(one), "asked": asked}
        if beside:
            context["beside"] = side_by_side([one, *beside[:MOST_BESIDE]])
    return render(request, "ai/desk/scenario.html", context)


@require_POST
@for_staff
def stop(request: HttpRequest, actor: Actor, key: str) -> HttpResponseBase:
    """End the search of a scenario with the best plan so far."""
    services.stop_scenario(actor=actor, key=key)
    messages.success(request, _("The search ends in a moment, with the best plan so far."))
    return redirect("ai:scenario", key)


@require_safe
@for_staff
def download(request: HttpRequest, actor: Actor, key: str, form: str) -> HttpResponse:
    """Answer a scenario's road map as a file."""
    if form not in FILE_TYPES:
        raise Http404
    file = queries.export_scenario(
        actor=actor, key=key, form=cast(ScenarioFile, form), language=request.LANGUAGE_CODE
    )  # cast: one of them, as asked above
    response = HttpResponse(file, content_type=FILE_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="roadmap-{key}.{form}"'
    return response


def _reasons(one: ScenarioInfo) -> dict[str, Any]:  # Any: rows of a template
    found = one.found
    named = [one.titles.get(key, key) for key in one.keys]
    left = [
        {"title": named[row["item"]], "wave": row["wave"] + 1, "obstacles": row["obstacles"], "short": row["short"],
         "blockers": [named[number] for number in row["blockers"]], "value": one.instance["value"][row["item"]],
         "value_needed": row["value_needed"], "never": row["never"]}
        for row in found["left"]
    ]  # fmt: skip
    prices = [
        {"limit": row["limit"], "wave": row["wave"] + 1, "value": row["value"]} for row in found["prices"]
    ]
    gain = found["objective"] - found["greedy"]
    share = 100 * gain / found["objective"] if found["objective"] else 0.0
    return {
        "left": left,
        "prices": prices[:20],
        "gain": gain,
        "gain_share": share,
        "dropped": len(found["greedy_dropped"]),
    }
