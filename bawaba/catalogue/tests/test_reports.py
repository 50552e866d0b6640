"""What readers tell: without who they are, for those who supervise the service."""

from datetime import timedelta

import pytest

from bawaba.catalogue import queries, services
from bawaba.catalogue.errors import NotYourBody, ReportInvalid, ServiceNotFound
from bawaba.catalogue.models import Report
from bawaba.catalogue.tests.factories import BODY, EDITOR, SYSTEM, person, publish, service_record
from bawaba.kernel import clock

pytestmark = pytest.mark.django_db
SUPERVISOR = person(4, ("supervisor", BODY))


@pytest.fixture(autouse=True)
def service():
    publish(service_record())


def report(**changes):
    told = {
        "kind": "wrong",
        "service": "declaration-essai",
        "language": "fr",
        "details": "Le délai a changé.",
    }
    return services.record_report(**{**told, **changes})


def test_a_report_reaches_the_supervisor_of_the_body_alone():
    report()

    [row] = queries.list_reports(actor=SUPERVISOR).items
    assert (row.identifier, row.kind, row.details) == ("declaration-essai", "wrong", "Le délai a changé.")
    assert not queries.list_reports(actor=person(5, ("supervisor", "elsewhere"))).items
    assert not queries.list_reports(actor=EDITOR).items


def test_an_unlisted_document_is_named():
    report(kind="document", document="Photocopie du livret", place="Annexe 12", details="")

    [row] = queries.list_reports(actor=SUPERVISOR, kind="document").items
    assert (row.document, row.place) == ("Photocopie du livret", "Annexe 12")


def test_who_tells_stays_unknown():
    report(details="Appelez-moi au 0612345678 ou a.b@exemple.ma", place="CIN BK123456")

    kept = Report.objects.get()
    assert kept.details == "Appelez-moi au […] ou […]"
    assert kept.place == "CIN […]"


def test_markup_is_removed_and_length_is_limited():
    report(details="<b>x</b>" + "y" * 5000, reason="z" * 90)

    kept = Report.objects.get()
    assert kept.details.startswith("xyyy")
    assert (len(kept.details), len(kept.reason)) == (2000, 40)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "praise"}, "kind"),
        ({"kind": "document", "document": "<br>"}, "document"),
        ({"details": " "}, "details"),
    ],
)
def test_a_report_that_says_nothing_is_refused(changes, field):
    with pytest.raises(ReportInvalid) as refusal:
        report(**changes)
    assert list(refusal.value.fields) == [field]


def test_a_vote_needs_no_words():
    report(kind="useful", details="")
    report(kind="not-useful", details="", reason="unclear")

    assert Report.objects.count() == 2


def test_an_unknown_service_takes_no_report():
    with pytest.raises(ServiceNotFound):
        report(service="nowhere")


def test_a_report_is_erased_after_its_date():
    report()
    with clock.frozen_at(clock.now() + timedelta(days=365)):
        assert services.erase_old_reports(actor=SYSTEM) == 0
    with clock.frozen_at(clock.now() + timedelta(days=367)):
        assert services.erase_old_reports(actor=SYSTEM) == 1


def test_a_supervisor_answers_and_others_do_not():
    number = report()
    with pytest.raises(NotYourBody):
        services.answer_report(actor=EDITOR, report=number, answer="non")

    services.answer_report(actor=SUPERVISOR, report=number, answer="Corrigé, merci.")

    assert not queries.list_reports(actor=SUPERVISOR).items
    [row] = queries.list_reports(actor=SUPERVISOR, handled=True).items
    assert row.answer == "Corrigé, merci."
