"""The catalogue as files, streamed; the entity tag changes with what the public sees."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import etag, require_safe

from bawaba.catalogue.queries import dataset_pieces, export_pieces
from bawaba.catalogue.types import ExportFormat
from bawaba.kernel import epochs

FORMS: Final[dict[str, tuple[ExportFormat, str]]] = {
    "jsonl": ("jsonl", "application/x-ndjson; charset=utf-8"),
    "csv": ("csv", "text/csv; charset=utf-8"),
    "ttl": ("cpsv-ap", "text/turtle; charset=utf-8"),
    "jsonld": ("cpsv-ap-jsonld", "application/ld+json"),
}


def catalogue_etag(request: HttpRequest, form: str) -> str:
    """Return the entity tag of a file of the catalogue: its form and the site's epoch."""
    return f'"{form}-{epochs.current()}"'


@require_safe
@etag(catalogue_etag)
def catalogue(request: HttpRequest, form: str) -> HttpResponseBase:
    """Stream the whole published catalogue in one form."""
    if form not in FORMS:
        raise Http404
    name, media_type = FORMS[form]
    if request.method == "HEAD":
        return HttpResponse(content_type=media_type)
    response = StreamingHttpResponse(export_pieces(format=name), content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="catalogue.{form}"'
    return response


@require_safe
@etag(lambda request: catalogue_etag(request, "dcat"))
def dataset(request: HttpRequest) -> HttpResponse:
    """Describe the catalogue as a data set (DCAT-AP)."""
    return HttpResponse("".join(dataset_pieces()), content_type=FORMS["ttl"][1])
