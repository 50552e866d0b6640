"""The page that answers, what people think of it, and forgetting."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from bawaba.assistant import queries, services
from bawaba.assistant.forms import COOKIE, QuestionForm, RatingForm, question_form, token_of
from bawaba.assistant.limits import check_questions, check_ratings
from bawaba.assistant.services.keeping import KEPT_DAYS
from bawaba.assistant.types import Answer
from bawaba.assistant.views.replies import show_answer
from bawaba.kernel.errors import TooManyRequests


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Answer a question; without one, say what the assistant does."""
    form = question_form(request)
    try:
        answer = _answer(request, form) if form.is_bound and form.is_valid() else None
    except TooManyRequests as refusal:
        return _wait(request, form, refusal)
    token = token_of(request)
    if answer is not None and request.method == "POST" and form.cleaned_data["keep"]:
        token = services.keep_turn(token=token, answer=answer)
    turns = queries.kept_turns(token=token)
    data = {
        "form": form, "answer": answer, "turns": turns, "model": queries.model_is_set(),
        **show_answer(request, answer),
    }  # fmt: skip
    response = render(request, "assistant/page.html", data, status=422 if form.errors else 200)
    return _remember(response, token if turns else "")


def _wait(request: HttpRequest, form: QuestionForm, refusal: TooManyRequests) -> HttpResponse:
    """Say when to ask again; the question stays in its field."""
    wait = _("You asked many questions in a short time. Wait a minute, then ask again.")
    data = {"form": form, "wait": wait, "model": queries.model_is_set(), **show_answer(request, None)}
    response = render(request, "assistant/page.html", data, status=429)
    response.headers["Retry-After"] = str(refusal.retry_s)
    return response


def _answer(request: HttpRequest, form: QuestionForm) -> Answer:
    check_questions(request)
    given = form.cleaned_data
    answer = queries.tell(
        text=given["q"], service=given["service"], before=given["before"], plain=given["plain"]
    )
    services.note_answer(answer=answer)
    return answer


def _remember(response: HttpResponse, token: str) -> HttpResponse:
    if token:
        response.set_cookie(
            COOKIE, token, max_age=KEPT_DAYS * 86_400, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return response


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Erase the conversation that this browser keeps."""
    services.forget_conversation(token=token_of(request))
    response = redirect("assistant:page")
    response.delete_cookie(COOKIE)
    return response


@require_POST
def rate(request: HttpRequest) -> HttpResponse:
    """Take what a person thought of an answer, without asking who they are."""
    check_ratings(request)
    form = RatingForm(request.POST)
    if form.is_valid():
        services.record_rating(**form.told)
    return render(request, "assistant/thanks.html", status=200 if form.is_valid() else 422)
