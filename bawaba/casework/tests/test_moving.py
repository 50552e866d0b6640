"""Steps, corrections, decisions and the clock, as services."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bawaba.casework import queries, services
from bawaba.casework.errors import (
    CaseChangedMeanwhile,
    CaseNotFound,
    CorrectionAskedBefore,
    DocumentNotPublished,
    NotCaseOfficer,
    SameEyes,
    StepIncomplete,
    StepNotPossible,
)
from bawaba.casework.models import Case, Event
from bawaba.casework.services import Filled
from bawaba.casework.tests.factories import AMINA, make_agent, make_case, take_up
from bawaba.casework.tests.procedures import make_raw
from bawaba.casework.types import CaseFilter
from bawaba.forms.tests.factories import ACTOR, SYSTEM
from bawaba.forms.types import ServiceFacts, service_readers
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
ASK = Filled(message="Le numéro est illisible.", fields=("phone",))


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


def moved(case: Case) -> Case:
    case.refresh_from_db()
    return case


def test_an_agent_takes_a_case_up_and_accepts_it() -> None:
    case, agent = make_case(), make_agent()
    take_up(case, agent)
    services.take_step(actor=agent, key=case.key, step="accept")
    tracking = queries.track(key=case.key, owner=AMINA.owner)
    assert (tracking.info.phase, tracking.info.outcome) == ("closed", "accepted")
    assert tracking.decision is not None
    assert tracking.decision.appeal_until is None
    assert [event.kind for event in tracking.events] == ["submitted", "moved", "decided"]
    assert audit.verify()[1] == []


def test_nobody_else_moves_a_case() -> None:
    case = make_case()
    strangers = [
        Actor(kind="anonymous", key="anonymous"),
        Actor(kind="person", key="account:9"),
        make_agent(body="elsewhere"),
        Actor(kind="person", key="account:1", roles=frozenset({("administrator", "*")})),
    ]
    for actor in strangers:
        with pytest.raises(NotCaseOfficer):
            services.take_step(actor=actor, key=case.key, step="take-up")
    with pytest.raises(CaseNotFound):
        services.take_step(actor=strangers[1], key=case.key, step="withdraw", owner="account:9")
    with pytest.raises(CaseNotFound):
        services.take_step(actor=SYSTEM, key="nowhere", step="take-up")
    with pytest.raises(StepNotPossible):  # the person may not do an agent's step
        services.take_step(actor=ACTOR, key=case.key, step="take-up", owner=AMINA.owner)


def test_a_supervisor_sees_the_cases_of_the_bodies_below() -> None:
    case = make_case()
    supervisor = make_agent("supervisor")
    assert queries.open_case(actor=supervisor, key=case.key).info.number == case.number
    wanted = CaseFilter(offices=queries.offices_of(supervisor))
    assert [one.key for one in queries.list_cases(wanted=wanted).items] == [case.key]
    nobody = CaseFilter(offices=queries.offices_of(make_agent(body="elsewhere")))
    assert queries.list_cases(wanted=nobody).items == ()


def test_two_agents_do_not_overwrite_each_other() -> None:
    case, agent = make_case(), make_agent()
    seen = case.revision
    take_up(case, agent)
    with pytest.raises(CaseChangedMeanwhile):
        services.take_step(actor=agent, key=case.key, step="accept", expected=seen)


def test_a_refusal_without_reasons_is_refused() -> None:
    case, agent = make_case(), make_agent()
    take_up(case, agent)
    with pytest.raises(StepIncomplete) as refused:
        services.take_step(actor=agent, key=case.key, step="refuse", filled=Filled(reasons="  "))
    assert set(refused.value.fields) == {"reasons"}


def test_another_agent_confirms_a_refusal_before_it_is_one() -> None:
    case, agent, other = make_case(), make_agent(), make_agent()
    take_up(case, agent)
    with clock.frozen_at(MONDAY):
        services.take_step(actor=agent, key=case.key, step="refuse", filled=Filled(reasons="Pièce illisible"))
        assert moved(case).phase == "open"
        assert queries.track(key=case.key, owner=AMINA.owner).decision is None
        with pytest.raises(SameEyes):
            services.confirm_decision(actor=agent, key=case.key)
        with pytest.raises(StepNotPossible):  # one proposal at a time
            services.take_step(actor=agent, key=case.key, step="accept")
        services.confirm_decision(actor=other, key=case.key)
    decision = queries.track(key=case.key, owner=AMINA.owner).decision
    assert decision is not None
    assert (decision.outcome, decision.reasons, decision.confirmed_by) == (
        "refused",
        "Pièce illisible",
        other.key,
    )
    assert decision.appeal_until == date(2026, 4, 1)  # thirty days after 2 March, a Wednesday


def test_a_decision_can_be_sent_back_and_made_again() -> None:
    case, agent, other = make_case(), make_agent(), make_agent()
    take_up(case, agent)
    services.take_step(actor=agent, key=case.key, step="refuse", filled=Filled(reasons="?"))
    services.return_decision(actor=other, key=case.key, note="Expliquez")
    services.take_step(actor=agent, key=case.key, step="accept")
    assert moved(case).outcome == "accepted"


def test_a_correction_stops_the_clock_and_the_answer_lets_it_go_on() -> None:
    with clock.frozen_at(MONDAY):
        case, agent = make_case(), make_agent()
        take_up(case, agent)
        before = moved(case).due_on
    with clock.frozen_at(MONDAY + timedelta(days=3)):
        services.take_step(actor=agent, key=case.key, step="ask-correction", filled=ASK)
    tracking = queries.track(key=case.key, owner=AMINA.owner)
    assert tracking.info.phase == "paused"
    assert tracking.pause is not None
    assert (tracking.pause.message, tracking.pause.fields) == ("Le numéro est illisible.", ("phone",))
    with clock.frozen_at(MONDAY + timedelta(days=13)):
        services.answer_correction(
            actor=ACTOR, key=case.key, owner=AMINA.owner, values={"phone": "+212600000001"}
        )
    assert before == date(2026, 5, 4)  # sixty days end on Friday 1 May, Labour Day
    assert moved(case).due_on == date(2026, 5, 11)  # ten days more: 11 May
    view = queries.open_case(actor=SYSTEM, key=case.key)
    assert view.answers["phone"] == "+212600000001"
    assert (view.info.state, view.info.phase) == ("in-review", "open")


def test_the_legal_date_hangs_on_the_answers_and_follows_their_correction() -> None:
    soon = {"when": {"==": [{"var": "given_name"}, "Amina"]}, "within": {"days": 10, "unit": "calendar-days"}}
    raw = make_raw(times=[soon])
    raw["states"][1]["days"] = 5
    with clock.frozen_at(MONDAY):
        case, agent = make_case(raw=raw), make_agent()
        other = make_case(raw=raw, given_name="Sara")
        take_up(case, agent)
        asked = Filled(message="Quel prénom ?", fields=("given_name",))
        services.take_step(actor=agent, key=case.key, step="ask-correction", filled=asked)
        assert (case.due_on, other.due_on) == (date(2026, 3, 12), date(2026, 5, 4))
        assert queries.track(key=case.key, owner=AMINA.owner).law.answer.days == 10
        services.answer_correction(
            actor=ACTOR, key=case.key, owner=AMINA.owner, values={"given_name": "Aminata"}
        )
    assert moved(case).due_on == date(2026, 5, 4)
    assert queries.open_case(actor=SYSTEM, key=case.key).procedure.law.answer.days == 60


def test_a_correction_is_asked_for_once_and_only_of_what_the_form_asked() -> None:
    case, agent = make_case(), make_agent()
    take_up(case, agent)
    beyond = Filled(message="Apportez aussi", fields=("certified_copy",))
    with pytest.raises(DocumentNotPublished):
        services.take_step(actor=agent, key=case.key, step="ask-correction", filled=beyond)
    services.take_step(actor=agent, key=case.key, step="ask-correction", filled=ASK)
    with pytest.raises(DocumentNotPublished):
        services.answer_correction(
            actor=ACTOR, key=case.key, owner=AMINA.owner, values={"born": "1991-01-01"}
        )
    with pytest.raises(StepIncomplete):
        services.answer_correction(actor=ACTOR, key=case.key, owner=AMINA.owner, values={"phone": "12"})
    with pytest.raises(CaseNotFound):
        services.answer_correction(actor=ACTOR, key=case.key, owner="account:8", values={})
    services.answer_correction(
        actor=ACTOR, key=case.key, owner=AMINA.owner, values={"phone": "+212600000001"}
    )
    with pytest.raises(CorrectionAskedBefore):
        services.take_step(actor=agent, key=case.key, step="ask-correction", filled=ASK)
    with pytest.raises(StepNotPossible):
        services.answer_correction(actor=ACTOR, key=case.key, owner=AMINA.owner, values={})


def test_a_document_that_left_the_catalogue_is_not_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    case, agent = make_case(service="birth"), make_agent()
    take_up(case, agent)
    listed: dict[str, dict[str, str]] = {}
    facts = lambda *, identifier: ServiceFacts(identifier, {"fr": "Acte"}, "commune", listed)  # noqa: E731
    monkeypatch.setattr(service_readers, "_providers", {"test": facts})
    ask = Filled(message="La copie est floue.", fields=("paper", "phone"))
    with pytest.raises(DocumentNotPublished) as refused:
        services.take_step(actor=agent, key=case.key, step="ask-correction", filled=ask)
    assert list(refused.value.fields) == ["paper"]
    listed["cnie"] = {"fr": "Carte nationale"}
    services.take_step(actor=agent, key=case.key, step="ask-correction", filled=ask)
    assert moved(case).phase == "paused"


def test_a_person_withdraws_and_a_proposal_falls() -> None:
    case, agent = make_case(), make_agent()
    take_up(case, agent)
    services.take_step(actor=agent, key=case.key, step="refuse", filled=Filled(reasons="x"))
    services.take_step(actor=ACTOR, key=case.key, step="withdraw", owner=AMINA.owner)
    assert moved(case).outcome == "withdrawn"
    with pytest.raises(StepNotPossible):
        services.confirm_decision(actor=make_agent(), key=case.key)


def test_a_closed_case_moves_no_more() -> None:
    case, agent = make_case(), make_agent()
    take_up(case, agent)
    services.take_step(actor=agent, key=case.key, step="accept")
    for step in ("accept", "ask-correction", "refuse", "take-up"):
        with pytest.raises(StepNotPossible):
            services.take_step(actor=agent, key=case.key, step=step, filled=Filled("r", "m", "n", ("phone",)))


def test_silence_issues_the_act_the_day_after_the_legal_date_and_once() -> None:
    with clock.frozen_at(MONDAY):
        case = make_case(raw=make_raw(silence="acceptance"))
    with clock.frozen_at(at(case.due_on)):
        assert services.run_clock(actor=SYSTEM).silences == 0
    with clock.frozen_at(at(case.due_on + timedelta(days=1))):
        assert services.run_clock(actor=SYSTEM).silences == 1
        assert services.run_clock(actor=SYSTEM).silences == 0
    tracking = queries.track(key=case.key, owner=AMINA.owner)
    assert (tracking.info.state, tracking.info.outcome) == ("accepted", "accepted-by-silence")
    assert tracking.decision is not None
    assert queries.verify_paper(code=tracking.decision.code).valid


def test_a_paused_case_is_not_accepted_by_silence() -> None:
    with clock.frozen_at(MONDAY):
        case, agent = make_case(raw=make_raw(silence="acceptance")), make_agent()
        take_up(case, agent)
        services.take_step(actor=agent, key=case.key, step="ask-correction", filled=ASK)
    with clock.frozen_at(at(case.due_on + timedelta(days=2))):
        run = services.run_clock(actor=SYSTEM)
    assert (run.silences, run.lapsed) == (0, 1)  # the correction never came
    assert moved(case).outcome == "lapsed"


def test_without_acceptance_the_supervisor_is_told_once() -> None:
    with clock.frozen_at(MONDAY):
        case = make_case()
    with clock.frozen_at(at(case.due_on + timedelta(days=1))):
        assert services.run_clock(actor=SYSTEM).escalated == 1
        assert services.run_clock(actor=SYSTEM).escalated == 0
    told = Event.objects.get(case=case, kind="escalated")
    assert (told.sight, told.detail["supervisor"]) == ("internal", "commune")


def test_alerts_come_before_and_after_the_legal_date_each_once() -> None:
    with clock.frozen_at(MONDAY):
        case = make_case()
    given = []
    for days in (-20, -15, -14, -5, -1, 0, 1, 2):
        with clock.frozen_at(at(case.due_on + timedelta(days=days))):
            given.append(services.run_clock(actor=SYSTEM).alerts)
    assert given == [0, 1, 0, 1, 0, 0, 1, 0]
    seen = queries.track(key=case.key, owner=AMINA.owner).events
    assert [event.kind for event in seen] == ["submitted", "alert"]  # the last one is the person's too


def test_an_annulled_decision_opens_the_case_again_with_its_clock_anew() -> None:
    with clock.frozen_at(MONDAY):
        case, agent, supervisor = make_case(), make_agent(), make_agent("supervisor")
        take_up(case, agent)
        services.take_step(actor=agent, key=case.key, step="accept")
    code = moved(case).decisions.get().code
    with clock.frozen_at(MONDAY + timedelta(days=30)):
        with pytest.raises(NotCaseOfficer):
            services.annul_decision(actor=agent, key=case.key, note="")
        services.annul_decision(actor=supervisor, key=case.key, note="Recours fondé")
    assert (moved(case).phase, case.state, case.due_on) == ("open", "in-review", date(2026, 6, 1))
    assert not queries.verify_paper(code=code).valid


def test_the_list_goes_on_after_its_cursor_in_the_order_of_legal_dates() -> None:
    cases = []
    for place in range(5):
        with clock.frozen_at(MONDAY + timedelta(days=(place * 3) % 5)):
            cases.append(make_case())
    wanted, seen, after = CaseFilter(), [], ""
    while True:
        page = queries.list_cases(wanted=wanted, after=after, limit=2)
        seen += [one.key for one in page.items]
        after = page.after
        if not after:
            break
    assert seen == [one.key for one in sorted(cases, key=lambda one: (one.due_on, one.pk))]
