"""The sitemap: an index of parts, each streamed (sitemaps.org 0.9, at most 50,000 addresses each)."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bawaba.kernel.pagecache import public_page
from bawaba.portal import queries

XML = "application/xml; charset=utf-8"


@require_safe
@public_page
def index(request: HttpRequest) -> HttpResponse:
    """List the parts of the sitemap."""
    parts = ["pages", *(f"services-{after}" for after in queries.sitemap_cuts())]
    return render(request, "portal/sitemap_index.xml", {"parts": parts}, content_type=XML)


@require_safe
def part(request: HttpRequest, part: str) -> StreamingHttpResponse:
    """Stream one part: the pages of the site, or services from a place in their list on."""
    kind, _, after = part.partition("-")
    if kind not in {"pages", "services"} or not (after or "0").isdecimal() or len(after) > 12:
        raise Http404
    entries = (
        queries.sitemap_pages() if kind == "pages" else queries.sitemap_services(after_id=int(after or 0))
    )
    return StreamingHttpResponse(_document(entries), content_type=XML)


def _document(entries: Iterator[queries.SitemapEntry]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    for entry in entries:
        yield entry.xml
    yield "</urlset>\n"
