"""A small made-up country of one region and one town, with two operators and a regulator."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import shapely
from django.utils.module_loading import import_string
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from bawaba.coverage import services
from bawaba.coverage.models import Area, Cell, Layer
from bawaba.directory.services import ensure_bodies
from bawaba.directory.types import BodyRecord
from bawaba.kernel.actors import system_actor

ACTOR = system_actor("test")
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
_digests = count(1)  # areas are kept in memory by their digest
CELLS = {"873f3600bffffff": 200, "873f3600affffff": 100}


def run_jobs() -> None:
    """Run what waits in the queue here, within the test's transaction: a worker closes its connection."""
    for row in DBTaskResult.objects.filter(status=TaskResultStatus.READY).order_by("enqueued_at"):
        row.delete()
        import_string(row.task_path).func(**row.args_kwargs["kwargs"])


def make_layer(kind: str, **facts: Any) -> Layer:  # Any: fields of a layer
    values = {"title": "t", "source": "s", "licence": "l", "dated": date(2026, 5, 1), "file_name": "f",
              "digest": f"{next(_digests):064x}", "rows": 1, "total": 1, "imported_at": NOW, **facts}  # fmt: skip
    return Layer.objects.create(kind=kind, **values)


def make_country() -> None:
    areas = make_layer("areas")
    names = ({"en": "North", "fr": "Nord", "ar": "الشمال"}, {"en": "Town", "fr": "Ville", "ar": "مدينة"})
    Area.objects.create(layer=areas, code="r", level="region", names=names[0], people=300)
    Area.objects.create(
        layer=areas, code="c", parent="r", level="commune", names=names[1], people=300, setting="urban",
        host_city="town", boundary=shapely.box(10, 31, 10.3, 31.3).wkb, west=10, south=31, east=10.3, north=31.3,
    )  # fmt: skip
    people = make_layer("people", synthetic=True)
    for h3, number in CELLS.items():
        Cell.objects.create(layer=people, h3=h3, area="c", people=number, lon=10.15, lat=31.15)
    ensure_bodies(actor=ACTOR, bodies=[BodyRecord(key, {"en": key}) for key in ("authority", "red-company")])
    services.name_country(
        actor=ACTOR, regulator="authority",
        operators=[{"key": "red", "names": {"en": "Red"}, "body": "red-company"}, {"key": "blue", "names": {"en": "Blue"}}],
        host_cities=[{"key": "town", "names": names[1]}],
    )  # fmt: skip
