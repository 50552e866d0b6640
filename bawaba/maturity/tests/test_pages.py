"""The study's pages as people open them, in Arabic, French and English."""

import csv
import io
import json
import re

import pytest
from django.test import Client

from bawaba.directory.models import Body, Membership
from bawaba.kernel.actors import system_actor
from bawaba.kernel.models import Account
from bawaba.maturity import services, shipped
from bawaba.maturity.models import MeasuredAnswer, Roadmap, Wave
from bawaba.maturity.tests.factories import LEAD, SYSTEM, answer, load, make_population, person, plan, verify

pytestmark = pytest.mark.django_db
LANGUAGES = ("ar", "fr", "en", "zgh")


def text_of(client: Client, path: str) -> str:
    answer_ = client.get(path)
    assert answer_.status_code == 200, path
    page = answer_.content.decode()
    assert "{{" not in page, path
    assert "{%" not in page, path
    return page


def signed_in(role: str, body: str, name: str) -> Client:
    account = Account.objects.create_user(username=name, password="x")
    Membership.objects.create(account=account, body=Body.objects.get(key=body), role=role)
    client = Client(raise_request_exception=True)
    client.force_login(account)
    return client


@pytest.fixture
def published() -> list[str]:
    bodies = make_population()
    load()
    lead = person("publisher", LEAD)
    plan("w1", lead, sample_share=1.0)
    services.open_wave(actor=lead, key="w1")
    answer("w1", dict(zip(bodies, [1, 2, 3, 1, 2, 3] * 2, strict=True)))
    services.draw_wave_sample(actor=lead, key="w1", seed=7)
    verify("w1", bodies)
    services.propose_wave(actor=lead, key="w1")
    services.publish_wave(actor=person("publisher", LEAD), key="w1")
    return bodies


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_any_wave_the_study_shows_its_method_and_its_peers(language: str) -> None:
    client = Client()
    assert "results.csv" not in text_of(client, f"/{language}/digital-maturity/")
    method = text_of(client, f"/{language}/digital-maturity/method/")
    for section in shipped.default_method().sections:
        assert f"/digital-maturity/method/{section.id}/" in method
    page = text_of(client, f"/{language}/digital-maturity/method/online/")
    first = next(one for one in shipped.default_method().sections if one.id == "online").questions[0]
    assert first.choices[4].titles["fr" if language == "fr" else "en" if language == "en" else "ar"] in page
    assert ("Pionnier" if language == "fr" else "Leading" if language == "en" else "رائد") in method
    assert client.get(f"/{language}/digital-maturity/method/nothing/").status_code == 404
    assert "import-shipped-indices" in text_of(client, f"/{language}/digital-maturity/peers/")


def test_morocco_stands_among_its_peers_on_the_page() -> None:
    services.import_shipped_indices(actor=system_actor("test"))
    page = text_of(Client(), "/fr/digital-maturity/peers/?index=gtmi&year=2022")
    assert "0,613" in page  # World Bank, GTMI 2022
    assert "CC BY 4.0" in page
    assert "Banque mondiale" in page
    assert "<svg" in page
    eu = text_of(Client(), "/ar/digital-maturity/peers/?index=eu&year=99999")
    assert "المفوضية الأوروبية" in eu


def test_published_results_are_read_and_taken_away(published: list[str]) -> None:
    page = text_of(Client(), "/fr/digital-maturity/")
    assert "50" in page
    assert "agency-0" not in page
    rows = json.loads(Client().get("/fr/digital-maturity/results.json").content)
    assert {"wave": "w1", "group": "", "figure": "index", "value": 50}.items() <= rows[0].items()
    sheet = Client().get("/fr/digital-maturity/results.csv").content.decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(sheet)))) == len(rows)
    assert text_of(Client(), "/ar/digital-maturity/")


