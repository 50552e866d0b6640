"""Bring declared coverage and measurements through a page, at the desk."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bawaba.coverage import queries, services
from bawaba.coverage.errors import CoverageFileInvalid, CoveragePlaceNotFound
from bawaba.coverage.forms import UploadForm
from bawaba.coverage.views.figures import basics
from bawaba.directory.queries import actor_for
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import PermissionDenied


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponseBase:
    """Take a file of figures; a fault of it is told beside it, and nothing of it is kept."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    actor, known = actor_for(account=request.user), queries.operator_names()
    _check(actor, list(known))
    form = UploadForm(
        request.POST or None, request.FILES or None, operators=known, language=str(request.LANGUAGE_CODE)
    )
    if form.is_bound and form.is_valid() and _imported(actor, form):
        return redirect("coverage:data")
    data = {"form": form, **basics()}
    return render(request, "coverage/bring.html", data, status=422 if form.errors else 200)


def _check(actor: Actor, operators: list[str]) -> None:
    """Only whoever may import something comes here. raises: PermissionDenied"""
    declares = any(services.may_import(actor, "declared", key) for key in operators)
    if not (declares or services.may_import(actor, "measured", "")):
        raise PermissionDenied


def _imported(actor: Actor, form: UploadForm) -> bool:
    told = form.cleaned_data
    try:
        services.import_upload(
            actor=actor,
            kind=told["kind"],
            name=told["file"].name,
            pieces=told["file"].chunks(),
            about=form.about,
        )
    except (CoverageFileInvalid, CoveragePlaceNotFound) as error:
        form.add_error("file", f"{error} {error.next_step}".strip())
    return not form.errors
