"""The answer of the page part by part, for browsers that can show it as it comes."""

from collections.abc import Iterator

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import translation
from django.views.decorators.http import require_POST

from bawaba.assistant import queries, services
from bawaba.assistant.errors import QuestionEmpty
from bawaba.assistant.events import stream_events
from bawaba.assistant.forms import QuestionForm
from bawaba.assistant.limits import check_questions
from bawaba.assistant.types import Part
from bawaba.assistant.views.replies import show_own, show_reply, show_sources


@require_POST
def live(request: HttpRequest) -> StreamingHttpResponse:
    """Answer the form's question as server-sent events: `part` (plain values), then `answer` (the page's own part)."""
    form = QuestionForm(request.POST)
    if not form.is_valid():
        raise QuestionEmpty
    check_questions(request)
    return stream_events(_events(request, form, translation.get_language() or "ar"))


def _events(request: HttpRequest, form: QuestionForm, language: str) -> Iterator[tuple[str, object]]:
    given = form.cleaned_data
    steps = queries.tell_by_part(
        text=given["q"], service=given["service"], before=given["before"], plain=given["plain"]
    )
    next(steps)
    for step in steps:
        if isinstance(step, Part):
            yield "part", {"text": step.text, "lines": list(step.lines), "missing": step.missing}
            continue
        services.note_answer(answer=step)
        with translation.override(language):
            shown = show_own(request, step) + show_reply(request, step) + show_sources(request, step)
        yield "answer", {"html": shown, "service": step.thread}