def test_who_leads_follows_a_wave_and_an_administration_sees_itself(published: list[str]) -> None:
    lead = signed_in("publisher", LEAD, "lead")
    assert "w1" in text_of(lead, "/fr/digital-maturity/waves/")
    text_of(lead, "/fr/digital-maturity/waves/w1/")
    listed = text_of(lead, "/ar/digital-maturity/waves/w1/bodies/?kind=agency&sampled=1")
    assert "/bodies/agency-0/" in listed
    assert "/bodies/commune-0/" not in listed
    own = signed_in("editor", "agency-1", "own")
    assert "/bodies/agency-1/" in text_of(own, "/fr/digital-maturity/waves/")
    page = text_of(own, "/fr/digital-maturity/waves/w1/bodies/agency-1/")
    assert "la moyenne est montrée" in page  # the wave is published
    result = re.search(r"/fr/assessments/[^/\"]+/result/", page)
    assert result is not None
    assert "/fr/digital-maturity/waves/w1/bodies/agency-1/#improve" in text_of(own, result[0])
    assert own.get("/fr/digital-maturity/waves/w1/bodies/agency-2/").status_code == 404
    assert own.get("/fr/digital-maturity/waves/w1/").status_code == 404
    assert Client().get("/fr/digital-maturity/waves/").status_code == 302


def test_a_wave_is_planned_opened_and_measured_from_its_pages() -> None:
    make_population()
    services.load_method(actor=SYSTEM, owner=LEAD)
    client = signed_in("publisher", LEAD, "lead")
    wrong = client.post("/fr/digital-maturity/waves/", {"key": "W 1"})
    assert wrong.status_code == 200
    asked = {
        "key": "wave-2027", "title_ar": "موجة 2027", "title_fr": "Vague 2027", "owner": LEAD, "kinds": ["agency"],
        "opens_on": "2027-01-01", "due_on": "2027-03-01", "previous": "", "sample": "20",
    }  # fmt: skip
    assert client.post("/fr/digital-maturity/waves/", asked).status_code == 302
    for act, state in (("open", "open"), ("measure", "open"), ("draw", "verifying")):
        assert client.post("/fr/digital-maturity/waves/wave-2027/step/", {"act": act}).status_code == 302
        assert Wave.objects.get().state == state
    assert client.post("/fr/digital-maturity/waves/wave-2027/step/", {"act": "publish"}).status_code == 409
    text_of(client, "/fr/digital-maturity/waves/wave-2027/")


def test_an_administration_contests_a_figure_and_makes_a_road_map() -> None:
    make_population()
    services.load_method(actor=SYSTEM, owner=LEAD)
    lead = person("publisher", LEAD)
    method = shipped.default_method()
    plan("w1", lead, urn=method.urn)
    services.open_wave(actor=lead, key="w1")
    wave = Wave.objects.get()
    MeasuredAnswer.objects.create(wave=wave, body="agency-1", question="online-share", measured_by="catalogue.online_share",
                                  value=52, count=25, level=3, measured_on="2026-02-01")  # fmt: skip
    own = signed_in("editor", "agency-1", "own")
    path = "/fr/digital-maturity/waves/w1/bodies/agency-1/"
    page = text_of(own, path)
    assert "52" in page
    assert page.count("Le catalogue ne note pas les voies de recours.") == 1
    assert "Ce site ne voit pas les demandes" in text_of(Client(), "/fr/digital-maturity/method/")
    own.post(f"{path}measures/", {"question": "online-share", "reason": "Deux services manquent."})
    assert "Deux services manquent." in text_of(own, path)
    assert (
        own.post(f"{path}road-maps/", {"budget_mad": "1000000", "waves": "3"}).status_code == 200
    )  # no answers yet
    _answer_all("agency-1")
    made = own.post(f"{path}road-maps/", {"budget_mad": "1000000", "waves": "3", "days": ""})
    assert made.status_code == 302
    page = text_of(own, made.headers["Location"])
    assert "<svg" in page
    step = Roadmap.objects.get().steps.order_by("-wave").first()
    assert step is not None
    kept = own.post(f"{made.headers['Location']}{step.action}/", {
        "wave": step.wave, "state": "done", "days": "4", "cost_mad": "1200", "owner": "DSI",
    })  # fmt: skip
    assert kept.status_code == 302
    step.refresh_from_db()
    assert (step.state, step.days, step.owner) == ("done", 4, "DSI")
    stranger = signed_in("editor", "agency-2", "other")
    assert stranger.get(made.headers["Location"]).status_code == 404


def _answer_all(body: str) -> None:
    from bawaba.assess.models import Answer, Assessment
    from bawaba.kernel import clock

    row = Assessment.objects.get(body=body)
    Answer.objects.bulk_create(
        Answer(assessment=row, question=one.id, value="l1", author="account:1", answered_at=clock.now())
        for one in shipped.default_method().questions
    )
