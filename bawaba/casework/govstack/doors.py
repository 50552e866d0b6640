"""The doors of the building block's API. Each parses, calls one function, and answers JSON."""

import json
import logging
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Final

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from bawaba.casework.govstack import documents, figures, filing, records, tasks
from bawaba.casework.govstack.callers import find_caller, is_trial, require_member
from bawaba.casework.govstack.words import (
    Json,
    Refused,
    bad_request,
    read_application,
    read_completion,
    read_json,
    read_slice,
)
from bawaba.kernel import rates
from bawaba.kernel.errors import DomainError, TooManyRequests, http_status

Door = Callable[..., Json]
ROOT: Final = "/govstack/registration"
WINDOW_S: Final = 60
_MEDIA_TYPE: Final = "application/json; charset=utf-8"
_logger = logging.getLogger("bawaba.govstack")


def answers(**doors: Door) -> Callable[..., HttpResponse]:
    """Return a view that answers each of these methods by its door, and everything else by `systemError`."""
    methods = {name.upper(): door for name, door in doors.items()}
    if "GET" in methods:
        methods["HEAD"] = methods["GET"]

    @csrf_exempt
    @wraps(next(iter(doors.values())))
    def view(request: HttpRequest, **keys: str) -> HttpResponse:
        door = methods.get(request.method or "")
        if door is None:
            response = _refuse(405, "method-not-allowed", "This address does not answer that.")
            response.headers["Allow"] = ", ".join(methods)
            return response
        with translation.override("en"):
            return _answer(door, request, keys)

    return view


def _answer(door: Door, request: HttpRequest, keys: dict[str, str]) -> HttpResponse:
    try:
        _spend(request)
        return _respond(200, door(request, **keys))
    except Refused as refusal:
        response = _refuse(refusal.status, refusal.code, refusal.message)
        if refusal.challenge:
            response.headers["WWW-Authenticate"] = refusal.challenge
        return response
    except DomainError as error:
        return _refuse_error(error)
    except (SuspiciousOperation, MultiPartParserError, UnicodeError):
        return _refuse(400, "bad-request", "This request cannot be understood.")


def list_services(request: HttpRequest) -> Json:
    """GET /services"""
    return records.list_services(name=request.GET.get("name", ""))


def find_service(request: HttpRequest, service: str) -> Json:
    """GET /services/{serviceId}"""
    found = records.find_service(service=service)
    # The public suite reads a list here, against the description; only it sends the mediator's header.
    return [found] if is_trial(request) and "Information-Mediator-Client" in request.headers else found


def list_eforms(request: HttpRequest, service: str) -> Json:
    """GET /services/{serviceId}/eForms"""
    return records.list_eforms(service=service)


def find_eform(request: HttpRequest, eform: str) -> Json:
    """GET /eForms/{eFormId}"""
    return records.find_eform(eform=eform)


def submit_application(request: HttpRequest, service: str) -> Json:
    """POST /services/{serviceId}/applications"""
    require_member(request)
    case = filing.submit_application(
        caller=find_caller(request, write=True),
        service=service,
        application=read_application(read_json(request.body)),
        once=request.headers.get("Idempotency-Key", "")[:200],
    )
    return records.show_file(case=case)


def list_files(request: HttpRequest) -> Json:
    """GET /applications"""
    require_member(request)
    query = request.GET
    return records.list_files(
        caller=find_caller(request),
        part=read_slice(query.dict()),
        service=query.get("serviceId", ""),
        applicant=query.get("applicantId", ""),
    )


def find_file(request: HttpRequest, file: str) -> Json:
    """GET /applications/{fileId}"""
    require_member(request)
    return records.show_file(case=records.find_file(caller=find_caller(request), file=file))


def update_application(request: HttpRequest, file: str) -> Json:
    """PUT /applications/{fileId}"""
    require_member(request)
    caller = find_caller(request, write=True)
    application = read_application(read_json(request.body))
    case = filing.update_application(caller=caller, file=file, application=application)
    return records.show_file(case=case)


