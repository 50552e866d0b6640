"""The result page, suggestions while typing, and what was clicked, without anything of a person."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from bawaba.kernel.pagecache import public_page
from bawaba.portal import queries
from bawaba.portal.forms import read_click, read_question
from bawaba.portal.limits import check_rate
from bawaba.portal.types import ResultPage
from bawaba.search import services as search_services

CLICKS_IN_TEN_MINUTES = 300


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Show what a question found; what finds nothing is noted each time, so it is never cached."""
    question = read_question(request.GET)
    if question.asks_nothing:
        return render(
            request, "portal/search_start.html", queries.search_start(language=request.LANGUAGE_CODE)
        )
    page = queries.result_page(question=question, language=request.LANGUAGE_CODE)
    if page.total:
        return _found(request, page) if page.hurried else _found_to_keep(request, page)
    search_services.record_no_result(text=question.text, language=request.LANGUAGE_CODE)
    return render(request, "portal/no_results.html", {"page": page})


def _found(request: HttpRequest, page: ResultPage) -> HttpResponse:
    return render(request, "portal/results.html", {"page": page})


_found_to_keep = public_page(_found)


@require_safe
@public_page
def suggestions(request: HttpRequest) -> HttpResponse:
    """Complete what is being typed: a text, and the page it leads to when there is one."""
    text = read_question(request.GET).text
    return JsonResponse({"suggestions": queries.suggestions(text=text, language=request.LANGUAGE_CODE)})


@csrf_exempt
@require_POST
def click(request: HttpRequest) -> HttpResponse:
    """Note that a result was followed. The browser calls this itself (`<a ping>`); nothing waits for it."""
    check_rate(request, door="click", most=CLICKS_IN_TEN_MINUTES)
    told = read_click(request.GET)
    if told is not None:
        search_services.record_click(
            text=told.text, language=request.LANGUAGE_CODE, key=told.key, rank=told.rank
        )
    return HttpResponse(status=204)
