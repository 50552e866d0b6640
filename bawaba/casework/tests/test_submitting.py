"""A submission becomes one case with its receipt, in one transaction, whatever happens."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bawaba.casework import queries
from bawaba.casework.errors import CaseNotFound
from bawaba.casework.models import Case, CaseContent, Event, Receipt
from bawaba.casework.rules.numbers import make_number, read_number, spell_number
from bawaba.casework.services.submitting import take_submission
from bawaba.casework.tests.factories import AMINA, ANSWERS, make_case, make_form, put_procedure
from bawaba.casework.tests.procedures import make_raw
from bawaba.casework.types import FILES, event_listeners
from bawaba.directory import services as directory
from bawaba.directory.types import BodyRecord
from bawaba.forms import services as forms
from bawaba.forms.models import Draft
from bawaba.forms.tests.factories import ACTOR, SYSTEM, make_draft
from bawaba.forms.types import Person, Submission
from bawaba.kernel import audit, files
from bawaba.kernel.models import AuditEntry
from bawaba.kernel.tests.file_samples import make_png

pytestmark = pytest.mark.django_db


def test_a_submission_makes_a_case_its_receipt_and_its_first_line() -> None:
    case = make_case()
    assert (case.state, case.phase, case.owner, case.office) == ("received", "open", "account:7", "commune")
    assert Draft.objects.get(key=case.draft).receipt == f"/fr/requests/{case.key}/receipt"
    view = queries.open_case(actor=SYSTEM, key=case.key)
    assert view.answers == ANSWERS
    assert [event.kind for event in view.events] == ["submitted"]
    assert view.receipt.number == case.number
    assert AuditEntry.objects.filter(verb="casework.submitted", target_id=str(case.pk)).count() == 1
    assert audit.verify()[1] == []


def test_what_the_person_wrote_lies_sealed() -> None:
    sealed = bytes(CaseContent.objects.get(case=make_case()).sealed)
    assert b"Amina" not in sealed
    assert b"+212" not in sealed


def test_a_second_submission_of_the_draft_gives_the_same_receipt() -> None:
    case = make_case()
    first = Draft.objects.get(key=case.draft).receipt
    assert forms.submit_draft(actor=ACTOR, key=case.draft, person=AMINA) == first
    assert (Case.objects.count(), Receipt.objects.count(), Event.objects.count()) == (1, 1, 1)


def test_when_the_end_of_the_draft_fails_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    put_procedure()
    draft = make_draft(make_form(), **ANSWERS)

    def fail(self: Draft, **options: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Draft, "save", fail)
    with pytest.raises(OSError, match="disk full"):
        forms.submit_draft(actor=ACTOR, key=draft, person=AMINA)
    assert Case.objects.count() == Receipt.objects.count() == Event.objects.count() == 0


def test_files_go_with_the_case_and_open_to_its_person_alone() -> None:
    put_procedure()
    draft = make_draft(make_form(), **ANSWERS)
    forms.attach_file(
        actor=ACTOR, key=draft, person=AMINA, field="paper", name="cin.png", chunks=[make_png()]
    )
    forms.submit_draft(actor=ACTOR, key=draft, person=AMINA)
    case = Case.objects.get(draft=draft)
    assert [file.name for file in files.list_files(purpose=FILES, subject=case.key)] == ["cin.png"]
    assert files.list_files(purpose="form-draft", subject=draft) == []


def test_a_case_goes_to_the_office_of_the_first_route_that_holds() -> None:
    names = {"ar": "ملحقة", "fr": "Annexe"}
    directory.ensure_bodies(actor=SYSTEM, bodies=[BodyRecord(key="annex", names=names)])
    raw = make_raw()
    raw["routing"]["routes"] = [{"office": "annex", "when": {"==": [{"var": "copy"}, "full"]}}]
    assert make_case(raw=raw, copy="short").office == "commune"
    assert make_case(copy="full", reason="visa").office == "annex"


def test_the_legal_date_comes_from_the_service_s_own_procedure() -> None:
    put_procedure()
    slow = make_case()
    raw = make_raw(answer={"days": 5, "unit": "calendar-days", "article": "x"})
    for state in raw["states"]:
        state.pop("days", None)
    fast = make_case(raw=raw, service="quick-service")
    assert fast.due_on < slow.due_on
    assert fast.procedure.procedure.service == "quick-service"


def test_a_case_stays_on_the_version_of_the_procedure_that_it_began_with() -> None:
    case = make_case()
    put_procedure(make_raw(second_eyes="always"))
    assert queries.open_case(actor=SYSTEM, key=case.key).procedure.law.second_eyes == "refusals"
    assert make_case().procedure.number == 2


def test_listeners_are_told_inside_the_transaction() -> None:
    told = []
    event_listeners.register("test", lambda *, case, event: told.append((case.number, event.kind)))
    try:
        case = make_case()
    finally:
        event_listeners._providers.pop("test")
    assert told == [(case.number, "submitted")]


def test_only_its_person_tracks_a_case() -> None:
    case = make_case()
    assert queries.track(key=case.key, owner="account:7").info.number == case.number
    for owner in ("", "account:8", "visitor:x"):
        with pytest.raises(CaseNotFound):
            queries.track(key=case.key, owner=owner)


def test_tracking_asks_the_database_a_fixed_number_of_times() -> None:
    case = make_case()
    queries.track(key=case.key, owner="account:7")
    with CaptureQueriesContext(connection) as asked:
        queries.track(key=case.key, owner="account:7")
    assert len(asked) == 2


def test_taking_a_submission_asks_the_database_a_bounded_number_of_times() -> None:
    put_procedure()
    form = make_form()
    first, second = (
        make_draft(form, person, **ANSWERS) for person in (AMINA, AMINA.__class__("account:8", "low"))
    )
    forms.submit_draft(actor=ACTOR, key=first, person=AMINA)
    with CaptureQueriesContext(connection) as asked:
        forms.submit_draft(actor=ACTOR, key=second, person=AMINA.__class__("account:8", "low"))
    assert len(asked) <= 32


def test_a_number_is_checked_before_it_is_searched() -> None:
    number = make_number(2026, 48_310_275)
    assert read_number(spell_number(number)) == number
    assert read_number(number.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))) == number
    assert read_number(number[:-1]) == ""
    for place in range(len(number)):  # MOD 97-10 finds every single wrong digit
        other = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
        assert read_number(other) == ""


def test_the_same_draft_is_taken_once_even_without_its_row() -> None:
    case = make_case()
    submission = Submission(case.draft, case.form, 1, "", "account:7", "fr", ANSWERS, {}, (), "x")
    assert take_submission(actor=ACTOR, submission=submission).endswith(f"{case.key}/receipt")
    assert Case.objects.count() == 1


def test_what_a_browser_lodged_becomes_the_person_s_who_signs_in_there() -> None:
    stranger = Person(owner="visitor:abc")
    case = make_case(person=stranger)
    forms.adopt_drafts(actor=ACTOR, visitor="visitor:abc", owner=AMINA.owner)
    assert queries.track(key=case.key, owner=AMINA.owner).info.owner == AMINA.owner
    with pytest.raises(CaseNotFound):
        queries.track(key=case.key, owner="visitor:abc")
