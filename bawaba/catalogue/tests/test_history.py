"""What was published before: archived, restored, compared, listed for its editors."""

import pytest

from bawaba.catalogue import queries, services
from bawaba.catalogue.errors import RevisionNotFound, ServiceNotFound, StepNotAllowed
from bawaba.catalogue.models import Service
from bawaba.catalogue.tests.factories import (
    EDITOR,
    PUBLISHER,
    draft,
    edited,
    ensure_body,
    person,
    published_by_two,
    service_record,
)

pytestmark = pytest.mark.django_db
STRANGER = person(7, ("editor", "another-body"))


def test_an_archived_service_leaves_the_public_and_the_search(sink):
    info = published_by_two()
    services.archive(actor=PUBLISHER, identifier=info.identifier, note="Supprimé par la loi")

    assert sink[-1] == ([], [("service", info.identifier)])
    assert not queries.list_services(language="fr", event="naissance").items
    with pytest.raises(ServiceNotFound):
        queries.get_service(identifier=info.identifier)
    with pytest.raises(StepNotAllowed):
        services.archive(actor=PUBLISHER, identifier=info.identifier)


def test_an_archived_service_comes_back_by_the_usual_way():
    info = published_by_two()
    services.archive(actor=PUBLISHER, identifier=info.identifier)
    back = services.restore_revision(actor=EDITOR, identifier=info.identifier, number=1, expected=1)
    services.submit_for_review(actor=EDITOR, identifier=info.identifier, expected=back.number)
    services.approve(actor=PUBLISHER, identifier=info.identifier, expected=back.number)

    assert queries.get_service(identifier=info.identifier).revision == 2
    assert Service.objects.get().archived_at is None


def test_an_earlier_revision_is_restored_as_a_draft():
    info = published_by_two()
    second = edited(info, delay_days=9)
    services.submit_for_review(actor=EDITOR, identifier=info.identifier, expected=second.number)
    services.approve(actor=PUBLISHER, identifier=info.identifier, expected=second.number)

    third = services.restore_revision(actor=EDITOR, identifier=info.identifier, number=1, expected=2)

    assert (third.number, third.state) == (3, "draft")
    _, record = queries.get_revision(actor=EDITOR, identifier=info.identifier, number=3)
    assert record.delay_days == 1
    assert queries.compare_revisions(actor=EDITOR, identifier=info.identifier, before=1, after=3) == ()
    [change] = queries.compare_revisions(actor=EDITOR, identifier=info.identifier, before=2, after=3)
    assert (change.field, change.before, change.after) == ("delay_days", "9", "1")


def test_a_revision_that_does_not_exist_is_not_restored():
    info = published_by_two()

    with pytest.raises(RevisionNotFound):
        services.restore_revision(actor=EDITOR, identifier=info.identifier, number=8, expected=1)


def test_the_history_says_who_wrote_and_who_published():
    info = published_by_two()
    edited(info, delay_days=3)

    history = queries.list_revisions(actor=EDITOR, identifier=info.identifier)

    assert [(one.number, one.state, one.author, one.reviewer) for one in history] == [
        (2, "draft", EDITOR.key, ""),
        (1, "published", EDITOR.key, PUBLISHER.key),
    ]


def test_an_editor_lists_the_services_of_their_bodies_only(django_assert_max_num_queries):
    published_by_two()
    draft(identifier="autre")
    ensure_body("another-body")
    services.create_draft(
        actor=STRANGER, record=service_record(identifier="ailleurs", authority="another-body")
    )

    with django_assert_max_num_queries(4):
        page = queries.list_for_editor(actor=EDITOR, language="fr")

    assert [(row.identifier, row.open_state, row.published_number) for row in page.items] == [
        ("declaration-essai", None, 1),
        ("autre", "draft", None),
    ]
    drafts = queries.list_for_editor(actor=EDITOR, language="fr", state="draft").items
    assert [row.identifier for row in drafts] == ["autre"]
    named = queries.list_for_editor(actor=EDITOR, language="fr", text="naissance").items
    assert len(named) == 2


def test_completeness_is_kept_with_the_published_service():
    published_by_two()
    full = Service.objects.get().completeness
    info = queries.list_revisions(actor=EDITOR, identifier="declaration-essai")[0]
    poorer = edited(info, documents=(), steps=())
    services.submit_for_review(actor=EDITOR, identifier=info.identifier, expected=poorer.number)
    services.approve(actor=PUBLISHER, identifier=info.identifier, expected=poorer.number)

    assert Service.objects.get().completeness < full
