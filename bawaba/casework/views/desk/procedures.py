"""How requests for a service are handled, as data: its editor, its diagram, its checks."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bawaba.casework import desk_words as words
from bawaba.casework import queries, services
from bawaba.casework.errors import ProcedureNotFound, ProcedureRefused
from bawaba.casework.queries.desk.offices import office_choices
from bawaba.casework.rules.drawing import Step, draw
from bawaba.casework.rules.words import NEEDS
from bawaba.casework.services.procedures import find_procedure_faults, owning_body
from bawaba.casework.views.desk.access import for_publishing
from bawaba.casework.views.desk.editing import CHANGES
from bawaba.catalogue.queries import list_cards
from bawaba.forms import queries as forms
from bawaba.kernel.actors import Actor
from bawaba.kernel.languages import direction_of, pick
from bawaba.ui.conditions import tell_condition

DEFAULT = "default"
"""How the address names the country's own procedure, which has no service."""


@require_safe
@for_publishing
def procedures(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List the procedures, and the services with a form that have none of their own."""
    known = queries.list_procedures()
    own = {info.service for info in known}
    cards = forms.list_forms(published_only=True).items
    others = sorted({card.service for card in cards if card.service} - own)
    titles = {
        card.identifier: card.title
        for card in list_cards(identifiers=[*own, *others], language=request.LANGUAGE_CODE)
    }
    context = {
        "known": [(info, info.service or DEFAULT, titles.get(info.service, info.service)) for info in known],
        "others": [(service, titles.get(service, service)) for service in others],
    }
    return render(request, "casework/desk/procedures.html", context)


@require_safe
@for_publishing
def procedure(request: HttpRequest, actor: Actor, service: str) -> HttpResponse:
    """Show a procedure: its draft where there is one, else the version in force."""
    return _show(request, service_of(service))


@require_POST
@for_publishing
def change(request: HttpRequest, actor: Actor, service: str) -> HttpResponseBase:
    """Change one part of the draft, or publish it."""
    key = service_of(service)
    act = request.POST.get("act", "")
    if act == "publish":
        return _publish(request, actor, key)
    _info, before = queries.procedure_to_edit(service=key)
    after = CHANGES[act](before, request.POST) if act in CHANGES else before
    services.save_procedure(actor=actor, service=key, body=owning_body(service=key), procedure=after)
    messages.success(request, _("The draft is kept. Requests follow it once it is published."))
    return redirect("casework:procedure", service)


def _publish(request: HttpRequest, actor: Actor, service: str) -> HttpResponseBase:
    try:
        services.publish_procedure(actor=actor, service=service, note=request.POST.get("note", "")[:400])
    except ProcedureRefused:
        return _show(request, service, refused=True)
    messages.success(request, _("The procedure is in force for new requests."))
    return redirect("casework:procedure", service or DEFAULT)


def service_of(text: str) -> str:
    """Return the service that an address names, empty for the country's own procedure."""
    return "" if text == DEFAULT else text


def _show(request: HttpRequest, service: str, *, refused: bool = False) -> HttpResponse:
    info, found = queries.procedure_to_edit(service=service)
    if service and not list_cards(identifiers=[service], language="fr") and info.service != service:
        raise ProcedureNotFound
    language = request.LANGUAGE_CODE
    cards = list_cards(identifiers=[service], language=language) if service else []
    names = {state.key: pick(state.names, language).text or state.key for state in found.states}
    start = next((state.key for state in found.states if state.kind == "start"), "")
    steps = [Step(f"{one.source}.{one.key}", one.source, one.target) for one in found.transitions]
    questions = forms.questions_of_service(service=service, language=language)
    context = {
        "info": info,
        "procedure": found,
        "own": info.service == service,
        "service": service,
        "address": service or DEFAULT,
        "title": cards[0].title if cards else service or _("The country’s own procedure"),
        "names": names,
        "kinds": {state.key: state.kind for state in found.states},
        "drawing": draw(names, steps, start, mirrored=direction_of(language) == "rtl"),
        "faults": find_procedure_faults(service=service, procedure=found),
        "versions": queries.list_procedure_versions(service=service),
        "refused": refused,
        "words": words,
        "needs": NEEDS,
        "routes": [
            (one.office, tell_condition(one.when, questions) if one.when is not None else None)
            for one in found.routing.routes
        ],
        "times": [(one.within, tell_condition(one.when, questions)) for one in found.law.times],
        "office_names": dict(office_choices(body=owning_body(service=service), language=language)),
    }
    return render(request, "casework/desk/procedure.html", context, status=422 if refused else 200)
