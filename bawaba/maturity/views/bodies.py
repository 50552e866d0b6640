"""An administration sees where it stands, contests what was measured, makes its road map and tracks it."""

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bawaba.assess.types import Method
from bawaba.directory.queries import body_names
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import DomainError
from bawaba.maturity import queries, services, shipped
from bawaba.maturity.errors import PlanRefused, RoadmapNotFound
from bawaba.maturity.forms import RoadmapForm, StepForm
from bawaba.maturity.queries.exporting import ROADMAP_TYPES, RoadmapFile
from bawaba.maturity.queries.waves import BodyBenchmark, BodyPoint
from bawaba.maturity.types import INDEX
from bawaba.maturity.views import drawing
from bawaba.maturity.views.access import for_members
from bawaba.maturity.wording import STEP_STATES as STEP_WORDS
from bawaba.ui import charts

Dimension = tuple[Mapping[str, str], float | None, float | None, float | None]
"""Titles, the value now, its change since an earlier wave, the mean of the kind."""


@require_safe
@for_members
def own(request: HttpRequest, actor: Actor, key: str, body: str) -> HttpResponse:
    """Show where an administration stands in a wave."""
    return _show(request, actor, key, body, RoadmapForm())


@require_POST
@for_members
def make(request: HttpRequest, actor: Actor, key: str, body: str) -> HttpResponseBase:
    """Make a road map from the answers of a wave."""
    form = RoadmapForm(request.POST)
    if form.is_valid():
        try:
            made = services.make_roadmap(actor=actor, key=key, body=body, **form.cleaned_data)
        except PlanRefused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("maturity:roadmap", made)
    return _show(request, actor, key, body, form)


@require_POST
@for_members
def measure(request: HttpRequest, actor: Actor, key: str, body: str) -> HttpResponseBase:
    """Contest a measured answer."""
    about = {name: request.POST.get(name, "") for name in ("question", "reason")}
    services.contest_measure(actor=actor, key=key, body=body, **about)
    messages.success(request, _("Your objection is kept. Those who lead the study will decide."))
    return redirect("maturity:body", key, body)


@require_safe
@for_members
def roadmap(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """Show a road map."""
    found = queries.get_roadmap(actor=actor, key=key)
    chart = drawing.draw_roadmap(found, found.made_at.date(), charts.reader_of(request))
    waves = [
        (number, found.index[number], [one for one in found.steps if one.wave == number])
        for number in range(1, found.waves + 1)
    ]
    context = {
        "found": found, "chart": chart, "waves": waves, "gain": found.index[-1] - found.index[0],
        "step_states": STEP_WORDS.items(), "true": sum(one.came_true is True for one in found.steps),
    }  # fmt: skip
    return render(request, "maturity/roadmap.html", context)


@require_safe
@for_members
def roadmap_file(request: HttpRequest, actor: Actor, key: str, form: RoadmapFile) -> HttpResponse:
    """Give a road map as a workbook, a table or a calendar."""
    made = queries.export_roadmap(actor=actor, key=key, form=form, language=request.LANGUAGE_CODE)
    answer = HttpResponse(made, content_type=ROADMAP_TYPES[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="road-map-{key}.{form}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
@for_members
def change(request: HttpRequest, actor: Actor, key: str, action: str) -> HttpResponseBase:
    """Move a step, correct it, say how far it is."""
    form = StepForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("A number is missing or too large. Nothing was changed."))
        return redirect("maturity:roadmap", key)
    given = form.cleaned_data
    try:
        services.revise_step(actor=actor, key=key, action=action, **given)
    except DomainError as refused:
        messages.error(request, f"{refused} {refused.next_step}")
    else:
        messages.success(request, _("The step is changed, and the index computed anew."))
    return redirect("maturity:roadmap", key)


def _show(request: HttpRequest, actor: Actor, key: str, body: str, form: RoadmapForm) -> HttpResponse:
    found = queries.benchmark_body(actor=actor, key=key, body=body)
    try:
        roadmaps = queries.list_roadmaps(actor=actor, body=body)
    except RoadmapNotFound:
        roadmaps = None
    method = queries.method_in_use(urn=found.wave.urn, version=found.wave.version)
    measured = queries.list_measured(actor=actor, key=key, body=body)
    questions = {one.id: one.titles for one in method.questions}
    known = {one.question: one for one in shipped.indicators() if one.question in questions}
    points = queries.body_evolution(actor=actor, key=key, body=body)
    compared = [
        (str(one.wave.opens_on.year), one.figures.get(INDEX)) for one in points if INDEX in one.comparable
    ]
    context = {
        "found": found, "wave": found.wave, "names": body_names(keys=[body]).get(body, {}), "form": form,
        "stage": queries.stage_at(method=method, value=found.value), "roadmaps": roadmaps,
        "measured": [(one, questions.get(one.question, {}), known[one.question].titles) for one in measured if one.question in known],
        "unmeasured": [(questions[name], one.reason) for name, one in known.items() if one.reason and name not in {row.question for row in measured}],
        "chart": drawing.draw_progress(compared, charts.reader_of(request)),
        "dimensions": _dimensions(method, found, points), "before": _before(points),
    }  # fmt: skip
    return render(request, "maturity/body.html", context)


def _before(points: Sequence[BodyPoint]) -> BodyPoint | None:
    """Return the latest earlier wave in which the body has figures."""
    return next((one for one in reversed(points[:-1]) if one.figures), None)


def _dimensions(method: Method, found: BodyBenchmark, points: Sequence[BodyPoint]) -> list[Dimension]:
    """Return how each dimension stands; a change only where both waves mean the same by it."""
    now, before = points[-1].figures, _before(points)
    rows: list[Dimension] = []
    for section in method.sections:
        name = f"{INDEX}.{section.id}"
        value, old = now.get(name), before.figures.get(name) if before and name in before.comparable else None
        change = value - old if value is not None and old is not None else None
        rows.append((section.titles, value, change, found.means.get(section.id)))
    return rows if any(row[1] is not None for row in rows) else []
