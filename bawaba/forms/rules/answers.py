"""Whether answers are valid, as a whole or a page of them."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from bawaba.forms.rules.flow import Asked, walk
from bawaba.forms.rules.kinds import KINDS, MOST_ITEMS, KnownTerritory, bound
from bawaba.forms.types import AnswerFault, Answers, Definition, Field, Json, Path
from bawaba.kernel import expressions

FAULT_CODES: Final = (
    "required", "wrong-type", "wrong-format", "wrong-check-digit", "incomplete", "too-short", "too-long",
    "too-small", "too-large", "too-precise", "too-early", "too-late", "too-few", "too-many", "not-a-choice",
    "not-accepted", "level-too-low", "not-asked", "check-failed",
)  # fmt: skip


def check_answers(
    definition: Definition, answers: Answers, *, today: date, known: KnownTerritory, page: str = ""
) -> list[AnswerFault]:
    """Return every fault of the answers, in the form's order; nothing when they are complete and valid.

    page: only the faults of this page's questions; answers to what is not asked are faults of the whole
    """
    asked = list(walk(definition, answers, today=today))
    here = [one for one in asked if not page or one.page == page]
    faults = [fault for one in here if (fault := _fault(one, known, today)) is not None]
    return faults if page else [*faults, *_not_asked(asked, answers)]


def flow_faults(definition: Definition, answers: Answers, *, today: date) -> list[AnswerFault]:
    """Return the faults that conditions, bounds of dates and checks find, whatever each answer's own form."""
    asked = list(walk(definition, answers, today=today))
    faults = [fault for one in asked if (fault := _fault(one, None, today)) is not None]
    return [*faults, *_not_asked(asked, answers)]


def digest(answers: Answers) -> str:
    """Return the SHA-256 of the answers as canonical JSON, in hexadecimal."""
    text = json.dumps(answers, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _fault(asked: Asked, known: KnownTerritory | None, today: date) -> AnswerFault | None:
    """Return what is wrong with one answer. known: None leaves the answer's own form unchecked"""
    field = asked.field
    if KINDS[field.type].gives is None or field.type == "computed":
        return None
    if field.type == "repeat":
        code = _repeat_code(field, asked.value)
    elif asked.value is None:
        code = "required" if field.required else ""
    else:
        own = KINDS[field.type].check(asked.value, field, known) if known else ""
        code = own or _date_code(field, asked.value, today)
    if code:
        return AnswerFault(asked.path, code, field.errors.get(code, {}))
    return _check_fault(asked) if asked.value is not None else None


def _repeat_code(field: Field, value: Json) -> str:
    if value is None:
        return "required" if field.required else ""
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        return "wrong-type"
    least, most = bound(field, "least"), bound(field, "most")
    if len(value) < (1 if least is None else least):
        return "too-few"
    return "too-many" if len(value) > (MOST_ITEMS if most is None else most) else ""


def _date_code(field: Field, value: Json, today: date) -> str:
    """Compare a date with its bounds: `today` or a date, both included."""
    if field.type != "date" or not isinstance(value, str):
        return ""
    earliest, latest = (_bound_day(field.settings.get(name), today) for name in ("earliest", "latest"))
    if earliest and value < earliest:
        return "too-early"
    return "too-late" if latest and value > latest else ""


def _bound_day(given: Json, today: date) -> str:
    return today.isoformat() if given == "today" else str(given or "")


def _check_fault(asked: Asked) -> AnswerFault | None:
    for check in asked.field.checks:
        if not expressions.is_true(check.that, asked.scope):
            return AnswerFault(asked.path, "check-failed", check.message)
    return None


def _not_asked(asked: Sequence[Asked], answers: Answers) -> Iterator[AnswerFault]:
    """Yield a fault for each answer to no question, or to one that is not asked."""
    wanted = {one.path for one in asked if one.field.type not in ("group", "information", "computed")}
    for path, value in _given(answers, {one.path for one in asked if one.field.type == "repeat"}):
        if path not in wanted:
            yield AnswerFault(path, "not-asked")
        elif value is None:  # an answer that is not given is left out
            yield AnswerFault(path, "wrong-type")


def _given(answers: Answers, repeats: set[Path]) -> Iterator[tuple[Path, Json]]:
    for key, value in answers.items():
        yield (key,), value
        if (key,) in repeats and isinstance(value, list):
            for place, item in enumerate(value):
                if isinstance(item, Mapping):
                    yield from (((key, place, name), inner) for name, inner in item.items())
