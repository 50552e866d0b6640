"""Write a service: a new one, or the next text of one that exists."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bawaba.catalogue import queries, services
from bawaba.catalogue.errors import ChangedMeanwhile
from bawaba.catalogue.forms import Choices, Sheet, blank_record
from bawaba.catalogue.queries.board import editable_bodies
from bawaba.catalogue.queries.countries import country_rule
from bawaba.catalogue.types import RevisionInfo, ServiceRecord
from bawaba.catalogue.views.access import for_editors
from bawaba.catalogue.views.words import EVENT_GROUPS
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import DomainError, InvalidInput

CURRENCY = "MAD"


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def new_service(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Begin a service."""
    choices = _choices(request, actor)
    first = choices.bodies[0][0] if choices.bodies else ""
    base = blank_record(authority=first, country=settings.COUNTRY, currency=CURRENCY)
    sheet = _sheet(request, base, choices, is_new=True)
    if request.method == "POST" and not _wanted_row(request) and sheet.is_valid():
        try:
            info = services.create_draft(actor=actor, record=sheet.record())
        except DomainError as error:
            return _show_refused(request, sheet, error, None)
        return _after_saving(request, actor, info)
    return _show(request, sheet, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def edit_service(request: HttpRequest, actor: Actor, identifier: str) -> HttpResponseBase:
    """Show the latest text of a service for editing, and keep what comes back as the next."""
    latest = queries.list_revisions(actor=actor, identifier=identifier)[0]
    _, base = queries.get_revision(actor=actor, identifier=identifier, number=_started_from(request, latest))
    sheet = _sheet(request, base, _choices(request, actor))
    if request.method == "POST" and not _wanted_row(request) and sheet.is_valid():
        try:
            info = services.save_draft(
                actor=actor, record=sheet.record(), expected=_expected(request, latest)
            )
        except DomainError as error:
            return _show_refused(request, sheet, error, latest)
        return _after_saving(request, actor, info)
    return _show(request, sheet, latest)


def _choices(request: HttpRequest, actor: Actor) -> Choices:
    language = request.LANGUAGE_CODE
    events = queries.list_events(language=language)
    groups = [
        (str(name), [(event.key, event.name) for event in events if event.kind == kind])
        for kind, name in EVENT_GROUPS.items()
    ]
    return Choices(editable_bodies(actor=actor, language=language), [group for group in groups if group[1]])


def _wanted_row(request: HttpRequest) -> str:
    """Return the part that the pressed button adds a row to, or an empty text."""
    act = request.POST.get("act", "")
    return act.removeprefix("add-") if act.startswith("add-") else ""


def _sheet(request: HttpRequest, base: ServiceRecord, choices: Choices, *, is_new: bool = False) -> Sheet:
    data = request.POST if request.method == "POST" else None
    return Sheet(base, choices, data=data, add=_wanted_row(request), is_new=is_new)


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 8 else 0


def _started_from(request: HttpRequest, latest: RevisionInfo) -> int:
    """Return the revision that the sent sheet was filled from: what it does not show comes from there."""
    return min(_number(request, "expected") or latest.number, latest.number)


def _expected(request: HttpRequest, latest: RevisionInfo) -> int:
    """Return the revision that must still be the latest; `overwrite` says the editor has seen the newer one."""
    seen = _number(request, "seen") if request.POST.get("act") == "overwrite" else 0
    return seen or _number(request, "expected") or latest.number


def _after_saving(request: HttpRequest, actor: Actor, info: RevisionInfo) -> HttpResponse:
    if request.POST.get("act") != "submit":
        messages.success(request, _("The draft is kept. The public still reads the published text."))
        return redirect("catalogue:edit", info.identifier)
    try:
        services.submit_for_review(actor=actor, identifier=info.identifier, expected=info.number)
    except InvalidInput as error:
        messages.warning(
            request, _("The draft is kept, but it cannot be reviewed yet: %(why)s") % {"why": _why(error)}
        )
        return redirect("catalogue:edit", info.identifier)
    messages.success(request, _("The text is handed to a second person, who will publish it or return it."))
    return redirect("catalogue:review", info.identifier)


def _why(error: DomainError) -> str:
    parts = [f"{name}: {text}" for name, text in error.fields.items()]
    return " ".join([str(error), *parts])


def _show_refused(
    request: HttpRequest, sheet: Sheet, error: DomainError, latest: RevisionInfo | None
) -> HttpResponse:
    """Show the sheet again with everything that was written and what is wrong with it."""
    if isinstance(error, InvalidInput) or error.fields:
        sheet.blame(error.fields)
        return _show(request, sheet, latest, status=422)
    status = 409 if error.kind == "conflict" else 403
    return _show(request, sheet, latest, refusal=error, status=status)


def _show(
    request: HttpRequest,
    sheet: Sheet,
    latest: RevisionInfo | None,
    *,
    refusal: DomainError | None = None,
    status: int = 0,
) -> HttpResponse:
    was_sent = request.method == "POST" and not _wanted_row(request)
    expected = _number(request, "expected") or (latest.number if latest else 0)
    context = {
        "sheet": sheet,
        "latest": latest,
        "refusal": refusal,
        "changed_meanwhile": isinstance(refusal, ChangedMeanwhile),
        "expected": expected,
        "limit": country_rule(sheet.base.country).limit,
        "completeness": queries.completeness_of(record=sheet.base) if latest else None,
    }
    return render(request, "catalogue/sheet.html", context, status=status or (422 if was_sent else 200))
