"""`{% load charts %}{% chart one %}`: a chart of `bawaba.ui.charts` with its legend and its table."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from bawaba.ui.charts.shapes import Chart, Layer, Mark

register = template.Library()


@register.inclusion_tag("ui/components/chart.html")
def chart(chart: Chart, open: bool = False, level: int = 3) -> dict[str, object]:  # noqa: A002 (HTML's word)
    """`{% chart one open=True level=2 %}`: the table is shown at once where `open`, else one press away."""
    return {
        "chart": chart,
        "open": open,
        "heading": f"h{level}",
        "rows": [
            [(cell, place in chart.table.figures) for place, cell in enumerate(row)]
            for row in chart.table.rows
        ],
        "headings": [(cell, place in chart.table.figures) for place, cell in enumerate(chart.table.headings)],
        "drawing": drawing(chart),
    }


def drawing(chart: Chart) -> SafeString:
    """Return a chart's picture as one SVG element, with its title and description inside."""
    size = _attributes(
        {"viewBox": chart.box} if chart.box else {"width": "100%", "height": str(chart.height)}
    )
    return format_html(
        '<svg role="img" aria-labelledby="{0}-title {0}-about"{1}><title id="{0}-title">{2}</title>'
        '<desc id="{0}-about">{3}</desc>{4}</svg>',
        f"chart-{chart.key}", size, chart.title, chart.summary or chart.title,
        mark_safe("".join(_draw(mark) for mark in chart.marks)),  # noqa: S308 (each is escaped)
    )  # fmt: skip


@register.simple_tag
def chart_sign(look: str) -> SafeString:
    """`{% chart_sign look %}`: the sign of a legend."""
    if look.startswith("series-"):
        number = int(look.rpartition("-")[2])
        sign = (
            '<rect class="sign {0}" x="9" y="4" width="8" height="8"></rect>'
            if number % 2
            else '<circle class="sign {0}" cx="13" cy="8" r="5"></circle>'
        )
        inside = format_html('<line class="line {0}" x1="0" y1="8" x2="26" y2="8"></line>' + sign, look)
    elif look in {"whisker", "today"}:
        inside = format_html('<line class="{0}" x1="2" y1="8" x2="24" y2="8"></line>', look)
    else:
        inside = format_html('<rect class="{0}" x="4" y="2" width="18" height="12"></rect>', look)
    return format_html(
        '<svg class="chart-sign" width="26" height="16" viewBox="0 0 26 16" aria-hidden="true">{}</svg>',
        inside,
    )


def _draw(mark: Mark | Layer) -> SafeString:
    if isinstance(mark, Layer):
        box = _attributes({
            "viewBox": f"0 0 100 {mark.height}", "width": "100%", "height": f"{mark.height}",
            "preserveAspectRatio": "none",
        })  # fmt: skip
        inside = mark_safe("".join(_draw(one) for one in mark.marks))  # noqa: S308 (each is escaped)
        return format_html("<svg{}>{}</svg>", box, inside)
    if mark.shape == "svg":  # a square around its place
        return format_html(
            '<svg{}><rect class="{}" x="-4.5" y="-4.5" width="9" height="9"></rect></svg>',
            _attributes(mark.at), mark.text,
        )  # fmt: skip
    name = mark_safe(mark.shape)  # noqa: S308 (written by our own functions)
    look = format_html(' class="{}"', mark.look) if mark.look else ""
    return format_html("<{}{}{}>{}</{}>", name, look, _attributes(mark.at), mark.text, name)


def _attributes(pairs: object) -> SafeString:
    assert isinstance(pairs, dict)
    return format_html_join("", ' {}="{}"', pairs.items())
