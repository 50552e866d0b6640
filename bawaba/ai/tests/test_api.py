"""The life of a use case over HTTP: two people with tokens, refusals, who may what."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from bawaba.ai import queries
from bawaba.ai.models import UseCase, Verdict
from bawaba.ai.tests.test_lifecycle import TODAY, at, prepared
from bawaba.identity.tests.holders import TokenHolder, make_token_holder
from bawaba.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
BOTH = "openid ai.read ai.write"
IDEA = {
    "key": "answers", "body": "ministry", "effort_days": 40, "data": [{"what": "requests", "holder": "ministry"}],
    "texts": [{"language": "fr", "title": "Répondre vite", "problem": "On attend des semaines."}],
}  # fmt: skip
SHEET = {name: f"{name}." for name in ("does", "people", "data", "decides", "objection", "contact")}
Call = Callable[..., Any]


@pytest.fixture(autouse=True)
def counted_anew(settings: Any) -> None:
    settings.API_RATE_PER_MINUTE = 1_000_000
    cache.clear()


def caller(holder: TokenHolder, key: str = "answers") -> Call:
    """Return how somebody calls an address of a use case, with the answer's status and JSON."""

    def call(method: str, path: str, body: Any = None, status: int = 200) -> Any:
        address = path if path.startswith("/") else f"/use-cases/{key}/{path}".rstrip("/")
        answer = holder.call(method, f"/api/v1/ai{address}", body)
        assert answer.status_code == status, answer.content.decode()
        return json.loads(answer.content)

    return call


def people() -> tuple[Call, Call, Call]:
    prepared()
    UseCase.objects.all().delete()
    return tuple(caller(make_token_holder(BOTH, [(role, "ministry")])) for role in ("editor", "publisher", "publisher"))  # type: ignore[return-value]  # fmt: skip


def test_an_idea_reaches_service_and_its_end_over_http_and_the_audit_shows_it() -> None:
    with at(TODAY):
        builds, decides, also = people()
        assert builds("POST", "/use-cases", IDEA) == {"key": "answers", "stage": "idea"}
        assert builds("POST", "/use-cases", IDEA, 409)["code"] == "use-case-key-taken"
        fuller = {**{name: IDEA[name] for name in ("texts", "data")}, "effort_days": 60}
        assert builds("PUT", "", fuller) == {"key": "answers", "stage": "idea"}
        assert builds("GET", "")["details"]["effort_days"] == 60
        decides("PUT", "", {"texts": []}, 422)
        decides("POST", "steps", {"stage": "qualified"})
        scores = {one.key: 4 for one in queries.list_criteria()}
        decides("PUT", "scores", {"scores": scores})
        also("PUT", "scores", {"conflict": True})
        (ranked,) = decides("GET", "/priorities")["items"]
        assert (ranked["reviewers"], ranked["conflicts"], ranked["ranks"]) == (1, 1, {"weighted-sum": 1})
        decides("POST", "steps", {"stage": "prioritised"})
        refused = decides("POST", "steps", {"stage": "assessed"}, 409)
        assert [one["name"] for one in refused["errors"]] == ["assessment-missing"]
        UseCase.objects.update(assessed_until=TODAY + timedelta(days=400))
        decides("POST", "steps", {"stage": "assessed"})
        builds("POST", "verdicts", {"approves": True, "reason": "mine"}, 403)
        for one in (decides, also):
            one("POST", "verdicts", {"approves": True, "reason": "worth it"})
        assert (
            decides("POST", "verdicts", {"approves": False, "reason": "no"}, 409)["code"] == "verdict-given"
        )
        decides("POST", "steps", {"stage": "approved"})
        asked = {"text": "Test it", "due_on": str(TODAY), "blocking": True}
        number = decides("POST", "conditions", asked)["number"]
        builds("POST", "steps", {"stage": "built"})
        blocked = decides("POST", "steps", {"stage": "in-service"}, 409)
        assert [one["name"] for one in blocked["errors"]] == ["blocking-condition"]
        builds("PUT", f"conditions/{number}", {"proof": "the report"})
        sheet = {"texts": {"ar": SHEET, "fr": SHEET}, "personal_data": False, "public_from": "in-service"}
        assert builds("POST", "sheets", sheet) == {"key": "answers", "number": 1}
        decides("POST", "steps", {"stage": "in-service"})
        figure = builds("POST", "indicators", {"names": {"fr": "Erreurs"}, "high": 5})["number"]
        reading = {"value": 7.5, "measured_on": str(TODAY)}
        assert builds("POST", f"indicators/{figure}/readings", reading) == {"within": False}
        harm = {"severity": 4, "harm": "des demandes perdues", "happened_on": str(TODAY)}
        incident = builds("POST", "incidents", harm)["number"]
        told = {"summary": {"ar": "س", "fr": "x"}, "correction": "c", "closes": True}
        assert builds("PUT", f"incidents/{incident}", told)["stage"] == "suspended"
        assert decides("POST", "reviews", {"note": "vu"})["due_on"] == str(TODAY + timedelta(days=365))
        decides("POST", "steps", {"stage": "retired", "reason": "finished"})
        whole = builds("GET", "")
    assert [one["after"] for one in whole["steps"]][-3:] == ["in-service", "suspended", "retired"]
    assert whole["may"] == ["build"]
    assert whole["conditions"][0]["proof"] == "the report"
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert verbs >= {"ai.proposed", "ai.revised", "ai.stepped", "ai.scored", "ai.decided", "ai.condition-set", "ai.condition-met",
                     "ai.sheet-written", "ai.indicator-added", "ai.reading-taken", "ai.incident-reported",
                     "ai.incident-told", "ai.reviewed"}  # fmt: skip


