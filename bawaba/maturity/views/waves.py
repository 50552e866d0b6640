"""Those who lead the study plan waves, follow them and publish them."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bawaba.directory.queries import body_names
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import DomainError
from bawaba.maturity import queries, services, wording
from bawaba.maturity.forms import WaveForm
from bawaba.maturity.types import INDEX
from bawaba.maturity.views import drawing
from bawaba.maturity.views.access import for_members
from bawaba.ui import charts
from bawaba.ui.pages import page_links

STEPS: Final[Mapping[str, Callable[..., object]]] = {
    "open": services.open_wave,
    "measure": services.fill_measured,
    "draw": services.draw_wave_sample,
    "propose": services.propose_wave,
    "send-back": services.send_back_wave,
    "publish": services.publish_wave,
}
"""What a button of the wave's page does."""
NEXT: Final = {"planned": "open", "open": "draw", "verifying": "propose", "proposed": "publish"}


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def waves(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """List the waves that one may see, and plan another."""
    owners = queries.led_bodies(actor=actor)
    form = WaveForm(request.POST or None, owners=owners, waves=queries.list_waves(actor=actor))
    if request.method == "POST" and form.is_valid():
        try:
            services.plan_wave(actor=actor, **form.asked())
        except DomainError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The wave is planned. Open it when the administrations may begin."))
            return redirect("maturity:wave", form.cleaned_data["key"])
    context = {"waves": queries.list_waves(actor=actor), "form": form, "owners": owners, "own": queries.own_waves(actor=actor)}  # fmt: skip
    return render(request, "maturity/waves.html", context)


@require_safe
@for_members
def wave(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """Show how far a wave is, what is unlike the others, and its next step."""
    found, reader = queries.follow_wave(actor=actor, key=key), charts.reader_of(request)
    points = [
        (str(one.wave.opens_on.year), one.means.get(INDEX))
        for one in queries.wave_evolution(actor=actor, key=key)
        if INDEX in one.comparable
    ]
    drawn = [drawing.draw_groups(found.groups, reader), drawing.draw_progress(points, reader)]
    states = [
        state for state in wording.ASSESSMENT_STATES if any(state in one for one in found.by_kind.values())
    ]
    context = {
        "found": found, "wave": found.wave, "charts": [one for one in drawn if one is not None], "states": states,
        "kinds": [(kind, [counts.get(state, 0) for state in states]) for kind, counts in found.by_kind.items()],
        "flags": [(one, found.flag_names.get(one.body, {})) for one in found.flags], "owner_names": body_names(keys=[found.wave.owner]).get(found.wave.owner, {}),
        "next": NEXT.get(found.wave.state), "next_name": wording.WAVE_STEPS.get(found.wave.state),
        "contested": queries.list_contested(actor=actor, key=key),
        "answered": sum(count for state, count in found.wave.counts.items() if state not in ("draft", "returned")),
    }  # fmt: skip
    return render(request, "maturity/wave.html", context)


@require_POST
@for_members
def step(request: HttpRequest, actor: Actor, key: str) -> HttpResponseBase:
    """Take a wave to its next state, or fill in what the site measures."""
    act = request.POST.get("act", "")
    if act in STEPS:
        STEPS[act](actor=actor, key=key)
        messages.success(request, _("Done."))
    elif act in ("keep", "withdraw"):
        about = {name: request.POST.get(name, "") for name in ("body", "question")}
        services.settle_measure(actor=actor, key=key, keep=act == "keep", **about)
        messages.success(request, _("Your decision is kept."))
    return redirect("maturity:wave", key)


@require_safe
@for_members
def wave_bodies(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """List the administrations of a wave."""
    asked: dict[str, Any] = {
        name: request.GET.get(name, "") for name in ("kind", "state", "sampled")
    }  # Any: texts
    number = request.GET.get("page", "1")
    page = int(number) if number.isdigit() and len(number) < 6 else 1
    info = queries.find_wave(actor=actor, key=key)
    lines, pages = queries.list_wave_bodies(
        actor=actor,
        key=key,
        kind=asked["kind"],
        state=asked["state"],
        sampled=bool(asked["sampled"]),
        page=page,
    )
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "wave": info, "lines": lines, "asked": asked, "states": wording.ASSESSMENT_STATES.items(),
        "kinds": [(kind, wording.kind_name(kind)) for kind in wording.KINDS],
        "pages": page_links(number=min(max(page, 1), pages), pages=pages, query=query.urlencode()), "many": pages > 1,
    }  # fmt: skip
    return render(request, "maturity/wave_bodies.html", context)
