"""One case before its agent: what it says, what the clock says, what may be done."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bawaba.casework import services
from bawaba.casework.queries.access import case_row
from bawaba.casework.queries.corrections import dropped_labels
from bawaba.casework.queries.desk import corners
from bawaba.casework.queries.desk.drafting import can_draft, draft_answer, waiting_message
from bawaba.casework.queries.desk.following import next_case
from bawaba.casework.queries.desk.listing import names_of
from bawaba.casework.queries.desk.telling import CaseTold, state_of, tell_case
from bawaba.casework.queries.desk.texts import held_texts
from bawaba.casework.queries.people import list_messages
from bawaba.casework.rules.numbers import spell_number
from bawaba.casework.rules.urgency import urgency_of
from bawaba.casework.services import desk
from bawaba.casework.services.desk.opening import OpenedCase
from bawaba.casework.services.messages import send_message
from bawaba.casework.services.moving import Filled
from bawaba.casework.types import CaseView, MessageInfo
from bawaba.casework.views.desk.access import for_agents
from bawaba.catalogue.queries import list_cards
from bawaba.directory.queries import account_names, body_names
from bawaba.kernel import clock
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import InvalidInput
from bawaba.kernel.languages import pick


@require_GET
@for_agents
def case_page(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """Open a case: the read is written down, and the case is the reader's for a while."""
    return _show(request, actor, desk.open_at_desk(actor=actor, key=key))


@require_POST
@for_agents
def take_step(request: HttpRequest, actor: Actor, key: str) -> HttpResponseBase:
    """Take one of the steps that the case's workflow offers."""
    posted = request.POST
    filled = Filled(
        reasons=posted.get("reasons", ""),
        message=posted.get("message", ""),
        note=posted.get("note", ""),
        fields=tuple(posted.getlist("fields")),
    )
    try:
        done = services.take_step(
            actor=actor,
            key=key,
            step=posted.get("step", ""),
            filled=filled,
            expected=_number(posted.get("expected")),
        )
    except InvalidInput as refusal:
        return _show(request, actor, desk.open_at_desk(actor=actor, key=key), refusal)
    desk.release_lock(actor=actor, key=key) if done.phase == "closed" else None
    messages.success(request, _("Done. The person is told where that concerns them."))
    return redirect("casework:desk-case", key)


@require_POST
@for_agents
def decide(request: HttpRequest, actor: Actor, key: str) -> HttpResponseBase:
    """Confirm a proposed decision as the second pair of eyes, or send it back."""
    if request.POST.get("act") == "confirm":
        services.confirm_decision(actor=actor, key=key)
        messages.success(request, _("The decision is in force and the person is told."))
    else:
        services.return_decision(actor=actor, key=key, note=request.POST.get("note", "")[:4000])
        messages.success(request, _("The decision is back with the agent who proposed it."))
    return redirect("casework:desk-case", key)


@require_POST
@for_agents
def note(request: HttpRequest, actor: Actor, key: str) -> HttpResponseBase:
    """Add an internal note."""
    try:
        desk.add_note(actor=actor, key=key, text=request.POST.get("text", ""))
    except InvalidInput as refusal:
        return _show(request, actor, desk.open_at_desk(actor=actor, key=key), refusal)
    messages.success(request, _("The note is kept. Only colleagues read it."))
    return redirect("casework:desk-case", key)


@require_POST
@for_agents
def message(request: HttpRequest, actor: Actor, key: str) -> HttpResponseBase:
    """Write to the person."""
    try:
        send_message(actor=actor, key=key, text=request.POST.get("text", ""))
    except InvalidInput as refusal:
        return _show(request, actor, desk.open_at_desk(actor=actor, key=key), refusal)
    messages.success(request, _("The message is sent. The person is told in their language."))
    return redirect("casework:desk-case", key)


