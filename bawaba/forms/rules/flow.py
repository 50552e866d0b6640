"""What of a form is asked, given the answers so far: conditions, computed values, repeating groups.

A condition sees the answers to earlier questions that are asked, `today`, and computed values; inside
a repeating group also the item's own earlier answers. What is not asked counts as not answered.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bawaba.forms.rules.kinds import KINDS
from bawaba.forms.types import Answers, Definition, Field, Json, Page, Path
from bawaba.kernel import expressions


@dataclass(frozen=True, slots=True)
class Asked:
    """A field that is asked (or shown), where it stands, and its answer: None when there is none.

    scope: what expressions of this field may see, its own answer included
    """

    field: Field
    path: Path
    page: str
    value: Json
    scope: Mapping[str, Json]


def walk(definition: Definition, answers: Answers, *, today: date) -> Iterator[Asked]:
    """Yield every field that is asked, in the form's order; groups and repeats before what they hold."""
    scope: dict[str, Json] = {"today": today.isoformat()}
    for page in definition.pages:
        if holds(page.when, scope):
            yield from _walk_fields(page.fields, answers, scope, page.key, ())


def holds(when: Json, scope: Mapping[str, Json]) -> bool:
    """Say whether a condition is met; one that is absent is."""
    return when is None or expressions.is_true(when, scope)


def shown_pages(definition: Definition, answers: Answers, *, today: date) -> list[Page]:
    """Return the pages that have something to show, given the answers."""
    reached = {asked.page for asked in walk(definition, answers, today=today)}
    return [page for page in definition.pages if page.key in reached]


def keep_asked(definition: Definition, answers: Answers, *, today: date) -> dict[str, Json]:
    """Return the answers without those to questions that are not asked."""
    kept: dict[str, Json] = {}
    for asked in walk(definition, answers, today=today):
        if asked.value is None or KINDS[asked.field.type].gives is None or asked.field.type == "computed":
            continue
        if asked.field.type == "repeat":
            kept[asked.field.key] = (
                [{} for _ in asked.value] if isinstance(asked.value, list) else asked.value
            )
        elif len(asked.path) == 1:
            kept[asked.field.key] = asked.value
        else:
            kept[str(asked.path[0])][asked.path[1]][asked.field.key] = asked.value
    return kept


def with_computed(definition: Definition, answers: Answers, *, today: date) -> dict[str, Json]:
    """Return the answers that are asked, with the computed values beside them."""
    full = keep_asked(definition, answers, today=today)
    for asked in walk(definition, answers, today=today):
        if asked.field.type == "computed" and asked.value is not None:
            value = expressions.as_json(asked.value)
            if len(asked.path) == 1:
                full[asked.field.key] = value
            else:
                full[str(asked.path[0])][asked.path[1]][asked.field.key] = value
    return full


def _walk_fields(
    fields: Sequence[Field], answers: Answers, scope: dict[str, Json], page: str, above: Path
) -> Iterator[Asked]:
    for field in fields:
        if not holds(field.when, scope):
            continue
        path = (*above, field.key)
        if field.type == "group":
            yield Asked(field, path, page, None, scope)
            yield from _walk_fields(field.fields, answers, scope, page, above)
        elif field.type == "repeat":
            yield from _walk_repeat(field, answers, scope, page, path)
        else:
            value = _value(field, answers, scope)
            if value is not None:
                scope[field.key] = value
            yield Asked(field, path, page, value, scope)


def _walk_repeat(
    field: Field, answers: Answers, scope: dict[str, Json], page: str, path: Path
) -> Iterator[Asked]:
    items = answers.get(field.key)
    yield Asked(field, path, page, items, scope)
    if not isinstance(items, list):
        return
    seen: list[Json] = []
    for place, item in enumerate(items[:1_000]):
        inner = dict(scope)
        given = item if isinstance(item, Mapping) else {}
        yield from _walk_fields(field.fields, given, inner, page, (*path, place))
        seen.append({name: value for name, value in inner.items() if name not in scope})
    scope[field.key] = seen


def _value(field: Field, answers: Answers, scope: Mapping[str, Json]) -> Json:
    if field.type != "computed":
        return answers.get(field.key) if KINDS[field.type].gives else None
    try:
        return expressions.evaluate(field.settings.get("value"), scope)
    except expressions.ExpressionError:  # an answer it reads is still of the wrong type
        return None
