"""The page of a service, and what readers tell about it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from bawaba.catalogue.services import record_report
from bawaba.kernel.pagecache import public_page
from bawaba.portal import phrases, queries
from bawaba.portal.forms import ReportForm, read_report_kind
from bawaba.portal.limits import check_rate

REPORTS_IN_TEN_MINUTES = 10


@require_safe
@public_page
def service(request: HttpRequest, identifier: str) -> HttpResponse:
    """Show a service: what, for whom, bring this, pay this, by then, go here or start here."""
    page = queries.service_page(identifier=identifier, language=request.LANGUAGE_CODE)
    boxes = queries.question_boxes(language=request.LANGUAGE_CODE)
    return render(request, "portal/service.html", {"page": page, "boxes": boxes})


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, identifier: str) -> HttpResponse:
    """Take what a reader tells about a service, without asking who they are."""
    kind = read_report_kind(request)
    form = ReportForm(request.POST or None, kind=kind, initial={"kind": kind})
    if request.method == "POST" and form.is_valid():
        check_rate(request, door="report", most=REPORTS_IN_TEN_MINUTES)
        if not form.is_from_a_program:
            record_report(service=identifier, language=request.LANGUAGE_CODE, **form.told)
        return redirect("portal:thanks", identifier=identifier)
    service = queries.service_title(identifier=identifier, language=request.LANGUAGE_CODE)
    data = {"form": form, "service": service, "words": phrases.REPORTS[kind]}
    return render(request, "portal/report.html", data, status=422 if form.errors else 200)


@require_safe
def thanks(request: HttpRequest, identifier: str) -> HttpResponse:
    """Say that it was received, what happens next, and what else may help."""
    service = queries.service_title(identifier=identifier, language=request.LANGUAGE_CODE)
    return render(request, "portal/thanks.html", {"service": service})
