"""Challenges over HTTP: open, follow and take back for everybody; answer and decide for whom the law names."""

from dataclasses import asdict
from datetime import date, datetime
from functools import partial
from typing import Annotated

from django.http import HttpRequest
from ninja import Body, Field, Router, Schema

from bawaba.coverage import queries, services
from bawaba.coverage.http.figures import Code, Key, Number
from bawaba.coverage.limits import check_challenges
from bawaba.identity.queries import current_actor
from bawaba.kernel.actors import ANONYMOUS
from bawaba.kernel.http import AccessToken, caller_of

router = Router(tags=["coverage"])
READS = AccessToken(partial(current_actor, scope="coverage.read"))
WRITES = AccessToken(partial(current_actor, scope="coverage.write"))
Prose = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^[^\x00]*$")]


class ClaimBody(Schema):
    """What somebody noticed. Names and numbers of people do not belong here."""

    kind: Annotated[str, Field(max_length=12)] = Field(description="no-network, weak or better.")
    operator: Key
    place: Annotated[str, Field(max_length=8)] = Field(description="outdoor or indoor.")
    lat: Number = Field(ge=-90, le=90)
    lon: Number = Field(ge=-180, le=180)
    observed_on: date
    words: Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")] = ""
    samples: int = Field(0, ge=0, le=10_000)
    good: int = Field(0, ge=0, le=10_000)


class OperatorsWord(Schema):
    """The operator's answer. agrees: the declaration is corrected"""

    agrees: bool
    answer: Prose


class CoverageDecisionBody(Schema):
    """The regulator's decision. upheld: the challenge is right"""

    upheld: bool
    reason: Prose


class CoverageReferenceAnswer(Schema):
    """The reference of a challenge: whoever has it can follow it."""

    reference: str


class ChallengeAnswer(Schema):
    """Where a challenge stands."""

    reference: str
    kind: str
    area: str
    operator: str
    place: str
    state: str
    opened_at: datetime
    answer_due: date
    decision_due: date
    answer: str
    agrees: bool | None
    reason: str
    late: bool


class ChallengesAnswer(Schema):
    """Challenges that wait, the most urgent first."""

    items: list[ChallengeAnswer]


@router.post("/coverage/challenges", response=CoverageReferenceAnswer, operation_id="coverage.open_challenge")
def open_challenge(request: HttpRequest, body: Body[ClaimBody]) -> dict[str, str]:
    """Open a challenge: the network is not what is declared."""
    check_challenges(request)
    reference = services.open_challenge(actor=ANONYMOUS, claim=services.Claim(**body.dict()))
    return {"reference": reference}


@router.get(
    "/coverage/challenges/{reference}", response=ChallengeAnswer, operation_id="coverage.find_challenge"
)
def find_challenge(request: HttpRequest, reference: Code) -> dict[str, object]:
    """Get where a challenge stands."""
    return asdict(queries.find_challenge(reference=reference))


@router.get(
    "/coverage/challenges", response=ChallengesAnswer, auth=READS, operation_id="coverage.my_challenges"
)
def my_challenges(request: HttpRequest) -> dict[str, object]:
    """List the challenges that wait for the caller: an operator's agent, or the regulator; at most 200."""
    return {"items": [asdict(one) for one in queries.my_challenges(actor=caller_of(request))]}


@router.post(
    "/coverage/challenges/{reference}/answer", response=ChallengeAnswer, auth=WRITES,
    operation_id="coverage.answer_challenge",
)  # fmt: skip
def answer_challenge(request: HttpRequest, reference: Code, body: Body[OperatorsWord]) -> dict[str, object]:
    """Answer a challenge as the operator."""
    services.answer_challenge(actor=caller_of(request), reference=reference, **body.dict())
    return asdict(queries.find_challenge(reference=reference))


@router.post(
    "/coverage/challenges/{reference}/decide", response=ChallengeAnswer, auth=WRITES,
    operation_id="coverage.decide_challenge",
)  # fmt: skip
def decide_challenge(
    request: HttpRequest, reference: Code, body: Body[CoverageDecisionBody]
) -> dict[str, object]:
    """Decide a challenge as the regulator, after the answer or once its day has passed."""
    services.decide_challenge(actor=caller_of(request), reference=reference, **body.dict())
    return asdict(queries.find_challenge(reference=reference))


@router.post(
    "/coverage/challenges/{reference}/withdraw", response=ChallengeAnswer,
    operation_id="coverage.withdraw_challenge",
)  # fmt: skip
def withdraw_challenge(request: HttpRequest, reference: Code) -> dict[str, object]:
    """Take a challenge back; whoever has its reference may."""
    check_challenges(request)
    services.withdraw_challenge(actor=ANONYMOUS, reference=reference)
    return asdict(queries.find_challenge(reference=reference))
