"""Which offices have cases, for which bodies, without reading their counts one by one."""

from typing import Final

from django.db import connection

from bawaba.casework.models import Figure

_TABLE: Final = Figure._meta.db_table
_WALK: Final = f"""
WITH RECURSIVE offices(office) AS (
  SELECT MIN(office) FROM {_TABLE}
  UNION ALL
  SELECT (SELECT MIN(after.office) FROM {_TABLE} AS after WHERE after.office > offices.office)
  FROM offices WHERE offices.office IS NOT NULL
), pairs(office, body) AS (
  SELECT office, (SELECT MIN(own.body) FROM {_TABLE} AS own WHERE own.office = offices.office)
  FROM offices WHERE office IS NOT NULL
  UNION ALL
  SELECT office, (
    SELECT MIN(own.body) FROM {_TABLE} AS own WHERE own.office = pairs.office AND own.body > pairs.body
  ) FROM pairs WHERE body IS NOT NULL
)
SELECT office, body FROM pairs WHERE body IS NOT NULL
"""  # noqa: S608  # a table's name


def office_bodies() -> list[tuple[str, str]]:
    """Return the pairs (office, body) that have counts; an empty office is the whole body. One SQL query.

    It steps through an index from one pair to the next.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WALK)
        return [(office, body) for office, body in cursor.fetchall()]
