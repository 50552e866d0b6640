"""What the editor of procedures sends, as changes of one part."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from django.http import QueryDict

from bawaba.casework.rules import editing
from bawaba.casework.types import Clock, Procedure, State, Transition

Change = Callable[[Procedure, QueryDict], Procedure]
LANGUAGES: Final = ("ar", "fr")


def _state(procedure: Procedure, sent: QueryDict) -> Procedure:
    state = State(
        key=sent.get("key", "").strip(),
        names=_texts(sent, "name"),
        kind=sent.get("kind", "work"),  # type: ignore[arg-type]  # the checks name what is unknown
        holder=sent.get("holder", "agent"),  # type: ignore[arg-type]  # as above
        next=_texts(sent, "next"),
        days=_number(sent.get("days")),
    )
    return editing.put_state(procedure, state, was=sent.get("was", ""))


def _drop_state(procedure: Procedure, sent: QueryDict) -> Procedure:
    return editing.drop_state(procedure, sent.get("was", ""))


def _step(procedure: Procedure, sent: QueryDict) -> Procedure:
    step = Transition(
        key=sent.get("key", "").strip(),
        names=_texts(sent, "name"),
        source=sent.get("source", ""),
        target=sent.get("target", ""),
        who=tuple(sent.getlist("who")),  # type: ignore[arg-type]  # the checks name what is unknown
        needs=tuple(sent.getlist("needs")),
        effect=sent.get("effect", "none"),  # type: ignore[arg-type]  # as above
    )
    return editing.put_step(procedure, step, was=_was(sent))


def _drop_step(procedure: Procedure, sent: QueryDict) -> Procedure:
    was = _was(sent)
    return editing.drop_step(procedure, *was) if was else procedure


def _law(procedure: Procedure, sent: QueryDict) -> Procedure:
    law = procedure.law
    changed = replace(
        law,
        answer=_clock(sent, "answer", law.answer),
        at_most=_number(sent.get("at_most")) or law.at_most,
        silence="acceptance" if sent.get("silence") == "acceptance" else "none",
        silence_article=sent.get("silence_article", "").strip()[:200],
        correction=_clock(sent, "correction", law.correction),
        complaint=_clock(sent, "complaint", law.complaint),
        appeal=_clock(sent, "appeal", law.appeal),
        second_eyes=sent.get("second_eyes", law.second_eyes),  # type: ignore[arg-type]  # the checks look at it
        supervisor=sent.get("supervisor", "").strip()[:120],
    )
    return editing.put_law(procedure, changed)


def _territories(procedure: Procedure, sent: QueryDict) -> Procedure:
    lines = (line.split() for line in sent.get("offices", "").splitlines())
    offices = {parts[0]: parts[1] for parts in lines if len(parts) == 2}
    return editing.put_territories(procedure, sent.get("territory", "").strip(), offices)


CHANGES: Final[Mapping[str, Change]] = {
    "begin": lambda procedure, _sent: procedure,
    "state": _state,
    "drop-state": _drop_state,
    "step": _step,
    "drop-step": _drop_step,
    "law": _law,
    "territories": _territories,
}


def _texts(sent: QueryDict, name: str) -> dict[str, str]:
    texts = {code: sent.get(f"{name}-{code}", "").strip()[:200] for code in LANGUAGES}
    return {code: text for code, text in texts.items() if text}


def _clock(sent: QueryDict, name: str, before: Clock) -> Clock:
    if f"{name}_days" not in sent:
        return before
    return Clock(
        days=_number(sent.get(f"{name}_days")) or 0,
        unit=sent.get(f"{name}_unit", before.unit),  # type: ignore[arg-type]  # the checks name what is unknown
        article=sent.get(f"{name}_article", "").strip()[:200],
    )


def _was(sent: QueryDict) -> tuple[str, str] | None:
    source, _dot, key = sent.get("was", "").partition(".")
    return (source, key) if key else None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 6 else None
