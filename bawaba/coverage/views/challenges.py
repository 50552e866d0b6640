"""Challenges: open one, follow it, answer and decide."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bawaba.coverage import queries, services
from bawaba.coverage.errors import ChallengeInvalid
from bawaba.coverage.forms import AnswerForm, ChallengeForm, DecisionForm, MailForm
from bawaba.coverage.limits import check_challenges
from bawaba.coverage.views.figures import basics
from bawaba.directory.queries import actor_for
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import DomainError


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Take a challenge, then show its reference."""
    posted = request.POST if request.method == "POST" else None
    begun = {name: request.GET[name] for name in ("lat", "lon", "operator") if name in request.GET}
    form = ChallengeForm(
        posted, initial=begun, operators=queries.operator_names(), language=str(request.LANGUAGE_CODE)
    )
    if posted is not None and form.is_valid():
        check_challenges(request)
        try:
            claim = services.Claim(**form.told)
            reference = services.open_challenge(actor=actor_for(account=request.user), claim=claim)
            return redirect("coverage:challenge", reference=reference)
        except ChallengeInvalid as error:
            _show(form, error)
    return render(
        request, "coverage/challenge_new.html", {"form": form, **basics()}, status=422 if form.errors else 200
    )


def _show(form: "ChallengeForm | AnswerForm | DecisionForm", error: DomainError) -> None:
    for name, text in error.fields.items():
        form.add_error(name if name in form.fields else None, str(text))
    if not error.fields:
        form.add_error(None, str(error))


@never_cache
@require_safe
def follow(request: HttpRequest) -> HttpResponseBase:
    """Lead to the challenge of a reference."""
    return redirect(
        "coverage:challenge", reference=request.GET.get("reference", "").strip().upper()[:20] or "-"
    )


@never_cache
@require_safe
def one(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Show where a challenge stands; to who may, the form of the next step."""
    found, actor = queries.find_challenge(reference=reference), actor_for(account=request.user)
    data = {
        "challenge": found, "operators": queries.operator_names(), "area": queries.find_area(code=found.area)[0][-1],
        "answer_form": AnswerForm() if _may_answer(actor, found) else None,
        "decision_form": DecisionForm() if _may_decide(actor, found) else None,
    }  # fmt: skip
    return render(request, "coverage/challenge.html", data)


def _may_answer(actor: Actor, found: queries.ChallengeRecord) -> bool:
    return found.state == "open" and services.may_answer(actor, found.operator)


def _may_decide(actor: Actor, found: queries.ChallengeRecord) -> bool:
    return (found.state == "answered" or (found.state == "open" and found.late)) and services.may_decide(
        actor
    )


@require_POST
def answer(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Take the operator's answer."""
    form = AnswerForm(request.POST)
    if form.is_valid():
        services.answer_challenge(
            actor=actor_for(account=request.user), reference=reference, **form.cleaned_data
        )
    return redirect("coverage:challenge", reference=reference)


@require_POST
def decide(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Take the regulator's decision."""
    form = DecisionForm(request.POST)
    if form.is_valid():
        services.decide_challenge(
            actor=actor_for(account=request.user), reference=reference, **form.cleaned_data
        )
    return redirect("coverage:challenge", reference=reference)


@require_POST
def withdraw(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Take a challenge back."""
    services.withdraw_challenge(actor=actor_for(account=request.user), reference=reference)
    return redirect("coverage:challenge", reference=reference)


def _mails(actor: Actor) -> MailForm | None:
    """Return the choice of mails about milestones, for whom they are meant."""
    if actor.account_id is None or not services.may_decide(actor):
        return None
    wish = queries.read_mail_wish(account=actor.key)
    return MailForm(initial={"mails": (wish.language or "both") if wish.wanted else "none"})


@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponseBase:
    """List the challenges that wait for this operator's agent, or for the regulator, and targets in danger."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    actor = actor_for(account=request.user)
    data = {
        "waiting": queries.my_challenges(actor=actor), "operators": queries.operator_names(),
        "alarms": queries.list_alarms(), "mails": _mails(actor), **basics(),
    }  # fmt: skip
    return render(request, "coverage/desk.html", data)
