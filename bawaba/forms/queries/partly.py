"""Some questions of a form outside of a draft, as when a request is corrected: drawn, read, checked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bawaba.forms.queries.controls import Control, Drawing, all_controls, deciding_keys, draw_page
from bawaba.forms.queries.definitions import known_territory
from bawaba.forms.queries.territories import find_place
from bawaba.forms.rules.answers import check_answers
from bawaba.forms.rules.definitions import all_fields
from bawaba.forms.rules.flow import keep_asked, walk, with_computed
from bawaba.forms.rules.places import (
    answer_at,
    answered_keys,
    change_items,
    is_answered,
    named_files,
    place_of,
    put_answer,
)
from bawaba.forms.rules.typed import read_fields
from bawaba.forms.types import AnswerFault, Definition, DraftContent, Field, Json, Path
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

    content: every answer known so far; files: by key; uploads: where files go, by the question's name
    """
    chosen = some_fields(definition, keys)
    names = {field.key for field in chosen}
    asked = [one for one in walk(definition, content.values, today=clock.today()) if one.path[0] in names]
    everything = [field for page in definition.pages for field in page.fields]
    drawing = Drawing(content, faults, language, files or {}, {}, deciding_keys(everything), uploads or {})
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
    act: str = "",
) -> tuple[dict[str, Json], dict[str, str]]:
    """Return what was typed in these questions: answers, and what could not be read. No SQL query.

    act: the button that was pressed: one adds an item to a repeating group, another takes one out
    """
    chosen = some_fields(definition, keys)
    read = read_fields(chosen, posted, before=before, places=find_place)
    change_items(chosen, read.values, read.typed, act)
    return read.values, read.typed


def check_some(
    *, definition: Definition, keys: Collection[str], answers: Mapping[str, Json]
) -> list[AnswerFault]:
    """Return what is missing or wrong in the answers to these questions. No SQL query."""
    counted = keep_asked(definition, dict(answers), today=clock.today())
    found = check_answers(definition, counted, today=clock.today(), known=known_territory)
    return [fault for fault in found if fault.path[0] in set(keys)]


def answer_place(
    *, definition: Definition, name: str, answers: Mapping[str, Json]
) -> tuple[Field, Path, Json] | None:
    """Return the question of a name, the path of its answer and the answer; None when it is not there. No SQL query.

    name: the question's key, or the path to it in an item of a repeating group, joined by dots
    """
    found = place_of(definition, name, answers)
    return None if found is None else (*found, answer_at(answers, found[1]))


def file_questions(
    *, definition: Definition, keys: Collection[str], answers: Mapping[str, Json]
) -> list[str]:
    """Return the names of the questions for documents among those with these keys, items' too. No SQL query."""
    names = {field.key for field in some_fields(definition, keys)}
    asked = walk(definition, answers, today=clock.today())
    return [
        ".".join(map(str, one.path)) for one in asked if one.field.type == "file" and one.path[0] in names
    ]


def files_in(*, definition: Definition, answers: Mapping[str, Json]) -> set[str]:
    """Return the keys of all files that answers name. No SQL query."""
    return named_files(definition, answers)


def replace_answer(*, answers: Mapping[str, Json], path: Path, value: Json) -> dict[str, Json]:
    """Return the answers with another one at a path that `answer_place` gave. No SQL query."""
    return put_answer(answers, path, value)


@dataclass(frozen=True, slots=True)
class Settled:
    """Answers of which some changed, as they stand afterwards.

    asked:   those to what is asked now; answers: the same with computed values
    dropped: keys of the questions that are not asked any more, whose answers are gone; files: keys of theirs
    """

    asked: dict[str, Json]
    answers: dict[str, Json]
    dropped: tuple[str, ...]
    files: tuple[str, ...]


def settle_answers(*, definition: Definition, answers: Mapping[str, Json]) -> Settled:
    """Drop the answers to what is not asked any more, and compute again. No SQL query."""
    today = clock.today()
    asked = keep_asked(definition, answers, today=today)
    computed = {one.key for one in all_fields(definition) if one.type == "computed"}
    gone = answered_keys(answers) - answered_keys(asked) - computed
    return Settled(
        asked=asked,
        answers=with_computed(definition, asked, today=today),
        dropped=tuple(sorted(gone)),
        files=tuple(sorted(named_files(definition, answers) - named_files(definition, asked))),
    )


def opened_keys(
    *, definition: Definition, before: Mapping[str, Json], after: Mapping[str, Json]
) -> tuple[str, ...]:
    """Return the questions that changed answers made come up, in the form's order. No SQL query."""

    def asked(answers: Mapping[str, Json]) -> list[str]:
        found = walk(definition, answers, today=clock.today())
        return [one.field.key for one in found if len(one.path) == 1 and is_answered(one.field)]

    known = set(asked(before))
    return tuple(key for key in asked(after) if key not in known)


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
