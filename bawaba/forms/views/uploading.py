"""Files of a draft sent piece by piece, so that a weak network sends nothing twice."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from bawaba.forms import services
from bawaba.forms.views.access import Filler, for_people
from bawaba.kernel.files.tus import serve_upload


@for_people
def upload(
    request: HttpRequest, filler: Filler, draft: str, field: str, upload: str = ""
) -> HttpResponseBase:
    """Speak tus 1.0.0 for one file question of a draft."""
    place = services.upload_place(actor=filler.actor, key=draft, person=filler.person, field=field)
    return serve_upload(request, place, upload)
