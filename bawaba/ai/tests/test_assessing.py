"""Canada's Algorithmic Impact Assessment of a use case: begun, handed in, its level's obligations as conditions."""

import json
import re
from datetime import date, timedelta
from html import unescape
from itertools import pairwise

import pytest

from bawaba.ai import queries, services
from bawaba.ai.errors import NotOnBoard, UseCaseInvalid
from bawaba.ai.models import Condition
from bawaba.ai.rules.methods import wants_in_force
from bawaba.ai.rules.obligations import owed
from bawaba.ai.tests.test_desk import browser
from bawaba.ai.tests.test_ethics_method import CARELESS
from bawaba.ai.tests.test_lifecycle import BOARD, EDITOR, TODAY, at, prepared
from bawaba.ai.types import AskedObligation
from bawaba.assess import services as assess
from bawaba.assess.models import Assessment, MethodVersion
from bawaba.assess.queries import find_method, score_with
from bawaba.assess.types import GivenAnswer, Method, VersionInfo
from bawaba.kernel.actors import Actor, system_actor
from bawaba.kernel.models import AuditEntry

CANADA = "urn:bawaba:method:canada-aia"


def begun(kind: str = "canada") -> str:
    prepared(stage="prioritised")
    services.ensure_methods(actor=system_actor("tests"), owner="ministry")
    return services.begin_assessment(actor=EDITOR, key="sorting", kind=kind)  # type: ignore[arg-type]


def worst(method: Method) -> dict[str, object]:
    """Answer every scored question of impact by what is worth most, and nothing of mitigation."""
    found: dict[str, object] = {}
    for one in method.questions:
        if one.part == "impact" and one.choices:
            best = max(one.choices, key=lambda choice: choice.points).id
            found[one.id] = [choice.id for choice in one.choices] if one.type == "multiple" else best
    return found


def handed_in() -> str:
    """Hand in an assessment whose impact is of the highest level."""
    key = begun()
    _info, method = find_method(urn=CANADA)
    required = {one.id: one.choices[0].id for one in method.questions if one.required}
    answers = {**worst(method), **required}
    assess.save_answers(
        actor=EDITOR, key=key, answers=[GivenAnswer(name, value) for name, value in answers.items()]
    )
    assess.submit_assessment(actor=EDITOR, key=key)
    return key


def test_each_level_obliges_to_no_less_than_the_one_below() -> None:
    every = queries.list_obligations()
    sizes = [len(owed(every, level, ())) for level in (1, 2, 3, 4)]
    assert sizes[0] > 0
    assert all(one <= other for one, other in pairwise(sizes))
    assert {one.code for one in owed(every, 4, {"publish"})} == {
        one.code for one in every if 4 in one.levels
    } - {"publish"}
    for one in every:
        for language, careless in CARELESS.items():
            assert one.texts[language]
            assert not careless.search(one.texts[language]), one.texts[language]


def test_each_section_that_a_level_obliges_to_is_asked_for_at_it_once() -> None:
    """Sections 6.1 to 6.5 and appendix C of the directive in force since 24 June 2025, but for licences of software."""
    always = {
        "6.1.1", "6.1.3", "6.2.1", "6.2.2", "6.2.3", "6.3.1", "6.3.2", "6.3.5", "6.3.6", "6.3.9", "6.3.10", "6.3.12",
        "6.3.13", "6.3.14", "6.4.1", "6.5.1", "6.5.2",
    }  # fmt: skip
    from_level_two = {"6.3.7", "6.3.8"}
    for level in (1, 2, 3, 4):
        named = [
            part for one in owed(queries.list_obligations(), level, ()) for part in one.sections.split(", ")
        ]
        assert always <= set(named)
        assert (from_level_two <= set(named)) is (level > 1)
        assert [part for part in set(named) - {"6.2.3"} if named.count(part) > 1] == []


def test_a_shipped_method_takes_the_place_of_older_ones_only() -> None:
    shipped = Method("urn:x", "1.10.0", {}, (), ())

    def kept(version: str, state: str = "published", urn: str = "urn:x") -> VersionInfo:
        return VersionInfo(urn, version, state, {}, (), "", "", 0)

    assert wants_in_force(shipped, [])
    assert wants_in_force(shipped, [kept("1.9.0"), kept("2.0.0", urn="urn:y")])
    assert not wants_in_force(shipped, [kept("1.10.0")])
    assert not wants_in_force(shipped, [kept("1.9.0"), kept("2.0.0")])
    assert not wants_in_force(shipped, [kept("1.9.0", "draft")])


