"""Results with every line of their score, where one stands, reports to take away, actions that raise the score."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Body, Field, Query, Schema

from bawaba.assess import queries, services
from bawaba.assess.errors import ResultNotFound
from bawaba.assess.http import router
from bawaba.assess.http.answers import (
    FILE_ANSWER,
    READS,
    WRITES,
    AssessDoneAnswer,
    AssessmentKey,
    AssessNumberAnswer,
    Number,
    ResultAnswer,
)
from bawaba.assess.queries.explaining import Explained
from bawaba.assess.queries.reports import REPORT_TYPES
from bawaba.kernel.http import ALL, LanguageQuery, Texts, Words, answer_texts, caller_of, language_of

Kind = Literal["declared", "verified"]
Figure = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f]+$")]
Title = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00-\x1f]*\S[^\x00-\x1f]*$")]
Cost = Annotated[Decimal, Field(ge=0, le=10**11, max_digits=14, decimal_places=2)]
FALLBACK = "fr"


class ResultsAnswer(Schema):
    """The frozen results, the newest first."""

    items: list[ResultAnswer]


class KindQuery(LanguageQuery):
    """Which result; without it the verified one where there is one."""

    kind: Kind | None = None


class ReportQuery(KindQuery):
    """In which form."""

    form: Literal["json", "csv", "xlsx", "pdf"] = "json"


class FigureQuery(Schema):
    """A figure of the method, such as `index`."""

    figure: Figure


class LevelAnswer(Schema):
    """A level reached, of how many."""

    rule: str
    level: int
    of: int
    names: Texts


class SectionFigure(Schema):
    """The figure of a section."""

    titles: Texts
    value: float | None


class RaiseAnswer(Schema):
    """An answer that, were it the next better one, would raise the main figure by `gain`."""

    question: str
    titles: Texts
    now: Any  # Any: an answer
    then: str
    gain: float


class AssessSuggestionAnswer(Schema):
    """An action that the method suggests here."""

    id: str
    titles: Texts
    effort: float | None
    gain: float | None


class ExplainedAnswer(Schema):
    """A result in words. main: name of the figure that counts most; scale: from where to where it goes"""

    kind: str
    frozen_at: datetime
    digest: str
    main: str
    value: float | None
    scale: list[float]
    levels: list[LevelAnswer]
    sections: list[SectionFigure]
    missing: list[str]
    obligations: list[Texts]
    suggestions: list[AssessSuggestionAnswer]
    raises: list[RaiseAnswer]


class BenchmarkAnswer(Schema):
    """Where one stands in the campaign, without names; every number is null in a group of fewer than five."""

    figure: str
    own: float | None
    count: int
    median: float | None
    low: float | None = Field(description="First quartile.")
    high: float | None = Field(description="Third quartile.")
    rank: int | None


class ActionAnswer(Schema):
    """A planned action. suggestion: id in the method, empty for one's own idea"""

    id: int
    suggestion: str
    title: str
    owner: str
    due_on: date | None
    cost_mad: Decimal | None
    expected_gain: float | None
    done_at: datetime | None


class ActionsAnswer(Schema):
    """The actions in the order of their dates."""

    items: list[ActionAnswer]


class ActionBody(Schema):
    """What will be done. owner: who sees to it"""

    title: Title
    suggestion: Annotated[str, Field(max_length=80, pattern=r"^[A-Za-z0-9._-]*$")] = ""
    owner: Words = ""
    due_on: date | None = None
    cost_mad: Cost | None = None
    expected_gain: Annotated[float, Field(ge=-1e6, le=1e6, allow_inf_nan=False)] | None = None


class CompletionBody(Schema):
    """Whether it is done, or not after all."""

    done: bool = True


@router.get(
    "/assess/assessments/{key}/results",
    response=ResultsAnswer,
    auth=READS,
    operation_id="assess.list_results",
)
def list_results(request: HttpRequest, key: AssessmentKey) -> dict[str, object]:
    """List the frozen results, each with its trace: every term, weight and rule, and the method's hash."""
    found = queries.list_results(actor=caller_of(request), key=key)
    return {"items": [{name: getattr(one, name) for name in ResultAnswer.model_fields} for one in found]}


