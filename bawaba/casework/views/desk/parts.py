"""The parts of a procedure that stand in a row, each on a page of its own: times, appeals, alerts, routes."""

from collections.abc import Mapping
from typing import Final, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bawaba.casework import queries, services
from bawaba.casework.desk_words import PARTS
from bawaba.casework.errors import DeskItemNotFound
from bawaba.casework.forms import AlertForm, AppealForm, PartForm, RouteForm, TimeForm
from bawaba.casework.queries.desk.offices import office_choices
from bawaba.casework.rules.editing import Part, drop_part, put_part, rows_of
from bawaba.casework.services.procedures import owning_body
from bawaba.casework.types import Procedure
from bawaba.casework.views.desk.access import for_publishing
from bawaba.casework.views.desk.procedures import service_of
from bawaba.forms import queries as forms
from bawaba.kernel.actors import Actor

FORMS: Final[Mapping[Part, type[PartForm]]] = {
    "times": TimeForm,
    "appeals": AppealForm,
    "alerts": AlertForm,
    "routes": RouteForm,
}


@require_http_methods(["GET", "HEAD", "POST"])
@for_publishing
def part(request: HttpRequest, actor: Actor, service: str, part: str, place: int) -> HttpResponseBase:
    """Show one row of a procedure to be changed, or a new one (place 0); keep it or take it out."""
    name, key = cast("Part", part), service_of(service)
    procedure = queries.procedure_to_edit(service=key)[1]
    form = _form(request, procedure, name, place, key)
    if request.method == "POST" and (request.POST.get("act") == "drop" or form.is_valid()):
        dropped = request.POST.get("act") == "drop"
        after = (
            drop_part(procedure, name, place) if dropped else put_part(procedure, name, place, form.result())
        )
        services.save_procedure(actor=actor, service=key, body=owning_body(service=key), procedure=after)
        messages.success(request, _("The draft is kept. Requests follow it once it is published."))
        return redirect(f"{reverse('casework:procedure', args=[service])}#{name}")
    return _show(request, service, name, place, form)


def _form(request: HttpRequest, procedure: Procedure, part: Part, place: int, service: str) -> PartForm:
    """Return the form of a row. raises: DeskItemNotFound where there is none at that place"""
    rows = rows_of(procedure, part) if part in FORMS else ()
    if part not in FORMS or place > len(rows):
        raise DeskItemNotFound
    language = request.LANGUAGE_CODE
    return FORMS[part](
        request.POST if request.method == "POST" else None,
        item=rows[place - 1] if place else None,
        questions=forms.questions_of_service(service=service, language=language),
        offices=office_choices(body=owning_body(service=service), language=language),
    )


def _show(request: HttpRequest, service: str, part: Part, place: int, form: PartForm) -> HttpResponse:
    context = {"form": form, "address": service, "part": part, "place": place, "heading": PARTS[part]}
    return render(request, "casework/desk/procedure_part.html", context, status=422 if form.errors else 200)