@pytest.mark.django_db
class TestCanada:
    def test_it_is_asked_in_arabic_whole_and_its_translation_says_whose_it_is(self) -> None:
        begun()
        info, method = find_method(urn=CANADA)
        assert info.languages == ("en", "fr", "ar")
        texts = [one.titles for one in method.sections]
        for one in method.questions:
            texts += [
                one.titles,
                *([one.help] if one.help else []),
                *(choice.titles for choice in one.choices),
            ]
        assert len(method.questions) == 295
        for said in texts:
            assert re.search("[\u0621-\u064a]", said["ar"]) or not re.search("[A-Za-z]", said["en"]), said
            assert not CARELESS["ar"].search(said["ar"]), said
            if said["en"].endswith("?"):
                assert said["ar"].endswith("؟"), said
        assert all("ليست ترجمة رسمية" in one.help["ar"] for one in (method, *method.sections))

    def test_an_older_version_gives_way_and_what_was_begun_under_it_stays_there(self) -> None:
        key = begun()
        row = MethodVersion.objects.get(method__urn=CANADA)
        MethodVersion.objects.filter(pk=row.pk).update(version="1.0.0")
        assert services.ensure_methods(actor=system_actor("tests"), owner="ministry")
        assert not services.ensure_methods(actor=system_actor("tests"), owner="ministry")
        assert find_method(urn=CANADA)[0].version == "1.1.0"
        assert Assessment.objects.get(key=key).version_id == row.pk

    def test_its_maxima_are_the_published_ones_and_no_list_of_its_departments_is_shipped(self) -> None:
        begun()
        _info, method = find_method(urn=CANADA)
        figures = score_with(method=method, answers=worst(method)).figures
        assert (figures["raw_maximum"], figures["mitigation_maximum"]) == (167, 154)
        assert figures["level"] == 4
        assert len(figures["obligations"]) == len(owed(queries.list_obligations(), 4, ()))
        assert "Royal Canadian Mounted Police" not in json.dumps([one.titles for q in method.questions for one in q.choices])  # fmt: skip

    def test_an_assessment_that_is_being_filled_in_is_gone_on_with(self) -> None:
        key = begun()
        assert services.begin_assessment(actor=EDITOR, key="sorting", kind="canada") == key
        assert services.begin_assessment(actor=EDITOR, key="sorting", kind="ethics") != key
        found = queries.list_own_assessments(actor=EDITOR, key="sorting")
        assert {(one.state, one.level) for one in found} == {("draft", None)}
        assert AuditEntry.objects.filter(verb="ai.assessment-begun").count() == 2

    def test_the_obligations_of_its_level_are_proposed_and_asked_for_once(self) -> None:
        with at(TODAY):
            handed_in()
            proposal = queries.propose_conditions(actor=BOARD[0], key="sorting")
            assert (proposal.level, proposal.verified) == (4, False)
            due = {one.code: one.due_on for one in proposal.conditions}
            assert due["government-approves"] == TODAY + timedelta(days=60)
            asked = [AskedObligation("two-peer-reviews", TODAY + timedelta(days=10), True),
                     AskedObligation("publish", TODAY, False)]  # fmt: skip
            numbers = services.ask_obligations(actor=BOARD[0], key="sorting", asked=asked)
            left = {one.code for one in queries.propose_conditions(actor=BOARD[0], key="sorting").conditions}
            assert left == set(due) - {"two-peer-reviews", "publish"}
            rows = Condition.objects.filter(pk__in=numbers)
            assert {(one.duty.code, one.blocking, one.due_on) for one in rows} == {
                ("two-peer-reviews", True, TODAY + timedelta(days=10)),
                ("publish", False, TODAY),
            }
            for refused in (asked, [], [AskedObligation("other", TODAY, True)]):
                with pytest.raises(UseCaseInvalid):
                    services.ask_obligations(actor=BOARD[0], key="sorting", asked=refused)
            with pytest.raises(NotOnBoard):
                services.ask_obligations(actor=EDITOR, key="sorting", asked=asked)

    def test_one_that_cannot_be_set_leaves_the_others_unset(self) -> None:
        with at(TODAY):
            handed_in()
            asked = [AskedObligation("publish", TODAY, False), AskedObligation("groups", date(2020, 1, 1), True)]  # fmt: skip
            with pytest.raises(UseCaseInvalid):
                services.ask_obligations(actor=BOARD[0], key="sorting", asked=asked)
        assert not Condition.objects.exists()

    def test_nobody_else_sees_what_was_assessed(self) -> None:
        begun()
        stranger = Actor(
            kind="person", key="account:98", account_id=98, roles=frozenset({("editor", "other")})
        )
        assert queries.list_own_assessments(actor=stranger, key="sorting") == ()

    def test_the_page_begins_it_and_offers_its_conditions_to_the_board(self) -> None:
        prepared(stage="prioritised")
        services.ensure_methods(actor=system_actor("tests"), owner="ministry")
        client, page = browser("editor", 4101), "/fr/ai/desk/use-cases/sorting"
        answer = client.post(f"{page}/canada", {})
        assert answer.status_code == 302
        assert "/fr/assessments/" in answer["Location"]
        key = str(answer["Location"]).rstrip("/").rpartition("/")[2]
        _info, method = find_method(urn=CANADA)
        required = {one.id: one.choices[0].id for one in method.questions if one.required}
        answers = [GivenAnswer(name, value) for name, value in {**worst(method), **required}.items()]
        assess.save_answers(actor=EDITOR, key=key, answers=answers)
        assess.submit_assessment(actor=EDITOR, key=key)
        board = browser("publisher", 4102)
        shown = unescape(board.get(page).content.decode())
        assert "Incidence de niveau 4 sur 4" in shown
        assert "Former chaque agent, selon son rôle et de nouveau à dates fixes" in shown
        assert "doc-fra.aspx?id=32592" in shown
        names = set(re.findall(r'name="oblige-(ask_[a-z-]+)"', shown))
        assert len(names) == len(owed(queries.list_obligations(), 4, ()))
        assert board.post(f"{page}/oblige", {"oblige-ask_groups": "on"}).status_code == 422
        assert Condition.objects.count() == 0
        told = {"oblige-ask_groups": "on", "oblige-due_groups": "2099-01-01", "oblige-blocking_groups": "on"}
        assert board.post(f"{page}/oblige", told).status_code == 302
        assert "دراسة أثر النظام" in board.get("/ar/ai/desk/use-cases/sorting").content.decode()
        (row,) = Condition.objects.all()
        assert (row.blocking, row.due_on) == (True, date(2099, 1, 1))
