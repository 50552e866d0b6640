"""Resumable uploads over HTTP: tus 1.0.0 with the extensions creation, termination and expiration.

https://tus.io/protocols/resumable-upload. A room puts `serve_upload` behind an address of its own, so that
its guard decides who may send what; the kernel speaks the protocol.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.utils.http import http_date

from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import DomainError, InvalidInput, NotFound
from bawaba.kernel.files import uploads
from bawaba.kernel.files.checking import MOST_BYTES
from bawaba.kernel.files.keeping import Prepared, prepare
from bawaba.kernel.files.refusals import FileTooLarge, UploadElsewhere, UploadNotFound

VERSION: Final = "1.0.0"
EXTENSIONS: Final = "creation,termination,expiration"
PIECE: Final = 512 * 1024
_PIECE_TYPE: Final = "application/offset+octet-stream"
_FIGURES: Final = re.compile(r"\d{1,12}")


@dataclass(frozen=True, slots=True)
class UploadPlace:
    """Where files may be sent, as a room opened it for one person.

    place: stable name of it, such as `draft:KEY:photo`
    take:  keeps the whole file, in the transaction that ends the upload; its refusal answers the last piece
    """

    actor: Actor
    owner: str
    place: str
    take: Callable[[Prepared], None]
    most_bytes: int = MOST_BYTES


class Misused(DomainError):
    """A request that the protocol does not know."""

    code = "upload-misused"


def serve_upload(request: HttpRequest, place: UploadPlace, key: str = "") -> HttpResponse:
    """Answer one request of the protocol: at the place itself (no key), or at one upload."""
    try:
        response = _answer(request, place, key)
    except DomainError as refusal:
        response = JsonResponse(
            {"code": refusal.code, "title": str(refusal), "detail": str(refusal.next_step)},
            status=_status(refusal),
        )
    response["Tus-Resumable"] = VERSION
    response["Cache-Control"] = "no-store"
    return response


def _answer(request: HttpRequest, place: UploadPlace, key: str) -> HttpResponse:
    method = request.headers.get("X-HTTP-Method-Override", request.method or "").upper()
    if method == "OPTIONS":
        return _describe(place)
    if request.headers.get("Tus-Resumable") != VERSION:
        return HttpResponse(status=412, headers={"Tus-Version": VERSION})
    answers = {"HEAD": _tell, "PATCH": _append, "DELETE": _give_up} if key else {}
    if method == "POST" and not key:
        return _begin(request, place)
    if method not in answers:
        return HttpResponse(status=405)
    return answers[method](request, place, key)


def _describe(place: UploadPlace) -> HttpResponse:
    headers = {"Tus-Version": VERSION, "Tus-Extension": EXTENSIONS, "Tus-Max-Size": str(place.most_bytes)}
    return HttpResponse(status=204, headers=headers)


def _begin(request: HttpRequest, place: UploadPlace) -> HttpResponse:
    info = uploads.begin(
        actor=place.actor,
        owner=place.owner,
        place=place.place,
        name=_metadata(request).get("filename", ""),
        length=_number(request, "Upload-Length"),
        most_bytes=place.most_bytes,
    )
    headers = {"Location": f"{request.path.rstrip('/')}/{info.key}", **_expiry(info)}
    return HttpResponse(status=201, headers=headers)


def _tell(request: HttpRequest, place: UploadPlace, key: str) -> HttpResponse:
    info = uploads.find(owner=place.owner, place=place.place, key=key)
    headers = {"Upload-Offset": str(info.offset), "Upload-Length": str(info.length), **_expiry(info)}
    return HttpResponse(status=200, headers=headers)


def _append(request: HttpRequest, place: UploadPlace, key: str) -> HttpResponse:
    """Keep what arrives, piece by piece, so that a connection that breaks loses the last piece at most."""
    if request.content_type != _PIECE_TYPE:
        return HttpResponse(status=415)
    offset = _number(request, "Upload-Offset")
    info = uploads.find(owner=place.owner, place=place.place, key=key)
    if offset != info.offset:
        raise UploadElsewhere
    for piece in _arriving(request):
        info = uploads.append(owner=place.owner, place=place.place, key=key, offset=info.offset, piece=piece)
    if info.offset == info.length:
        _finish(place, info)
    return HttpResponse(status=204, headers={"Upload-Offset": str(info.offset), **_expiry(info)})


def _finish(place: UploadPlace, info: uploads.UploadInfo) -> None:
    """Hand the whole file over. One that is refused is forgotten; after any other fault it can be asked again."""
    whole = uploads.content(owner=place.owner, place=place.place, key=info.key)
    try:
        prepared = prepare(chunks=whole, name=info.name, most_bytes=place.most_bytes)
        with transaction.atomic():
            place.take(prepared)
            uploads.end(actor=place.actor, owner=place.owner, place=place.place, key=info.key)
    except InvalidInput:
        uploads.end(actor=place.actor, owner=place.owner, place=place.place, key=info.key)
        raise


def _give_up(request: HttpRequest, place: UploadPlace, key: str) -> HttpResponse:
    uploads.end(actor=place.actor, owner=place.owner, place=place.place, key=key)
    return HttpResponse(status=204)


def _arriving(request: HttpRequest) -> Iterator[bytes]:
    try:
        while piece := request.read(PIECE):
            yield piece
    except UnreadablePostError:  # the connection broke: what arrived is kept
        return


def _number(request: HttpRequest, name: str) -> int:
    given = request.headers.get(name, "")
    if not _FIGURES.fullmatch(given):
        raise Misused(f"{name}?")
    return int(given)


def _metadata(request: HttpRequest) -> dict[str, str]:
    """Read `Upload-Metadata`: names and values in base64, joined by commas."""
    found = {}
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        name, _, value = pair.strip().partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as fault:
            raise Misused("Upload-Metadata?") from fault
    return found


def _expiry(info: uploads.UploadInfo) -> dict[str, str]:
    return {"Upload-Expires": http_date(info.expires_at.timestamp())}


def _status(refusal: DomainError) -> int:
    if isinstance(refusal, UploadNotFound | NotFound):
        return 404
    if isinstance(refusal, UploadElsewhere):
        return 409
    if isinstance(refusal, FileTooLarge):
        return 413
    return 400 if isinstance(refusal, Misused) else 422
