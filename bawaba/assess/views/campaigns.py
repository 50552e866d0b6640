"""The centre leads campaigns: opens them, follows them, closes them."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bawaba.assess import queries, services
from bawaba.assess.errors import CampaignRefused
from bawaba.assess.queries.campaigns import (
    FollowUp,
    bodies_led,
    follow_campaign,
    kinds_counted,
    list_campaigns,
    population,
)
from bawaba.assess.queries.filling import may_lead
from bawaba.assess.views.access import for_members
from bawaba.assess.wording import BODY_KINDS, STATES
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import DomainError
from bawaba.ui import charts


@require_safe
@for_members
def campaigns(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List the campaigns that one leads or audits."""
    context = {"campaigns": list_campaigns(actor=actor), "leads": may_lead(actor=actor)}
    return render(request, "assess/campaigns.html", context)


@require_safe
@for_members
def campaign(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """Show how far a campaign is, body by body."""
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    page = request.GET.get("page", "1")
    found = follow_campaign(actor=actor, key=key, state=state, number=int(page) if page.isdigit() else 1)
    reader = charts.reader_of(request)
    done = sum(
        count for name, count in found.info.counts.items() if name not in ("draft", "returned", "superseded")
    )
    total = sum(count for name, count in found.info.counts.items() if name != "superseded")
    context = {
        "found": found, "state": state, "done": done, "total": total,
        "counts": [(name, STATES[name], found.info.counts[name]) for name in STATES if found.info.counts.get(name)],
        "spread": _spread(found, reader), "rows": [(*row[:4], reader.number(row[4])) for row in found.rows],
    }  # fmt: skip
    return render(request, "assess/campaign.html", context)


def _spread(found: FollowUp, reader: charts.Reader) -> charts.Chart | None:
    if not found.values:
        return None
    bins = charts.bins_of(found.values, reader=reader, least=found.scale[0], most=found.scale[1])
    return charts.distribution(
        key="spread", title=_("How the scores are spread"), bins=bins, reader=reader, heading=_("Score"),
        count_heading=_("Administrations"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def new_campaign(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Ask for a campaign's method, bodies and dates, and open it."""
    refusal: DomainError | None = None
    if request.method == "POST":
        try:
            return _open(request, actor)
        except CampaignRefused as refused:
            refusal = refused
    context = {
        "methods": queries.list_methods(), "bodies": bodies_led(actor=actor), "refusal": refusal, "typed": request.POST,
        "chosen": request.POST.getlist("kind"), "campaigns": list_campaigns(actor=actor),
        "kinds": [(kind, BODY_KINDS.get(kind, BODY_KINDS["other"]), count) for kind, count in kinds_counted()],
    }  # fmt: skip
    return render(request, "assess/new_campaign.html", context, status=422 if refusal else 200)


def _open(request: HttpRequest, actor: Actor) -> HttpResponse:
    posted = request.POST
    urn, _at, version = posted.get("method", "").partition("@")
    try:
        opens, due = date.fromisoformat(posted.get("opens", "")), date.fromisoformat(posted.get("due", ""))
    except ValueError as fault:
        raise CampaignRefused(_("Give both dates.")) from fault
    if not posted.get("title_ar", "").strip() or not posted.get("title_fr", "").strip():
        raise CampaignRefused(_("Give the title in Arabic and in French."))
    opened = services.open_campaign(
        actor=actor, key=posted.get("key", ""), titles={"ar": posted["title_ar"].strip(), "fr": posted["title_fr"].strip()},
        urn=urn, version=version, owner=posted.get("owner", ""),
        bodies=population(kinds=posted.getlist("kind"), keys=posted.get("keys", "").split()),
        opens_on=opens, due_on=due, previous=posted.get("previous", ""),
        reminders=[int(one) for one in posted.get("reminders", "").replace(",", " ").split() if one.isdigit()][:10],
    )  # fmt: skip
    messages.success(request, _("The campaign is open for %(count)s administrations.") % {"count": opened})
    return redirect("assess:campaign", posted["key"])


@require_POST
@for_members
def close(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """Close a campaign."""
    services.close_campaign(actor=actor, key=key)
    messages.success(
        request, _("The campaign is closed. What was handed in is still verified and published.")
    )
    return redirect("assess:campaign", key)
