"""Fill a form in, page by page, without a script: begin, answer, fetch, sign, check, send."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bawaba.forms import queries, services
from bawaba.forms.queries.territories import list_places, list_points
from bawaba.forms.queries.versions import version_in_force
from bawaba.forms.types import DraftInfo, OpenDraft, Page
from bawaba.forms.views.access import Filler, filler_of, for_people, remember, remembered
from bawaba.forms.views.pages import FormPage, check_page, find_page, form_page
from bawaba.forms.views.posting import save_files, save_page
from bawaba.forms.views.starting import show_start
from bawaba.kernel.errors import DomainError, NotFound, TooManyRequests
from bawaba.kernel.rates import spend


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def start(request: HttpRequest, filler: Filler, form: str) -> HttpResponseBase:
    """Say what the form asks for; begin a draft, or find the one that is open."""
    if request.method != "POST":
        return show_start(request, filler, form)
    if (
        not filler.person.owner
        and spend(request, door="forms-start", most=settings.FORM_STARTS_PER_HOUR, window_s=3600).refused
    ):
        raise TooManyRequests
    known = remembered(filler)
    info = services.start_draft(
        actor=known.actor, form=form, person=known.person, language=request.LANGUAGE_CODE
    )
    response = _go_to(info)
    if known.secret:
        remember(response, known.secret)
    return response


def _go_to(info: DraftInfo) -> HttpResponse:
    """Lead to the first page of a draft that is new; elsewhere to where something is still to be answered."""
    first = version_in_force(info.form).definition.pages[0]
    if info.revision > 1 or first.when is not None:
        return redirect("forms:draft", info.key)
    return redirect("forms:page", info.key, first.key)


@require_safe
@for_people
def my_drafts(request: HttpRequest, filler: Filler) -> HttpResponse:
    """List a person's drafts, in one place."""
    drafts = queries.list_drafts(owner=filler.person.owner) if filler.person.owner else []
    return render(request, "forms/drafts.html", {"drafts": drafts})


@require_safe
@for_people
def resume(request: HttpRequest, filler: Filler, draft: str) -> HttpResponseBase:
    """Open a draft where something is still to be answered."""
    opened = queries.open_draft(key=draft, owner=filler.person.owner)
    if opened.info.receipt:
        return redirect(opened.info.receipt)
    faults = queries.check_draft(draft=opened)
    page = find_page(opened, faults[0].path if faults else None)
    return redirect("forms:page", draft, page.key) if page else redirect("forms:check", draft)


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def page(request: HttpRequest, filler: Filler, draft: str, page: str) -> HttpResponseBase:
    """Show one page of a draft, and keep what comes back whatever it is."""
    opened = queries.open_draft(key=draft, owner=filler.person.owner)
    here = next((one for one in opened.definition.pages if one.key == page), None)
    if here is None:
        raise NotFound
    if request.method == "POST":
        return _take(request, filler, opened, here)
    return _show(request, opened, here)


def _take(request: HttpRequest, filler: Filler, draft: OpenDraft, here: Page) -> HttpResponseBase:
    act = request.POST.get("act", "next")
    shown_before = set(request.POST.getlist("shown"))
    draft = save_page(filler, draft, here, request.POST, act)
    if act == "autosave":
        return JsonResponse({"revision": draft.info.revision, "saved_at": draft.info.updated_at.isoformat()})
    refused = save_files(request, filler, draft, here) | _special_act(filler, draft, act)
    if request.FILES or ":" in act:  # the draft changed once more
        draft = queries.open_draft(key=draft.info.key, owner=filler.person.owner)
    if act == "save" and not refused:
        messages.success(request, _("Your draft is kept. You find it again under “My drafts”."))
        return redirect("forms:drafts")
    if act != "next" and not refused:
        return _show(request, draft, here)
    return _go_on(request, draft, here, shown_before, refused)


def _go_on(
    request: HttpRequest,
    draft: OpenDraft,
    here: Page,
    shown_before: set[str],
    refused: dict[str, DomainError],
) -> HttpResponseBase:
    """Lead to the next page when this one is right; else show what is wrong, or the questions that came up."""
    faults = queries.check_draft(draft=draft, page=here.key)
    if not faults and not refused:
        following = form_page(draft, here, request.LANGUAGE_CODE).following
        return (
            redirect("forms:page", draft.info.key, following.key)
            if following
            else redirect("forms:check", draft.info.key)
        )
    came_up = bool(faults) and not refused and all(fault.name not in shown_before for fault in faults)
    drawn = form_page(draft, here, request.LANGUAGE_CODE, faults=() if came_up else faults, refused=refused)
    return _render(request, drawn, came_up=came_up, status=200 if came_up else 422)