@require_POST
@for_agents
def arrange(request: HttpRequest, actor: Actor, key: str) -> HttpResponseBase:
    """Give the case to an agent, label it, or let it go."""
    act, _sep, value = request.POST.get("act", "").partition(":")
    if act == "assign":
        wanted = value or request.POST.get("assignee", "")
        desk.assign_case(actor=actor, key=key, assignee=actor.key if wanted == "me" else wanted)
        messages.success(request, _("The request has changed hands."))
    elif act == "label":
        desk.label_case(actor=actor, key=key, label=value or request.POST.get("label", ""))
    elif act == "unlabel":
        desk.unlabel_case(actor=actor, key=key, label=value)
    elif act == "take-over":
        desk.take_over(actor=actor, key=key)
        messages.success(request, _("You have taken the request over."))
    elif act in {"release", "next"}:
        desk.release_lock(actor=actor, key=key)
        return _leave(request, actor, key, to_next=act == "next")
    return redirect("casework:desk-case", key)


def _leave(request: HttpRequest, actor: Actor, key: str, *, to_next: bool) -> HttpResponseBase:
    """Go back to the list, or to the next case that waits for the actor."""
    if not to_next:
        return redirect("casework:desk")
    if following := next_case(actor=actor, than=key, language=request.LANGUAGE_CODE):
        return redirect("casework:desk-case", following)
    messages.info(request, _("No other request waits for you."))
    return redirect("casework:desk")


def _show(
    request: HttpRequest, actor: Actor, opened: OpenedCase, refusal: InvalidInput | None = None
) -> HttpResponse:
    told = tell_case(view=opened.view, roles=opened.roles, language=request.LANGUAGE_CODE)
    context = {
        "opened": opened,
        "case": opened.view.info,
        "told": told,
        "refusal": refusal,
        "typed": request.POST,
        "chosen_reply": request.GET.get("reply", ""),
        **_names(opened.view, told, request.LANGUAGE_CODE),
        **(beside := _beside(opened.view, request.LANGUAGE_CODE)),
        **_drafted(request, opened.view, beside["messages_"]),
        "is_proposer": bool(opened.view.decision and opened.view.decision.proposed_by == actor.key),
        "me": actor.key,
        "dropped": dropped_labels(
            key=opened.view.info.key, events=opened.view.events, language=request.LANGUAGE_CODE
        ),
        "holder_name": account_names(keys=[opened.lock.holder]).get(opened.lock.holder, ""),
    }
    return render(request, "casework/desk/case.html", context, status=422 if refusal else 200)


def _names(view: CaseView, told: CaseTold, language: str) -> Mapping[str, object]:
    info = view.info
    people = {event.actor for event in view.events} | {info.assignee}
    if view.decision:
        people |= {view.decision.proposed_by, view.decision.confirmed_by}
    cards = list_cards(identifiers=[info.service], language=language)
    return {
        "number": spell_number(info.number),
        "service_name": cards[0].title if cards else info.service,
        "office_name": names_of(body_names(keys=[info.office]), language).get(info.office, info.office),
        "state_name": pick(state_of(view), language).text,
        "people": account_names(keys=people - {"", info.owner}),
        "urgency": urgency_of(due_on=info.due_on, today=clock.today(), phase=info.phase),
        "correctable": list(
            dict.fromkeys(
                (one.name, one.label.text) for one in told.answers if one.corrigible and not one.item
            )
        ),
    }


def _drafted(request: HttpRequest, view: CaseView, written: Sequence[MessageInfo]) -> Mapping[str, object]:
    """Return whether an answer can be proposed, and what is proposed when the agent asks for it."""
    text = waiting_message(written) if can_draft() else ""
    wanted = request.GET.get("draft", "")
    if not text or not wanted:
        return {"can_draft": bool(text)}
    draft = draft_answer(text=text, service=view.info.service, language=request.LANGUAGE_CODE)
    told = draft.drafts.get(wanted, "") if draft else ""
    return {"can_draft": True, "draft_asked": True, "draft": draft, "draft_text": told}


def _beside(view: CaseView, language: str) -> Mapping[str, Any]:  # Any: each list has its own type
    info = view.info
    return {
        "notes": corners.list_notes(key=info.key),
        "texts": held_texts(key=info.key),
        "messages_": list_messages(case=case_row(info.key)),
        "labels": corners.list_labels(offices={info.office, info.body}, language=language),
        "own_labels": corners.labels_of(key=info.key, language=language),
        "colleagues": corners.list_colleagues(office=info.office),
    }


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0
