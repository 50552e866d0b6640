"""The one door by which a stored file leaves: through its room's guard, as an attachment."""

from urllib.parse import quote

from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from bawaba.kernel.errors import NotFound
from bawaba.kernel.files.keeping import info_of, read
from bawaba.kernel.files.stored import guards
from bawaba.kernel.models import StoredFile


@require_safe
def download(request: HttpRequest, key: str) -> StreamingHttpResponse:
    """Send a file to whom its room lets through; to everyone else it does not exist."""
    file = StoredFile.objects.filter(key=key).first()
    guard = guards.providers().get(file.purpose) if file else None
    if (
        file is None
        or guard is None
        or not guard(request, purpose=file.purpose, subject=file.subject, owner=file.owner)
    ):
        raise NotFound
    response = StreamingHttpResponse(read(key=key), content_type=file.media_type)
    response["Content-Length"] = str(file.size)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(info_of(file).name)}"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
