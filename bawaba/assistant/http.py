"""The assistant over HTTP: one answer as JSON, or part by part as server-sent events."""

from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Field, Router, Schema

from bawaba.assistant import queries, services
from bawaba.assistant.events import stream_events
from bawaba.assistant.limits import check_questions
from bawaba.assistant.types import Mode, Status

router = Router(tags=["assistant"])


class QuestionBody(Schema):
    """A question in a person's own words. Nothing of it is kept."""

    question: str = Field(min_length=1, max_length=300)
    language: str = Field("", pattern="^(ar|fr|en)?$", description="To answer in; else that of the question.")
    service: str = Field("", max_length=120, description="What it is about when its words name no service.")
    before: str = Field(
        "", max_length=800, description="The service of the answer before, or its choices joined by commas."
    )
    plain: bool = Field(
        False, description="Without a language model: nothing of the question leaves the site."
    )


class CitationAnswer(Schema):
    """A fact as the catalogue says it: the field, its words, the version and its date."""

    service_id: str
    field: str
    quote: str
    url: str
    language: str
    version: int
    as_of: str


class PartAnswer(Schema):
    """One thing asked. missing: the catalogue does not say it; generated: a language model joined quotations."""

    intent: str
    text: str
    lines: list[str]
    missing: bool
    generated: bool


class ChoiceAnswer(Schema):
    """A service to choose when several are close."""

    service_id: str
    title: str
    language: str
    url: str


class ContactAnswer(Schema):
    """A number to call first when someone is in danger."""

    number: str
    name: str
    source: str


class AssistantAnswer(Schema):
    """What a question got. An automatic answer, to be confirmed with the administration."""

    answer: str
    status: Status
    abstained: bool
    language: str = Field(description="Detected language and script of the question.")
    written_in: str
    intents: list[str]
    service_id: str
    title: str
    url: str
    parts: list[PartAnswer]
    choices: list[ChoiceAnswer]
    citations: list[CitationAnswer]
    contacts: list[ContactAnswer]
    confidence: float
    mode: Mode
    ms: float


@router.post("/assistant/questions", response=AssistantAnswer, operation_id="assistant.ask")
def ask(request: HttpRequest, body: QuestionBody) -> dict[str, object]:
    """Answer a question about public services from the catalogue's own words, with its sources."""
    check_questions(request)
    answer = queries.tell(**asked(body))
    services.note_answer(answer=answer)
    return queries.show_answer(answer)


@router.post("/assistant/stream", operation_id="assistant.stream", response={200: None})
def stream(request: HttpRequest, body: QuestionBody) -> StreamingHttpResponse:
    """Answer a question part by part, as server-sent events: `lead`, `part` for each part, `done`.

    A POST, so that no question stands in an address that proxies write down.
    """
    check_questions(request)
    return stream_events(queries.stream(**asked(body)))


def asked(body: QuestionBody) -> dict[str, Any]:  # Any: arguments of `queries.tell`
    """Return a question as the queries take it."""
    told = body.dict(exclude={"question"})
    return {"text": body.question, **told}
