"""The desk: who sees what, reviewers and their agreement, what is watched in service."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from bawaba.ai import queries, services
from bawaba.ai.errors import NotOnBoard, StepHindered, UseCaseInvalid, UseCaseNotFound
from bawaba.ai.models import UseCase
from bawaba.ai.tests.test_lifecycle import BOARD, EDITOR, TODAY, approve, at, lead, prepared, reload
from bawaba.directory.services import grant_membership
from bawaba.kernel.actors import ANONYMOUS, Actor, system_actor
from bawaba.kernel.models import Account, AuditEntry

pytestmark = pytest.mark.django_db
STRANGER = Actor(kind="person", key="account:97", account_id=97, roles=frozenset({("publisher", "other")}))


def browser(role: str, number: int) -> Client:
    account = Account.objects.create_user(username=f"{role}{number}", id=number)
    grant_membership(actor=system_actor("tests"), account_id=account.pk, role=role, body="ministry")
    client = Client()
    client.force_login(account)
    return client


def scored(key: str, actor: Actor, score: int) -> None:
    scores = {one.key: score if one.better == "more" else 6 - score for one in queries.list_criteria()}
    services.score_use_case(actor=actor, key=key, scores=scores)


def running(high_risk: bool = False) -> None:
    prepared(stage="assessed", assessed_until=TODAY + timedelta(days=900), high_risk=high_risk)
    approve(*BOARD[:2])
    lead("approved", "built", "in-service")


class TestWhoSeesWhat:
    def test_the_desk_asks_for_a_sign_in_and_hides_what_is_of_another_body(self) -> None:
        prepared()
        assert Client().get("/fr/ai/desk/").status_code == 302
        assert queries.list_use_cases(actor=STRANGER) == []
        for one in (STRANGER, ANONYMOUS):
            with pytest.raises(UseCaseNotFound):
                queries.open_use_case(actor=one, key="sorting")

    def test_each_page_shows_the_use_case_in_both_languages(self) -> None:
        prepared(stage="qualified")
        client = browser("publisher", 4001)
        for language in ("ar", "fr"):
            for page in ("", "new", "use-cases/sorting", "priorities", "scenarios/", "words"):
                answer = client.get(f"/{language}/ai/desk/{page}")
                assert answer.status_code == 200, page
                if page in ("", "use-cases/sorting", "priorities"):
                    assert "Trier les demandes" in unescape(answer.content.decode())

    def test_what_a_service_refuses_is_said_on_the_form_and_changes_nothing(self) -> None:
        prepared(stage="prioritised")
        client = browser("publisher", 4002)
        told = {"step-stage": "assessed", "step-reason": "r"}
        answer = client.post("/fr/ai/desk/use-cases/sorting/step", told)
        assert answer.status_code == 422
        assert "évaluation approuvée" in unescape(answer.content.decode())
        assert reload().stage == "prioritised"
        assert client.post("/fr/ai/desk/use-cases/sorting/nothing", {}).status_code == 404

    def test_an_idea_is_proposed_from_its_form(self) -> None:
        prepared()
        told = {"body": "ministry", "title_ar": "عنوان", "title_fr": "Répondre vite", "problem_ar": "مشكل", "problem_fr": "p",
                "sources": "demandes: ministère", "current_cost": "12"}  # fmt: skip
        client = browser("editor", 4003)
        assert client.post("/fr/ai/desk/new", told).status_code == 302
        row = UseCase.objects.exclude(key="sorting").get()
        assert row.details["data"] == [["demandes", "ministère"]]
        assert row.details["current_cost"] == 1_200
        assert client.post("/fr/ai/desk/new", {**told, "title_ar": ""}).status_code == 422

    def test_who_may_not_propose_is_shown_no_way_to_it(self) -> None:
        prepared()
        client = browser("supervisor", 4021)
        assert client.get("/fr/ai/desk/new").status_code == 403
        assert "/fr/ai/desk/new" not in client.get("/fr/ai/desk/").content.decode()
        assert "/fr/ai/desk/new" in browser("editor", 4022).get("/fr/ai/desk/").content.decode()

    def test_one_language_is_enough_and_pasted_addresses_are_names(self) -> None:
        prepared()
        client = browser("editor", 4004)
        told = {"body": "ministry", "title_ar": "عنوان", "problem_ar": "مشكل", "title_fr": "", "problem_fr": "",
                "needs": "http://localhost/ar/ai/desk/use-cases/sorting?x=1, "}  # fmt: skip
        for language in ("ar", "fr"):
            assert client.post(f"/{language}/ai/desk/new", {**told, "title_ar": language}).status_code == 302
        found = UseCase.objects.exclude(key="sorting")
        assert [row.details["needs"] for row in found] == [["sorting"], ["sorting"]]
        assert {text.language for row in found for text in row.texts.all()} == {"ar"}
        refused = client.post("/fr/ai/desk/new", {"body": "ministry"})
        assert refused.status_code == 422
        assert unescape(refused.content.decode()).count("Ce champ est obligatoire") >= 2

    def test_an_idea_is_completed_by_a_colleague_until_it_is_assessed(self) -> None:
        prepared(
            details={"people": 5, "current_cost": 1_200, "data": [["demandes", "ministère"]], "needs": []}
        )
        client, page = browser("editor", 4010), "/fr/ai/desk/use-cases/sorting/revise"
        shown = client.get(page).content.decode()
        assert 'value="12"' in shown
        assert "demandes: ministère" in shown
        told = {
            "title_fr": "Trier",
            "problem_fr": "p",
            "title_ar": "فرز",
            "problem_ar": "م",
            "effort_days": "40",
        }
        assert client.post(page, told).status_code == 302
        row = UseCase.objects.get()
        assert (row.details["effort_days"], row.details["people"]) == (40, 0)
        assert {text.language: text.title for text in row.texts.all()} == {"fr": "Trier", "ar": "فرز"}
        assert client.post(page, {**told, "needs": "sorting"}).status_code == 422
        assert browser("supervisor", 4011).post(page, told).status_code == 422
        UseCase.objects.update(stage="assessed")
        refused = client.post(page, told)
        assert refused.status_code == 422
        assert "une fois évalué" in unescape(refused.content.decode())
        assert AuditEntry.objects.filter(verb="ai.revised").count() == 1
        assert "Corriger ou compléter" not in unescape(client.get(page[:-7]).content.decode())

    def test_what_is_sent_twice_is_kept_once(self) -> None:
        prepared()
        client = browser("editor", 4007)
        told = {"body": "ministry", "title_fr": "Deux fois", "problem_fr": "p", "once": "0a1b2c3d"}
        places = [client.post("/fr/ai/desk/new", told)["Location"] for _time in range(2)]
        assert places[0] == places[1]
        assert UseCase.objects.count() == 2
        UseCase.objects.all().delete()
        with at(TODAY):
            running()
            asked = {"actor": BOARD[0], "key": "sorting", "text": "Essai", "blocking": False, "due_on": TODAY}
            harm = {
                "actor": EDITOR,
                "key": "sorting",
                "severity": 2,
                "harm": "une lettre",
                "happened_on": TODAY,
            }
            figure = {"actor": EDITOR, "key": "sorting", "names": {"fr": "Erreurs"}}
            for service, values in (
                (services.set_condition, asked), (services.report_incident, harm), (services.add_indicator, figure),
            ):  # fmt: skip
                service(**values)  # type: ignore[operator]  # one of three
                with pytest.raises(UseCaseInvalid):
                    service(**values)  # type: ignore[operator]  # as above

    def test_days_and_numbers_that_nobody_means_are_refused_and_a_comma_is_a_comma(self) -> None:
        with at(TODAY):
            running()
            page, client, board = (
                "/fr/ai/desk/use-cases/sorting",
                browser("editor", 4008),
                browser("publisher", 4009),
            )
            figure = {"indicator-name_ar": "خطأ", "indicator-name_fr": "Erreurs", "indicator-high": "2,5"}
            assert client.post(f"{page}/indicator", figure).status_code == 302
            (row,) = queries.open_use_case(actor=EDITOR, key="sorting").indicators
            assert row[0].high == 2.5
            reading = {
                "reading-indicator": str(row[0].pk),
                "reading-value": "1,5",
                "reading-measured_on": "0001-01-01",
            }
            incident = {"incident-severity": "1", "incident-harm": "x", "incident-happened_on": "0001-01-01"}
            for name, told in (("reading", reading), ("incident", incident)):
                answer = client.post(f"{page}/{name}", told)
                assert answer.status_code == 422
                assert "Donnez un jour entre 2000 et 2100" in unescape(answer.content.decode())
            late = {"condition-text": "x", "condition-due_on": "9999-12-31"}
            assert board.post(f"{page}/condition", late).status_code == 422
            huge = {"body": "ministry", "title_fr": "x", "problem_fr": "p", "people": "9" * 20}
            assert client.post("/fr/ai/desk/new", huge).status_code == 422

    def test_who_supervises_may_plan_and_who_plans_for_nobody_is_told_so(self) -> None:
        prepared()
        supervisor, editor = browser("supervisor", 4005), browser("editor", 4006)
        for page in ("weights", "scenarios/"):
            told = unescape(editor.get(f"/fr/ai/desk/{page}").content.decode())
            assert "Vous ne planifiez pour aucune administration" in told
            assert (
                "Ministère" in supervisor.get(f"/fr/ai/desk/{page}").content.decode() or page == "scenarios/"
            )
        assert 'name="body"' not in editor.get("/fr/ai/desk/weights?body=ministry").content.decode()


class TestReviewers:
    def test_scores_are_counted_without_those_of_a_conflict_and_corrected_until_it_is_assessed(self) -> None:
        prepared(stage="qualified")
        scored("sorting", BOARD[0], 5)
        scored("sorting", BOARD[1], 3)
        services.score_use_case(actor=BOARD[2], key="sorting", scores={}, conflict=True)
        file = queries.open_use_case(actor=BOARD[0], key="sorting")
        assert file.scores["citizen_value"] == 4
        assert file.grid == pytest.approx({"value": 75.0, "feasibility": 75.0})
        scored("sorting", BOARD[1], 5)
        assert queries.open_use_case(actor=EDITOR, key="sorting").grid["value"] == pytest.approx(100)
        UseCase.objects.update(stage="assessed")
        with pytest.raises(StepHindered):
            scored("sorting", BOARD[0], 1)

    def test_nobody_scores_their_own_and_no_score_is_outside_of_the_scale(self) -> None:
        prepared(stage="qualified", proposed_by=BOARD[0].key)
        for one in (BOARD[0], EDITOR, STRANGER, ANONYMOUS):
            with pytest.raises(NotOnBoard):
                scored("sorting", one, 3)
        for scores in ({"citizen_value": 6}, {"other": 3}, {}):
            with pytest.raises(UseCaseInvalid):
                services.score_use_case(actor=BOARD[1], key="sorting", scores=scores)

    def test_full_agreement_is_one_and_all_ways_put_the_better_one_first(self) -> None:
        prepared()
        other = UseCase.objects.get()
        other.pk, other.key = None, "other"
        other.save()
        UseCase.objects.update(stage="qualified")
        for actor in BOARD[:2]:
            scored("sorting", actor, 5)
            scored("other", actor, 2)
        found = queries.rank_use_cases(actor=BOARD[0])
        assert [one.key for one in found.items] == ["sorting", "other"]
        assert found.items[0].ranks == {"weighted-sum": 1, "topsis": 1, "promethee-ii": 1}
        assert found.agreement == pytest.approx(1.0)
        assert set(found.ranges.values()) == {
            (0.0, 1.0)
        }  # better by every criterion: no weight changes the order


class TestInService:
    def test_a_value_out_of_its_limits_is_told(self) -> None:
        with at(TODAY):
            running()
            number = services.add_indicator(
                actor=EDITOR, key="sorting", names={"fr": "Erreurs"}, low=1, high=5
            )
            within = [
                services.take_reading(
                    actor=EDITOR, key="sorting", indicator=number, value=value, measured_on=TODAY
                )
                for value in (0.5, 1, 5, 5.5)
            ]
            assert within == [False, True, True, False]
            with pytest.raises(UseCaseInvalid):
                services.take_reading(
                    actor=EDITOR, key="sorting", indicator=number, value=float("nan"), measured_on=TODAY
                )

    def test_the_most_severe_incident_suspends_at_once_and_ends_with_its_public_summary(self) -> None:
        with at(TODAY):
            running()
            services.report_incident(
                actor=EDITOR, key="sorting", severity=2, harm="une lettre fausse", happened_on=TODAY
            )
            assert reload().stage == "in-service"
            number = services.report_incident(
                actor=EDITOR, key="sorting", severity=4, harm="des demandes perdues", happened_on=TODAY
            )
            assert reload().stage == "suspended"
            with pytest.raises(UseCaseInvalid) as refusal:
                services.tell_incident(
                    actor=EDITOR, key="sorting", incident=number, summary={"fr": "x"}, closes=True
                )
            assert set(refusal.value.fields) == {"summary", "correction"}
            services.tell_incident(
                actor=EDITOR,
                key="sorting",
                incident=number,
                summary={"fr": "x", "ar": "س"},
                correction="c",
                closes=True,
            )
            (system,) = [one for one in queries.list_own_systems() if one.key == "sorting"]
            assert [(news.severity, news.closed) for news in system.news] == [(4, True)]
        assert AuditEntry.objects.filter(verb="ai.incident-told").count() == 1

    @pytest.mark.parametrize(("high_risk", "days"), [(True, 182), (False, 365)])
    def test_a_review_is_due_by_the_level_of_risk_and_done_by_the_board(
        self, high_risk: bool, days: int
    ) -> None:
        with at(TODAY):
            running(high_risk)
            assert reload().review_due == TODAY + timedelta(days=days)
            with pytest.raises(NotOnBoard):
                services.record_periodic_review(actor=EDITOR, key="sorting", note="vu")
        with at(TODAY + timedelta(days=days + 1)):
            assert queries.list_use_cases(actor=BOARD[0])[0].overdue
            due = services.record_periodic_review(actor=BOARD[0], key="sorting", note="vu")
            assert due == TODAY + timedelta(days=2 * days + 1)
            assert not queries.list_use_cases(actor=BOARD[0])[0].overdue


def test_the_shipped_assessment_is_put_in_force_once_and_begun_for_a_use_case() -> None:
    prepared(stage="prioritised")
    system = system_actor("tests")
    assert services.ensure_methods(actor=system, owner="ministry")
    assert not services.ensure_methods(actor=system, owner="ministry")
    assert services.begin_assessment(actor=EDITOR, key="sorting")
