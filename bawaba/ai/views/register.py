"""The public register: search, a system's page, its versions, its notice, what people say."""

from typing import Final, get_args

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bawaba.ai import queries, services
from bawaba.ai.forms import SayForm
from bawaba.ai.queries.exporting import RegisterFile
from bawaba.ai.views.charting import statistics_charts
from bawaba.ai.views.showing import reference_context, sheet_rows
from bawaba.ai.wording import FACETS, LABELS
from bawaba.directory.queries import actor_for
from bawaba.kernel import rates
from bawaba.kernel.errors import TooManyRequests
from bawaba.kernel.pagecache import public_page
from bawaba.ui.codes import draw_code

MEDIA: Final = {
    "json": "application/json",
    "atrs.csv": "text/csv",
    "nl.csv": "text/csv",
    "ttl": "text/turtle",
}
MOST_WORDS_AN_HOUR: Final = 10


@require_safe
@public_page
def search(request: HttpRequest) -> HttpResponse:
    """Search every register, and narrow what is found."""
    text, number = request.GET.get("q", "")[:300], request.GET.get("page", "")
    filters = {name: value for name in FACETS if (value := request.GET.get(name, "")) in LABELS[name]}
    page = int(number) if number.isdecimal() and len(number) < 6 else 1
    found = queries.search_systems(text=text, filters=filters, language=request.LANGUAGE_CODE, page=page)
    own = queries.list_own_systems() if not text and not filters else ()
    facets = [
        {"name": name, "title": FACETS[name], "opens": name in ("register", "stage"), "choices": [
            {"value": one.value, "label": LABELS[name].get(one.value, one.value), "count": one.count} for one in options]}
        for name, options in found.facets.items() if len(options) > 1 or name in filters
    ]  # fmt: skip
    return render(
        request,
        "ai/search.html",
        {"text": text, "found": found, "facets": facets, "own": own, "filters": filters},
    )


@require_safe
@public_page
def system(request: HttpRequest, key: str) -> HttpResponse:
    """Show a system of this country as a person understands it."""
    one = queries.find_own_system(key=key)
    context = {
        "system": one, "words": queries.list_shown(about=key),
        "body": queries.name_of_body(key=one.body), "rows": sheet_rows(one, request.LANGUAGE_CODE),
    }  # fmt: skip
    return render(request, "ai/system.html", context)


@require_safe
@public_page
def history(request: HttpRequest, key: str) -> HttpResponse:
    """Show what each version of a system's page changed."""
    versions = []
    for sheet, changes in queries.compare_sheets(key=key):
        own = [one for one in changes if one[0] == request.LANGUAGE_CODE] or changes
        versions.append((sheet, own, [one for one in changes if one not in own]))
    return render(
        request, "ai/history.html", {"system": queries.find_own_system(key=key), "versions": versions}
    )


@require_safe
@public_page
def notice(request: HttpRequest, key: str) -> HttpResponse:
    """Show a notice to print for an office or a letter, and how to put it on another site."""
    one = queries.find_own_system(key=key)
    address = f"{settings.SITE_ADDRESS}{reverse('ai:system', args=[key])}"
    context = {
        "system": one,
        "address": address,
        "code": draw_code(address),
        "body": queries.name_of_body(key=one.body),
    }
    return render(request, "ai/notice.html", context)


@require_safe
def notice_picture(request: HttpRequest, key: str) -> HttpResponse:
    """Answer the notice as one picture that other sites may show."""
    one = queries.find_own_system(key=key)
    address = f"{settings.SITE_ADDRESS}{reverse('ai:system', args=[key])}"
    context = {
        "system": one,
        "address": address,
        "code": draw_code(address),
        "language": request.LANGUAGE_CODE,
    }
    response = HttpResponse(render_to_string("ai/notice.svg", context), content_type="image/svg+xml")
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
@public_page
def reference(request: HttpRequest, origin: str, key: str) -> HttpResponse:
    """Show a system of another country's register, in its own language."""
    return render(
        request, "ai/reference.html", reference_context(queries.find_reference(origin=origin, key=key))
    )


@require_safe
@public_page
def numbers(request: HttpRequest) -> HttpResponse:
    """Show how many systems each register holds."""
    counted = queries.count_systems()
    return render(
        request, "ai/numbers.html", {"counted": counted, "charts": statistics_charts(request, counted)}
    )


@require_safe
def download(request: HttpRequest, form: str) -> HttpResponse:
    """Answer this country's register as a file."""
    known = next((name for name in get_args(RegisterFile) if name == form), None)
    if known is None:
        raise Http404
    body = queries.export_register(form=known, language=request.LANGUAGE_CODE)
    response = HttpResponse(body, content_type=f"{MEDIA[known]}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="ai-register.{known}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest, key: str = "") -> HttpResponse:
    """Take a suggestion of a new use, or what somebody says of a system."""
    form = SayForm(request.POST or None)
    one = queries.find_own_system(key=key) if key else None
    if request.method == "POST" and form.is_valid():
        if rates.spend(request, door="ai.say", most=MOST_WORDS_AN_HOUR, window_s=3_600).refused:
            raise TooManyRequests
        actor = actor_for(account=request.user)
        services.say(actor=actor, text=form.cleaned_data["text"], language=request.LANGUAGE_CODE, about=key)
        return redirect("ai:thanks")
    context = {"form": form, "system": one, "words": [] if key else queries.list_shown()}
    return render(request, "ai/say.html", context, status=422 if form.errors else 200)


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """Say that a message arrived, and what becomes of it."""
    return render(request, "ai/thanks.html", {"title": _("Your message has arrived")})
