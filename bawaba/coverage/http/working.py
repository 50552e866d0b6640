"""Work over HTTP: figures sent and followed, targets added, plans drafted, run, stopped and compared."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Body, Field, File, Form, Query, Schema
from ninja.files import UploadedFile
from pydantic import BeforeValidator

from bawaba.coverage import queries, services
from bawaba.coverage.errors import TooLargeForPage
from bawaba.coverage.http import figures
from bawaba.coverage.http.challenges import READS, WRITES
from bawaba.coverage.http.figures import Key, Number
from bawaba.coverage.queries.comparing import Side
from bawaba.coverage.types import About, LayerKind, MilestoneRecord, PlanWish, Refusal, TargetSetRecord
from bawaba.kernel.files.arriving import was_cut
from bawaba.kernel.http import LanguageQuery, Texts, answer_texts, caller_of

router = figures.router  # one path, one router: some are read there and written here
Line = Annotated[str, Field(max_length=400, pattern=r"^[^\x00-\x1f\x7f]*$")]
Title = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Named = Annotated[dict[Language, Title], Field(min_length=1, max_length=20)]
Told = Annotated[dict[Language, Annotated[Line, Field(min_length=1)]], Field(min_length=1, max_length=20)]
Share = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
Address = Annotated[str, Field(max_length=400, pattern=r"^(https?://[^\s\x00-\x1f]+)?$")]
Column = Annotated[str, Field(max_length=200, pattern=r"^(\w{1,40}=[^\x00-\x1f,]{1,40}(,|$))*$")]


def _or_none(value: object) -> object:
    return None if value == "" else value


class SendingBody(Schema):
    """What a file says of itself. edge_probability: of declared coverage; columns: of areas, `code=PCODE,…`"""

    kind: LayerKind
    title: Title
    source: Annotated[Line, Field(min_length=1)]
    licence: Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]
    dated: date
    version: Annotated[str, Field(max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    source_url: Address = ""
    synthetic: bool = False
    operator: Annotated[str, Field(max_length=40, pattern=r"^[a-z0-9-]*$")] = ""
    place: Literal["", "outdoor", "indoor"] = ""
    edge_probability: Annotated[float | None, BeforeValidator(_or_none), Field(ge=0.5, lt=1)] = None
    crs: Annotated[str, Field(pattern=r"^(EPSG:\d{4,6})?$")] = Field("", description="Of x and y in CSV.")
    any_total: bool = Field(False, description="Take people although they do not add up to the census.")
    columns: Column = ""


class FileRefusalAnswer(Schema):
    """Why it was refused. line: of the file, where one is known"""

    code: str
    line: int | None
    texts: Texts
    next_step: Texts


class ArrivalAnswer(Schema):
    """How far an import is: waiting, running, done or refused; nothing of a refused file is kept.

    step: reading, checking or writing; done, of: shapes read, 0 where they are not counted
    """

    key: str
    kind: str
    title: str
    state: str
    step: str
    done: int
    of: int
    rows: int | None
    refusal: FileRefusalAnswer | None
    sent_at: datetime
    ended_at: datetime | None


class CoverageGoalBody(Schema):
    """A share of people to cover by a day."""

    due_on: date
    share: Share


class TargetSetBody(Schema):
    """Targets with their source; texts by language. They are never changed afterwards."""

    key: Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9][a-z0-9-]*$")]
    names: Named
    source: Told
    source_url: Address = ""
    stated_on: date
    milestones: Annotated[list[CoverageGoalBody], Field(min_length=1, max_length=40)]


class TargetsAddedAnswer(Schema):
    """Whether they are new: the very same ones again change nothing."""

    key: str
    new: bool


class CoveragePlanBody(Schema):
    """What a plan by year shall assume. sites: `cells`, or the sites in use (`layer`); radii in metres"""

    key: Annotated[str, Field(max_length=80, pattern=r"^[a-z0-9][a-z0-9-]*$")]
    names: Named
    first_year: int = Field(ge=2000, le=2200)
    target_set: Key = ""
    goals: Annotated[list[CoverageGoalBody], Field(max_length=40)] = []
    radii_m: tuple[Number, Number, Number] = (1_900.0, 2_600.0, 5_000.0)
    edge_probability: Number = 0.5
    host_factor: Number = 1.0
    quotas: dict[Literal["host-city", "urban", "rural", "poor"], Share] = {}
    most_a_year: int | None = Field(None, ge=1)
    budget_a_year: Number | None = None
    cost: Number | None = None
    sites: Literal["cells", "layer"] = "cells"
    time_limit_s: Number = 60.0


class PlanningAnswer(Schema):
    """How far a plan is: draft, waiting, running, done, refused or stopped. seconds, of: of its search"""

    key: str
    state: str
    stop_asked: bool
    seconds: float
    of: float
    refusal: FileRefusalAnswer | None
    made_at: datetime


class WishPriceAnswer(Schema):
    """How many sites a milestone takes with a wish and without."""

    wish: str
    year: int
    sites: int
    without: int
    more: int


class PlanGoalAnswer(Schema):
    """A milestone of a plan. fewest: how many sites any plan needs; needed: this one, until it holds"""

    year: int
    target: float
    share: float
    sites: int
    needed: int
    fewest: int
    gap: float
    holds: bool
    binding: list[str]


class PlanSideAnswer(Schema):
    """One plan in the comparison. urban, rural: shares of their people; apart: in points of percent"""

    key: str
    names: Texts
    target_set: str
    synthetic: bool
    goals: list[PlanGoalAnswer]
    cost: float | None
    most_a_year: int
    urban: float | None
    rural: float | None
    apart: float | None
    prices: list[WishPriceAnswer]


class PlansComparedAnswer(Schema):
    """Plans side by side, those of the same targets together."""

    items: list[PlanSideAnswer]


@router.post("/coverage/layers", response=ArrivalAnswer, auth=WRITES, operation_id="coverage.send_figures")
def send_figures(
    request: HttpRequest,
    told: Form[SendingBody],
    file: File[UploadedFile],
    places: File[UploadedFile | None] = None,
) -> dict[str, object]:
    """Send a file of figures, at most 50 MB, beside areas maybe known `places`; it is imported by a job, whole or not at all."""
    if was_cut(request):
        raise TooLargeForPage
    actor = caller_of(request)
    key = services.send_figures(actor=actor, sending=_sending(told, {"file": file, "places": places}))
    return _arrival(queries.find_arrival(actor=actor, key=key), request)


@router.get(
    "/coverage/arrivals/{key}", response=ArrivalAnswer, auth=READS, operation_id="coverage.find_arrival"
)
def find_arrival(request: HttpRequest, key: Key, query: Query[LanguageQuery]) -> dict[str, object]:
    """Get how far an import is, and why it was refused; for whoever sent it."""
    return _arrival(queries.find_arrival(actor=caller_of(request), key=key), request)


@router.post(
    "/coverage/targets", response=TargetsAddedAnswer, auth=WRITES, operation_id="coverage.add_target_set"
)
def add_target_set(request: HttpRequest, body: Body[TargetSetBody]) -> dict[str, object]:
    """Add targets with their source. The same key with other figures is refused: targets are never overwritten."""
    facts = body.dict() | {"verified": False}
    facts["milestones"] = [MilestoneRecord(one.due_on, one.share) for one in body.milestones]
    return {
        "key": body.key,
        "new": services.add_target_set(actor=caller_of(request), record=TargetSetRecord(**facts)),
    }


@router.post("/coverage/plans", response=PlanningAnswer, auth=WRITES, operation_id="coverage.draft_plan")
def draft_plan(request: HttpRequest, body: Body[CoveragePlanBody]) -> dict[str, object]:
    """Draft a plan by year; nothing is computed before it is run."""
    facts = body.dict(exclude={"key", "names", "goals"})
    wish = PlanWish(goals=[(one.due_on, one.share) for one in body.goals], **facts)
    services.draft_plan(actor=caller_of(request), key=body.key, names=body.names, wish=wish)
    return _planning(body.key, request)


@router.post(
    "/coverage/plans/{key}/run", response=PlanningAnswer, auth=WRITES, operation_id="coverage.run_plan"
)
def run_plan(request: HttpRequest, key: Key) -> dict[str, object]:
    """Compute a drafted plan; follow it until it is done, then read it among the plans."""
    services.run_plan(actor=caller_of(request), key=key)
    return _planning(key, request)


@router.post(
    "/coverage/plans/{key}/stop", response=PlanningAnswer, auth=WRITES, operation_id="coverage.stop_plan"
)
def stop_plan(request: HttpRequest, key: Key) -> dict[str, object]:
    """End a search with the best plan so far; one that has not begun goes back to rest."""
    services.stop_plan(actor=caller_of(request), key=key)
    return _planning(key, request)


@router.get(
    "/coverage/plans/{key}/run", response=PlanningAnswer, auth=READS, operation_id="coverage.find_planning"
)
def find_planning(request: HttpRequest, key: Key, query: Query[LanguageQuery]) -> dict[str, object]:
    """Get how far a plan is that was drafted."""
    return _planning(key, request)


@router.get("/coverage/comparison", response=PlansComparedAnswer, operation_id="coverage.compare_scenarios")
def compare_scenarios(request: HttpRequest, query: Query[LanguageQuery]) -> dict[str, object]:
    """Compare the plans: sites, cost, pace, who is covered, what each wish costs."""
    groups = queries.compare_scenarios()
    return {"items": [_side(side, request) for _targets, group in groups for side in group]}


def _side(side: Side, request: HttpRequest) -> dict[str, object]:
    return {
        "key": side.record.key, "names": answer_texts(side.record.names, request),
        "target_set": side.record.target_set, "synthetic": side.record.synthetic, "goals": side.goals,
        "cost": side.cost, "most_a_year": side.most_a_year, "urban": side.urban, "rural": side.rural,
        "apart": side.apart, "prices": [asdict(one) | {"more": one.more} for one in side.prices],
    }  # fmt: skip


def _sending(told: SendingBody, files: Mapping[str, UploadedFile | None]) -> services.Sending:
    facts = told.dict(exclude={"kind", "crs", "any_total", "columns"})
    sent = {part: (one.name or "", one.chunks()) for part, one in files.items() if one is not None}
    pairs = [pair.split("=", 1) for pair in told.columns.split(",") if pair]
    columns = {ours: theirs for ours, theirs in pairs}
    return services.Sending(told.kind, About(**facts), sent, told.crs, told.any_total, columns)


def _arrival(record: queries.ArrivalRecord, request: HttpRequest) -> dict[str, object]:
    return asdict(record) | {"refusal": _refusal(record.refusal, request)}


def _planning(key: str, request: HttpRequest) -> dict[str, object]:
    record = queries.find_planning(key=key)
    return asdict(record) | {"refusal": _refusal(record.refusal, request)}


def _refusal(refusal: Refusal | None, request: HttpRequest) -> dict[str, object] | None:
    if refusal is None:
        return None
    texts, steps = answer_texts(refusal.texts, request), answer_texts(refusal.next, request)
    return {"code": refusal.code, "line": refusal.line, "texts": texts, "next_step": steps}
