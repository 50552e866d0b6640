"""Evidence, as an address or a file, and who is invited to answer."""

from datetime import date
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from ninja import Body, Field, Path, Query, Schema

from bawaba.assess import queries, services
from bawaba.assess.http import router
from bawaba.assess.http.answers import (
    FILE_ANSWER,
    READS,
    WRITES,
    AssessDoneAnswer,
    AssessmentKey,
    AssessNumberAnswer,
    Number,
    QuestionId,
)
from bawaba.kernel.files.tus import serve_upload
from bawaba.kernel.http import Words, caller_of

FILES = "/assess/assessments/{key}/evidence/{question}/files"
Key = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]
Account = Annotated[str, Field(max_length=80, pattern=r"^account:[0-9]{1,18}$")]
Section = Annotated[str, Field(max_length=80, pattern=r"^[A-Za-z0-9._-]*$")]


class EvidenceBody(Schema):
    """An address that proves an answer. confidential: only those who write and review see it"""

    question: QuestionId
    url: Annotated[str, Field(min_length=8, max_length=500)]
    title: Words = ""
    confidential: bool = False
    valid_until: date | None = None


class ContributorBody(Schema):
    """An account that works for the body. section: empty is every section"""

    account: Account
    section: Section = ""


class SectionQuery(Schema):
    """Of which section; empty is the invitation to all of them."""

    section: Section = ""


@router.post(
    "/assess/assessments/{key}/evidence",
    response=AssessNumberAnswer,
    auth=WRITES,
    operation_id="assess.add_evidence",
)
def add_evidence(request: HttpRequest, key: AssessmentKey, body: Body[EvidenceBody]) -> dict[str, object]:
    """Add an address that proves an answer."""
    return {"id": services.add_evidence(actor=caller_of(request), key=key, **body.dict())}


@router.delete(
    "/assess/assessments/{key}/evidence/{evidence}", response=AssessDoneAnswer, auth=WRITES,
    operation_id="assess.remove_evidence",
)  # fmt: skip
def remove_evidence(request: HttpRequest, key: AssessmentKey, evidence: Number) -> dict[str, object]:
    """Take a piece of evidence away, its file too."""
    services.remove_evidence(actor=caller_of(request), key=key, evidence=evidence)
    return {"key": key}


@router.get(
    "/assess/assessments/{key}/evidence/{evidence}/content", auth=READS, openapi_extra=FILE_ANSWER,
    operation_id="assess.open_evidence",
)  # fmt: skip
def open_evidence(request: HttpRequest, key: AssessmentKey, evidence: Number) -> HttpResponseBase:
    """Read a file of evidence; one that is confidential is for those who write and review."""
    info, pieces = queries.open_evidence(actor=caller_of(request), key=key, evidence=evidence)
    answer = HttpResponse(b"".join(pieces), content_type=info.media_type)
    answer.headers["Content-Disposition"] = content_disposition_header(True, info.name) or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@router.post(FILES, auth=WRITES, operation_id="assess.evidence_place")
def evidence_place(request: HttpRequest, key: AssessmentKey, question: QuestionId) -> HttpResponseBase:
    """Begin to send a file that proves an answer, by tus 1.0.0: HEAD, PATCH and DELETE the `Location`.

    What arrives goes through the same checks as on the page.
    """
    place = services.evidence_place(actor=caller_of(request), key=key, question=question)
    return serve_upload(request, place)


@router.api_operation(["GET", "PATCH", "DELETE"], FILES + "/{upload}", auth=WRITES, include_in_schema=False)
def go_on_with_evidence(
    request: HttpRequest, key: AssessmentKey, question: QuestionId, upload: Key
) -> HttpResponseBase:
    """Go on with a file of evidence: the steps of the protocol."""
    place = services.evidence_place(actor=caller_of(request), key=key, question=question)
    if request.method == "GET":  # the API's gate makes GET of HEAD, and empties the answer again
        request.method = "HEAD"
    return serve_upload(request, place, upload)


@router.post(
    "/assess/assessments/{key}/contributors", response=AssessDoneAnswer, auth=WRITES,
    operation_id="assess.invite_contributor",
)  # fmt: skip
def invite_contributor(
    request: HttpRequest, key: AssessmentKey, body: Body[ContributorBody]
) -> dict[str, object]:
    """Let somebody who works for the body answer one section, or all."""
    services.invite_contributor(actor=caller_of(request), key=key, account=body.account, section=body.section)
    return {"key": key}


@router.delete(
    "/assess/assessments/{key}/contributors/{account}", response=AssessDoneAnswer, auth=WRITES,
    operation_id="assess.dismiss_contributor",
)  # fmt: skip
def dismiss_contributor(
    request: HttpRequest, key: AssessmentKey, account: Account, query: Query[SectionQuery]
) -> dict[str, object]:
    """Take an invitation back; what was answered stays."""
    services.dismiss_contributor(actor=caller_of(request), key=key, account=account, section=query.section)
    return {"key": key}
