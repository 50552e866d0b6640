"""Some questions of a form outside of a draft, as when a request is corrected: drawn, read, checked."""

from collections.abc import Collection, Mapping, Sequence

from bawaba.forms.queries.controls import Control, Drawing, all_controls, deciding_keys, draw_page
from bawaba.forms.queries.definitions import known_territory
from bawaba.forms.queries.territories import find_place
from bawaba.forms.rules.answers import check_answers
from bawaba.forms.rules.flow import keep_asked, walk
from bawaba.forms.rules.typed import read_fields
from bawaba.forms.types import AnswerFault, Definition, DraftContent, Field, Json
from bawaba.kernel import clock
from bawaba.kernel.files import FileInfo


def draw_some(
    *,
    definition: Definition,
    keys: Collection[str],
    content: DraftContent,
    language: str,
    faults: Sequence[AnswerFault] = (),
    files: Mapping[str, FileInfo] | None = None,
    uploads: Mapping[str, str] | None = None,
) -> list[Control]:
    """Return the controls of the questions with these keys, for `{% control %}`. No SQL query.

    content: every answer known so far; files: by key; uploads: where files go, by the question's key
    """
    chosen = some_fields(definition, keys)
    names = {field.key for field in chosen}
    asked = [one for one in walk(definition, content.values, today=clock.today()) if one.path[0] in names]
    drawing = Drawing(content, faults, language, files or {}, {}, deciding_keys(chosen), uploads or {})
    return draw_page(asked, drawing)


def control_errors(controls: Sequence[Control]) -> list[tuple[str, str, str]]:
    """Return what is wrong on a page, for its summary: id, question, error. No SQL query."""
    return [(one.first_id, one.label.text, one.error) for one in all_controls(controls) if one.error]


def read_some(
    *,
    definition: Definition,
    keys: Collection[str],
    posted: Mapping[str, Sequence[str]],
    before: Mapping[str, Json],
) -> tuple[dict[str, Json], dict[str, str]]:
    """Return what was typed in these questions: answers, and what could not be read. No SQL query."""
    read = read_fields(some_fields(definition, keys), posted, before=before, places=find_place)
    return read.values, read.typed


def check_some(
    *, definition: Definition, keys: Collection[str], answers: Mapping[str, Json]
) -> list[AnswerFault]:
    """Return what is missing or wrong in the answers to these questions. No SQL query."""
    counted = keep_asked(definition, dict(answers), today=clock.today())
    found = check_answers(definition, counted, today=clock.today(), known=known_territory)
    return [fault for fault in found if fault.path[0] in set(keys)]


def some_fields(definition: Definition, keys: Collection[str]) -> list[Field]:
    """Return the questions with these keys in the form's order, those inside groups too."""
    found: list[Field] = []

    def look(fields: Sequence[Field]) -> None:
        for field in fields:
            if field.key in keys and field.type != "group":
                found.append(field)
            elif field.type == "group":
                look(field.fields)

    for page in definition.pages:
        look(page.fields)
    return found
