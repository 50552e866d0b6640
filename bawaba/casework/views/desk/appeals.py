"""Appeals on the supervisors' desk: a list, one of them with its decision, its answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bawaba.casework.errors import DeskTextRefused
from bawaba.casework.queries.desk.appeals import list_appeal_lines
from bawaba.casework.services.desk.appeals import answer_at_desk, open_appeal
from bawaba.casework.views.desk.access import for_supervisors
from bawaba.kernel.actors import Actor


@require_safe
@for_supervisors
def appeals(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List the appeals that wait, or those that were answered."""
    closed = request.GET.get("closed") == "yes"
    page = list_appeal_lines(
        actor=actor, language=request.LANGUAGE_CODE, closed=closed, after=request.GET.get("after", "")
    )
    return render(request, "casework/desk/appeals.html", {"page": page, "closed": closed})


@require_safe
@for_supervisors
def appeal(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """Show one appeal beside its decision; the read is written down."""
    return _appeal(request, actor, key)


@require_POST
@for_supervisors
def answer(request: HttpRequest, actor: Actor, key: str) -> HttpResponseBase:
    """Answer one appeal."""
    posted = request.POST
    try:
        done = answer_at_desk(
            actor=actor, key=key, outcome=posted.get("outcome", ""), answer=posted.get("answer", "")
        )
    except DeskTextRefused as refusal:
        return _appeal(request, actor, key, refusal)
    if done.state == "upheld":
        messages.success(
            request, _("The decision is annulled, the request is open again, the person is told.")
        )
    else:
        messages.success(request, _("The decision stands and the person is told why."))
    return redirect("casework:desk-appeals")


def _appeal(
    request: HttpRequest, actor: Actor, key: str, refusal: DeskTextRefused | None = None
) -> HttpResponse:
    opened = open_appeal(actor=actor, key=key, language=request.LANGUAGE_CODE)
    context = {"opened": opened, "line": opened.line, "refusal": refusal, "typed": request.POST}
    return render(request, "casework/desk/appeal.html", context, status=422 if refusal else 200)
