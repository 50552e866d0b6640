"""The study over HTTP, as the centre's system and an administration's use it."""

import csv
import io
import zipfile
from typing import Any

import pytest
import rdflib
from django.core.cache import cache
from django.test import Client

from bawaba.assess.models import Answer, Assessment
from bawaba.directory.tests.factories import body, make_bodies
from bawaba.identity.tests.holders import TokenHolder, make_token_holder
from bawaba.kernel import audit, clock
from bawaba.kernel.models import AuditEntry
from bawaba.maturity import services, shipped
from bawaba.maturity.models import Wave
from bawaba.maturity.tests.factories import LEAD, SYSTEM, URN, answer, load, make_population, verify

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/maturity"
BOTH = "openid assess.read assess.write"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


def ask(holder: TokenHolder, method: str, path: str, given: Any = None, status: int = 200) -> Any:
    answered = holder.call(method, f"{ROOT}/{path}", given, Accept_Language="fr")
    assert answered.status_code == status, answered.content.decode()
    return answered.json()


def wave(key: str = "w1", **more: object) -> dict[str, object]:
    return {
        "key": key, "titles": {"ar": "موجة", "fr": "Vague"}, "owner": LEAD, "kinds": ["agency", "commune"],
        "opens_on": "2026-01-01", "due_on": "2026-03-01", "urn": URN, "sample_share": 0.25, **more,
    }  # fmt: skip


def test_a_wave_goes_from_plan_to_open_data_by_two_people() -> None:
    bodies = make_population()
    load()
    lead = make_token_holder(BOTH, [("publisher", LEAD)])
    second = make_token_holder(BOTH, [("publisher", LEAD)])
    auditor = make_token_holder(BOTH, [("supervisor", LEAD)])
    own = make_token_holder(BOTH, [("editor", bodies[0])])
    for changed in ({"key": "w 1"}, {"titles": {"ar": "م", "fr": ""}}, {"kinds": ["court"]}, {"sample_share": 0},
                    {"due_on": "2025-01-01"}, {"owner": "nobody"}):  # fmt: skip
        status = 403 if "owner" in changed else 422
        ask(lead, "POST", "waves", wave(**changed), status)
    assert not Wave.objects.exists()
    assert ask(lead, "POST", "waves", wave()) == {"key": "w1", "count": 12}
    assert ask(own, "GET", "waves") == {"items": []}
    assert ask(lead, "POST", "waves/w1/opening") == {"key": "w1", "count": 12}
    assert ask(lead, "POST", "waves/w1/opening", status=409)["code"] == "wave-step-not-possible"
    assert ask(own, "GET", "own-waves")["items"][0]["body"] == bodies[0]
    answer("w1", {name: (1, 2, 3)[place % 3] for place, name in enumerate(bodies)})
    assert ask(lead, "POST", "waves/w1/measures")["count"] == 0
    drawn = ask(lead, "POST", "waves/w1/sample", {"seed": 7})["count"]
    assert drawn == 4  # a quarter of each kind of six, rounded up
    sampled = ask(auditor, "GET", "waves/w1/bodies?sampled=true")["items"]
    assert len(sampled) == drawn
    ask(lead, "POST", "waves/w1/proposal", status=409)
    verify("w1", [one["body"] for one in sampled])
    proposed = ask(lead, "POST", "waves/w1/proposal")["outcome"]
    assert proposed["index"]["value"] == pytest.approx(50)
    assert ask(lead, "POST", "waves/w1/publication", status=403)["code"] == "wave-second-person"
    ask(second, "DELETE", "waves/w1/proposal")
    ask(lead, "POST", "waves/w1/proposal")
    for other in (auditor, own):
        ask(other, "POST", "waves/w1/publication", status=403)
    assert ask(second, "POST", "waves/w1/publication") == {"key": "w1"}
    followed = ask(auditor, "GET", "waves/w1")
    assert (followed["wave"]["state"], [one["count"] for one in followed["groups"]]) == ("published", [6, 6])
    ask(own, "GET", "waves/w1", status=404)
    ask(own, "GET", "waves/w1/bodies", status=404)
    standing = ask(own, "GET", f"waves/w1/bodies/{bodies[0]}")
    assert (standing["value"], standing["group"]["count"]) == (25, 6)
    ask(own, "GET", f"waves/w1/bodies/{bodies[1]}", status=404)
    assert ask(own, "GET", f"waves/w1/bodies/{bodies[0]}/measures") == {"items": []}
    ask(own, "GET", "waves/w1/objections", status=404)
    check_open_data()
    assert audit.verify()[1] == []
    by_people = AuditEntry.objects.filter(actor__startswith="account:").values_list("verb", flat=True)
    assert {
        f"maturity.wave-{name}" for name in ("planned", "opened", "proposed", "sent-back", "published")
    } <= set(by_people)


