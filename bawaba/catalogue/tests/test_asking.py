"""Forms learn from the catalogue which documents a service lists."""

import pytest

from bawaba.catalogue.queries.asking import service_facts
from bawaba.catalogue.tests.factories import publish, service_record
from bawaba.forms.queries import service_facts as facts_for_forms

pytestmark = pytest.mark.django_db


def test_a_published_service_says_which_documents_may_be_asked() -> None:
    record = service_record()
    publish(record)
    facts = facts_for_forms(identifier=record.identifier)
    assert facts is not None
    assert facts.authority == record.authority
    assert list(facts.documents) == [item.key for item in record.documents]


def test_an_unknown_service_says_nothing() -> None:
    assert service_facts(identifier="unknown") is None
