"""What everybody may ask: methods in force, scores of answers, weights and rankings. Nothing is kept."""

import json
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Body, Field, Query, Schema

from bawaba.assess import queries
from bawaba.assess.http import router
from bawaba.assess.http.answers import (
    MethodDefinitionAnswer,
    MethodsAnswer,
    Urn,
    Version,
    answer_method,
)
from bawaba.assess.rules.writing import write_method
from bawaba.kernel.http import LanguageQuery

MethodName = Annotated[
    str, Field(max_length=260, pattern=r"^(urn:[A-Za-z0-9:._+@-]+|konveyor-risk|strict-risk)$")
]
Number = Annotated[float, Field(allow_inf_nan=False)]
Rows = Annotated[list[list[Number]], Field(min_length=1, max_length=200)]


class MethodQuery(LanguageQuery):
    """Which version of a method."""

    version: Version = Field("", description="Empty is the one in force.")


class ScoreBody(Schema):
    """Answers to score. method: `urn:…`, `urn:…@1.0.0`, `konveyor-risk` or `strict-risk`."""

    method: MethodName
    answers: dict[str, Any]  # Any: checked against the method


class ScoreAnswer(Schema):
    """A score with what explains it. figures: as the method names them."""

    figures: dict[str, Any]  # Any: numbers and words
    trace: list[dict[str, Any]]  # Any: as above
    rules: list[dict[str, Any]]  # Any: as above
    missing: list[str]
    notes: list[str]
    method: dict[str, str]


class PairsBody(Schema):
    """Comparisons by pairs on Saaty's scale: positive, reciprocal, at most 15 by 15."""

    matrix: Rows


class WeightsAnswer(Schema):
    """Weights that sum to 1. consistency_ratio: under 0.1 is usual."""

    weights: list[float]
    consistency_ratio: float


class RankingBody(Schema):
    """Alternatives (rows) by criteria (columns). types: 1 where more is better, -1 where less is."""

    method: Annotated[str, Field(max_length=20)] = Field(description="topsis, promethee-ii, wsm or spotis.")
    matrix: Rows
    weights: Annotated[list[Number], Field(max_length=200)]
    types: Annotated[list[int], Field(max_length=200)]


class RankingAnswer(Schema):
    """Preferences in the order of the rows, and places of the rows from the best, from 0."""

    preference: list[float]
    order: list[int]


@router.get("/assess/methods", response=MethodsAnswer, operation_id="assess.list_methods")
def list_methods(request: HttpRequest, query: Query[LanguageQuery]) -> dict[str, object]:
    """List the methods of assessment in force."""
    return {"items": [answer_method(one, request) for one in queries.list_methods()]}


@router.get("/assess/methods/{urn}", response=MethodDefinitionAnswer, operation_id="assess.find_method")
def find_method(request: HttpRequest, urn: Urn, query: Query[MethodQuery]) -> dict[str, object]:
    """Get a published version of a method whole."""
    info, method = queries.find_published(urn=urn, version=query.version)
    return {**answer_method(info, request), "definition": write_method(method)}


@router.post("/assess/scores", response=ScoreAnswer, operation_id="assess.score_answers")
def score_answers(request: HttpRequest, body: Body[ScoreBody]) -> dict[str, object]:
    """Score answers by a method; nothing is kept."""
    score = queries.score_answers(method=body.method, answers=json.dumps(body.answers))[0]
    return {
        name: getattr(score, name) for name in ("figures", "trace", "rules", "missing", "notes", "method")
    }


@router.post("/assess/weights", response=WeightsAnswer, operation_id="assess.compare_pairs")
def compare_pairs(request: HttpRequest, body: Body[PairsBody]) -> object:
    """Weigh criteria from comparisons by pairs (AHP: the principal eigenvector)."""
    return queries.compare_pairs(matrix=json.dumps({"matrix": body.matrix}))


@router.post("/assess/rankings", response=RankingAnswer, operation_id="assess.rank_alternatives")
def rank_alternatives(request: HttpRequest, body: Body[RankingBody]) -> object:
    """Put alternatives in order of preference."""
    parts = {"matrix": body.matrix, "weights": body.weights, "types": body.types}
    return queries.rank_alternatives(method=body.method, matrix=json.dumps(parts))
