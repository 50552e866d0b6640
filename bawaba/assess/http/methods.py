"""Methods as those who keep them write them: brought in as a draft, put in force by a second person."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Body, Field, Path, Query, Schema

from bawaba.assess import queries, services
from bawaba.assess.http import router
from bawaba.assess.http.answers import (
    READS,
    WRITES,
    BodyKey,
    MethodDefinitionAnswer,
    Prose,
    Urn,
    Version,
    answer_method,
)
from bawaba.assess.rules.writing import sign, write_method
from bawaba.kernel.http import LanguageQuery, Texts, answer_texts, caller_of

VERSION_PATH = "/assess/methods/{urn}/versions/{version}"
InPath = Annotated[str, Path(max_length=60, pattern=r"^[0-9A-Za-z.+-]+$")]


class AssessDraftAnswer(Schema):
    """A draft that waits for a second person. saved_by: key of the account that may not publish it"""

    urn: str
    version: str
    titles: Texts
    saved_by: str


class DraftsAnswer(Schema):
    """The drafts that this reader may publish."""

    items: list[AssessDraftAnswer]


class MethodBody(Schema):
    """A method as the text of a file. urn, version: of an imported questionnaire, which does not carry them."""

    text: Annotated[str, Field(min_length=1, max_length=4_000_000)] = Field(
        description="Our YAML or JSON (docs/rooms/assess.md), SurveyJS or Konveyor's YAML."
    )
    owner: BodyKey
    urn: Annotated[str, Field(max_length=200, pattern=r"^[A-Za-z0-9:._+-]*$")] = ""
    version: Version = "1.0.0"
    note: Prose = ""


class SavedAnswer(Schema):
    """A draft that is kept. digest: SHA-256 of the definition as canonical JSON"""

    urn: str
    version: str
    questions: int
    digest: str


class PublishedAnswer(Schema):
    """A version in force, for ever as it is."""

    digest: str


@router.get("/assess/drafts", response=DraftsAnswer, auth=READS, operation_id="assess.drafts_of")
def list_drafts(request: HttpRequest, query: Query[LanguageQuery]) -> dict[str, object]:
    """List the drafts of methods that the reader may publish."""
    rows = queries.drafts_of(actor=caller_of(request))
    items = [
        {"urn": urn, "version": version, "titles": answer_texts(titles, request), "saved_by": by}
        for urn, version, titles, by in rows
    ]
    return {"items": items}


@router.get(
    "/assess/drafts/{urn}", response=MethodDefinitionAnswer, auth=READS, operation_id="assess.find_draft"
)
def find_draft(request: HttpRequest, urn: Urn, query: Query[LanguageQuery]) -> dict[str, object]:
    """Get the draft of a method whole, before it is put in force."""
    info, method = queries.find_draft(actor=caller_of(request), urn=urn)
    return {**answer_method(info, request), "definition": write_method(method)}


@router.post("/assess/methods", response=SavedAnswer, auth=WRITES, operation_id="assess.bring_method")
def bring_method(request: HttpRequest, body: Body[MethodBody]) -> dict[str, object]:
    """Keep a method, or a new version of one, as a draft. Every fault is named with its line; then nothing is kept."""
    method = services.bring_method(
        actor=caller_of(request), text=body.text, owner=body.owner, urn=body.urn, version=body.version, note=body.note
    )  # fmt: skip
    digest = sign(write_method(method))
    return {
        "urn": method.urn, "version": method.version, "questions": len(method.questions), "digest": digest,
    }  # fmt: skip


@router.post(
    f"{VERSION_PATH}/publication",
    response=PublishedAnswer,
    auth=WRITES,
    operation_id="assess.publish_method",
)
def publish_method(request: HttpRequest, urn: Urn, version: InPath) -> dict[str, object]:
    """Put a draft in force; another person than the one who saved it does."""
    return {"digest": services.publish_method(actor=caller_of(request), urn=urn, version=version)}
