"""Public pages: progress, areas, one's own place, host cities, plans, data."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bawaba.coverage import queries
from bawaba.coverage.errors import AreasMissing
from bawaba.coverage.forms import PlaceForm
from bawaba.coverage.views.answering import answer_name, answer_point
from bawaba.coverage.views.figures import basics, tiles_of_country, timeline
from bawaba.kernel.pagecache import public_page

MAY_LOCATE = "camera=(), geolocation=(self), microphone=(), payment=(), usb=()"


@require_safe
@public_page
def progress(request: HttpRequest) -> HttpResponse:
    """Show targets, where they stand, and every region."""
    try:
        regions = queries.list_areas(level="region") or queries.list_areas(level="commune")[:100]
    except AreasMissing:
        return render(request, "coverage/empty.html")
    whole, parts = queries.country_shares()
    data = {
        "targets": queries.list_targets(), "regions": regions, "shares": whole + parts,
        "operators": queries.operator_names(), "chart": timeline(request, queries.list_scenarios()),
        "challenges": queries.count_challenges(), **basics(),
    }  # fmt: skip
    return render(request, "coverage/progress.html", data)


@require_safe
@public_page
def area(request: HttpRequest, code: str) -> HttpResponse:
    """Show one area and those inside it."""
    path, whole, parts = queries.find_area(code=code)
    data = {
        "path": path[:-1], "area": path[-1], "shares": whole + parts, "operators": queries.operator_names(),
        "inside": queries.list_areas(level="", parent=code), **basics(),
    }  # fmt: skip
    return render(request, "coverage/area.html", data)


@require_safe
def place(request: HttpRequest) -> HttpResponse:
    """Answer whether there is 5G at a point or in a commune, or list those whose name it may be."""
    form = PlaceForm(request.GET if "lat" in request.GET else None)
    text, code = request.GET.get("q", "")[:80], request.GET.get("area", "")[:32]
    data: dict[str, object] = {"form": form, "text": text, **basics()}
    if form.is_bound:
        data |= answer_point(form)
    elif code or text:
        data |= answer_name(text, code)
    response = render(request, "coverage/place.html", data, status=422 if form.errors else 200)
    response.headers["Permissions-Policy"] = MAY_LOCATE
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
@public_page
def host_cities(request: HttpRequest) -> HttpResponse:
    """List the host cities with their shares."""
    cities = queries.list_host_cities()
    return render(request, "coverage/host_cities.html", {"cities": cities, **basics()})


@require_safe
@public_page
def host_city(request: HttpRequest, key: str) -> HttpResponse:
    """Show one host city, its communes and the days on which it expects many people."""
    names, communes, shares, days = queries.find_host_city(key=key)
    data = {
        "names": names, "communes": communes, "shares": shares, "days": days, **basics(),
        "operators": queries.operator_names(),
    }  # fmt: skip
    return render(request, "coverage/host_city.html", data)


@require_safe
@public_page
def plans(request: HttpRequest) -> HttpResponse:
    """Show the plans side by side."""
    sides = queries.compare_scenarios()
    scenarios = [side.record for _targets, group in sides for side in group]
    names = {one.key: one.names for one in queries.list_target_sets()}
    data = {"groups": sides, "target_names": names, "chart": timeline(request, scenarios), **basics()}
    return render(request, "coverage/plans.html", data)


@require_safe
@public_page
def open_data(request: HttpRequest) -> HttpResponse:
    """List the layers with their provenance, and the files to take away."""
    data = {"layers": queries.layers_in_use(), "operators": queries.operator_names(), **basics()}
    return render(request, "coverage/data.html", data)


@require_safe
@public_page
def chart(request: HttpRequest) -> HttpResponse:
    """Show the map; the table of regions says the same."""
    data = {"regions": queries.list_areas(level="region"), "tiles": tiles_of_country(), **basics()}
    response = render(request, "coverage/map.html", data)
    response.headers["Content-Security-Policy"] = MAP_POLICY
    return response


MAP_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self' blob:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
