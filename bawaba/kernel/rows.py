"""Rows written and read by one fixed statement, where building it anew would cost more than running it.

For paths that run thousands of times a second. Values are prepared and converted by the fields
themselves, as everywhere; signals, defaults of the database and `auto_now` have no part in it.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, Model

M = TypeVar("M", bound=Model)
Converter = Callable[[Any, Any, Any], Any]  # Any: whatever a column holds


class _Insert(NamedTuple):
    sql: str
    fields: Sequence["Field[Any, Any]"]  # Any: of every type


class _Select(NamedTuple):
    sql: str
    names: Sequence[str]
    converters: Sequence[tuple[int, Any, Sequence[Converter]]]  # Any: Django's column expression


def insert(row: Model) -> None:
    """Insert a new row, as its attributes say, and set its key where the database makes it. One SQL query."""
    here = connections[DEFAULT_DB_ALIAS]  # `connection` would look it up at every attribute
    statement = _insert_statement(type(row), here.vendor)
    values = [
        field.get_db_prep_save(getattr(row, field.attname), connection=here) for field in statement.fields
    ]
    with here.cursor() as cursor:
        cursor.execute(statement.sql, values)
        row.pk = cursor.fetchone()[0]
    row._state.adding = False
    row._state.db = DEFAULT_DB_ALIAS


def find(model: type[M], where: str, *values: Any) -> M | None:  # Any: what drivers take
    """Return the first row for which `where` holds, or None. One SQL query.

    where:  a fixed condition in SQL that every database knows, with `%s` for each value; never built
            from what a client sent
    values: numbers, texts, or moments from `moment()`
    """
    here = connections[DEFAULT_DB_ALIAS]
    statement = _select_statement(model, where, here.vendor)
    with here.cursor() as cursor:
        cursor.execute(statement.sql, values)
        found = cursor.fetchone()
    if found is None:
        return None
    read = list(found)
    for index, column, converters in statement.converters:
        for convert in converters:
            read[index] = convert(read[index], column, here)
    return model.from_db(DEFAULT_DB_ALIAS, statement.names, read)


def moment(value: Any) -> Any:  # Any: each database takes moments in its own form
    """Return a datetime as this database's driver takes it."""
    return connection.ops.adapt_datetimefield_value(value)


@cache
def _insert_statement(model: type[Model], vendor: str) -> _Insert:
    quote = connection.ops.quote_name
    key = model._meta.pk
    fields = [field for field in model._meta.concrete_fields if field is not key or not _made(field)]
    columns = ", ".join(_name(field) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    table = quote(model._meta.db_table)
    return _Insert(
        f"INSERT INTO {table} ({columns}) VALUES ({marks}) RETURNING {_name(key)}",  # noqa: S608  # names of ours
        fields,
    )


def _name(field: "Field[Any, Any]") -> str:  # Any: of every type
    assert field.column is not None, "a concrete field has a column"
    return connection.ops.quote_name(field.column)


def _made(field: "Field[Any, Any]") -> bool:  # Any: of every type
    return bool(field.db_returning)


@cache
def _select_statement(model: type[Model], where: str, vendor: str) -> _Select:
    quote = connection.ops.quote_name
    fields = model._meta.concrete_fields
    columns = ", ".join(_name(field) for field in fields)
    converters = []
    for index, field in enumerate(fields):
        column = field.cached_col
        found = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
        if found:
            converters.append((index, column, found))
    return _Select(
        f"SELECT {columns} FROM {quote(model._meta.db_table)} WHERE {where} LIMIT 1",  # noqa: S608  # a constant
        [field.attname for field in fields],
        converters,
    )
