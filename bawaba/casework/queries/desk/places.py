"""Which offices have cases, for which bodies, without reading their counts one by one."""

from typing import Final

from django.db import connection

from bawaba.casework.models import Figure

_TABLE: Final = Figure._meta.db_table
_WALK: Final = f"""
WITH RECURSIVE pairs(office, body) AS (
  SELECT * FROM (SELECT office, body FROM {_TABLE} ORDER BY office, body LIMIT 1) AS first
  UNION ALL
  SELECT next.office, next.body FROM pairs JOIN {_TABLE} AS next ON next.id = (
    SELECT id FROM {_TABLE} AS after WHERE (after.office, after.body) > (pairs.office, pairs.body)
    ORDER BY after.office, after.body LIMIT 1
  )
)
SELECT office, body FROM pairs
"""  # noqa: S608  # a table's name


def office_bodies() -> list[tuple[str, str]]:
    """Return the pairs (office, body) that have counts; an empty office is the whole body. One SQL query.

    It steps through an index from one pair to the next.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WALK)
        return [(office, body) for office, body in cursor.fetchall()]
