"""A second person reads; the history of a service; what is taken back, restored, archived."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bawaba.catalogue import queries, services
from bawaba.catalogue.errors import RevisionNotFound
from bawaba.catalogue.forms import ReviewForm
from bawaba.catalogue.queries.board import account_names
from bawaba.catalogue.queries.comparing import compare_two, compare_with_published
from bawaba.catalogue.types import RevisionInfo
from bawaba.catalogue.views.access import for_editors
from bawaba.directory.queries import acts_for
from bawaba.kernel.actors import Actor


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def review(request: HttpRequest, actor: Actor, identifier: str) -> HttpResponseBase:
    """Show what a text changes; a second person publishes it, now or later, or returns it."""
    info = queries.open_revision(actor=actor, identifier=identifier)
    if info is None:
        return redirect("catalogue:history", identifier)
    form = ReviewForm(request.POST or None, initial={"expected": info.number})
    if request.method == "POST" and form.is_valid():
        return _decide(request, actor, info, form)
    return _show_review(request, actor, info, form)


def _decide(request: HttpRequest, actor: Actor, info: RevisionInfo, form: ReviewForm) -> HttpResponse:
    told = form.cleaned_data
    if told["act"] == "return":
        services.return_to_author(
            actor=actor, identifier=info.identifier, expected=told["expected"], note=told["note"]
        )
        messages.success(request, _("The text is back with its author, with your reason."))
        return redirect("catalogue:desk")
    done = services.approve(
        actor=actor, identifier=info.identifier, expected=told["expected"], publish_at=told["publish_at"]
    )
    published = _("The text is published. Everybody reads it now.")
    later = _("The text will be published at the moment that you chose.")
    messages.success(request, published if done.state == "published" else later)
    return redirect("catalogue:history", info.identifier)


def _show_review(request: HttpRequest, actor: Actor, info: RevisionInfo, form: ReviewForm) -> HttpResponse:
    comparison = compare_with_published(actor=actor, identifier=info.identifier, info=info)
    body = comparison.record.authority
    context = {
        "info": info,
        "form": form,
        "comparison": comparison,
        "completeness": queries.completeness_of(record=comparison.record),
        "gaps": queries.publication_gaps(record=comparison.record),
        "names": account_names(keys=[info.author, *info.authors, info.reviewer]),
        "may_publish": acts_for(actor=actor, role="publisher", body=body),
        "is_author": actor.key in info.authors,
    }
    return render(request, "catalogue/review.html", context, status=422 if form.errors else 200)


@require_POST
@for_editors
def take_back(request: HttpRequest, actor: Actor, identifier: str) -> HttpResponseBase:
    """Make a text that waits for its review a draft again, so that it can be corrected."""
    services.return_to_author(actor=actor, identifier=identifier, expected=_number(request, "expected"))
    messages.success(request, _("The text is a draft again."))
    return redirect("catalogue:edit", identifier)


@require_safe
@for_editors
def history(request: HttpRequest, actor: Actor, identifier: str) -> HttpResponseBase:
    """List every text that a service has had."""
    revisions = queries.list_revisions(actor=actor, identifier=identifier)
    _info, record = queries.get_revision(actor=actor, identifier=identifier, number=revisions[0].number)
    context = {
        "identifier": identifier,
        "record": record,
        "revisions": revisions,
        "latest": revisions[0],
        "published": next((one for one in revisions if one.state == "published"), None),
        "names": account_names(keys={key for one in revisions for key in (one.author, one.reviewer)}),
        "may_publish": acts_for(actor=actor, role="publisher", body=record.authority),
    }
    return render(request, "catalogue/history.html", context)


@require_safe
@for_editors
def compare(request: HttpRequest, actor: Actor, identifier: str) -> HttpResponseBase:
    """Show what differs between two texts of a service."""
    before, after = (request.GET.get(name, "") for name in ("before", "after"))
    if not (before.isdecimal() and after.isdecimal() and len(before) < 8 and len(after) < 8):
        raise RevisionNotFound
    comparison = compare_two(actor=actor, identifier=identifier, before=int(before), after=int(after))
    latest = queries.list_revisions(actor=actor, identifier=identifier)[0]
    context = {"identifier": identifier, "comparison": comparison, "latest": latest}
    return render(request, "catalogue/compare.html", context)


@require_POST
@for_editors
def restore(request: HttpRequest, actor: Actor, identifier: str) -> HttpResponseBase:
    """Begin a draft with an earlier text."""
    services.restore_revision(
        actor=actor,
        identifier=identifier,
        number=_number(request, "number"),
        expected=_number(request, "expected"),
    )
    messages.success(request, _("The earlier text is a draft now. It is published like any other."))
    return redirect("catalogue:edit", identifier)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def archive(request: HttpRequest, actor: Actor, identifier: str) -> HttpResponseBase:
    """Ask once, then take a service from the public."""
    if request.method == "POST":
        services.archive(actor=actor, identifier=identifier, note=request.POST.get("note", "")[:300])
        messages.success(request, _("The service is archived. Its history stays, and it can come back."))
        return redirect("catalogue:history", identifier)
    latest = queries.list_revisions(actor=actor, identifier=identifier)[0]
    _info, record = queries.get_revision(actor=actor, identifier=identifier, number=latest.number)
    return render(request, "catalogue/archive.html", {"identifier": identifier, "record": record})


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 8 else 0
