"""Tasks: what waits for somebody in a case. Each open case has one, or those that a sender named."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from itertools import islice
from typing import Final

from django.db.models import Q, QuerySet

from bawaba.casework.govstack.callers import Caller
from bawaba.casework.govstack.records import Names, cases_of, file_id
from bawaba.casework.govstack.words import Json, Refused, Slice, is_identifier, status_of
from bawaba.casework.models import Case, CompletedTask, OutsideName
from bawaba.casework.queries.contents import open_answers, open_text
from bawaba.casework.queries.records import procedure_of
from bawaba.casework.rules.workflow import find_state
from bawaba.kernel.languages import pick

COLUMN: Final = "govstack-task"
LANGUAGE: Final = "en"
_CHUNK: Final = 200


@dataclass(frozen=True, slots=True)
class Task:
    """One task. key: as it is known outside; main: the first of its case; done: how it was completed."""

    key: str
    main: str
    case: Case
    done: CompletedTask | None = None


def list_tasks(
    *, caller: Caller, part: Slice, file: str = "", main: str = "", assignee: str = ""
) -> list[dict[str, Json]]:
    """Return the tasks that are still to be done, as far as the caller may see them.

    Three SQL queries for each two hundred cases that are walked, beside those for names.
    """
    rows = cases_of(caller).filter(closed_at__isnull=True)
    if not caller.is_operator:
        rows = rows.filter(phase="paused")
    if file:
        rows = rows.filter(_file(file)) if is_identifier(file) else rows.none()
    if main:
        rows = _cases_of_task(rows, main)
    if assignee:
        rows = rows.filter(assignee=assignee) if is_identifier(assignee) else rows.none()
    tasks = (task for task in _walk(rows.order_by(*part.order)) if not main or task.main == main)
    found = list(islice(tasks, part.first, part.first + part.most))
    names = Names.of(task.case for task in found)
    return [_list_item(task, names) for task in found]


def find_task(*, caller: Caller, task: str) -> Task:
    """Return one task, done or not, that the caller may see.

    raises: Refused
    """
    if is_identifier(task):
        done = CompletedTask.objects.filter(task=task).first()
        rows = cases_of(caller).select_related("content")
        rows = rows.filter(pk=done.case_id) if done else _cases_of_task(rows, task)
        for case in rows[:1]:
            keys = _keys_of([case])[case.pk]
            if done or task in keys:
                return Task(task, keys[0], case, done)
    raise Refused(404, "task-not-found", "No such task.")


def show_task(*, task: Task) -> dict[str, Json]:
    """Return a task with what the form holds (`dataUserTaskResponse`)."""
    case = task.case
    answers, _origins = open_answers(case.content.sealed, key=case.key)
    item = _list_item(task, Names.of([case]))
    item["taskName"] = item.pop("name")
    del item["mainTaskId"]
    return {**item, "formVariables": {"answers": answers}, "data": {"completion": completion_of(task)}}


def completion_of(task: Task) -> dict[str, Json]:
    """Return what a task was completed with."""
    if task.done is None:
        return {}
    data: dict[str, Json] = json.loads(open_text(task.done.sealed, column=COLUMN, key=task.case.key))
    return data


def derived_key(case: Case) -> str:
    """Return the identifier of the task of a case in its present state: a move brings another one."""
    return f"{case.key}.{case.state_since.astimezone(UTC):%y%m%d%H%M%S%f}"


def main_keys(cases: Iterable[Case]) -> dict[int, str]:
    """Return case → its main task. One SQL query."""
    return {pk: keys[0] for pk, keys in _keys_of(list(cases)).items()}


def _walk(rows: QuerySet[Case]) -> Iterator[Task]:
    """Yield the tasks of cases in their order, a few cases at a time."""
    start = 0
    while True:
        cases = list(rows[start : start + _CHUNK])
        keys = _keys_of(cases)
        done = set(
            CompletedTask.objects.filter(case__in=[case.pk for case in cases]).values_list("task", flat=True)
        )
        for case in cases:
            yield from (Task(key, keys[case.pk][0], case) for key in keys[case.pk] if key not in done)
        if len(cases) < _CHUNK:
            return
        start += _CHUNK


def _keys_of(cases: list[Case]) -> dict[int, list[str]]:
    """Return case → identifiers of its tasks: those given from outside, else its own. One SQL query."""
    by_key = {case.key: case for case in cases}
    found: dict[int, list[str]] = {case.pk: [] for case in cases}
    given = OutsideName.objects.filter(kind="task", inside__in=list(by_key)).order_by("id")
    for row in given:
        found[by_key[row.inside].pk].append(row.outside)
    return {case.pk: found[case.pk] or [derived_key(case)] for case in cases}


def _cases_of_task(rows: QuerySet[Case], task: str) -> QuerySet[Case]:
    if not is_identifier(task):
        return rows.none()
    given = OutsideName.objects.filter(kind="task", outside=task).values_list("inside", flat=True).first()
    return rows.filter(key=given or task.rpartition(".")[0])


def _file(file: str) -> Q:
    return Q(application__file=file) | Q(application=None, key=file)


def _list_item(task: Task, names: Names) -> dict[str, Json]:
    case = task.case
    state = find_state(procedure_of(case.procedure), case.state)
    return {
        "taskId": task.key,
        "mainTaskId": task.main,
        "name": pick(state.names, LANGUAGE).text if state else case.state,
        **({"assigneeId": case.assignee} if case.assignee else {}),
        "roleId": state.holder if state else "agent",
        "created": case.state_since.isoformat(),
        "description": case.number,
        "serviceId": names.services[case.service],
        "serviceName": names.titles[case.service],
        "fileId": file_id(case),
        "eFormId": names.eforms[case.form],
        "status": status_of(case.phase, case.outcome),  # type: ignore[arg-type]  # the table's own constraints
    }


def show_completed(*, task: Task) -> dict[str, Json]:
    """Return a task that was just completed (`completedTaskResponse`)."""
    case = task.case
    return {
        "taskId": task.key,
        "fileId": file_id(case),
        "serviceId": Names.of([case]).services[case.service],
        "status": status_of(case.phase, case.outcome),  # type: ignore[arg-type]  # the table's own constraints
        "variables": {"completion": {"data": completion_of(task)}},
    }
