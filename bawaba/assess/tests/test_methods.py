"""Methods are data: read whole or refused line by line, scored with a trace, moved between versions."""

import json

import pytest

from bawaba.assess.queries import read_file
from bawaba.assess.queries.scorers import find_scorer
from bawaba.assess.rules.answers import answer_faults
from bawaba.assess.rules.conditions import asked
from bawaba.assess.rules.definitions import read_method
from bawaba.assess.rules.konveyor import import_questionnaire
from bawaba.assess.rules.migrating import migrate_answers
from bawaba.assess.rules.scoring import mean_of, score_method
from bawaba.assess.rules.surveyjs import import_survey, read_condition
from bawaba.assess.rules.writing import sign, write_method
from bawaba.assess.scoring.points import read_survey, score_points
from bawaba.assess.scoring.reading import Document, read_json, read_yaml
from bawaba.assess.tests.methods import EXAMPLE, KONVEYOR, SECOND
from bawaba.assess.tests.shared_data import shared_text
from bawaba.assess.types import NOT_APPLICABLE, UNKNOWN, Method, Refused
from bawaba.kernel import expressions


@pytest.fixture(scope="module")
def example() -> Method:
    return read_method(read_yaml(EXAMPLE))


def test_a_method_is_the_same_after_it_was_kept_as_json(example: Method) -> None:
    kept = write_method(example)
    assert read_method(read_json(json.dumps(kept))) == example
    assert sign(kept) == sign(json.loads(json.dumps(kept)))
    assert sign(kept) != sign(write_method(read_method(read_yaml(SECOND))))


def test_every_type_of_scoring_gives_its_figures(example: Method) -> None:
    answers = {"strategy": "adopted", "budget": 5, "skills": ["data"]}
    score = score_method(example, answers)
    # plan: (100 + 50) / 2 = 75; people: 3 of 4 = 75; index (2 × 75 + 75) / 3
    assert {name: score.figures[name] for name in ("index", "index.plan", "index.people", "stage", "verdict")} == {
        "index": 75, "index.plan": 75, "index.people": 75, "stage": 4, "verdict": "go",
    }  # fmt: skip
    assert (score.figures["raw"], score.figures["mitigation"], score.figures["level"]) == (0, 3, 1)
    assert (score.figures["risk"], score.figures["confidence"]) == ("green", 100)
    assert score.figures["actions"] == []
    assert {term["by"] for term in score.trace} == {"impact", "colours", "index"}
    assert [one["level"] for one in score.rules if one["by"] == "stage"] == [4]


def test_missing_unknown_and_not_applicable_are_three_things(example: Method) -> None:
    def index(answers: dict[str, object]) -> object:
        return score_method(example, answers).figures["index"]

    assert index({"strategy": "draft"}) == 25  # people are missing and take no part
    assert index({"strategy": "draft", "skills": NOT_APPLICABLE}) == 25
    assert index({"strategy": "draft", "skills": UNKNOWN}) == pytest.approx(50 / 3)  # unknown is the least
    assert index({}) is None
    assert score_method(example, {"strategy": "draft"}).missing == ["skills"]
    assert "unknown-counts-least" in score_method(example, {"skills": UNKNOWN}).notes


def test_what_is_not_asked_is_not_counted_and_actions_follow_answers(example: Method) -> None:
    score = score_method(example, {"strategy": "none", "budget": 10})
    assert score.figures["index.plan"] == 0
    assert score.figures["actions"] == ["write-strategy"]
    assert score.figures["level"] == 4  # 4 of 4 points of impact
    assert [one["en"] for one in score.figures["obligations"]] == ["Peer review"]


def test_a_mean_of_too_little_weight_has_no_value() -> None:
    terms = [(3.0, None), (1.0, 50.0)]
    assert (mean_of(terms, "arithmetic"), mean_of(terms, "arithmetic", 0.5)) == (50, None)
    assert mean_of([(1, 4.0), (1, 9.0)], "geometric") == pytest.approx(6)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("urn: urn:bawaba:method:example", "urn: example", "bad-urn"),
        ("version: 1.0.0", "version: 1.0", "bad-version"),
        ("ar: مثال}", "ar: ''}", "no-text"),
        ("type: number", "type: slider", "unknown-method"),
        ("id: budget", "id: strategy", "name-twice"),
        ("{var: strategy}, adopted", "{var: stratgy}, adopted", "condition-unknown-variable"),
        ('{"==": [{var: strategy}, adopted]}', '{"~": [1, 2]}', "condition-unknown-operator"),
        ('{"==": [{var: strategy}, adopted]}', '{"==": [{var: budget}, 1]}', "circle"),
        ("of: index", "of: indx", "unknown-figure"),
        ("bounds: [25, 50, 75]", "bounds: [25, 20]", "bad-bounds"),
        ("type: shares}", "type: shares, spam: 1}", "unknown-name"),
        ("gives: go", "give: go", "bad-decision"),
        ("    required: true", "    required: yes please", "not-a-flag"),
        ("  - id: people\n", "  - id: people\n    colour: 1\n", "unknown-name"),
    ],
)
def test_a_malformed_method_is_refused_with_line_and_reason(old: str, new: str, code: str) -> None:
    changed = EXAMPLE.replace(old, new, 1)
    pairs = enumerate(zip(EXAMPLE.splitlines(), changed.splitlines(), strict=False), 1)
    line = next(at for at, (before, after) in pairs if before != after)
    with pytest.raises(Refused) as refused:
        read_method(read_yaml(changed))
    assert (code, line) in [(one.code, one.line) for one in refused.value.faults]


