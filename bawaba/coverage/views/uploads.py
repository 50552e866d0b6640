"""Bring figures through a page, at the desk: send a file, then follow its import."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bawaba.coverage import queries, services
from bawaba.coverage.errors import CoverageFileInvalid, TooLargeForPage
from bawaba.coverage.forms import UploadForm
from bawaba.coverage.types import LayerKind
from bawaba.coverage.views.figures import basics
from bawaba.directory.queries import actor_for
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import PermissionDenied
from bawaba.kernel.files.arriving import was_cut


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponseBase:
    """Take a file of figures; what can be seen at once is told beside it, the rest on the page that follows it."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    actor, known = actor_for(account=request.user), queries.operator_names()
    form = UploadForm(
        request.POST or None, request.FILES or None, kinds=_kinds(actor, list(known)), operators=known,
        language=str(request.LANGUAGE_CODE),
    )  # fmt: skip
    key = _send(request, actor, form) if form.is_bound else ""
    if key:
        return redirect("coverage:arrival", key=key)
    data = {"form": form, "arrivals": queries.my_arrivals(actor=actor), **basics()}
    return render(request, "coverage/bring.html", data, status=422 if form.errors else 200)


@never_cache
@require_safe
def arrival(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show how far an import is, what came in, or what was refused and in which line."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    found = queries.find_arrival(actor=actor_for(account=request.user), key=key)
    return render(request, "coverage/arrival.html", {"arrival": found, **basics()})


def _kinds(actor: Actor, operators: list[str]) -> list[LayerKind]:
    """Return what this person may bring in; only whoever may something comes here. raises: PermissionDenied"""
    declares = any(services.may_import(actor, "declared", key) for key in operators)
    others: tuple[LayerKind, ...] = ("measured", "people", "sites")
    kinds: list[LayerKind] = ["declared"] if declares else []
    kinds += [kind for kind in others if services.may_import(actor, kind, "")]
    if not kinds:
        raise PermissionDenied
    return kinds


def _send(request: HttpRequest, actor: Actor, form: UploadForm) -> str:
    """Return the key of the import, empty where the form says what is wrong."""
    if not form.is_valid() or was_cut(request):
        if was_cut(request):
            form.errors["file"] = form.error_class([str(TooLargeForPage())])
        return ""
    told = form.cleaned_data
    files = {"file": (told["file"].name, told["file"].chunks())}
    try:
        sending = services.Sending(told["kind"], form.about, files, crs=told["crs"])
        return services.send_figures(actor=actor, sending=sending)
    except CoverageFileInvalid as error:
        form.add_error("file", f"{error} {error.next_step}".strip())
    return ""
