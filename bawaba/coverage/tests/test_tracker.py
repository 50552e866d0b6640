"""Targets, shares, one's own place, challenges: by page, by HTTP and by service."""

from datetime import UTC, date, datetime

import pytest
import shapely
from django.test import Client
from django.utils import translation

from bawaba.coverage import queries, services
from bawaba.coverage.errors import ChallengeInvalid, ChallengeOver, TargetSetKept
from bawaba.coverage.models import Area, AreaShare, Cell, CellFact, Challenge, Layer
from bawaba.coverage.rules.progress import forecast, is_alarm, judge_milestone
from bawaba.coverage.rules.samples import wilson
from bawaba.coverage.services.shares import count_shares
from bawaba.coverage.types import MilestoneRecord, TargetSetRecord
from bawaba.directory.services import ensure_bodies
from bawaba.directory.types import BodyRecord
from bawaba.kernel import clock, sealing
from bawaba.kernel.actors import ANONYMOUS, Actor, system_actor
from bawaba.kernel.errors import PermissionDenied
from bawaba.kernel.models import AuditEntry
from bawaba.kernel.timers import run_timer

ACTOR = system_actor("test")
AGENT = Actor("person", "account:4711", 4711, frozenset({("agent", "red-company")}))
DECIDER = Actor("person", "account:4712", 4712, frozenset({("supervisor", "authority")}))
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"), clock.frozen_at(NOW):
        yield


