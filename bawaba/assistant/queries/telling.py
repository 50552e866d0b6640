"""An answer as a person gets it: the catalogue's own words, joined by a language model where one may be asked."""

import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from threading import BoundedSemaphore
from typing import Final

from django.conf import settings

from bawaba.assistant.generation.client import ModelFailed, stream_text
from bawaba.assistant.generation.endpoint import AddressRefused, Endpoint, endpoint_at
from bawaba.assistant.generation.prompting import messages_for
from bawaba.assistant.queries.asking import ask
from bawaba.assistant.queries.books import connectives, given_names, read_text
from bawaba.assistant.queries.shelves import Shelf
from bawaba.assistant.rules.assembling import Assembly, facts_of
from bawaba.assistant.rules.redaction import redact
from bawaba.assistant.rules.verifying import Fact, SentenceReader
from bawaba.assistant.types import Answer, Mode, Part

_log: Final = logging.getLogger(__name__)
REST_S: Final = 30.0  # a model that failed is left alone this long
_rested: Final[list[float]] = [0.0]
_turns: Final = BoundedSemaphore(settings.LLM_AT_ONCE)
Step = Part | Answer


def tell(
    *, text: str, language: str = "", service: str = "", before: str = "", plain: bool = False,
    shelf: Shelf | None = None,
) -> Answer:  # fmt: skip
    """Answer one question as `ask` does; where a language model is set up, its sentences join the quotations.

    plain: the person wants no language model, so nothing of the question leaves this machine.
    The arguments, otherwise, and SQL queries of `ask`.
    """
    *_, last = tell_by_part(
        text=text, language=language, service=service, before=before, plain=plain, shelf=shelf
    )
    if not isinstance(last, Answer):
        raise TypeError("an answer comes last")
    return last


def tell_by_part(
    *, text: str, language: str = "", service: str = "", before: str = "", plain: bool = False,
    shelf: Shelf | None = None,
) -> Iterator[Step]:  # fmt: skip
    """Yield the answer as the catalogue says it, without parts; each part when it is ready; the whole answer.

    No part is given before each of its sentences was verified; what a model leaves out or gets wrong is
    given in the catalogue's own words. The arguments and SQL queries of `tell`.
    """
    started = time.perf_counter()
    answer = ask(text=text, language=language, service=service, before=before, shelf=shelf)
    yield replace(answer, parts=[])
    facts = facts_of(answer) if model_is_set() and not plain and _may_be_reworded(answer) else []
    endpoint = _endpoint() if facts else None
    if endpoint is None:
        yield from answer.parts
        yield answer
        return
    assembly = Assembly(answer, facts, answer.written_in, connectives())
    yield from assembly.missing()
    yield from _generated(answer, facts, endpoint, assembly)
    yield from assembly.quoted()
    parts = assembly.parts()
    mode: Mode = "generative" if any(part.generated for part in parts) else "extractive"
    took_ms = round((time.perf_counter() - started) * 1000, 2)
    yield replace(answer, parts=parts, mode=mode, ms=took_ms)


def model_is_set() -> bool:
    """Say whether a language model is set up on this site."""
    return bool(settings.LLM_URL)


def _may_be_reworded(answer: Answer) -> bool:
    """Say whether this is a plain answer about a service: never a refusal, a choice or an emergency."""
    if answer.status != "answered" or answer.contacts:
        return False
    return {"emergency", "distress"}.isdisjoint(read_text(answer.question, answer.language).alarms)


def _endpoint() -> Endpoint | None:
    if not settings.LLM_URL or time.monotonic() < _rested[0]:
        return None
    try:
        return endpoint_at(
            settings.LLM_URL, key=settings.LLM_KEY, hosts=settings.LLM_HOSTS,
            timeout_s=settings.LLM_TIMEOUT_S, model=settings.LLM_MODEL,
        )  # fmt: skip
    except AddressRefused as error:  # `bawaba check` says so, too
        _log.warning("the language model is not asked: %s", error)
        return None


def _generated(answer: Answer, facts: list[Fact], endpoint: Endpoint, assembly: Assembly) -> Iterator[Part]:
    """Yield the parts that a model's sentences tell, as they come; stop without a word when it fails."""
    if not _turns.acquire(blocking=False):
        return
    asked = redact(answer.question, given_names()).text
    reader = SentenceReader()
    try:
        for piece in stream_text(endpoint, messages_for(facts, asked, answer.written_in)):
            for sentence in reader.take(piece):
                yield from assembly.take(sentence)
        for sentence in reader.rest():
            yield from assembly.take(sentence)
    except (ModelFailed, ValueError) as error:
        _rested[0] = time.monotonic() + REST_S
        _log.warning("the language model failed: %s", error)
    finally:
        _turns.release()
