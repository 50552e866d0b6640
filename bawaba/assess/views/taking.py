"""Take the questionnaire or the result away, and bring a filled questionnaire back."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from bawaba.assess import services
from bawaba.assess.errors import AssessmentNotFound, WorkbookRefused
from bawaba.assess.queries.filling import check_answers, open_filling
from bawaba.assess.queries.reports import REPORT_TYPES, XLSX, write_report
from bawaba.assess.queries.workbooks import compare_questionnaire, write_questionnaire
from bawaba.assess.types import GivenAnswer
from bawaba.assess.views.access import for_members
from bawaba.assess.wording import say_answer
from bawaba.kernel.actors import Actor


@require_safe
@for_members
def workbook(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """Give the questionnaire as a workbook."""
    made = write_questionnaire(actor=actor, key=key, language=request.LANGUAGE_CODE)
    return _file(made, XLSX, f"questionnaire-{key}.xlsx")


@require_POST
@for_members
def bring_back(request: HttpRequest, actor: Actor, key: str) -> HttpResponseBase:
    """Compare a filled questionnaire with what is kept, and ask what to take over."""
    upload = request.FILES.get("book")
    try:
        if upload is None:
            raise WorkbookRefused
        opened, found = compare_questionnaire(actor=actor, key=key, content=upload.read())
    except WorkbookRefused as refusal:
        context = {"opened": open_filling(actor=actor, key=key), "refusal": refusal}
        return render(request, "assess/book_refused.html", context, status=422)
    if not found:
        messages.info(request, _("The workbook says what is kept already. Nothing changes."))
        return redirect("assess:assessment", key)
    rows = [
        {
            "question": one.question, "comment": one.comment, "was": one.was, "conflict": one.conflict,
            "json": json.dumps(one.value),
            "book": say_answer(one.question, one.value, request.LANGUAGE_CODE),
            "now": say_answer(one.question, opened.answers[one.question.id].value, request.LANGUAGE_CODE)
            if one.question.id in opened.answers else "",
        }
        for one in found
    ]  # fmt: skip
    return render(request, "assess/compare_book.html", {"opened": opened, "rows": rows})


@require_POST
@for_members
def take_over(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """Keep the answers of a workbook that its reader chose."""
    opened = open_filling(actor=actor, key=key)
    chosen = [name for name in request.POST.getlist("asked") if request.POST.get(f"take-{name}") == "book"]
    answers = [
        GivenAnswer(
            name, _json(request.POST.get(f"book-{name}", "")), request.POST.get(f"comment-{name}", ""),
            request.POST.get(f"was-{name}", ""),
        )
        for name in chosen
    ]  # fmt: skip
    if check_answers(method=opened.method, answers={one.question: one.value for one in answers}):
        raise WorkbookRefused
    saved = services.save_answers(actor=actor, key=key, answers=answers)
    messages.success(
        request,
        ngettext("%(count)d answer was taken over.", "%(count)d answers were taken over.", saved.changed)
        % {"count": saved.changed},
    )
    if saved.conflicts:
        messages.warning(request, _("Some answers changed meanwhile and stay as they are. Compare again."))
    return redirect("assess:assessment", key)


@require_safe
@for_members
def report(request: HttpRequest, actor: Actor, key: str, form: str) -> HttpResponse:
    """Give a result as PDF, workbook, JSON or CSV."""
    if form not in REPORT_TYPES:
        raise AssessmentNotFound
    made = write_report(
        actor=actor, key=key, form=form, language=request.LANGUAGE_CODE, kind=request.GET.get("kind", "")
    )
    return _file(made, REPORT_TYPES[form], f"result-{key}.{form}")


def _json(text: str) -> object:
    try:
        return json.loads(text) if len(text) < 50_000 else None
    except ValueError:
        return None


def _file(made: bytes, media_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(made, content_type=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