def test_conditions_in_a_circle_name_the_whole_way() -> None:
    text = EXAMPLE.replace(
        "        type: multiple\n", '        type: multiple\n        when: {"==": [{var: budget}, 1]}\n'
    ).replace('{"==": [{var: strategy}, adopted]}', "{in: [law, {var: skills}]}")
    with pytest.raises(Refused) as refused:
        read_method(read_yaml(text))
    assert [one.detail for one in refused.value.faults] == [
        "budget → skills → budget",
        "skills → budget → skills",
    ]


def test_answers_that_do_not_fit_are_refused_each_with_its_reason(example: Method) -> None:
    wrong = {"strategy": "maybe", "budget": 11, "skills": "law", "else": 1}
    with pytest.raises(Refused) as refused:
        score_method(example, wrong)
    assert {one.place: one.code for one in refused.value.faults} == {
        "strategy": "unknown-choice", "budget": "out-of-range", "skills": "not-a-list", "else": "unknown-question",
    }  # fmt: skip


def test_moving_to_another_version_carries_what_still_fits(example: Method) -> None:
    second = read_method(read_yaml(SECOND.replace(
        "id: money\n", "id: money\n        same_as: ['urn:bawaba:method:example#budget']\n")))  # fmt: skip
    moved = migrate_answers(
        old=example, new=second, answers={"strategy": "draft", "budget": 3, "skills": ["law"]}
    )
    assert moved.carried == {"money": 3, "skills": ["law"]}
    assert moved.lost == {"strategy": "choice-gone"}
    assert moved.new == ("strategy",)
    without_link = read_method(read_yaml(SECOND))
    moved = migrate_answers(old=example, new=without_link, answers={"budget": UNKNOWN, "strategy": UNKNOWN})
    assert moved.lost == {"budget": "question-gone"}
    assert moved.carried == {"strategy": UNKNOWN}


def test_canadas_questionnaire_becomes_a_method_with_the_same_score() -> None:
    document = read_json(shared_text("governance/aia/survey-enfr.json"))
    method = import_survey(
        document, urn="urn:bawaba:method:aia", version="1.0.0", titles={"en": "AIA", "fr": "EIA"}
    )
    assert len([one for one in method.questions if one.when is not None]) == 116  # and six of pages
    assert len([one for one in method.sections if one.when is not None]) == 8
    assert read_method(read_json(json.dumps(write_method(method)))) == method
    official = read_survey(document)
    answers = {
        name: list(one.worth)[:2] if one.many else list(one.worth)[place % len(one.worth)]
        for place, (name, one) in enumerate(official.questions.items())
    }
    ours, theirs = score_method(method, answers).figures, score_points(official, answers).figures
    assert {name: ours[name] for name in theirs} == dict(theirs)


@pytest.mark.parametrize(
    ("text", "true", "false"),
    [
        ('{a} = "x"', {"a": "x"}, {"a": "y"}),
        ('{a} contains ["x"]', {"a": ["x", "y"]}, {"a": ["y"]}),
        ('{a} contains "x" and {b} notempty', {"a": ["x"], "b": 1}, {"a": ["x"]}),
        ("{a} > 3 or not ({b} empty)", {"a": 4}, {"a": 1}),
        ("{a} anyof ['x', 'y']", {"a": ["y"]}, {"a": ["z"]}),
        ('{a} notcontains "x" && {b} <> 2', {"a": [], "b": 1}, {"a": ["x"], "b": 1}),
    ],
)
def test_conditions_of_surveyjs_hold_when_they_hold_there(text: str, true: object, false: object) -> None:
    found = read_condition(text)
    assert expressions.is_true(found, true)
    assert not expressions.is_true(found, false)


def test_a_condition_that_is_not_known_names_its_line() -> None:
    text = '{"pages": [{"name": "p", "elements": [\n{"type": "text", "name": "a", "visibleIf": "iif({b}, 1)"}]}]}'
    with pytest.raises(Refused, match="2: bad-condition"):
        import_survey(
            read_json(text), urn="urn:bawaba:method:x", version="1.0.0", titles={"en": "x", "fr": "x"}
        )


