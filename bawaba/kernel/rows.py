"""Rows written and read by fixed statements, where building them anew would cost more than running them.

For paths that run thousands of times a second. Values have the same form in the database as those that
the models write; signals, defaults of the database and `auto_now` have no part in it.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from threading import local
from typing import Any, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    BooleanField,
    CharField,
    DateTimeField,
    Field,
    ForeignKey,
    IntegerField,
    JSONField,
    Model,
)
from django.db.models.base import ModelState
from pydantic_core import from_json

M = TypeVar("M", bound=Model)
N = TypeVar("N", bound=Model)
Prepare = Callable[[Any], Any]  # Any: whatever a column holds
_AS_THEY_ARE = (CharField, IntegerField, ForeignKey, BooleanField)
_of_thread = local()
_LAST_KEY = "SELECT seq FROM sqlite_sequence WHERE name = %s"
_NEXT_KEYS = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"


class _Insert(NamedTuple):
    sql: str
    sql_once: str
    columns: Sequence[tuple[str, Prepare | None]]


class _Select(NamedTuple):
    sql: str
    names: Sequence[str]
    converters: Sequence[tuple[int, Prepare]]


def _here() -> BaseDatabaseWrapper:
    """Return this thread's connection, which Django keeps by thread too but takes longer to find."""
    known: BaseDatabaseWrapper | None = getattr(_of_thread, "connection", None)
    if known is None:
        known = _of_thread.connection = connections[DEFAULT_DB_ALIAS]
    return known


def in_transaction() -> bool:
    """Say whether a transaction is open on this thread's connection."""
    return _here().in_atomic_block


def new(model: type[M], **values: Any) -> M:  # Any: whatever columns hold
    """Return a row to insert, as `model(**values)` without its signals.

    values: by the names of the columns (`person_id`, not `person`)
    """
    names = _names(model)
    row = _made(model, names, [values[name] if name in values else make() for name, make in names.items()])
    row._state.adding = True
    return row


@cache
def _names(model: type[Model]) -> dict[str, Callable[[], Any]]:  # Any: as above
    return {field.attname: field.get_default for field in model._meta.concrete_fields}


def run(sql: str, *values: Any) -> Any:  # Any: what drivers take and a cursor of either
    """Run one statement and return its cursor. One SQL query.

    sql: fixed text with `%s` for each value, never built from what a client sent
    """
    here = _here()
    if here.vendor != "sqlite" or here.connection is None or here.force_debug_cursor or here.execute_wrappers:
        cursor = here.cursor()
        cursor.execute(sql, values)
        return cursor
    here.validate_no_broken_transaction()
    with here.wrap_database_errors:
        return here.connection.execute(_with_question_marks(sql), values)


def insert(row: Model) -> None:
    """Insert a new row, as its attributes say, and set its key where the database makes it. One SQL query."""
    statement = _insert_statement(type(row), _here().vendor)
    _settle(row, run(statement.sql, *_values(row, statement)).fetchone()[0])


def insert_once(row: Model) -> bool:
    """Insert a new row unless one is there that it would double; say whether it went in. One SQL query."""
    statement = _insert_statement(type(row), _here().vendor)
    made = run(statement.sql_once, *_values(row, statement)).fetchone()
    if made is not None:
        _settle(row, made[0])
    return made is not None


def insert_many(
    model: type[Model], names: Sequence[str], values: Iterable[Sequence[Any]]
) -> None:  # Any: what columns hold
    """Insert many rows, each with its key, without building a model for any of them. One statement, run often.

    names:  the attributes that `values` give, in their order; a column that is not named must have a
            default in the database
    values: as a model's attributes hold them
    """
    here = _here()
    statement = _insert_many_statement(model, tuple(names), here.vendor)
    prepared = [
        (index, prepare) for index, (_, prepare) in enumerate(statement.columns) if prepare is not None
    ]
    with here.cursor() as cursor:
        cursor.executemany(statement.sql, [_prepared(row, prepared) for row in values])


def reserve_keys(model: type[Model], count: int) -> Sequence[int]:
    """Return keys that no row of `model` has or will get, for `insert_many`. One SQL query.

    Runs inside the transaction that inserts the rows.
    """
    key = model._meta.pk
    if _here().vendor == "sqlite":
        last = run(_LAST_KEY, model._meta.db_table).fetchone() or (0,)
        return range(last[0] + 1, last[0] + 1 + count)
    return [one for (one,) in run(_NEXT_KEYS, model._meta.db_table, _name(key), count).fetchall()]


