"""The desk: an editor's services, what they lack, and where they stand."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bawaba.catalogue.queries.board import list_board
from bawaba.catalogue.views.access import for_editors
from bawaba.catalogue.views.words import STATE_NAMES
from bawaba.kernel.actors import Actor

STATES: Final = ("draft", "in-review", "scheduled", "published", "archived")


@require_safe
@for_editors
def board(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List the services of the editor's bodies."""
    asked = {name: request.GET.get(name, "") for name in ("state", "q", "sort", "after")}
    page = list_board(
        actor=actor,
        language=request.LANGUAGE_CODE,
        state=asked["state"] if asked["state"] in STATES else "",
        text=asked["q"][:200].strip(),
        after=asked["after"],
        least_complete_first=asked["sort"] == "incomplete",
    )
    states = [(state, STATE_NAMES[state]) for state in STATES]
    return render(request, "catalogue/desk.html", {"page": page, "asked": asked, "states": states})
