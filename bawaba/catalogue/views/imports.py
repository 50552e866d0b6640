"""Many services at once: bring a file, see what would happen, then say yes."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bawaba.catalogue.forms import ImportForm
from bawaba.catalogue.queries.uploads import find_upload
from bawaba.catalogue.services.uploads import keep_upload
from bawaba.catalogue.views.access import for_editors
from bawaba.catalogue.views.progress import stream_run
from bawaba.kernel.actors import Actor


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def bring(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Take a file and keep it aside; nothing changes yet."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        token = keep_upload(
            actor=actor, name=file.name, format=form.cleaned_data["format"], chunks=file.chunks()
        )
        return redirect("catalogue:trial", token)
    status = 422 if request.method == "POST" else 200
    return render(request, "catalogue/import.html", {"form": form}, status=status)


@require_safe
@for_editors
def trial(request: HttpRequest, actor: Actor, token: str) -> HttpResponse:
    """Show what the file would change, or what it changed."""
    upload = find_upload(actor=actor, token=token)
    return render(request, "catalogue/trial.html", {"upload": upload, "result": upload.done or upload.trial})


@require_POST
@for_editors
def run(request: HttpRequest, actor: Actor, token: str) -> StreamingHttpResponse:
    """Try the file or import it, and show how far it is while it goes."""
    upload = find_upload(actor=actor, token=token)
    dry_run = request.POST.get("act") != "import"
    return StreamingHttpResponse(stream_run(request, actor, upload, dry_run=dry_run))
