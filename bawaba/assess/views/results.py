"""What came of an assessment: level, charts, every line of the score, obligations, actions, decisions."""

from datetime import date
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bawaba.assess import queries, services
from bawaba.assess.queries.explaining import Explained, explain_result, list_actions
from bawaba.assess.queries.filling import Filling, open_filling
from bawaba.assess.types import ActionInfo, Benchmark
from bawaba.assess.views.access import for_members
from bawaba.kernel import clock
from bawaba.kernel.actors import Actor
from bawaba.kernel.languages import pick
from bawaba.kernel.ports import improvement_doors
from bawaba.ui import charts


@require_safe
@for_members
def result(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """Show a result with what explains it and what would raise it."""
    opened = open_filling(actor=actor, key=key)
    found = explain_result(actor=actor, key=key, kind=request.GET.get("kind", ""))
    if found is None:
        return render(request, "assess/no_result.html", {"opened": opened})
    actions = list_actions(actor=actor, key=key)
    standing = queries.benchmark(actor=actor, key=key, figure=found.main) if opened.campaign else None
    reader = charts.reader_of(request)
    context = {
        "opened": opened, "found": found, "actions": actions, "standing": standing,
        "value": reader.number(found.value), "planned": {one.suggestion for one in actions},
        "charts": [one for one in (_radar(found, reader), _spread(found, standing, reader)) if one],
        "plan": _plan(actions, reader), "others": [kind for kind in found.kinds if kind != found.kind],
        "formats": [("pdf", _("PDF")), ("xlsx", _("Excel, with every line of the score")), ("csv", _("CSV, every line of the score")), ("json", _("JSON, for programs"))],
        "improve": _improvement(opened) if opened.part.writes else "",
        "gains": [(one, reader.number(one.gain, 2)) for one in found.raises],
    }  # fmt: skip
    return render(request, "assess/result.html", context)


def _improvement(opened: Filling) -> str:
    """Return where the body plans what to do after its result, as the study of the campaign says."""
    found = (
        door(campaign=opened.campaign, body=opened.body) for door in improvement_doors.providers().values()
    )
    return next((address for address in found if address), "") if opened.campaign else ""


def _radar(found: Explained, reader: charts.Reader) -> charts.Chart | None:
    """Return the sections as a radar where there are enough of them, as bars where they are few."""
    names = [pick(titles, reader.code).text for titles, _value in found.sections]
    values = [value for _titles, value in found.sections]
    least, most = found.scale
    title = _("Each section at a glance")
    if len(names) < 3:
        rows = [charts.Interval(name, value) for name, value in zip(names, values, strict=True)]
        return (
            charts.intervals(
                key="sections", title=title, rows=rows, reader=reader, heading=_("Section"), value_heading=_("Score"),
                least=least, most=most,
            )
            if rows
            else None
        )  # fmt: skip
    series = [charts.Series(_("Now"), values)]
    if len(found.before) == len(values):
        series.append(charts.Series(_("The wave before"), found.before))
    return charts.radar(
        key="sections", title=title, axes=names, series=series, reader=reader, heading=_("Section"),
        least=least, most=most,
    )  # fmt: skip


def _spread(found: Explained, standing: Benchmark | None, reader: charts.Reader) -> charts.Chart | None:
    """Return where this body stands among the others, whose names are not told; nothing of fewer than five."""
    if standing is None or standing.median is None or found.value is None:
        return None
    rows = [
        charts.Interval(_("This administration"), found.value, own=True),
        charts.Interval(
            _("Half of the administrations lie in this interval; its middle one"),
            standing.median, standing.low, standing.high,
        ),
    ]  # fmt: skip
    return charts.intervals(
        key="standing", title=_("Among the administrations of this campaign"), rows=rows, reader=reader,
        heading=_("Who"), value_heading=_("Score"), least=found.scale[0], most=found.scale[1],
    )  # fmt: skip


def _plan(actions: list[ActionInfo], reader: charts.Reader) -> list[charts.Chart]:
    """Return the actions that have a date over time, and how many are left beside the plan."""
    dated = [one for one in actions if one.due_on is not None]
    if not dated:
        return []
    today = clock.today()
    spans = [
        charts.Span(
            one.title,
            min(timezone.localtime(one.created_at).date(), one.due_on or today),
            one.due_on or today,
            1.0 if one.done_at else 0.0,
        )
        for one in dated
    ]
    found = [
        charts.gantt(
            key="plan",
            title=_("What is done when"),
            spans=spans,
            reader=reader,
            heading=_("Action"),
            today=today,
        )
    ]
    if len(dated) > 1:
        found.append(_burn_down(dated, today, reader))
    return found


def _burn_down(dated: list[ActionInfo], today: date, reader: charts.Reader) -> charts.Chart:
    begun = min(timezone.localtime(one.created_at).date() for one in dated)
    days = sorted({begun, today, *(one.due_on for one in dated if one.due_on)})
    done = [timezone.localtime(one.done_at).date() for one in dated if one.done_at]
    return charts.burn_down(
        key="left", title=_("What is left to do"),
        points=[day.isoformat() for day in days],
        left=[len(dated) - sum(at <= day for at in done) if day <= today else None for day in days],
        planned=[len(dated) - sum(one.due_on <= day for one in dated if one.due_on) for day in days],
        reader=reader, heading=_("Day"),
    )  # fmt: skip


@require_POST
@for_members
def actions(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """Plan an action, say that it is done, or take it out."""
    act, _colon, number = request.POST.get("act", "").partition(":")
    chosen = int(number) if number.isdigit() else 0
    if act == "plan":
        posted = request.POST
        services.plan_action(
            actor=actor, key=key, title=posted.get("title", ""), suggestion=posted.get("suggestion", ""),
            owner=posted.get("owner", ""), due_on=_day(posted.get("due", "")), cost_mad=_amount(posted.get("cost", "")),
            expected_gain=_gain(posted.get("gain", "")),
        )  # fmt: skip
        messages.success(request, _("The action is planned."))
    elif act == "drop":
        services.drop_action(actor=actor, key=key, action=chosen)
        messages.success(request, _("The action was taken out of the plan."))
    else:
        services.finish_action(actor=actor, key=key, action=chosen, done=act == "done")
    return redirect(f"{request.path.removesuffix('actions/')}result/#actions")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _amount(text: str) -> Decimal | None:
    """Return an amount as people write it; None for nothing."""
    plain = "".join(text.replace("\u202f", "").split()).replace(",", ".")
    try:
        return Decimal(plain) if plain else None
    except InvalidOperation:
        return Decimal(-1)  # the service refuses it with a sentence


def _gain(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