def check_open_data() -> None:
    graph = rdflib.Graph().parse(
        data=Client().get("/fr/digital-maturity/results.ttl").content.decode(), format="turtle"
    )
    dcat, terms = (
        rdflib.Namespace("http://www.w3.org/ns/dcat#"),
        rdflib.Namespace("http://purl.org/dc/terms/"),
    )
    (dataset,) = graph.subjects(rdflib.RDF.type, dcat.Dataset)
    assert {one.language for one in graph.objects(dataset, terms.title)} == {"ar", "fr", "en"}
    assert str(next(graph.objects(dataset, terms.issued))) == clock.today().isoformat()
    files = list(graph.objects(dataset, dcat.distribution))
    assert len(files) == 2
    for file in files:
        assert str(next(graph.objects(file, terms.license))).endswith("CC_BY_4_0")
        address = str(next(graph.objects(file, dcat.downloadURL)))
        found = Client().get("/" + address.split("/", 3)[3])
        media = str(next(graph.objects(file, dcat.mediaType))).rpartition("media-types/")[2]
        assert (found.status_code, found.headers["Content-Type"].partition(";")[0]) == (200, media)


def test_a_token_without_the_scope_opens_no_wave() -> None:
    make_bodies(body(LEAD, kind="ministry"))
    reads = make_token_holder("openid assess.read", [("publisher", LEAD)])
    assert reads.call("POST", f"{ROOT}/waves", wave()).status_code == 403
    assert Client().get(f"{ROOT}/waves").status_code == 401
    desk = make_token_holder("openid desk.read", [("publisher", LEAD)])
    assert desk.call("GET", f"{ROOT}/waves").status_code == 403


@pytest.fixture
def made() -> tuple[TokenHolder, str]:
    """An administration's system with a road map of two years."""
    make_bodies(body(LEAD, kind="ministry"), body("agency-0", kind="agency"), body("agency-1", kind="agency"))
    services.load_method(actor=SYSTEM, owner=LEAD)
    method = shipped.default_method()
    lead = make_token_holder(BOTH, [("publisher", LEAD)])
    ask(lead, "POST", "waves", wave(kinds=["agency"], urn=method.urn))
    ask(lead, "POST", "waves/w1/opening")
    row = Assessment.objects.get(campaign__key="w1", body="agency-0")
    Answer.objects.bulk_create(
        Answer(assessment=row, question=one.id, value="l1", author="account:1", answered_at=clock.now())
        for one in method.questions
    )
    own = make_token_holder(BOTH, [("editor", "agency-0")])
    asked = {"wave": "w1", "body": "agency-0", "budget_mad": 2_000_000, "waves": 2}
    for changed in (
        {"wave": "nothing"},
        {"budget_mad": -1},
        {"waves": 13},
        {"budget_mad": "NaN"},
        {"days": -1},
    ):
        ask(own, "POST", "road-maps", {**asked, **changed}, 422)
    ask(own, "POST", "road-maps", {**asked, "body": "agency-1"}, 403)
    return own, ask(own, "POST", "road-maps", asked)["key"]


def test_a_road_map_is_read_corrected_and_taken_away(made: tuple[TokenHolder, str]) -> None:
    own, key = made
    stranger = make_token_holder(BOTH, [("editor", "agency-1")])
    found = ask(own, "GET", f"road-maps/{key}")
    assert found["index"][0] < found["index"][-1]
    assert found["proven"]
    assert [one["key"] for one in ask(own, "GET", "road-maps?body=agency-0")["items"]] == [key]
    for path in (f"road-maps/{key}", f"road-maps/{key}/file", "road-maps?body=agency-0"):
        ask(stranger, "GET", path, status=404)
    step = found["steps"][-1]
    changed = {
        "wave": step["wave"],
        "state": "started",
        "days": 12,
        "cost_mad": "1500.25",
        "owner": "=Direction",
    }
    ask(stranger, "PUT", f"road-maps/{key}/steps/{step['action']}", changed, 403)
    ask(own, "PUT", f"road-maps/{key}/steps/{step['action']}", changed | {"state": "lost"}, 422)
    ask(own, "PUT", f"road-maps/{key}/steps/{step['action']}", changed | {"wave": 3}, 422)
    ask(own, "PUT", f"road-maps/{key}/steps/nothing", changed, 404)
    ask(own, "PUT", f"road-maps/{key}/steps/{step['action']}", changed)
    path = f"{ROOT}/road-maps/{key}/file"
    table = own.call("GET", f"{path}?form=csv", Accept="text/csv", Accept_Language="fr").content.decode(
        "utf-8-sig"
    )
    rows = list(csv.reader(io.StringIO(table)))
    assert len(rows) == 1 + len(found["steps"])
    line = next(row for row in rows if "Direction" in row[6])
    assert not line[6].startswith("=")
    assert (line[5], line[7]) == ("en cours", "12")
    book = zipfile.ZipFile(io.BytesIO(own.call("GET", f"{path}?form=xlsx", Accept_Language="ar").content))
    assert b"rightToLeft" in book.read("xl/worksheets/sheet1.xml")
    calendar = own.call("GET", f"{path}?form=ics", Accept="text/calendar").content.decode()
    assert calendar.count("BEGIN:VEVENT") == len(found["steps"])
    assert f"UID:{key}-" in calendar