@pytest.mark.parametrize(
    ("good", "samples", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_interval_is_that_of_newcombes_table(good, samples, low, high):
    # R. G. Newcombe, Statistics in Medicine 17 (1998) 857, table I, method 3
    assert wilson(good, samples) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_a_milestone_is_judged_by_what_is_known_until_today():
    due, day = date(2026, 12, 31), date
    history = [(day(2025, 12, 1), 0.10), (day(2026, 6, 1), 0.20)]
    assert judge_milestone(due, 0.25, [], day(2026, 7, 1)).status == "unknown"
    on_course = judge_milestone(due, 0.25, history, day(2026, 7, 1))
    assert on_course.status == "on-course"
    assert on_course.expected == pytest.approx(0.20 + 0.10 * 213 / 182)
    assert judge_milestone(due, 0.45, history, day(2026, 7, 1)).status == "late"
    assert judge_milestone(due, 0.20, history, day(2026, 7, 1)).status == "reached"
    late = [*history, (day(2027, 2, 1), 0.9)]
    missed = judge_milestone(due, 0.25, late, day(2027, 3, 1))
    assert (missed.status, is_alarm(missed, due, day(2027, 3, 1))) == ("missed", True)
    assert forecast([(day(2026, 1, 1), 0.3)], due) is None


def layer(kind, **facts):
    values = {"title": "t", "source": "s", "licence": "l", "dated": date(2026, 5, 1), "file_name": "f",
              "digest": "0" * 64, "rows": 1, "total": 1, "imported_at": NOW, **facts}  # fmt: skip
    return Layer.objects.create(kind=kind, **values)


@pytest.fixture
def country(db):
    areas = layer("areas")
    box = shapely.box(10, 31, 10.3, 31.3)
    region = {
        "code": "r",
        "level": "region",
        "names": {"en": "North", "fr": "Nord", "ar": "الشمال"},
        "people": 300,
    }
    town = {"code": "c", "parent": "r", "level": "commune", "names": {"en": "Town", "fr": "Ville", "ar": "مدينة"},
            "people": 300, "setting": "urban", "host_city": "town"}  # fmt: skip
    Area.objects.create(layer=areas, **region)
    Area.objects.create(layer=areas, boundary=box.wkb, west=10, south=31, east=10.3, north=31.3, **town)
    people = layer("people", synthetic=True)
    for h3, count in (("873f3600bffffff", 200), ("873f3600affffff", 100)):
        Cell.objects.create(layer=people, h3=h3, area="c", people=count, lon=10.15, lat=31.15)
    bodies = [BodyRecord(key, {"en": key}) for key in ("authority", "red-company")]
    ensure_bodies(actor=ACTOR, bodies=bodies)
    services.name_country(
        actor=ACTOR, regulator="authority",
        operators=[{"key": "red", "names": {"en": "Red"}, "body": "red-company"}, {"key": "blue", "names": {"en": "Blue"}}],
        host_cities=[{"key": "town", "names": {"en": "Town", "fr": "Ville", "ar": "مدينة"}}],
    )  # fmt: skip
    record = TargetSetRecord(
        "t2026", {"en": "Targets", "fr": "Cibles", "ar": "أهداف"}, {"en": "a law"}, "", date(2025, 1, 1), True,
        [MilestoneRecord(date(2026, 12, 31), 0.5)],
    )  # fmt: skip
    services.add_target_set(actor=ACTOR, record=record)
    return record


def declare(operator, shares):
    one = layer("declared", operator=operator, place="outdoor", edge_probability=0.9)
    for h3, share in shares.items():
        CellFact.objects.create(layer=one, h3=h3, share=share)
    count_shares(one)


def test_the_best_of_all_operators_counts_once_for_each_cell(country):
    declare("red", {"873f3600bffffff": 1.0})
    declare("blue", {"873f3600bffffff": 0.5, "873f3600affffff": 0.5})
    told = {one.operator: one.share for one in queries.country_shares()[0]}
    assert told == {"red": pytest.approx(2 / 3), "blue": pytest.approx(0.5), "": pytest.approx(250 / 300)}
    assert {row.level for row in AreaShare.objects.all()} == {"country", "region", "commune", "host-city"}
    milestone = queries.list_targets()[0].milestones[0]
    assert (milestone.standing.status, milestone.standing.share) == ("reached", pytest.approx(250 / 300))


def test_targets_are_added_and_never_changed(country):
    assert not services.add_target_set(actor=ACTOR, record=country)
    other = TargetSetRecord(
        country.key, country.names, country.source, "", country.stated_on, True,
        [MilestoneRecord(date(2026, 12, 31), 0.4)],
    )  # fmt: skip
    with pytest.raises(TargetSetKept):
        services.add_target_set(actor=ACTOR, record=other)


def test_what_too_few_samples_say_is_not_told(country):
    for count, enough in ((29, False), (30, True)):
        one = layer("measured", operator="red", place="outdoor")
        Layer.objects.filter(kind="measured").exclude(pk=one.pk).update(in_use=False)
        CellFact.objects.create(layer=one, h3="873f3600bffffff", samples=count, good=20)
        count_shares(one)
        share = next(one for one in queries.country_shares()[0] if one.operator == "red")
        assert (share.samples, share.enough) == (count, enough)


def claim(**changes):
    facts = {"kind": "no-network", "operator": "red", "place": "outdoor", "lon": 10.15, "lat": 31.15,
             "observed_on": date(2026, 5, 30), "words": "none", "samples": 5, "good": 0, "contact": "a@b.example"}  # fmt: skip
    return services.Claim(**{**facts, **changes})


def test_a_challenge_goes_from_claim_to_decision_by_its_clock(country):
    reference = services.open_challenge(actor=ANONYMOUS, claim=claim())
    row = Challenge.objects.get()
    assert (row.area, str(row.answer_due), str(row.decision_due)) == ("c", "2026-06-16", "2026-07-01")
    assert b"a@b.example" not in bytes(row.contact)
    assert sealing.unseal(row.contact, context="coverage.challenge.contact") == b'"a@b.example"'
    with pytest.raises(PermissionDenied):
        services.answer_challenge(actor=DECIDER, reference=reference, agrees=True, answer="x")
    with pytest.raises(ChallengeOver):  # the operator still has time
        services.decide_challenge(actor=DECIDER, reference=reference, upheld=True, reason="x")
    services.answer_challenge(actor=AGENT, reference=reference, agrees=False, answer="It works.")
    with pytest.raises(ChallengeOver):
        services.answer_challenge(actor=AGENT, reference=reference, agrees=True, answer="Again.")
    with pytest.raises(PermissionDenied):
        services.decide_challenge(actor=AGENT, reference=reference, upheld=False, reason="We like it.")
    services.decide_challenge(actor=DECIDER, reference=reference, upheld=True, reason="We measured.")
    assert queries.find_challenge(reference=reference).state == "upheld"
    verbs = list(AuditEntry.objects.filter(verb__contains="challenge").values_list("verb", flat=True))
    assert verbs == [f"coverage.challenge-{step}" for step in ("opened", "answered", "decided")]


def test_a_silent_operator_does_not_stop_a_decision_and_contacts_are_erased(country):
    reference = services.open_challenge(actor=ANONYMOUS, claim=claim())
    with clock.frozen_at(datetime(2026, 6, 17, 12, tzinfo=UTC)):
        assert queries.find_challenge(reference=reference).late
        services.decide_challenge(actor=DECIDER, reference=reference, upheld=True, reason="No answer.")
    with clock.frozen_at(datetime(2027, 6, 3, 12, tzinfo=UTC)):
        run_timer.func(name="coverage.erase-old-contacts")  # as the worker does each night
    assert Challenge.objects.get().contact is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "slow"}, "kind"), ({"operator": "green"}, "operator"), ({"lat": 50.0}, "lat"),
        ({"good": 6}, "good"), ({"observed_on": date(2026, 6, 2)}, "observed_on"), ({"place": ""}, "place"),
    ],
)  # fmt: skip
def test_an_incomplete_challenge_names_its_field(country, changes, field):
    with pytest.raises(ChallengeInvalid) as refusal:
        services.open_challenge(actor=ANONYMOUS, claim=claim(**changes))
    assert set(refusal.value.fields) == {field}
    assert not Challenge.objects.exists()


