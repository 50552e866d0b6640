"""The desk: which cases wait, the most urgent first, with filters that can be kept."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bawaba.casework import desk_words as words
from bawaba.casework.errors import DeskTextRefused
from bawaba.casework.queries.access import offices_of
from bawaba.casework.queries.desk import corners
from bawaba.casework.queries.desk.counting import MOST, count_desk
from bawaba.casework.queries.desk.listing import list_desk, office_names, visible_offices
from bawaba.casework.rules.filters import DeskFilter, read_filter, write_filter
from bawaba.casework.services import desk
from bawaba.casework.views.desk.access import for_agents
from bawaba.kernel import clock
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import Text

MOST_OFFICES_CHOSEN = 100


@require_safe
@for_agents
def board(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List the cases that wait, by a filter in the address."""
    chosen = read_filter(request.GET.dict())
    page = list_desk(
        actor=actor, chosen=chosen, language=request.LANGUAGE_CODE, after=request.GET.get("after", "")
    )
    context = {"page": page, "chosen": chosen, "most": MOST, **_around(request, actor, chosen)}
    return render(request, "casework/desk/board.html", context)


def _around(request: HttpRequest, actor: Actor, chosen: DeskFilter) -> Mapping[str, object]:
    """Return what stands around the list. At most nine SQL queries."""
    language, offices = request.LANGUAGE_CODE, visible_offices(actor)
    counted = offices & {chosen.office} if chosen.office else offices_of(actor)
    shown = sorted(offices)[:MOST_OFFICES_CHOSEN]
    names = office_names(shown, language)
    own = sorted((names.get(key) or key, key) for key in shown)
    labels = corners.list_labels(offices=offices, language=language)
    alone = chosen.office if chosen.office in offices else shown[0] if len(shown) == 1 else ""
    return {
        "counts": count_desk(offices=counted, agent=actor.key, today=clock.today()),
        "query": list(write_filter(chosen).items()),
        "address": urlencode(write_filter(chosen)),
        "kept": [(one, urlencode(write_filter(one.chosen))) for one in corners.kept_filters(actor=actor)],
        "offices": own,
        "labels": labels,
        "colleagues": corners.list_colleagues(office=alone) if alone else [],
        "selects": _selects(
            chosen,
            {
                "service": corners.desk_services(offices=offices, language=language),
                "state": corners.desk_states(service=chosen.service, language=language),
                "office": [(key, name) for name, key in own],
                "label": [(mark.key, mark.name) for mark in labels],
            },
        ),
        "corner": _corner_links(chosen),
    }


def _selects(
    chosen: DeskFilter, found: Mapping[str, Sequence[tuple[str, str]]]
) -> list[tuple[str, Text, list[tuple[str, Text]], str]]:
    """Return the filters that one chooses from: name, label, choices and what is chosen."""
    fixed = {"whose": words.WHOSE, "which": words.WHICH, "due": words.DUE, "order": words.ORDERS}
    choices: dict[str, list[tuple[str, Text]]] = {name: list(told.items()) for name, told in fixed.items()}
    for name, options in found.items():
        if options:
            choices[name] = [("", _("all")), *options]
    return [
        (name, words.FILTERS[name], options, str(getattr(chosen, name))) for name, options in choices.items()
    ]


def _corner_links(chosen: DeskFilter) -> dict[str, str]:
    office = {"office": chosen.office} if chosen.office else {}
    corners_ = {
        "overdue": {"due": "overdue"}, "today": {"due": "today"}, "soon": {"due": "soon"},
        "unassigned": {"whose": "unassigned"}, "mine": {"whose": "mine"}, "second": {"second": "waiting"},
    }  # fmt: skip
    return {name: urlencode({**office, **query}) for name, query in corners_.items()}


@require_POST
@for_agents
def keep_filter(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Keep the filter of the page under a name."""
    query = read_filter(request.POST.dict())
    try:
        desk.save_filter(actor=actor, name=request.POST.get("name", ""), query=write_filter(query))
        messages.success(request, _("The filter is kept. You find it above the list."))
    except DeskTextRefused as refusal:
        messages.error(request, " ".join(map(str, refusal.fields.values())))
    return redirect(f"{reverse('casework:desk')}?{urlencode(write_filter(query))}")


@require_POST
@for_agents
def forget_filter(request: HttpRequest, actor: Actor, number: int) -> HttpResponseBase:
    """Remove a filter that was kept."""
    desk.forget_filter(actor=actor, number=number)
    messages.success(request, _("The filter is removed."))
    return redirect("casework:desk")


@require_POST
@for_agents
def batch(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Do one act on the cases that were ticked, and say what became of each."""
    act, _sep, value = request.POST.get("act", "").partition(":")
    value = request.POST.get("assignee", "") if act == "assign" and not value else value
    keys = request.POST.getlist("case")
    lines = desk.run_batch(
        actor=actor,
        keys=keys,
        act=act,
        value=actor.key if value == "me" else value,
        reasons=request.POST.get("reasons", ""),
    )
    numbers = corners.key_numbers(keys=keys)
    told = [(numbers.get(line.key, ""), line) for line in lines]
    done = sum(line.done for line in lines)
    context = {"told": told, "done": done, "refused": len(lines) - done, "back": request.POST.get("back", "")}
    return render(request, "casework/desk/batch.html", context)
