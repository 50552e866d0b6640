"""What everybody reads: the national index, the method, the country among its peers, the data."""

import csv
import io
import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bawaba.kernel.pagecache import public_page
from bawaba.maturity import queries, shipped
from bawaba.maturity.types import INDEX, INDEX_FORMATS, GroupFigures
from bawaba.maturity.views import drawing
from bawaba.ui import charts


@require_safe
@public_page
def study(request: HttpRequest) -> HttpResponse:
    """Show the national index with its interval, who stands where, and how it moves."""
    published = queries.published_waves()
    if not published:
        return render(request, "maturity/study.html", {"published": [], "method": queries.method_in_use()})
    wave, outcome, _same = published[0]
    reader, method = charts.reader_of(request), queries.method_in_use(urn=wave.urn, version=wave.version)
    points = [
        (str(info.opens_on.year), one["index"]["value"])
        for info, one, same in reversed(published)
        if INDEX in same
    ]
    groups = [GroupFigures(**one) for one in outcome["kinds"]]
    drawn = [
        drawing.draw_classes(outcome["classes"], reader),
        drawing.draw_aspects(outcome, method, reader),
        drawing.draw_groups(groups, reader),
        drawing.draw_heat(outcome, method, reader),
        drawing.draw_progress(points, reader),
    ]
    context = {
        "published": published, "wave": wave, "outcome": outcome, "method": method, "groups": groups,
        "charts": [one for one in drawn if one is not None], "aspects": drawing.aspect_means(outcome, method),
        "stage": queries.stage_at(method=method, value=outcome["index"]["value"]),
        "left_out": [info for info, _one, same in published if INDEX not in same],
    }  # fmt: skip
    return render(request, "maturity/study.html", context)


@require_safe
@public_page
def method(request: HttpRequest) -> HttpResponse:
    """Show the method: its aspects, its dimensions, how it scores."""
    found = queries.method_in_use()
    sections = {one.id: one for one in found.sections}
    aspects = [
        (aspect, [sections[name] for name in aspect.sections if name in sections]) for aspect in shipped.aspects()
    ]  # fmt: skip
    whole = sum(one.weight for one in found.sections)
    context = {
        "method": found, "aspects": aspects, "whole": whole,
        "stages": queries.stages_of(method=found), "unmeasured": [one for one in shipped.indicators() if one.reason],
    }  # fmt: skip
    return render(request, "maturity/method.html", context)


@require_safe
@public_page
def dimension(request: HttpRequest, section: str) -> HttpResponse:
    """Show the questions of one dimension with the words of each level."""
    found = queries.method_in_use()
    shown = next((one for one in found.sections if one.id == section), None)
    if shown is None:
        raise Http404
    place = found.sections.index(shown)
    context = {
        "method": found, "section": shown, "number": place + 1,
        "actions": [one for one in queries.actions_of(urn=found.urn, version=found.version) if one.section == section],
        "measured": {one.question for one in shipped.indicators() if not one.reason},
        "before": found.sections[place - 1] if place else None,
        "after": found.sections[place + 1] if place + 1 < len(found.sections) else None,
    }  # fmt: skip
    return render(request, "maturity/dimension.html", context)


@require_safe
@public_page
def peers(request: HttpRequest) -> HttpResponse:
    """Show the country among its peers in one published index and year."""
    editions = queries.list_editions()
    asked = request.GET.get("index", "")
    index = asked if asked in editions else next(iter(editions), INDEX_FORMATS[0])
    year = request.GET.get("year", "")
    table = queries.peer_table(index=index, year=int(year) if year.isdigit() and len(year) == 4 else None)
    reader = charts.reader_of(request)
    context: dict[str, Any] = {  # Any: a template's context
        "table": table,
        "indices": [(name, shipped.published_indices()[name]) for name in editions],
        "charts": [],
    }
    if table is not None:
        drawn = [drawing.draw_peers(table, reader), drawing.draw_components(table, reader), drawing.draw_trend(table, reader)]  # fmt: skip
        context["charts"] = [one for one in drawn if one is not None]
    return render(request, "maturity/peers.html", context)


@require_safe
def results(request: HttpRequest, kind: str) -> HttpResponse:
    """Answer what was published of every wave, as CSV or JSON, or what describes it to catalogues of data."""
    if kind == "ttl":
        return HttpResponse(queries.describe_open_data(), content_type="text/turtle; charset=utf-8")
    rows = queries.open_data()
    if kind == "json":
        return HttpResponse(json.dumps(rows, ensure_ascii=False), content_type="application/json")
    text = io.StringIO()
    writer = csv.DictWriter(text, list(queries.OPEN_COLUMNS), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="digital-maturity.csv"'
    return response