def test_pages_say_what_is_known_in_each_language(country, client: Client):
    declare("red", {"873f3600bffffff": 1.0})
    for language, words in (("fr", "Ce qui a été promis"), ("ar", "ما وُعد به")):
        page = client.get(f"/{language}/coverage/").content.decode()
        assert words in page
        assert "unverified" in page  # the people are synthetic, and the page says so
    area = client.get("/fr/coverage/areas/c").content.decode()
    assert "66,7" in area
    assert "Nord" in area
    assert client.get("/fr/coverage/areas/zz").status_code == 404
    city = client.get("/fr/coverage/host-cities/town").content.decode()
    assert "Aucun calendrier officiel" in city


def test_somebody_asks_for_their_place(country, client: Client):
    cell = queries.at_place(lon=10.15, lat=31.15).h3
    declare("red", {cell: 0.5})
    answer = client.get("/fr/coverage/at?lat=31.15&lon=10.15")
    assert "Red" in answer.content.decode()
    assert "50" in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    assert "geolocation=(self)" in answer["Permissions-Policy"]
    assert "pas dans le pays" in client.get("/fr/coverage/at?lat=3&lon=3").content.decode()
    assert client.get("/fr/coverage/at?lat=x&lon=3").status_code == 422
    assert "/fr/coverage/areas/c" in client.get("/fr/coverage/at?q=vil").content.decode()


def test_a_challenge_is_sent_and_followed_by_page(country, client: Client):
    sent = {"kind": "weak", "operator": "red", "place": "indoor", "lat": "31.15", "lon": "10.15",
            "observed_on": "2026-05-30", "samples": "4", "good": "1"}  # fmt: skip
    answer = client.post("/fr/coverage/challenges/new", sent)
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert Challenge.objects.get().reference in page
    assert client.get("/fr/coverage/desk").status_code == 302
    assert client.post("/fr/coverage/challenges/new", {**sent, "lat": "60"}).status_code == 422


def test_the_interface_answers_what_the_pages_say(country, client: Client):
    declare("red", {"873f3600bffffff": 1.0})
    targets = client.get("/api/v1/coverage/targets?lang=en").json()["items"]
    assert (targets[0]["key"], targets[0]["milestones"][0]["status"]) == ("t2026", "reached")
    areas = client.get("/api/v1/coverage/areas?level=commune&lang=fr").json()
    assert areas["items"][0]["names"] == {"fr": "Ville"}
    assert areas["items"][0]["shares"][0]["share"] == pytest.approx(2 / 3)
    assert client.get("/api/v1/coverage/areas/zz").status_code == 404
    place = client.get("/api/v1/coverage/at?lat=31.15&lon=10.15").json()
    assert [area["code"] for area in place["areas"]] == ["r", "c"]
    assert client.get("/api/v1/coverage/layers").json()["items"][0]["licence"] == "l"
    body = {"kind": "weak", "operator": "red", "place": "indoor", "lat": 31.15, "lon": 10.15, "observed_on": "2026-05-30"}  # fmt: skip
    sent = client.post("/api/v1/coverage/challenges", body, content_type="application/json")
    assert sent.status_code == 200
    found = client.get(f"/api/v1/coverage/challenges/{sent.json()['reference']}").json()
    assert (found["state"], "words" in found) == ("open", False)
    assert client.get("/api/v1/coverage/plans").json() == {"items": []}


def test_open_data_comes_in_each_form(country, client: Client):
    assert b"Ville" in client.get("/fr/coverage/data/areas.csv").content
    features = client.get("/fr/coverage/data/areas.geojson").json()["features"]
    assert [one["geometry"] and one["geometry"]["type"] for one in features] == [None, "Polygon"]
    assert client.get("/fr/coverage/data/areas.gpkg").content.startswith(b"SQLite format 3")
    assert client.get("/fr/coverage/data/areas.parquet").content.startswith(b"PAR1")
    assert client.get("/fr/coverage/data/areas.xls").status_code == 404
    assert client.get("/ar/coverage/report.pdf").content.startswith(b"%PDF")


def test_lists_ask_the_database_a_fixed_number_of_times(country, django_assert_num_queries):
    queries.load_ground()
    with django_assert_num_queries(3):
        queries.list_areas(level="commune")
    with django_assert_num_queries(3):
        queries.list_targets()
    with django_assert_num_queries(3):
        queries.at_place(lon=10.15, lat=31.15)