@router.get(
    "/assess/assessments/{key}/explanation", response=ExplainedAnswer, auth=READS,
    operation_id="assess.explain_result",
)  # fmt: skip
def explain_result(request: HttpRequest, key: AssessmentKey, query: Query[KindQuery]) -> dict[str, object]:
    """Get the latest result in words: levels, sections, what is owed, what raises it most."""
    found = queries.explain_result(actor=caller_of(request), key=key, kind=query.kind or "")
    if found is None:
        raise ResultNotFound
    return _explained(found, request)


@router.get(
    "/assess/assessments/{key}/report", auth=READS, openapi_extra=FILE_ANSWER,
    operation_id="assess.write_report",
)  # fmt: skip
def write_report(request: HttpRequest, key: AssessmentKey, query: Query[ReportQuery]) -> HttpResponse:
    """Take the result away as JSON, CSV, XLSX or PDF/UA."""
    language = language_of(request)
    made = queries.write_report(
        actor=caller_of(request), key=key, form=query.form, kind=query.kind or "",
        language=FALLBACK if language == ALL else language,
    )  # fmt: skip
    answer = HttpResponse(made, content_type=REPORT_TYPES[query.form])
    answer.headers["Content-Disposition"] = f'attachment; filename="result-{key}.{query.form}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@router.get(
    "/assess/assessments/{key}/benchmark", response=BenchmarkAnswer, auth=READS,
    operation_id="assess.benchmark",
)  # fmt: skip
def benchmark(request: HttpRequest, key: AssessmentKey, query: Query[FigureQuery]) -> object:
    """See where an assessment stands among those of its campaign; groups under five tell nothing."""
    return queries.benchmark(actor=caller_of(request), key=key, figure=query.figure)


@router.get(
    "/assess/assessments/{key}/actions",
    response=ActionsAnswer,
    auth=READS,
    operation_id="assess.list_actions",
)
def list_actions(request: HttpRequest, key: AssessmentKey) -> dict[str, object]:
    """List what the body planned to raise its score."""
    names = [name for name in ActionAnswer.model_fields if name != "id"]
    items = [
        {"id": one.number, **{name: getattr(one, name) for name in names}}
        for one in queries.list_actions(actor=caller_of(request), key=key)
    ]
    return {"items": items}


@router.post(
    "/assess/assessments/{key}/actions",
    response=AssessNumberAnswer,
    auth=WRITES,
    operation_id="assess.plan_action",
)
def plan_action(request: HttpRequest, key: AssessmentKey, body: Body[ActionBody]) -> dict[str, object]:
    """Plan an action."""
    return {"id": services.plan_action(actor=caller_of(request), key=key, **body.dict())}


@router.put(
    "/assess/assessments/{key}/actions/{action}/completion", response=AssessDoneAnswer, auth=WRITES,
    operation_id="assess.finish_action",
)  # fmt: skip
def finish_action(
    request: HttpRequest, key: AssessmentKey, action: Number, body: Body[CompletionBody]
) -> dict[str, object]:
    """Say that an action is done, or that it is not after all."""
    services.finish_action(actor=caller_of(request), key=key, action=action, done=body.done)
    return {"key": key}


@router.delete(
    "/assess/assessments/{key}/actions/{action}", response=AssessDoneAnswer, auth=WRITES,
    operation_id="assess.drop_action",
)  # fmt: skip
def drop_action(request: HttpRequest, key: AssessmentKey, action: Number) -> dict[str, object]:
    """Take an action out of the plan."""
    services.drop_action(actor=caller_of(request), key=key, action=action)
    return {"key": key}


def _explained(found: Explained, request: HttpRequest) -> dict[str, object]:
    return {
        **{name: getattr(found, name) for name in ("kind", "frozen_at", "digest", "main", "value")},
        "scale": list(found.scale),
        "levels": [
            {"rule": one.rule, "level": one.number, "of": one.count, "names": answer_texts(one.names, request)}
            for one in found.levels
        ],
        "sections": [
            {"titles": answer_texts(titles, request), "value": value} for titles, value in found.sections
        ],
        "missing": [one.id for one in found.missing],
        "obligations": [answer_texts(one, request) for one in found.obligations],
        "suggestions": [
            {"id": one.id, "titles": answer_texts(one.titles, request), "effort": one.effort, "gain": one.gain}
            for one in found.suggestions
        ],
        "raises": [
            {
                "question": one.question.id, "titles": answer_texts(one.question.titles, request), "now": one.now,
                "then": one.then, "gain": one.gain,
            }
            for one in found.raises
        ],
    }  # fmt: skip
