"""Campaigns: opened, followed, closed, by those who lead them; read by those who audit them."""

from datetime import date
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Body, Field, Query, Schema

from bawaba.assess import queries, services
from bawaba.assess.http import router
from bawaba.assess.http.answers import READS, WRITES, AssessDoneAnswer, BodyKey, Slug, Urn, Version
from bawaba.assess.queries.campaigns import FollowUp
from bawaba.kernel.http import LanguageQuery, Texts, Words, answer_texts, caller_of

State = Literal["draft", "submitted", "review", "returned", "approved", "published"]
Title = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*\S[^\x00-\x1f]*$")]


class CampaignLine(Schema):
    """A campaign in a list."""

    key: str
    titles: Texts
    opens_on: date
    due_on: date
    closed: bool


class CampaignsAnswer(Schema):
    """The campaigns that the reader leads or audits, the newest first."""

    items: list[CampaignLine]


class CampaignTitles(Schema):
    """Titles in the country's two languages of administration, others beside them."""

    ar: Title
    fr: Title
    en: Words = ""


class CampaignBody(Schema):
    """A campaign. kinds: every body of these kinds; bodies: those that are named; both together are one population."""

    key: Slug
    titles: CampaignTitles
    urn: Urn
    version: Version
    owner: BodyKey
    kinds: Annotated[list[Words], Field(max_length=40)] = []
    bodies: Annotated[list[BodyKey], Field(max_length=5000)] = []
    opens_on: date
    due_on: date
    reminders: Annotated[list[Annotated[int, Field(ge=0, le=365)]], Field(max_length=10)] = Field(
        [], description="Days before the due date."
    )
    previous: Annotated[str, Field(max_length=80)] = Field("", description="Key of the wave before.")


class OpenedAnswer(Schema):
    """A campaign that is open, and how many assessments were begun in it."""

    key: str
    assessments: int


class FollowQuery(LanguageQuery):
    """A page of a campaign's bodies, 50 at a time."""

    state: State | None = None
    page: int = Field(1, ge=1, le=100_000)


class AssessBodyRow(Schema):
    """A body of a campaign. assessment: key of its assessment; value: of the main figure, none before it is handed in"""

    assessment: str
    body: str
    names: Texts
    state: str
    value: float | None


class AssessFollowAnswer(Schema):
    """How far a campaign is. counts: state → how many; values: every result of the main figure, from the least"""

    key: str
    titles: Texts
    urn: str
    version: str
    owner: str
    opens_on: date
    due_on: date
    closed: bool
    leads: bool
    counts: dict[str, int]
    items: list[AssessBodyRow]
    page: int
    pages: int
    values: list[float]
    scale: list[float]


@router.get("/assess/campaigns", response=CampaignsAnswer, auth=READS, operation_id="assess.list_campaigns")
def list_campaigns(request: HttpRequest, query: Query[LanguageQuery]) -> dict[str, object]:
    """List the campaigns that the reader leads or audits."""
    items = [
        {"key": key, "titles": answer_texts(titles, request), "opens_on": opens, "due_on": due, "closed": closed}
        for key, titles, opens, due, closed in queries.list_campaigns(actor=caller_of(request))
    ]  # fmt: skip
    return {"items": items}


@router.post("/assess/campaigns", response=OpenedAnswer, auth=WRITES, operation_id="assess.open_campaign")
def open_campaign(request: HttpRequest, body: Body[CampaignBody]) -> dict[str, object]:
    """Open a campaign with an empty assessment for each body."""
    asked = body.dict(exclude={"titles", "kinds", "bodies"})
    opened = services.open_campaign(
        actor=caller_of(request), titles={code: text for code, text in body.titles.dict().items() if text},
        bodies=queries.population(kinds=body.kinds, keys=body.bodies), **asked,
    )  # fmt: skip
    return {"key": body.key, "assessments": opened}


@router.get(
    "/assess/campaigns/{key}", response=AssessFollowAnswer, auth=READS, operation_id="assess.follow_campaign"
)
def follow_campaign(request: HttpRequest, key: Slug, query: Query[FollowQuery]) -> dict[str, object]:
    """Follow a campaign, body by body."""
    found = queries.follow_campaign(
        actor=caller_of(request), key=key, state=query.state or "", number=query.page
    )
    return _follow(found, request)


@router.post(
    "/assess/campaigns/{key}/closing",
    response=AssessDoneAnswer,
    auth=WRITES,
    operation_id="assess.close_campaign",
)
def close_campaign(request: HttpRequest, key: Slug) -> dict[str, object]:
    """Close a campaign: nothing more is answered in it; what was handed in is still verified and published."""
    services.close_campaign(actor=caller_of(request), key=key)
    return {"key": key}


def _follow(found: FollowUp, request: HttpRequest) -> dict[str, object]:
    info = found.info
    plain = ("key", "urn", "version", "owner", "opens_on", "due_on", "closed", "counts")
    rows = [
        {"assessment": key, "body": body, "names": answer_texts(names, request), "state": state, "value": value}
        for key, body, names, state, value in found.rows
    ]  # fmt: skip
    return {
        **{name: getattr(info, name) for name in plain}, "titles": answer_texts(info.titles, request),
        "leads": found.leads, "items": rows, "page": found.number, "pages": found.pages,
        "values": list(found.values), "scale": list(found.scale),
    }  # fmt: skip