def _prepared(row: Sequence[Any], prepared: Sequence[tuple[int, Prepare]]) -> Sequence[Any]:  # Any: as above
    ready = list(row)
    for index, prepare in prepared:
        if ready[index] is not None:
            ready[index] = prepare(ready[index])
    return ready


def _values(row: Model, statement: _Insert) -> list[Any]:  # Any: whatever columns hold
    held = row.__dict__
    return [
        held[name] if prepare is None or held[name] is None else prepare(held[name])
        for name, prepare in statement.columns
    ]


def _settle(row: Model, key: object) -> None:
    row.pk = key
    row._state.adding = False
    row._state.db = DEFAULT_DB_ALIAS


def find(model: type[M], where: str, *values: Any) -> M | None:  # Any: what drivers take
    """Return the first row for which `where` holds, or None. One SQL query.

    where:  a fixed condition in SQL that every database knows, with `%s` for each value; never built
            from what a client sent
    values: numbers, texts, or moments from `moment()`
    """
    statement = _select_statement(model, where, _here().vendor)
    return _read(model, statement, run(statement.sql, *values).fetchone())


def find_pair(
    model: type[M], other: type[N], link: str, where: str, *values: Any
) -> tuple[M, N] | None:  # Any: as above
    """Return the first row for which `where` holds and the row of `other` that its column `link` names. One SQL query.

    where: as `find` takes it, with the columns of `model` as `a.name` and those of `other` as `b.name`
    """
    one, two = _pair_statement(model, other, link, where, _here().vendor)
    found = run(one.sql, *values).fetchone()
    if found is None:
        return None
    cut = len(one.names)
    return _row(model, one, found[:cut]), _row(other, two, found[cut:])


def change(model: type[M], assignments: str, where: str, *values: Any) -> M | None:  # Any: what drivers take
    """Change the row for which `where` holds and return it as it is now, or None. One SQL query.

    assignments, where: fixed SQL that every database knows, with `%s` for each value, in that order
    """
    statement = _update_statement(model, assignments, where, _here().vendor)
    return _read(model, statement, run(statement.sql, *values).fetchone())


def _read(model: type[M], statement: _Select, found: Sequence[Any] | None) -> M | None:  # Any: as above
    return None if found is None else _row(model, statement, found)


def _row(model: type[M], statement: _Select, found: Sequence[Any]) -> M:  # Any: as above
    read = list(found)
    for index, convert in statement.converters:
        if read[index] is not None:
            read[index] = convert(read[index])
    return _made(model, statement.names, read)


def _made(model: type[M], names: Iterable[str], values: Sequence[Any]) -> M:  # Any: what columns hold
    """Return the row as `Model.from_db` does, without its signals and its look at every field's default."""
    row = model.__new__(model)
    row.__dict__.update(zip(names, values, strict=True))
    row._state = ModelState()
    row._state.adding = False
    row._state.db = DEFAULT_DB_ALIAS
    return row


def moment(value: datetime) -> Any:  # Any: each database takes moments in its own form
    """Return an aware datetime as this database's driver takes it."""
    return _moment_of(_here().vendor)(value)


def document(value: object) -> Any:  # Any: each database takes JSON in its own form
    """Return a JSON value as this database's driver takes it."""
    here = _here()
    return json.dumps(value) if here.vendor == "sqlite" else here.ops.adapt_json_value(value, None)


@cache
def _with_question_marks(sql: str) -> str:
    return sql.replace("%s", "?")


