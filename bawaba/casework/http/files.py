"""Drafts begun by another system: their files, resumable as on the page, and handing them in."""

from typing import Annotated

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Field, Path

from bawaba.casework import queries, services
from bawaba.casework.http import router
from bawaba.casework.http.answers import CaseAnswer, OpenDraftAnswer, answer_begun, answer_case
from bawaba.casework.http.callers import READS, WRITES, caller_of
from bawaba.kernel.files.tus import UploadPlace, serve_upload

Key = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]
Name = Annotated[str, Field(max_length=90, pattern=r"^[a-z][a-z0-9_]*(\.[0-9]{1,3}\.[a-z][a-z0-9_]*)?$")]
DRAFT_FILES = "/casework/drafts/{key}/files/{field}"
CORRECTION_FILES = "/casework/requests/{key}/correction/files/{field}"


@router.get(
    "/casework/drafts/{key}", response=OpenDraftAnswer, auth=READS, operation_id="casework.find_draft"
)
def find_draft(request: HttpRequest, key: Key) -> dict[str, object]:
    """Get a draft of the person's: its files with their states, and what is missing or wrong in it."""
    return answer_begun(queries.find_draft(key=key, owner=caller_of(request).owner))


@router.post(
    "/casework/drafts/{key}/submission",
    response=CaseAnswer,
    auth=WRITES,
    operation_id="casework.submit_begun",
)
def submit_begun(request: HttpRequest, key: Key) -> dict[str, object]:
    """Hand a complete draft in. Sent again, it is the same request and the same receipt."""
    caller = caller_of(request)
    return answer_case(services.submit_begun(actor=caller.actor, level=caller.level, key=key))


@router.post(DRAFT_FILES, auth=WRITES, operation_id="casework.draft_place")
def draft_place(request: HttpRequest, key: Key, field: Name) -> HttpResponseBase:
    """Begin to send a file for one question of a draft, by tus 1.0.0: HEAD, PATCH and DELETE the `Location`.

    What arrives goes through the same checks as on the page.
    """
    return _draft(request, key, field)


@router.api_operation(
    ["GET", "PATCH", "DELETE"], DRAFT_FILES + "/{upload}", auth=WRITES, include_in_schema=False
)
def go_on_with_draft_file(request: HttpRequest, key: Key, field: Name, upload: Key) -> HttpResponseBase:
    """Go on with a file of a draft: the steps of the protocol."""
    return _draft(request, key, field, upload)


@router.post(CORRECTION_FILES, auth=WRITES, operation_id="casework.correction_place")
def correction_place(request: HttpRequest, key: Key, field: Name) -> HttpResponseBase:
    """Begin to send a file that a correction asks for, by tus 1.0.0; it waits until the correction is sent."""
    return _correction(request, key, field)


@router.api_operation(
    ["GET", "PATCH", "DELETE"], CORRECTION_FILES + "/{upload}", auth=WRITES, include_in_schema=False
)
def go_on_with_correction_file(request: HttpRequest, key: Key, field: Name, upload: Key) -> HttpResponseBase:
    """Go on with a file of a correction: the steps of the protocol."""
    return _correction(request, key, field, upload)


def _draft(request: HttpRequest, key: str, field: str, upload: str = "") -> HttpResponseBase:
    caller = caller_of(request)
    place = services.draft_place(actor=caller.actor, level=caller.level, key=key, field=field)
    return _serve(request, place, upload)


def _correction(request: HttpRequest, key: str, field: str, upload: str = "") -> HttpResponseBase:
    caller = caller_of(request)
    place = services.correction_place(actor=caller.actor, key=key, owner=caller.owner, field=field)
    return _serve(request, place, upload)


def _serve(request: HttpRequest, place: UploadPlace, upload: str) -> HttpResponseBase:
    if request.method == "GET":  # the API's gate makes GET of HEAD, and empties the answer again
        request.method = "HEAD"
    return serve_upload(request, place, upload)
