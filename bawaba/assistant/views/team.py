"""The team's desk: what people ask and records lack, what got no answer, how the weeks went."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bawaba.assistant import queries, services
from bawaba.assistant.forms import REASON_NAMES
from bawaba.assistant.views.charts import week_chart
from bawaba.assistant.wording import ASKED, STATUS_NAMES
from bawaba.directory.queries import actor_for
from bawaba.kernel.actors import Actor

P = ParamSpec("P")
WORDS: Final = {"asked": ASKED, "statuses": STATUS_NAMES, "reasons": REASON_NAMES}


def for_team(
    view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Send who is not signed in to the sign-in page; services check the role."""

    @wraps(view)
    def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        response = view(request, actor_for(account=request.user), *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return door


@require_GET
@for_team
def desk(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Show what waits for the team, and how the weeks went."""
    services.flush_counts()
    opened = services.open_desk(actor=actor, language=request.LANGUAGE_CODE)
    weeks = queries.team_weeks(actor=actor)
    chart = week_chart(weeks, request.LANGUAGE_CODE)
    return render(request, "assistant/desk.html", {"desk": opened, "weeks": weeks, "chart": chart, **WORDS})


@require_POST
@for_team
def send(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Send a missing field to the service's editors as a task."""
    services.send_missing(
        actor=actor, service=request.POST.get("service", ""), intent=request.POST.get("intent", "")
    )
    messages.success(request, _("The editors have it among their readers' reports."))
    return redirect("assistant:desk")
