"""What requests tell of administrations, for the study of their maturity."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bawaba.casework.models import Figure
from bawaba.casework.queries.measuring import measure_bodies
from bawaba.kernel import clock


@pytest.mark.django_db
def test_requests_give_shares_of_the_last_year_in_two_queries() -> None:
    month = clock.today().replace(day=1)
    for kind, value, count in (("in-time", 3, 30), ("late", 9, 10), ("rating", 5, 3), ("rating", 2, 1)):
        Figure.objects.create(body="b", month=month, kind=kind, value=value, count=count)
    Figure.objects.create(body="b", month=month.replace(year=month.year - 2), kind="late", value=1, count=99)
    Figure.objects.create(body="b", office="o", month=month, kind="late", value=1, count=50)
    with CaptureQueriesContext(connection) as asked:
        found = measure_bodies(bodies=["b", "c"])
    assert len(asked) == 2
    assert {one.name: (one.value, one.count) for one in found["b"]} == {
        "casework.in_time_share": (75, 40), "casework.satisfied_share": (75, 4),
    }  # fmt: skip
    assert "c" not in found
