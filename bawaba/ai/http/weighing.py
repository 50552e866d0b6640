"""Weights of the criteria over HTTP: read, tried, kept for a body."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Body, Field, Path, Schema

from bawaba.ai import queries, services
from bawaba.ai.http import router
from bawaba.ai.http.answers import READS, WRITES, Slug
from bawaba.kernel.http import Texts, answer_texts, caller_of

Comparison = Literal["a9", "a7", "a5", "a3", "same", "b3", "b5", "b7", "b9"]
OfBody = Annotated[str, Path(max_length=120, pattern=r"^[A-Za-z0-9_-]+$")]


class ComparedBody(Schema):
    """Two criteria compared: `a5` means that the first counts five times the second, `b5` the other way round."""

    one: Slug
    other: Slug
    answer: Comparison


class ComparisonsBody(Schema):
    """Each two criteria compared once."""

    answers: Annotated[list[ComparedBody], Field(min_length=1, max_length=200)]


class CriterionWeightAnswer(Schema):
    """A criterion with its weight. better: whether more or less of it is good"""

    key: str
    names: Texts
    better: Literal["more", "less"]
    weight: float


class CriteriaWeightsAnswer(Schema):
    """What counts for a body. own: it compared the criteria itself; comparisons: what to begin from"""

    body: str
    own: bool
    criteria: list[CriterionWeightAnswer]
    comparisons: list[ComparedBody]


class WeighedAnswer(Schema):
    """What comparisons come to. ratio: consistency, taken up to 0.1; contradictions: three that fit least, at a time"""

    weights: dict[str, float]
    ratio: float
    consistent: bool
    contradictions: list[tuple[str, str, str]]


class KeptWeightsAnswer(Schema):
    """The weights that a body's use cases are weighed by from now on."""

    body: str
    weights: dict[str, float]


def pairs_in(body: ComparisonsBody) -> dict[tuple[str, str], str]:
    """Return the comparisons by their two criteria; a pair told twice is missing then, and refused."""
    told = {(one.one, one.other): str(one.answer) for one in body.answers}
    return told if len(told) == len(body.answers) else {}


@router.get("/ai/weights/{body}", response=CriteriaWeightsAnswer, auth=READS, operation_id="ai.read_weights")
def read_weights(request: HttpRequest, body: OfBody) -> dict[str, object]:
    """Read the weights of the criteria for a body, and the comparisons to begin from."""
    found = queries.read_weights(actor=caller_of(request), body=body)
    criteria = [
        {"key": one.key, "names": answer_texts(one.names, request), "better": one.better, "weight": found.weights[one.key]}
        for one in queries.list_criteria()
    ]  # fmt: skip
    begun = [
        {"one": one, "other": other, "answer": answer} for (one, other), answer in found.comparisons.items()
    ]
    return {"body": body, "own": found.own, "criteria": criteria, "comparisons": begun}


@router.post("/ai/weights", response=WeighedAnswer, auth=READS, operation_id="ai.weigh_criteria")
def weigh_criteria(request: HttpRequest, body: Body[ComparisonsBody]) -> Any:
    """Try comparisons: the weights they come to, and where they contradict each other. Keeps nothing. Any: as it is."""
    return queries.weigh_criteria(answers=pairs_in(body))


@router.put("/ai/weights/{body}", response=KeptWeightsAnswer, auth=WRITES, operation_id="ai.keep_weights")
def keep_weights(request: HttpRequest, body: OfBody, told: Body[ComparisonsBody]) -> dict[str, object]:
    """Weigh the use cases of a body by these comparisons from now on. 409 where they contradict each other too much."""
    weights = services.keep_weights(actor=caller_of(request), body=body, answers=pairs_in(told))
    return {"body": body, "weights": weights}