def test_conditions_of_a_questionnaire_that_lead_in_a_circle_or_nowhere_name_their_lines() -> None:
    text = """{"pages": [{"name": "p", "elements": [
      {"type": "text", "name": "a", "visibleIf": "{b} = 1"},
      {"type": "panel", "name": "in-RS", "visibleIf": "{a} = 1", "elements": [
        {"type": "radiogroup", "name": "b", "choices": ["x-1"]}]},
      {"type": "text", "name": "c",
       "visibleIf": "{d} notempty"}]}]}"""
    with pytest.raises(Refused) as refused:
        find_scorer(text)
    assert [(one.code, one.line, one.detail) for one in refused.value.faults] == [
        ("circle", 2, "a → b → a"), ("condition-unknown-variable", 6, "d"), ("circle", 4, "b → a → b"),
    ]  # fmt: skip


def test_konveyors_questionnaire_becomes_a_method_scored_as_konveyor_does() -> None:
    method = import_questionnaire(read_yaml(KONVEYOR), urn="urn:bawaba:method:small", version="1.0.0")
    assert read_file(text=KONVEYOR, urn=method.urn, version="1.0.0") == method
    assert [choice.tags for choice in method.questions[0].choices] == [(), ("State:None",)]
    assert score_method(method, {"s1-q1": "a2"}).figures["confidence"] == 100
    assert score_method(method, {}).figures == {"risk": "unknown", "confidence": 70}
    with pytest.raises(Refused, match="12: unknown-method"):
        import_questionnaire(
            read_yaml(KONVEYOR.replace("risk: green", "risk: blue")),
            urn="urn:bawaba:method:x",
            version="1.0.0",
        )


def rules(text: str) -> str:
    return EXAMPLE.replace("  - {id: stage, type: levels, of: index, bounds: [25, 50, 75]}\n", text)


def test_a_composite_of_some_sections_a_mean_of_figures_and_levels_with_names() -> None:
    method = read_method(read_yaml(rules("""\
  - {id: plans, type: composite, sections: [plan]}
  - {id: folk, type: composite, sections: [people], unknown: missing}
  - {id: whole, type: mean, of: [plans, folk], weights: [1, 3]}
  - id: stage
    type: levels
    of: whole
    bounds: [50]
    names: [{en: Low, fr: Bas, ar: ضعيف}, {en: High, fr: Haut, ar: مرتفع}]
""")))  # fmt: skip
    found = score_method(method, {"strategy": "adopted", "skills": ["law"]})
    # strategy is worth its most (100), one point of four is 25: (100 + 3 × 25) / 4
    assert [found.figures[name] for name in ("plans", "folk", "whole", "stage")] == [100, 25, 43.75, 1]
    assert "plans.people" not in found.figures
    assert read_method(Document(write_method(method), "", {})) == method


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("  - {id: a, type: composite, sections: [nowhere]}\n", "unknown-name"),
        ("  - {id: a, type: mean, of: [later]}\n", "unknown-figure"),
        ("  - {id: a, type: mean}\n", "not-a-list"),
        (
            "  - {id: a, type: levels, of: index, bounds: [50], names: [{en: Low, fr: Bas, ar: ض}]}\n",
            "row-length",
        ),
        ("  - {id: a, type: levels, of: index, bounds: [50], names: [{en: L}, {en: H}]}\n", "no-text"),
    ],
)
def test_rules_that_refer_to_nothing_are_refused(rule: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_method(read_yaml(rules(rule)))
    assert code in {one.code for one in refused.value.faults}


def test_columns_of_a_table_have_titles_and_answers_name_columns() -> None:
    text = EXAMPLE.replace("        type: number\n", "        type: table\n").replace(
        "        least: 0\n        most: 10\n",
        "        columns: [year, {id: amount, titles: {en: Amount, fr: Montant, ar: المبلغ}}]\n",
    )
    method = read_method(read_yaml(text))
    columns = next(one for one in method.questions if one.id == "budget").columns
    assert [(one.id, one.titles.get("fr")) for one in columns] == [("year", None), ("amount", "Montant")]
    assert read_method(Document(write_method(method), "", {})) == method
    assert list(answer_faults(method, {"budget": [{"year": 2026, "amount": 3}]})) == []
    assert [one.code for one in answer_faults(method, {"budget": [{"sum": 3}]})] == ["unknown-name"]


def test_konveyor_asks_and_answers_by_what_an_application_uses() -> None:
    text = KONVEYOR.replace(
        "        explanation: Twelve factors\n",
        "        explanation: Twelve factors\n        includeFor: [{category: Language, tag: Java}]\n",
    ).replace("risk: green, ", "risk: green, autoAnswerFor: [{category: State, tag: S3}], ")
    method = import_questionnaire(read_yaml(text), urn="urn:konveyor:small", version="1.0.0")
    assert [choice.id for choice in method.questions[0].choices] == ["State-S3", "Language-Java"]
    name = method.questions[1].id
    assert name not in {one.id for one in asked(method, {"tags": []})}
    assert name in {one.id for one in asked(method, {"tags": ["Language-Java"]})}
    found = score_method(method, {"tags": ["Language-Java", "State-S3"]})
    assert (found.figures["risk"], found.rules[0]) == (
        "green", {"rule": "filled-in", "question": name, "choice": "a2"},
    )  # fmt: skip
    assert read_method(Document(write_method(method), "", {})) == method
