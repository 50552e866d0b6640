"""From an answer onwards: begin the form with what was said, or write to the office of one's request."""

from collections.abc import Sequence

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from bawaba.assistant import queries, services
from bawaba.assistant.errors import NothingToSend
from bawaba.assistant.forms import token_of, visitor_of, with_secret
from bawaba.assistant.limits import check_questions
from bawaba.assistant.types import KeptTurn
from bawaba.directory.queries import actor_for
from bawaba.forms import queries as forms
from bawaba.kernel.errors import TooManyRequests
from bawaba.kernel.rates import spend


@require_POST
def begin(request: HttpRequest, form: str) -> HttpResponseBase:
    """Begin a form with the choices that the question made."""
    most = settings.FORM_STARTS_PER_HOUR
    if (
        not request.user.is_authenticated
        and spend(request, door="forms-start", most=most, window_s=3600).refused
    ):
        raise TooManyRequests
    actor, person, secret = visitor_of(request)
    key = services.begin_form(
        actor=actor, form=form, person=person, language=request.LANGUAGE_CODE,
        question=request.POST.get("q", "")[:300],
    )  # fmt: skip
    return with_secret(redirect("forms:draft", key), secret)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest) -> HttpResponseBase:
    """Write to the office that has one's request; the conversation goes along only when its person says so."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    turns = _turns(request)
    if "send" not in request.POST:
        return _show(request, turns)
    try:
        _send(request, turns)
    except NothingToSend as refusal:
        return _show(request, turns, refusal)
    messages.success(request, _("Your message is with the office. Its answer comes to your request."))
    return redirect("casework:tracking", request.POST["case"])


def _send(request: HttpRequest, turns: Sequence[KeptTurn]) -> None:
    posted = request.POST
    services.send_to_office(
        actor=actor_for(account=request.user), owner=_owner(request), case=posted.get("case", ""),
        text=posted.get("text", ""), turns=turns, attach=bool(posted.get("attach")),
        language=request.LANGUAGE_CODE,
    )  # fmt: skip


def _owner(request: HttpRequest) -> str:
    return forms.person_of(request=request, actor_key=actor_for(account=request.user).key).owner


def _turns(request: HttpRequest) -> Sequence[KeptTurn]:
    """Return the conversation that is kept; else the one question that was just answered."""
    kept, question = queries.kept_turns(token=token_of(request)), request.POST.get("q", "")[:300]
    if kept or not question:
        return kept
    check_questions(request)
    told = queries.ask(text=question, service=request.POST.get("service", "")[:120])
    return [KeptTurn(question, told.text, told.written_in, told.service_id, told.title)]


def _show(
    request: HttpRequest, turns: Sequence[KeptTurn], refusal: NothingToSend | None = None
) -> HttpResponseBase:
    cases = queries.own_requests(owner=_owner(request), language=request.LANGUAGE_CODE)
    data = {"cases": cases, "turns": turns, "refusal": refusal, "typed": request.POST}
    return render(request, "assistant/person.html", data, status=422 if refusal else 200)
