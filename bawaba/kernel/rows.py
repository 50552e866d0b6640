"""Rows written and read by fixed statements, where building them anew would cost more than running them.

For paths that run thousands of times a second. Values have the same form in the database as those that
the models write; signals, defaults of the database and `auto_now` have no part in it.
"""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
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

M = TypeVar("M", bound=Model)
Prepare = Callable[[Any], Any]  # Any: whatever a column holds
_AS_THEY_ARE = (CharField, IntegerField, ForeignKey, BooleanField)


class _Insert(NamedTuple):
    sql: str
    sql_once: str
    columns: Sequence[tuple[str, Prepare | None]]


class _Select(NamedTuple):
    sql: str
    names: Sequence[str]
    converters: Sequence[tuple[int, Prepare]]


def run(sql: str, *values: Any) -> Any:  # Any: what drivers take and a cursor of either
    """Run one statement and return its cursor. One SQL query.

    sql: fixed text with `%s` for each value, never built from what a client sent
    """
    here = connections[DEFAULT_DB_ALIAS]  # `django.db.connection` would look it up at every attribute
    if here.vendor != "sqlite" or here.connection is None or here.queries_logged or here.execute_wrappers:
        cursor = here.cursor()
        cursor.execute(sql, values)
        return cursor
    here.validate_no_broken_transaction()
    with here.wrap_database_errors:
        return here.connection.execute(_with_question_marks(sql), values)


def insert(row: Model) -> None:
    """Insert a new row, as its attributes say, and set its key where the database makes it. One SQL query."""
    statement = _insert_statement(type(row), connections[DEFAULT_DB_ALIAS].vendor)
    _settle(row, run(statement.sql, *_values(row, statement)).fetchone()[0])


def insert_once(row: Model) -> bool:
    """Insert a new row unless one is there that it would double; say whether it went in. One SQL query."""
    statement = _insert_statement(type(row), connections[DEFAULT_DB_ALIAS].vendor)
    made = run(statement.sql_once, *_values(row, statement)).fetchone()
    if made is not None:
        _settle(row, made[0])
    return made is not None


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
    statement = _select_statement(model, where, connections[DEFAULT_DB_ALIAS].vendor)
    found = run(statement.sql, *values).fetchone()
    if found is None:
        return None
    read = list(found)
    for index, convert in statement.converters:
        if read[index] is not None:
            read[index] = convert(read[index])
    return model.from_db(DEFAULT_DB_ALIAS, statement.names, read)


def moment(value: datetime) -> Any:  # Any: each database takes moments in its own form
    """Return an aware datetime as this database's driver takes it."""
    return _moment_of(connections[DEFAULT_DB_ALIAS].vendor)(value)


@cache
def _with_question_marks(sql: str) -> str:
    return sql.replace("%s", "?")


@cache
def _insert_statement(model: type[Model], vendor: str) -> _Insert:
    here = connections[DEFAULT_DB_ALIAS]
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
def _select_statement(model: type[Model], where: str, vendor: str) -> _Select:
    here = connections[DEFAULT_DB_ALIAS]
    quote, fields = here.ops.quote_name, model._meta.concrete_fields
    columns = ", ".join(quote(_name(field)) for field in fields)
    converting = ((index, _converting(field, here)) for index, field in enumerate(fields))
    return _Select(
        f"SELECT {columns} FROM {quote(model._meta.db_table)} WHERE {where} LIMIT 1",  # noqa: S608  # a constant
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
    return str(value.astimezone(UTC))[:-6]


def _as_it_is(value: datetime) -> datetime:
    return value


def _converting(field: "Field[Any, Any]", here: BaseDatabaseWrapper) -> Prepare | None:  # Any: of every type
    """Return what turns what the database holds into a value; None where it is the same."""
    if isinstance(field, JSONField) and field.decoder is None:
        return json.loads
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


def _as_moment(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC)