def test_a_token_opens_what_its_scope_and_its_person_may() -> None:
    prepared()
    reads = make_token_holder("openid ai.read", [("publisher", "ministry")])
    nothing = make_token_holder("openid", [("publisher", "ministry")])
    stranger = make_token_holder(BOTH)
    assert [one["key"] for one in caller(reads)("GET", "/use-cases")["items"]] == ["sorting"]
    assert caller(reads, "sorting")("POST", "steps", {"stage": "qualified"}, 403)["code"] == "scope-missing"
    assert caller(nothing)("GET", "/use-cases", None, 403)["code"] == "scope-missing"
    assert caller(stranger)("GET", "/use-cases")["items"] == []
    for method, path, body in (("GET", "", None), ("GET", "duplicates", None), ("GET", "obligations", None)):
        assert caller(stranger, "sorting")(method, path, body, 404)["code"] == "use-case-not-found"
    caller(stranger, "sorting")("POST", "steps", {"stage": "qualified"}, 403)
    caller(stranger)("POST", "/use-cases", IDEA, 403)
    assert UseCase.objects.get().stage == "idea"


def test_what_an_idea_may_not_say_is_named_by_its_place() -> None:
    builds, _decides, _also = people()
    wrong = {**IDEA, "people": -1, "texts": [{"language": "xx", "title": "t", "problem": "p"}]}
    places = {one["name"] for one in builds("POST", "/use-cases", wrong, 422)["errors"]}
    assert any("people" in place for place in places)
    assert any("language" in place for place in places)
    assert builds("POST", "/use-cases", {**IDEA, "needs": ["none"]}, 422)["errors"][0]["name"] == "needs"


def test_nobody_decides_their_own_over_http_either() -> None:
    prepared(stage="assessed", assessed_until=TODAY)
    holder = make_token_holder(BOTH, [("publisher", "ministry")])
    UseCase.objects.update(proposed_by=holder.account)
    caller(holder, "sorting")("POST", "verdicts", {"approves": True, "reason": "mine"}, 403)
    assert not Verdict.objects.exists()
    caller(make_token_holder(BOTH, [("publisher", "ministry")]), "sorting")(
        "POST", "verdicts", {"approves": True, "reason": "another's"}
    )
    assert Verdict.objects.count() == 1
