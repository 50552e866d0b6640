"""What the database's planner must know after a bulk write.

PostgreSQL plans from statistics that its own daemon refreshes between transactions. A transaction
that writes thousands of rows and reads them back is planned as if the tables were empty, which
turned an import of a few seconds into minutes. SQLite needs nothing.
"""

from django.db import connection, models


def refresh_statistics(*tables: type[models.Model]) -> None:
    """Let the planner know what `tables` hold now. One SQL query on PostgreSQL, none elsewhere."""
    if connection.vendor != "postgresql":
        return
    names = ", ".join(connection.ops.quote_name(table._meta.db_table) for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {names}")