def upload_documents(request: HttpRequest) -> Json:
    """POST /documents"""
    caller = find_caller(request, write=True)
    received = documents.receive_documents(
        caller=caller, contents=_contents(request), metadata=request.GET.get("additionalMetadata", "")
    )
    base = "" if is_trial(request) else settings.SITE_ADDRESS + ROOT
    urls = [f"{base}/documents/{one.key}" for one in received]
    return {
        "code": 200, "type": received[0].media_type, "message": f"{len(urls)} received", "url": urls[0], "urls": urls,
    }  # fmt: skip


def list_tasks(request: HttpRequest) -> Json:
    """GET /tasks"""
    query = request.GET
    return tasks.list_tasks(
        caller=find_caller(request),
        part=read_slice(query.dict()),
        file=query.get("fileId", ""),
        main=query.get("mainTaskId", ""),
        assignee=query.get("assigneeId", ""),
    )


def find_task(request: HttpRequest, task: str) -> Json:
    """GET /tasks/{taskId}"""
    return tasks.show_task(task=tasks.find_task(caller=find_caller(request), task=task))


def refuse_task(request: HttpRequest, task: str) -> Json:
    """POST /tasks/{taskId}: a task that is not known is not found; one that is does not answer that."""
    tasks.find_task(caller=find_caller(request), task=task)
    raise Refused(405, "method-not-allowed", "Complete a task at its own address.")


def complete_task(request: HttpRequest, task: str) -> Json:
    """POST /tasks/{taskId}/complete"""
    caller = find_caller(request, write=True)
    done = filing.complete_task(caller=caller, key=task, data=read_completion(read_json(request.body)))
    return tasks.show_completed(task=done)


def count_cases(request: HttpRequest) -> Json:
    """GET /data/statistics"""
    require_member(request)
    caller = find_caller(request)
    if not caller.is_operator:
        raise Refused(403, "not-case-officer", "Only those who handle requests count them.")
    return figures.count_cases(caller=caller, question=figures.read_question(request.GET.dict()))


@csrf_exempt
def nothing_here(request: HttpRequest, **keys: str) -> HttpResponse:
    """Answer every address that is none of the API's."""
    return _refuse(404, "not-found", "Nothing is at this address.")


def _contents(request: HttpRequest) -> list[tuple[str, bytes]]:
    """Return the documents of a request: parts of a form, or texts in base64 in a form or in JSON."""
    if request.content_type == "application/json":
        given = read_json(request.body).get("file")
        return [("", content) for content in documents.decode(given if isinstance(given, list) else [given])]
    try:
        parts, texts = request.FILES.getlist("file"), request.POST.getlist("file")
    except RequestDataTooBig as fault:
        raise bad_request("The document is too large.") from fault
    named = [(part.name or "", part.read()) for part in parts]
    return [*named, *(("", content) for content in documents.decode(texts))]


def _spend(request: HttpRequest) -> None:
    if is_trial(request):
        return
    most = settings.API_RATE_PER_MINUTE
    if rates.spend(request, door="govstack", most=most, window_s=WINDOW_S).refused:
        raise TooManyRequests


def _refuse_error(error: DomainError) -> HttpResponse:
    """Answer a refusal of ours: what cannot be accepted is 400 here, as the description knows no 422."""
    status = http_status(error)
    details = ", ".join(f"{name}: {text}" for name, text in error.fields.items())
    return _refuse(400 if status == 422 else status, error.code, f"{error} {details}".strip())


def _refuse(status: int, code: str, message: str) -> HttpResponse:
    trace = secrets.token_hex(8)
    _logger.info("refused %s %s %s", status, code, trace)
    return _respond(status, {"traceId": trace, "code": code, "message": message, "localizedMessage": message})


def _respond(status: int, value: Json) -> HttpResponse:
    text = json.dumps(value, ensure_ascii=False)
    return HttpResponse(text, status=status, content_type=_MEDIA_TYPE, headers={"Cache-Control": "no-store"})
