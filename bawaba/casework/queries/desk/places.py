"""Which offices have cases, for which bodies and of which services, without reading counts one by one."""

from collections.abc import Collection
from typing import Final

from django.db import connection

from bawaba.casework.models import Figure

_TABLE: Final = Figure._meta.db_table
_OFFICES: Final = f"""
offices(office) AS (
  SELECT MIN(office) FROM {_TABLE}
  UNION ALL
  SELECT (SELECT MIN(after.office) FROM {_TABLE} AS after WHERE after.office > offices.office)
  FROM offices WHERE offices.office IS NOT NULL
)
"""  # noqa: S608  # a table's name
_PAIRS: Final = f"""
pairs(office, body) AS (
  SELECT office, (SELECT MIN(own.body) FROM {_TABLE} AS own WHERE own.office = offices.office)
  FROM offices WHERE office IS NOT NULL
  UNION ALL
  SELECT office, (
    SELECT MIN(own.body) FROM {_TABLE} AS own WHERE own.office = pairs.office AND own.body > pairs.body
  ) FROM pairs WHERE body IS NOT NULL
)
"""  # noqa: S608  # as above
_SERVICES: Final = f"""
services(body, service) AS (
  SELECT body, (
    SELECT MIN(own.service) FROM {_TABLE} AS own
    WHERE own.office = '' AND own.body = bodies.body AND own.service > ''
  ) FROM bodies
  UNION ALL
  SELECT body, (
    SELECT MIN(own.service) FROM {_TABLE} AS own
    WHERE own.office = '' AND own.body = services.body AND own.service > services.service
  ) FROM services WHERE service IS NOT NULL
)
"""  # noqa: S608  # as above


def office_bodies() -> list[tuple[str, str]]:
    """Return the pairs (office, body) that have counts; an empty office is the whole body. One SQL query.

    It steps through an index from one pair to the next.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE {_OFFICES}, {_PAIRS}"  # noqa: S608  # names of tables
            " SELECT office, body FROM pairs WHERE body IS NOT NULL"
        )
        return [(office, body) for office, body in cursor.fetchall()]


def services_near(offices: Collection[str]) -> set[str]:
    """Return the services of which the bodies of some offices have had cases. One SQL query.

    An office may have none yet of some of them.
    """
    if not offices:
        return set()
    given = ", ".join(["(CAST(%s AS VARCHAR(120)))"] * len(offices))
    sql = (
        f"WITH RECURSIVE offices(office) AS (VALUES {given}), {_PAIRS},"  # noqa: S608  # names of tables
        f" bodies(body) AS (SELECT DISTINCT body FROM pairs WHERE body IS NOT NULL), {_SERVICES}"
        " SELECT DISTINCT service FROM services WHERE service IS NOT NULL"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, sorted(offices))
        return {service for (service,) in cursor.fetchall()}
