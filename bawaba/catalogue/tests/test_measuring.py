"""What services tell of administrations, for the study of their maturity."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bawaba.catalogue.queries.measuring import measure_bodies
from bawaba.catalogue.tests.factories import BODY, publish, service_record
from bawaba.catalogue.types import Channel


@pytest.mark.django_db
def test_shares_of_services_are_counted_in_few_queries_whatever_their_number() -> None:
    publish(service_record())
    publish(
        service_record(
            identifier="au-guichet",
            channels=(Channel("office"),),
            titles={"ar": "", "fr": "Au guichet"},
            summaries={"fr": "Se fait sur place."},
        )
    )
    with CaptureQueriesContext(connection) as asked:
        found = measure_bodies(bodies=[BODY, "nobody"])
    assert len(asked) <= 4  # two of them for the forms, once an epoch
    assert {one.name: (one.value, one.count) for one in found[BODY]} == {
        "catalogue.online_share": (50, 2), "catalogue.form_share": (0, 2), "catalogue.translated_share": (50, 2),
    }  # fmt: skip
    assert "nobody" not in found
