"""How an answer looks: what the catalogue says to everybody who asks the same is rendered once."""

from collections.abc import Hashable
from dataclasses import replace
from typing import Final

from django.http import HttpRequest
from django.template.loader import render_to_string

from bawaba.assistant import queries
from bawaba.assistant.forms import REASON_NAMES
from bawaba.assistant.types import Answer
from bawaba.directory.queries import actor_for
from bawaba.forms.queries import person_of
from bawaba.kernel.kept_pages import KeptPart, place_of

MOST_KEPT: Final = 1_500  # about 8 kB each
_REPLY: Final = KeptPart("assistant/parts/answer.html", MOST_KEPT)
_SOURCES: Final = KeptPart("assistant/parts/sources.html", MOST_KEPT)
_QUESTION: Final = "question"
_ONES_OWN: Final = frozenset({"status", "appeal"})


def show_answer(request: HttpRequest, answer: Answer | None) -> dict[str, object]:
    """Return the answer's two parts of the page, by name; nothing without an answer."""
    if answer is None:
        return {}
    return {
        "reply": show_reply(request, answer), "own": show_own(request, answer),
        "sources": show_sources(request, answer),
    }  # fmt: skip


def show_own(request: HttpRequest, answer: Answer) -> str:
    """Return where one's own requests stand, or how to see it, when that was asked; else nothing.

    Kept by nobody: it is of one person.
    """
    if not _ONES_OWN & set(answer.intents):
        return ""
    signed_in = request.user.is_authenticated
    told = {"signed_in": signed_in, "requests": _own(request) if signed_in else []}
    return render_to_string("assistant/parts/own.html", told, request)


def _own(request: HttpRequest) -> list[queries.Progress]:
    owner = person_of(request=request, actor_key=actor_for(account=request.user).key).owner
    return queries.own_progress(owner=owner, language=request.LANGUAGE_CODE)


def show_reply(request: HttpRequest, answer: Answer) -> str:
    """Return the answer as the page shows it."""
    key = _key_of(answer)
    told = {"answer": answer, "reasons": REASON_NAMES}
    if key is None:
        return render_to_string("assistant/parts/answer.html", told, request)
    told["answer"] = replace(answer, question=place_of(_QUESTION))
    return _REPLY.show(request, key=key, told=told, words={_QUESTION: answer.question})


def show_sources(request: HttpRequest, answer: Answer) -> str:
    """Return where the answer is written, or nothing."""
    if not answer.citations:
        return ""
    key = _key_of(answer)
    if key is None:
        return render_to_string("assistant/parts/sources.html", {"answer": answer}, request)
    return _SOURCES.show(request, key=key, told={"answer": answer}, words={})


def _key_of(answer: Answer) -> Hashable | None:
    """Return what makes two answers the same but for their questions; None where nothing is shared."""
    if answer.status != "answered" or answer.mode != "extractive" or answer.contacts:
        return None
    version = answer.citations[0].version if answer.citations else 0
    return (answer.service_id, version, tuple(answer.intents), answer.language, answer.written_in)
