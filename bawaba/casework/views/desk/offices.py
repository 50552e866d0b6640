"""How an office's desk is set up: who takes how much, labels, templates of answers."""

from collections.abc import Mapping
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from bawaba.casework import desk_words as words
from bawaba.casework.errors import DeskTextRefused, NobodyToShareWith
from bawaba.casework.queries.desk import corners
from bawaba.casework.queries.desk.offices import office_name, offices_to_set_up
from bawaba.casework.services import desk
from bawaba.casework.services.desk.labels import COLOURS
from bawaba.casework.services.desk.setting_up import require_set_up
from bawaba.casework.views.desk.access import for_setting_up
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import DomainError


@require_safe
@for_setting_up
def offices(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List the offices whose desks one sets up."""
    found = offices_to_set_up(actor=actor, language=request.LANGUAGE_CODE)
    return render(request, "casework/desk/offices.html", {"offices": found})


@require_safe
@for_setting_up
def office(request: HttpRequest, actor: Actor, office: str) -> HttpResponse:
    """Show how one office's desk is set up."""
    return _show(request, actor, office)


@require_POST
@for_setting_up
def change(request: HttpRequest, actor: Actor, office: str) -> HttpResponseBase:
    """Share requests out, or change who takes how much, a label or a template."""
    act, _sep, value = request.POST.get("act", "").partition(":")
    try:
        told = _ACTS.get(act, _nothing)(request, actor, office, value)
    except (DeskTextRefused, NobodyToShareWith) as refusal:
        return _show(request, actor, office, refusal)
    messages.success(request, told)
    return redirect("casework:desk-office", office)


def _nothing(_request: HttpRequest, _actor: Actor, _office: str, _value: str) -> str:
    return _("Nothing was changed.")


def _share(request: HttpRequest, actor: Actor, office: str, value: str) -> str:
    done = sum(desk.share_cases(actor=actor, office=office).values())
    return ngettext("%(number)s request was shared out.", "%(number)s requests were shared out.", done) % {
        "number": done
    }


def _load(request: HttpRequest, actor: Actor, office: str, value: str) -> str:
    posted = request.POST
    desk.set_load(
        actor=actor,
        office=office,
        account=value,
        share=int(posted.get("share", "")) if posted.get("share", "").isdecimal() else -1,
        away_until=_day(posted.get("away_until", "")),
    )
    return _("It is kept, and counts from the next sharing on.")


def _label(request: HttpRequest, actor: Actor, office: str, value: str) -> str:
    posted = request.POST
    names = {code: posted.get(f"name-{code}", "") for code in ("ar", "fr")}
    key, colour = posted.get("key", ""), posted.get("colour", "plain")
    desk.save_label(actor=actor, office=office, key=key, names=names, colour=colour)
    return _("The label is kept.")


def _reply(request: HttpRequest, actor: Actor, office: str, value: str) -> str:
    posted = request.POST
    names, texts = (
        {code: posted.get(f"{part}-{code}", "") for code in ("ar", "fr")} for part in ("name", "text")
    )
    kind = posted.get("kind", "")
    desk.save_reply(
        actor=actor, office=office, key=posted.get("key", ""), kind=kind, names=names, texts=texts
    )
    return _("The template is kept.")


def _forget_reply(request: HttpRequest, actor: Actor, office: str, value: str) -> str:
    desk.forget_reply(actor=actor, office=office, key=value)
    return _("The template is removed.")


_ACTS = {"share": _share, "load": _load, "label": _label, "reply": _reply, "forget-reply": _forget_reply}


def _show(
    request: HttpRequest, actor: Actor, office: str, refusal: DomainError | None = None
) -> HttpResponse:
    language = request.LANGUAGE_CODE
    require_set_up(actor, office)
    context: Mapping[str, object] = {
        "office": office,
        "name": office_name(office=office, language=language),
        "colleagues": corners.list_colleagues(office=office),
        "labels": corners.own_labels(office=office),
        "replies": corners.list_replies(offices={office}),
        "colours": COLOURS,
        "kinds": words.REPLY_KINDS,
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "casework/desk/office.html", context, status=422 if refusal else 200)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
