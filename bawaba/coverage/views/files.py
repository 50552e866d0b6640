"""Files: open data, the map's shares, the report."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import etag, require_safe

from bawaba.coverage import queries
from bawaba.coverage.views.figures import basics
from bawaba.kernel import epochs
from bawaba.kernel.pagecache import public_page
from bawaba.ui.printing import print_pdf


def _etag(request: HttpRequest, **_named: str) -> str:
    return f'"coverage-{epochs.current()}"'


@require_safe
@etag(_etag)
def areas(request: HttpRequest, form: str) -> HttpResponse:
    """Give every area with its shares as a file."""
    if form not in queries.MEDIA_TYPES:
        raise Http404
    return _file(queries.export_areas(form=form), f"areas.{form}", form)


@require_safe
@etag(_etag)
def plan_sites(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """Give the sites of a plan as a file."""
    if form not in queries.MEDIA_TYPES:
        raise Http404
    return _file(queries.export_plan(key=key, form=form), f"{key}.{form}", form)


def _file(content: bytes, name: str, form: str) -> HttpResponse:
    response = HttpResponse(content, content_type=queries.MEDIA_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@public_page
def map_shares(request: HttpRequest) -> HttpResponse:
    """Give the shares of communes to the map."""
    return JsonResponse(
        queries.map_shares(language=str(request.LANGUAGE_CODE)), json_dumps_params={"ensure_ascii": False}
    )


@require_safe
@public_page
def map_shapes(request: HttpRequest) -> HttpResponse:
    """Give the boundaries to the map of a country for which no tiles ship."""
    return HttpResponse(queries.map_shapes(), content_type=queries.MEDIA_TYPES["geojson"])


@require_safe
@etag(_etag)
def report(request: HttpRequest) -> HttpResponse:
    """Give the state of things on paper."""
    whole, parts = queries.country_shares()
    data = {
        "targets": queries.list_targets(), "regions": queries.list_areas(level="region"),
        "shares": whole + parts, "operators": queries.operator_names(), **basics(),
        "layers": queries.layers_in_use(), "scenarios": queries.list_scenarios(),
    }  # fmt: skip
    page = render_to_string("coverage/report.html", data, request)
    response = HttpResponse(print_pdf(page), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="coverage.pdf"'
    return response
