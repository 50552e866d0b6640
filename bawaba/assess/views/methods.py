"""Methods: read as a questionnaire, compared version by version, brought in from a file, put in force by a second person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bawaba.assess import queries, services
from bawaba.assess.errors import MethodNotFound
from bawaba.assess.queries.campaigns import bodies_led, compare_versions, drafts_of
from bawaba.assess.queries.filling import may_lead
from bawaba.assess.views.access import for_members
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import DomainError, InvalidInput

MOST_BYTES = 4_000_000


@require_safe
@for_members
def methods(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List methods in force, and the drafts that wait for a second person."""
    context = {
        "methods": queries.list_methods(), "drafts": drafts_of(actor=actor), "me": actor.key, "leads": may_lead(actor=actor),
    }  # fmt: skip
    return render(request, "assess/methods.html", context)


@require_safe
@for_members
def method(request: HttpRequest, actor: Actor, urn: str) -> HttpResponse:
    """Show one version of a method as its questionnaire."""
    info, found = queries.find_method(urn=urn, version=request.GET.get("version", ""))
    if info.state == "draft" and (urn, info.version) not in [one[:2] for one in drafts_of(actor=actor)]:
        raise MethodNotFound
    versions = [
        one for one in queries.list_methods(published_only=False) if one.urn == urn and one.state != "draft"
    ]
    context = {"info": info, "method": found, "versions": versions}
    return render(request, "assess/method.html", context)


@require_safe
@for_members
def compare(request: HttpRequest, actor: Actor, urn: str) -> HttpResponse:
    """Show what became of each question between two versions."""
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    drafts = [one[:2] for one in drafts_of(actor=actor)]
    known = {one.version for one in queries.list_methods(published_only=False)
             if one.urn == urn and (one.state != "draft" or (urn, one.version) in drafts)}  # fmt: skip
    if not {before, after} <= known:
        raise MethodNotFound
    old, new, changes = compare_versions(urn=urn, before=before, after=after)
    shown = [one for one in changes if one.kind != "same"]
    context = {"old": old, "new": new, "changes": shown, "same": len(changes) - len(shown)}
    return render(request, "assess/compare_methods.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def bring_in(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Read a method from a file, say every fault with its line, and keep it as a draft."""
    refusal: DomainError | None = None
    if request.method == "POST":
        try:
            read = queries.read_file(
                text=_text(request),
                urn=request.POST.get("urn", "").strip(),
                version=request.POST.get("version", "1.0.0"),
            )
            services.save_method(actor=actor, method=read, owner=request.POST.get("owner", ""))
            messages.success(request, _("The method is kept as a draft. Another person puts it in force."))
            return redirect("assess:methods")
        except InvalidInput as refused:
            refusal = refused
    context = {
        "bodies": bodies_led(actor=actor), "refusal": refusal, "typed": request.POST,
        "faults": str(refusal).splitlines() if refusal else [],
    }  # fmt: skip
    return render(request, "assess/bring_in.html", context, status=422 if refusal else 200)


def _text(request: HttpRequest) -> str:
    upload = request.FILES.get("file")
    if upload is None or (upload.size or 0) > MOST_BYTES:
        raise InvalidInput(_("Choose a file of at most 4 MB."))
    try:
        return str(upload.read(), "utf-8-sig")
    except UnicodeDecodeError as fault:
        raise InvalidInput(_("This file is not text in UTF-8.")) from fault


@require_POST
@for_members
def publish(request: HttpRequest, actor: Actor, urn: str) -> HttpResponse:
    """Put a draft in force."""
    services.publish_method(actor=actor, urn=urn, version=request.POST.get("version", ""))
    messages.success(request, _("The method is in force."))
    return redirect("assess:methods")
