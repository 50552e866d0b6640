"""A person's requests: the list, and the page of one."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from bawaba.casework import queries
from bawaba.casework.notices.addresses import shown_address
from bawaba.casework.queries.corrections import dropped_labels
from bawaba.casework.queries.following import follow_address, follow_code
from bawaba.casework.queries.papers import service_title
from bawaba.casework.queries.people import OwnCase, open_own
from bawaba.casework.queries.summaries import contact_of, summaries_of
from bawaba.casework.rules.numbers import spell_number
from bawaba.casework.services.messages import mark_read
from bawaba.casework.views.access import owner_of
from bawaba.casework.views.people import words
from bawaba.casework.views.people.door import Applicant, for_owner
from bawaba.directory.queries import body_names
from bawaba.kernel import clock, files


@require_safe
def requests(request: HttpRequest) -> HttpResponseBase:
    """List a person's requests, the newest first."""
    owner = owner_of(request)
    if not owner:
        return redirect("casework:follow")
    page = queries.list_own(owner=owner, after=request.GET.get("after", ""))
    context = {"cases": summaries_of(page.items), "after": page.after, "today": clock.today()}
    response = render(request, "casework/people/requests.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
@for_owner
def tracking(request: HttpRequest, applicant: Applicant, case: str) -> HttpResponseBase:
    """Say where a request is, who has it, what happens next, by when; and all that its person may do."""
    own = open_own(key=case, owner=applicant.owner)
    if any(not one.from_person and one.read_at is None for one in own.messages):
        mark_read(actor=applicant.actor, key=case, owner=applicant.owner)
    return show_case(request, own)


def show_case(request: HttpRequest, own: OwnCase, *, status: int = 200, **more: object) -> HttpResponse:
    """Draw the page of a case. more: what somebody wrote and why it was refused."""
    info = own.tracking.info
    outcome = words.OUTCOMES.get(info.outcome) if info.phase == "closed" else None
    context = {
        "own": own,
        "tracking": own.tracking,
        "info": info,
        "title": service_title(info.service, info.form),
        "number": spell_number(info.number),
        "holder": words.HOLDERS[own.tracking.holder],
        "outcome": outcome,
        "contact": contact_of(info.office),
        "events": [(one, words.EVENTS.get(one.kind, one.kind)) for one in reversed(own.tracking.events)],
        "dropped": dropped_labels(key=info.key, events=own.tracking.events, language=request.LANGUAGE_CODE),
        "complaints": [
            (one, words.COMPLAINTS.get(one.kind, one.kind), words.COMPLAINT_STATES[one.state])
            for one in own.complaints
        ],
        "appeal_words": words.APPEAL_STATES[own.appeal.state] if own.appeal else "",
        "hearing": body_names(keys=[own.appeal.supervisor]).get(own.appeal.supervisor)
        if own.appeal
        else None,
        "to_rate": [(step, words.STEPS[step], own.ratings.get(step)) for step in own.to_rate],
        "stars": words.STARS,
        "overdue": info.phase == "open" and info.due_on < clock.today(),
        "follow_code": follow_code(info),
        "follow_address": follow_address(info),
        "reply_address": shown_address(key=info.key) if follow_code(info) else "",
        "most_bytes": files.MOST_BYTES,
        **more,
    }
    return render(request, "casework/people/tracking.html", context, status=status)
