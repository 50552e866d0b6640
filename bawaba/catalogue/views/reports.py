"""What readers told, for those who answer for a body's services."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bawaba.catalogue import queries, services
from bawaba.catalogue.forms import AnswerForm
from bawaba.catalogue.views.access import for_supervisors
from bawaba.catalogue.views.words import REPORT_KINDS
from bawaba.kernel.actors import Actor


@require_safe
@for_supervisors
def waiting(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """List what readers told about the services that this person answers for."""
    asked = {name: request.GET.get(name, "") for name in ("kind", "handled", "after")}
    page = queries.list_reports(
        actor=actor,
        kind=asked["kind"] if asked["kind"] in REPORT_KINDS else "",
        handled=asked["handled"] == "yes",
        after=asked["after"],
        limit=25,
    )
    cards = queries.list_cards(
        identifiers=[row.identifier for row in page.items], language=request.LANGUAGE_CODE
    )
    titles = {card.identifier: card.title for card in cards}
    context = {"page": page, "asked": asked, "kinds": REPORT_KINDS, "titles": titles, "form": AnswerForm()}
    return render(request, "catalogue/reports.html", context)


@require_POST
@for_supervisors
def answer(request: HttpRequest, actor: Actor, number: int) -> HttpResponseBase:
    """Mark a report as handled, with what was done."""
    form = AnswerForm(request.POST)
    if form.is_valid():
        services.answer_report(actor=actor, report=number, answer=form.cleaned_data["answer"])
        messages.success(request, _("The report is marked as handled."))
    else:
        messages.error(request, _("Say in a few words what was done, then mark it as handled."))
    return redirect("catalogue:reports")
