"""From draft to the public: two persons, two editors, a moment to come, and back."""

from datetime import UTC, datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from bawaba.catalogue import queries, services
from bawaba.catalogue.errors import (
    ChangedMeanwhile,
    NotReadyToPublish,
    NotYourBody,
    SecondPersonNeeded,
    ServiceExists,
    ServiceInvalid,
    ServiceNotFound,
    StepNotAllowed,
)
from bawaba.catalogue.models import Revision
from bawaba.catalogue.tests.factories import (
    BODY,
    EDITOR,
    PUBLISHER,
    SECOND_EDITOR,
    SYSTEM,
    draft,
    edited,
    ensure_body,
    in_review,
    person,
    publish,
    published_by_two,
    service_record,
)
from bawaba.directory.errors import BodyNotFound
from bawaba.kernel import clock
from bawaba.kernel.actors import ANONYMOUS
from bawaba.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
STRANGER = person(7, ("editor", "another-body"))


def test_a_draft_is_not_public():
    info = draft()

    assert (info.number, info.state, info.authors) == (1, "draft", (EDITOR.key,))
    with pytest.raises(ServiceNotFound):
        queries.get_service(identifier=info.identifier)


def test_two_persons_publish_a_service(sink):
    info = published_by_two()

    found = queries.get_service(identifier=info.identifier)
    assert (found.revision, found.record.titles["fr"]) == (1, "Déclaration de naissance")
    assert info.reviewer == PUBLISHER.key
    assert sink == [(["declaration-essai"], [])]


def test_each_step_leaves_one_audit_row():
    published_by_two()

    verbs = AuditEntry.objects.filter(target_type="catalogue.service").values_list("verb", "actor")
    assert list(verbs) == [
        ("catalogue.draft-saved", EDITOR.key),
        ("catalogue.submitted", EDITOR.key),
        ("catalogue.published", PUBLISHER.key),
    ]


def test_who_wrote_may_not_publish():
    both = person(5, ("publisher", BODY))
    info = draft()
    info = services.save_draft(
        actor=both, record=service_record(origin="", delay_days=5), expected=info.number
    )
    services.submit_for_review(actor=both, identifier=info.identifier, expected=info.number)

    with pytest.raises(SecondPersonNeeded):
        services.approve(actor=both, identifier=info.identifier, expected=info.number)


def test_who_wrote_an_earlier_save_of_the_same_draft_may_not_publish_either():
    both = person(5, ("publisher", BODY))
    info = draft()
    info = services.save_draft(
        actor=both, record=service_record(origin="", delay_days=5), expected=info.number
    )
    info = edited(info, delay_days=6)
    services.submit_for_review(actor=EDITOR, identifier=info.identifier, expected=info.number)

    with pytest.raises(SecondPersonNeeded):
        services.approve(actor=both, identifier=info.identifier, expected=info.number)


def test_an_editor_may_not_publish():
    info = in_review()

    with pytest.raises(NotYourBody):
        services.approve(actor=SECOND_EDITOR, identifier=info.identifier, expected=info.number)


@pytest.mark.parametrize("actor", [STRANGER, ANONYMOUS])
def test_nobody_writes_for_a_body_that_is_not_theirs(actor):
    info = published_by_two()
    ensure_body("another-body")

    with pytest.raises(NotYourBody):
        services.create_draft(actor=actor, record=service_record(identifier="neuf"))
    with pytest.raises(NotYourBody):
        services.save_draft(actor=actor, record=service_record(), expected=info.number)
    with pytest.raises(NotYourBody):
        services.archive(actor=actor, identifier=info.identifier)
    with pytest.raises(NotYourBody):
        queries.list_revisions(actor=actor, identifier=info.identifier)


def test_a_service_cannot_be_moved_to_a_body_that_is_not_theirs():
    info = draft()
    ensure_body("another-body")

    with pytest.raises(NotYourBody):
        edited(info, authority="another-body")


def test_an_editor_of_the_body_above_writes_for_the_body_below():
    ensure_body("above")
    ensure_body("below", parent="above")
    services.load_events(actor=SYSTEM)
    above = person(6, ("editor", "above"))

    info = services.create_draft(actor=above, record=service_record(authority="below"))

    assert info.state == "draft"


def test_the_second_of_two_editors_is_told_of_the_first():
    info = draft()
    edited(info, delay_days=2)

    with pytest.raises(ChangedMeanwhile):
        services.save_draft(actor=SECOND_EDITOR, record=service_record(delay_days=3), expected=info.number)


def test_what_waits_for_review_is_not_edited():
    info = in_review()

    with pytest.raises(StepNotAllowed):
        edited(info, delay_days=2)


def test_a_returned_text_is_edited_and_handed_in_again():
    info = in_review()
    returned = services.return_to_author(
        actor=PUBLISHER, identifier=info.identifier, expected=info.number, note="Délai ?"
    )
    assert (returned.state, returned.note) == ("draft", "Délai ?")

    again = edited(returned, delay_days=4)
    services.submit_for_review(actor=EDITOR, identifier=again.identifier, expected=again.number)
    services.approve(actor=PUBLISHER, identifier=again.identifier, expected=again.number)

    assert queries.get_service(identifier=info.identifier).record.delay_days == 4