def _special_act(filler: Filler, draft: OpenDraft, act: str) -> dict[str, DomainError]:
    """Take a file out, or sign, when one of these buttons was pressed; return why not, by field name."""
    what, _colon, rest = act.partition(":")
    field, _colon, file = rest.partition(":")
    try:
        if what == "detach":
            services.detach_file(
                actor=filler.actor, key=draft.info.key, person=filler.person, field=field, file=file
            )
        elif what == "sign":
            services.sign_draft(actor=filler.actor, key=draft.info.key, person=filler.person, field=field)
    except DomainError as refusal:
        return {field: refusal}
    return {}


def _show(request: HttpRequest, draft: OpenDraft, here: Page) -> HttpResponse:
    return _render(request, form_page(draft, here, request.LANGUAGE_CODE), came_up=False, status=200)


def _render(request: HttpRequest, drawn: FormPage, *, came_up: bool, status: int) -> HttpResponse:
    return render(request, "forms/page.html", {"page": drawn, "came_up": came_up}, status=status)


@require_POST
@for_people
def fetch(request: HttpRequest, filler: Filler, draft: str, source: str) -> HttpResponseBase:
    """Fetch answers from another administration, since the person agreed by pressing this button."""
    outcome = services.fetch_from_source(actor=filler.actor, key=draft, person=filler.person, source=source)
    if not outcome.available:
        messages.warning(request, _("This administration does not answer at the moment. You may write the answers yourself; they are marked as declared by you."))  # fmt: skip
    elif not outcome.filled:
        messages.info(
            request, _("This administration holds nothing for these questions. Please answer them.")
        )
    else:
        messages.success(request, _("The answers were fetched. Check them below."))
    here = request.POST.get("page", "")
    return redirect("forms:page", draft, here) if here.isidentifier() else redirect("forms:draft", draft)


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def check(request: HttpRequest, filler: Filler, draft: str) -> HttpResponseBase:
    """Show every answer once more, then send them."""
    opened = queries.open_draft(key=draft, owner=filler.person.owner)
    if request.method == "POST":
        return redirect(services.submit_draft(actor=filler.actor, key=draft, person=filler.person))
    if opened.info.receipt:
        return redirect(opened.info.receipt)
    return render(request, "forms/check.html", {"page": check_page(opened, request.LANGUAGE_CODE)})


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def newer(request: HttpRequest, filler: Filler, draft: str) -> HttpResponseBase:
    """Show what a newer version of the form would carry, lose and ask; move the draft to it."""
    if request.method == "POST":
        services.migrate_draft(actor=filler.actor, key=draft, person=filler.person)
        messages.success(request, _("Your draft is now on the newest version of the form."))
        return redirect("forms:draft", draft)
    opened, newest, outcome = queries.preview_migration(key=draft, owner=filler.person.owner)
    context = {"draft": opened, "newest": newest, "outcome": outcome}
    return render(request, "forms/newer.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def discard(request: HttpRequest, filler: Filler, draft: str) -> HttpResponseBase:
    """Ask, then delete a draft with its files."""
    opened = queries.open_draft(key=draft, owner=filler.person.owner)
    if request.method == "POST":
        services.discard_draft(actor=filler.actor, key=draft, person=filler.person)
        messages.success(request, _("The draft is deleted."))
        return redirect("forms:drafts")
    return render(request, "forms/discard.html", {"draft": opened})


@require_safe
def places(request: HttpRequest) -> JsonResponse:
    """List the communes' names for the picker's suggestions."""
    names = [place.label for place in list_places(request.LANGUAGE_CODE)]
    return JsonResponse({"places": names}, headers={"Cache-Control": "public, max-age=86400"})


@require_safe
def map_points(request: HttpRequest) -> JsonResponse:
    """List the communes' points and names for the map on which a place is chosen."""
    points = list_points(request.LANGUAGE_CODE)
    return JsonResponse({"points": points}, headers={"Cache-Control": "public, max-age=86400"})


def guard(request: HttpRequest, /, *, purpose: str, subject: str, owner: str) -> bool:
    """Let the person of a draft open its files."""
    try:
        queries.open_draft(key=subject, owner=filler_of(request).person.owner)
    except NotFound:
        return False
    return True
