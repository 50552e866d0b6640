"""What becomes of a draft's answers: in a newer version of its form, and when they are typed over."""

from collections.abc import Mapping
from datetime import date, datetime

from bawaba.forms.rules.flow import keep_asked, walk
from bawaba.forms.rules.kinds import KINDS, KnownTerritory
from bawaba.forms.rules.places import without_signatures
from bawaba.forms.types import Answers, Definition, DraftContent, Field, Json, Migration, Origin


def carry(
    answers: Answers, old: Definition, new: Definition, *, today: date, known: KnownTerritory
) -> tuple[dict[str, Json], Migration]:
    """Return the answers that stand in the new version, and what is carried, lost and new by field key.

    An answer is carried when its field has the same key and type and the answer is still of its form.
    new: questions of the new version that are asked and have no answer yet
    """
    fields = _answered(new)
    before = _answered(old)
    kept = {
        key: value
        for key, value in answers.items()
        if key in fields and key in before and _still_fits(before[key], fields[key], value, known)
    }
    carried = without_signatures(new, keep_asked(new, kept, today=today))
    asked = [one.field for one in walk(new, carried, today=today) if len(one.path) == 1]
    fresh = tuple(field.key for field in asked if field.key in fields and field.key not in carried)
    lost = tuple(key for key in answers if key not in carried)
    return carried, Migration(carried=tuple(carried), lost=lost, new=fresh)


def mark_declared(before: DraftContent, values: Answers, *, at: datetime) -> dict[str, Origin]:
    """Return where each fetched answer comes from: those typed over are declared by the person."""
    return {
        key: origin if values[key] == before.values.get(key) else Origin("declared", at.isoformat())
        for key, origin in before.origins.items()
        if key in values
    }


def _answered(definition: Definition) -> Mapping[str, Field]:
    """Return the fields at the top that hold an answer, by key."""
    found: dict[str, Field] = {}
    waiting = [field for page in definition.pages for field in page.fields]
    while waiting:
        field = waiting.pop(0)
        if field.type == "group":
            waiting = [*field.fields, *waiting]
        elif KINDS[field.type].gives is not None and field.type != "computed":
            found[field.key] = field
    return found


def _still_fits(old: Field, new: Field, value: Json, known: KnownTerritory) -> bool:
    if old.type != new.type or new.type == "signature":  # what was signed has changed
        return False
    if new.type == "repeat":
        return [(one.key, one.type) for one in old.fields] == [(one.key, one.type) for one in new.fields]
    return not KINDS[new.type].check(value, new, known)