def test_an_author_takes_back_what_waits_but_another_editor_does_not():
    info = in_review()

    with pytest.raises(NotYourBody):
        services.return_to_author(actor=SECOND_EDITOR, identifier=info.identifier, expected=info.number)
    back = services.return_to_author(actor=EDITOR, identifier=info.identifier, expected=info.number)
    assert back.state == "draft"


@pytest.mark.parametrize("step", [services.submit_for_review, services.return_to_author, services.approve])
def test_a_step_from_the_wrong_state_is_refused(step):
    info = published_by_two()

    with pytest.raises(StepNotAllowed):
        step(actor=person(9, ("publisher", BODY)), identifier=info.identifier, expected=info.number)


def test_readers_keep_the_published_text_while_a_change_is_written():
    info = published_by_two()
    changed = edited(info, delay_days=9)

    assert (changed.number, changed.based_on) == (2, 1)
    assert queries.get_service(identifier=info.identifier).record.delay_days == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"titles": {"fr": "Seul"}}, "titles.ar"),
        ({"titles": {"ar": "وحيد"}}, "titles.fr"),
        ({"summaries": {"ar": "ملخص"}}, "summaries.fr"),
    ],
)
def test_morocco_publishes_titles_and_summaries_in_both_languages_only(changes, field):
    info = draft(**changes)

    with pytest.raises(NotReadyToPublish) as refusal:
        services.submit_for_review(actor=EDITOR, identifier=info.identifier, expected=info.number)
    assert field in refusal.value.fields


def test_another_country_publishes_in_its_own_language():
    ensure_body("huduma", names={"en": "Huduma"}, country="KE")
    services.load_events(actor=SYSTEM)
    writer, reviewer = person(11, ("editor", "huduma")), person(12, ("publisher", "huduma"))
    record = service_record(
        authority="huduma", country="KE", titles={"en": "Register"}, summaries={"en": "Register a birth."}
    )
    info = services.create_draft(actor=writer, record=record)
    services.submit_for_review(actor=writer, identifier=info.identifier, expected=1)

    assert services.approve(actor=reviewer, identifier=info.identifier, expected=1).state == "published"


def test_a_record_that_breaks_a_rule_names_the_field():
    with pytest.raises(ServiceInvalid) as refusal:
        draft(url="javascript:alert(1)")
    assert list(refusal.value.fields) == ["url"]


def test_an_identifier_is_given_once():
    draft()

    with pytest.raises(ServiceExists):
        draft()


def test_an_unknown_body_is_refused():
    draft()

    with pytest.raises(BodyNotFound):
        services.create_draft(actor=SYSTEM, record=service_record(identifier="x", authority="nobody"))


def test_a_scheduled_text_appears_when_its_moment_has_come():
    info = in_review()
    with clock.frozen_at(NOW):
        planned = services.schedule(
            actor=PUBLISHER,
            identifier=info.identifier,
            expected=info.number,
            publish_at=NOW + timedelta(hours=2),
        )
        assert planned.state == "scheduled"
        assert services.publish_due(actor=SYSTEM) == {"published": 0, "returned": 0}
    with clock.frozen_at(NOW + timedelta(hours=2)):
        assert services.publish_due(actor=SYSTEM) == {"published": 1, "returned": 0}
        assert services.publish_due(actor=SYSTEM) == {"published": 0, "returned": 0}

    assert queries.get_service(identifier=info.identifier).published_at == NOW + timedelta(hours=2)


def test_a_scheduled_text_has_a_job_for_its_moment(django_capture_on_commit_callbacks):
    info = in_review()
    moment = clock.now() + timedelta(days=1)
    with django_capture_on_commit_callbacks(execute=True):
        services.schedule(
            actor=PUBLISHER, identifier=info.identifier, expected=info.number, publish_at=moment
        )

    assert DBTaskResult.objects.get().run_after == moment


def test_the_job_publishes_what_is_due():
    info = in_review()
    with clock.frozen_at(NOW):
        services.schedule(
            actor=PUBLISHER,
            identifier=info.identifier,
            expected=info.number,
            publish_at=NOW + timedelta(seconds=1),
        )

    assert services.publish_due_job.call() == {"published": 1, "returned": 0}


def test_a_moment_that_has_passed_publishes_at_once():
    info = in_review()

    done = services.approve(
        actor=PUBLISHER,
        identifier=info.identifier,
        expected=info.number,
        publish_at=NOW - timedelta(days=900),
    )

    assert done.state == "published"


def test_a_draft_does_not_silently_replace_a_newer_publication():
    publish(service_record(delay_days=1, origin=""))
    info = services.save_draft(actor=EDITOR, record=service_record(origin="", delay_days=2), expected=1)
    services.submit_for_review(actor=EDITOR, identifier=info.identifier, expected=2)
    Revision.objects.filter(number=2).update(based_on=0)

    with pytest.raises(ChangedMeanwhile):
        services.approve(actor=PUBLISHER, identifier=info.identifier, expected=2)