@cache
def _insert_statement(model: type[Model], vendor: str) -> _Insert:
    here = _here()
    quote, key = here.ops.quote_name, model._meta.pk
    fields = [field for field in model._meta.concrete_fields if field is not key or not field.db_returning]
    columns = ", ".join(quote(_name(field)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608  # names of ours
    returning = f"RETURNING {quote(_name(key))}"
    return _Insert(
        f"{sql} {returning}",
        f"{sql} ON CONFLICT DO NOTHING {returning}",
        [(field.attname, _preparing(field, here)) for field in fields],
    )


@cache
def _insert_many_statement(model: type[Model], names: tuple[str, ...], vendor: str) -> _Insert:
    here = _here()
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in names]
    columns = ", ".join(here.ops.quote_name(_name(field)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {here.ops.quote_name(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608  # names of ours
    return _Insert(sql, sql, [(field.attname, _preparing(field, here)) for field in fields])


@cache
def _select_statement(model: type[Model], where: str, vendor: str) -> _Select:
    table = _here().ops.quote_name(model._meta.db_table)
    columns = _columns(model)
    return columns._replace(sql=f"SELECT {columns.sql} FROM {table} WHERE {where} LIMIT 1")  # noqa: S608  # a constant


@cache
def _pair_statement(
    model: type[Model], other: type[Model], link: str, where: str, vendor: str
) -> tuple[_Select, _Select]:
    """Return how to read the first table's columns, with the whole statement, and how the other's."""
    quote, key = _here().ops.quote_name, _name(other._meta.pk)
    one, two = _columns(model, "a."), _columns(other, "b.")
    tables = f"{quote(model._meta.db_table)} a JOIN {quote(other._meta.db_table)} b ON b.{quote(key)} = a.{quote(link)}"
    sql = f"SELECT {one.sql}, {two.sql} FROM {tables} WHERE {where} LIMIT 1"  # noqa: S608  # names of ours
    return one._replace(sql=sql), two


@cache
def _update_statement(model: type[Model], assignments: str, where: str, vendor: str) -> _Select:
    table = _here().ops.quote_name(model._meta.db_table)
    columns = _columns(model)
    return columns._replace(sql=f"UPDATE {table} SET {assignments} WHERE {where} RETURNING {columns.sql}")  # noqa: S608  # as above


def _columns(model: type[Model], of: str = "") -> _Select:
    """Return a model's columns as one text, each after `of`, its attributes, and what turns each value into theirs."""
    here, fields = _here(), model._meta.concrete_fields
    converting = ((index, _converting(field, here)) for index, field in enumerate(fields))
    return _Select(
        ", ".join(of + here.ops.quote_name(_name(field)) for field in fields),
        [field.attname for field in fields],
        [(index, convert) for index, convert in converting if convert is not None],
    )


def _name(field: "Field[Any, Any]") -> str:  # Any: of every type
    assert field.column is not None, "a concrete field has a column"
    return field.column


def _preparing(field: "Field[Any, Any]", here: BaseDatabaseWrapper) -> Prepare | None:  # Any: of every type
    """Return what turns a value into its form in the database; None where it is the same."""
    if isinstance(field, JSONField) and field.encoder is None:
        return json.dumps if here.vendor == "sqlite" else _as_json_of(here)
    if isinstance(field, DateTimeField):
        return _moment_of(here.vendor)
    if isinstance(field, _AS_THEY_ARE):
        return None
    return lambda value: field.get_db_prep_save(value, connection=here)


def _as_json_of(here: BaseDatabaseWrapper) -> Prepare:
    return lambda value: here.ops.adapt_json_value(value, None)


def _moment_of(vendor: str) -> Prepare:
    return _as_text if vendor == "sqlite" else _as_it_is


def _as_text(value: datetime) -> str:
    """Return a moment as Django writes it on SQLite: in UTC, without an offset."""
    return str(value if value.tzinfo is UTC else value.astimezone(UTC))[:-6]


def _as_it_is(value: datetime) -> datetime:
    return value


def _converting(field: "Field[Any, Any]", here: BaseDatabaseWrapper) -> Prepare | None:  # Any: of every type
    """Return what turns what the database holds into a value; None where it is the same."""
    if isinstance(field, JSONField) and field.decoder is None:
        return _as_json
    if isinstance(field, DateTimeField):
        return _as_moment if here.vendor == "sqlite" else None
    column = field.cached_col
    converters = [*here.ops.get_db_converters(column), *column.get_db_converters(here)]
    if not converters:
        return None

    def convert(value: Any) -> Any:  # Any: whatever the column holds
        for one in converters:
            value = one(value, column, here)
        return value

    return convert


def _as_json(text: str) -> Any:  # Any: JSON
    """Read what a column holds, as `json.loads` does and in a fifth of its time."""
    try:
        return from_json(text)
    except ValueError:
        return json.loads(text)  # halves of surrogate pairs, which only Python lets pass


def _as_moment(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC)
