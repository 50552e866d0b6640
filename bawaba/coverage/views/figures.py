"""What several pages show: whether the figures are modelled, and the timeline."""

from collections.abc import Sequence

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.translation import gettext as _

from bawaba.coverage import queries
from bawaba.kernel.languages import pick
from bawaba.ui import charts
from bawaba.ui.charts.shapes import MOST_SERIES, Chart


def basics() -> dict[str, object]:
    """Return what every page needs: whether figures are modelled, how sure edges are, the country's words.

    Three SQL queries.
    """
    layers = queries.layers_in_use()
    return {
        "made_up": any(layer.synthetic for layer in layers), "edges": queries.list_edges(layers=layers),
        "country": queries.describe_country(),
    }  # fmt: skip


def tiles_of_country() -> str:
    """Return the address of the map tiles that ship for the country, empty where none do."""
    name = f"coverage/{settings.COUNTRY.lower()}.pmtiles"
    return static(name) if finders.find(name) else ""


def timeline(request: HttpRequest, scenarios: Sequence[queries.ScenarioRecord]) -> Chart | None:
    """Return the planned shares by year, one line a plan."""
    years = sorted({row["year"] for one in scenarios for row in one.results["years"]})
    if not years:
        return None
    series = []
    for one in scenarios[:MOST_SERIES]:
        shares = {row["year"]: round(100 * row["share"], 1) for row in one.results["years"]}
        name = pick(one.names, str(request.LANGUAGE_CODE)).text
        series.append(charts.Series(name, [shares.get(year) for year in years]))
    return charts.lines(
        key="timeline", title=_("People covered outdoors by the end of each year, as planned, in percent"),
        points=[str(year) for year in years], series=series, reader=charts.reader_of(request),
        heading=_("Year"), most=100,
    )  # fmt: skip
