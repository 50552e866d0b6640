"""What supervisors see: figures, charts, complaints."""

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bawaba.casework.errors import DeskTextRefused
from bawaba.casework.queries.desk.complaints import ComplaintLine, list_complaints
from bawaba.casework.queries.desk.drafting import can_draft, draft_answer
from bawaba.casework.queries.desk.reporting import DeskReport, desk_report
from bawaba.casework.rules.filters import read_filter
from bawaba.casework.services.desk.complaints import answer_complaint
from bawaba.casework.services.desk.exporting import report_rows, write_csv
from bawaba.casework.views.desk.access import for_supervisors
from bawaba.casework.views.desk.charts import chart_months
from bawaba.casework.views.desk.sheets import CSV, attachment
from bawaba.kernel.actors import Actor

SPANS = (3, 6, 12, 24)


@require_safe
@for_supervisors
def figures(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Say how many requests, how fast and how well, by service, office and month."""
    months, found = _report(request, actor)
    context = {
        "report": found,
        "months": months,
        "spans": SPANS,
        "asked": read_filter(request.GET.dict()),
        "charts": chart_months(found, request.LANGUAGE_CODE),
    }
    return render(request, "casework/desk/figures.html", context)


@require_safe
@for_supervisors
def figures_sheet(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Send the figures as CSV."""
    _months, found = _report(request, actor)
    return attachment(write_csv(report_rows(found)), CSV, "figures.csv")


@require_safe
@for_supervisors
def complaints(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List the complaints that wait, or those that were answered."""
    return _complaints(request, actor)


@require_POST
@for_supervisors
def answer(request: HttpRequest, actor: Actor, key: str) -> HttpResponseBase:
    """Answer one complaint."""
    posted = request.POST
    try:
        answer_complaint(
            actor=actor, key=key, outcome=posted.get("outcome", ""), answer=posted.get("answer", "")
        )
    except DeskTextRefused as refusal:
        return _complaints(request, actor, refusal)
    messages.success(request, _("The person reads your answer on the page of their complaint."))
    return redirect("casework:desk-complaints")


def _complaints(request: HttpRequest, actor: Actor, refusal: DeskTextRefused | None = None) -> HttpResponse:
    closed = request.GET.get("closed") == "yes"
    page = list_complaints(
        actor=actor, language=request.LANGUAGE_CODE, closed=closed, after=request.GET.get("after", "")
    )
    context = {"page": page, "closed": closed, "refusal": refusal, "typed": request.POST}
    context |= _drafted(request, page.items)
    return render(request, "casework/desk/complaints.html", context, status=422 if refusal else 200)


def _drafted(request: HttpRequest, shown: Sequence[ComplaintLine]) -> Mapping[str, object]:
    """Return whether answers can be proposed, and what is proposed for the complaint that was chosen."""
    chosen = next((one for one in shown if one.key == request.GET.get("draft")), None)
    if chosen is None:
        return {"can_draft": can_draft()}
    draft = draft_answer(text=chosen.text, service="", language=request.LANGUAGE_CODE)
    return {"can_draft": True, "draft_key": chosen.key, "draft": draft}


def _report(request: HttpRequest, actor: Actor) -> tuple[int, DeskReport]:
    asked = read_filter(request.GET.dict())
    text = request.GET.get("months", "")
    months = int(text) if text.isdecimal() and len(text) < 3 and int(text) in SPANS else 12
    return months, desk_report(
        actor=actor, language=request.LANGUAGE_CODE, months=months, service=asked.service, office=asked.office
    )
