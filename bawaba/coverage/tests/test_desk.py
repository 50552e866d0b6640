"""Whoever answers for figures: reminded by the clock, at the desk with files, over HTTP with a token."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import geopandas
import pytest
import shapely
from django.core import mail
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from bawaba.coverage import services
from bawaba.coverage.models import AreaShare, Arrival, CellFact, Challenge, Layer
from bawaba.coverage.rules.challenges import whom_to_remind
from bawaba.coverage.tests.country import ACTOR, NOW, make_country, run_jobs
from bawaba.coverage.types import About
from bawaba.directory.models import Body, Membership
from bawaba.identity.tests.holders import make_token_holder
from bawaba.kernel import clock
from bawaba.kernel.actors import ANONYMOUS
from bawaba.kernel.files.scanning import blob_path
from bawaba.kernel.models import Account, AuditEntry
from bawaba.kernel.timers import run_timer

pytestmark = pytest.mark.django_db
CHALLENGES = "/api/v1/coverage/challenges"


@pytest.fixture(autouse=True)
def country():
    cache.clear()
    with translation.override("en"), clock.frozen_at(NOW):
        make_country()
        yield


def make_account(name: str, role: str, body: str) -> Account:
    account = Account.objects.create(username=name, email=f"{name}@example.org")
    Membership.objects.create(account=account, body=Body.objects.get(key=body), role=role)
    return account


def open_one() -> str:
    return services.open_challenge(
        actor=ANONYMOUS,
        claim=services.Claim("no-network", "red", "outdoor", 10.15, 31.15, date(2026, 5, 30), samples=5),
    )


def test_whoever_has_the_word_is_reminded_before_its_day_after_it_and_each_week():
    answer_due, decision_due, day = date(2026, 6, 16), date(2026, 7, 1), date
    told: list[tuple[str, str]] = []
    reminded = None
    for number in range(50):
        today = day(2026, 6, 1) + timedelta(days=number)
        whom = whom_to_remind("open", answer_due, decision_due, today, reminded)
        if whom:
            told.append((str(today), whom))
            reminded = today
    assert told[:4] == [
        ("2026-06-13", "operator"), ("2026-06-17", "regulator"), ("2026-06-24", "regulator"), ("2026-07-01", "regulator"),
    ]  # fmt: skip
    assert whom_to_remind("answered", answer_due, decision_due, day(2026, 6, 27), None) == ""
    assert whom_to_remind("answered", answer_due, decision_due, day(2026, 6, 28), None) == "regulator"
    assert whom_to_remind("upheld", answer_due, decision_due, day(2026, 8, 1), None) == ""


def test_reminders_go_once_to_the_operators_agents_then_to_the_regulators_supervisors():
    make_account("agent", "agent", "red-company")
    make_account("judge", "supervisor", "authority")
    open_one()
    open_one()
    for on, addresses in ((date(2026, 6, 2), []), (date(2026, 6, 13), ["agent@example.org"]),
                          (date(2026, 6, 14), []), (date(2026, 6, 17), ["judge@example.org"])):  # fmt: skip
        mail.outbox.clear()
        with clock.frozen_at(datetime(on.year, on.month, on.day, 8, tzinfo=UTC)):
            run_timer.func(name="coverage.remind-of-challenges")  # as the worker does each morning
        assert [one for message in mail.outbox for one in message.to] == addresses
    assert "2 contestations" in mail.outbox[0].body
    assert "/coverage/desk" in mail.outbox[0].body
    assert AuditEntry.objects.filter(verb="coverage.challenges-reminded").count() == 2


def about(**changes: Any) -> dict[str, Any]:
    return {"operator": "red", "place": "outdoor", "edge_probability": "0.9", "title": "Map", "source": "Red",
            "licence": "CC0", "dated": "2026-05-01", **changes}  # fmt: skip


def make_map(tmp_path: Any) -> bytes:
    frame = geopandas.GeoDataFrame(geometry=[shapely.box(10, 31, 10.3, 31.3)], crs="EPSG:4326")
    frame.to_file(tmp_path / "map.gpkg")
    content: bytes = (tmp_path / "map.gpkg").read_bytes()
    return content


def bring(client: Client, kind: str, name: str, content: bytes, **changes: Any) -> Any:
    """Send a file through the page, run its import as the worker does, and return the page that follows it."""
    sent = {"kind": kind, "file": SimpleUploadedFile(name, content), **about(**changes)}
    answer = client.post("/en/coverage/desk/bring", sent)
    if answer.status_code != 302:
        return answer
    waiting = client.get(answer["Location"]).content.decode()
    assert "data-going" in waiting
    assert '<noscript><meta http-equiv="refresh"' in waiting
    run_jobs()
    return client.get(answer["Location"])


def test_an_operators_agent_brings_what_it_declares_and_nothing_else(client: Client, tmp_path: Any):
    client.force_login(make_account("agent", "agent", "red-company"))
    content = make_map(tmp_path)
    page = bring(client, "declared", "map.gpkg", content).content.decode()
    assert "The whole file is in" in page
    assert "data-going" not in page
    assert AreaShare.objects.filter(basis="declared", operator="red", level="commune").exists()
    assert AuditEntry.objects.filter(verb="coverage.layer-imported").count() == 1
    assert not default_storage.exists(blob_path(Arrival.objects.get().files["file"]["blob"]))
    assert bring(client, "declared", "m.gpkg", content, operator="blue").status_code == 403
    assert bring(client, "measured", "m.gpkg", content).status_code == 422
    assert Layer.objects.filter(kind="declared").count() == 1
    client.force_login(make_account("other", "agent", "red-company"))
    assert client.get(f"/en/coverage/desk/arrivals/{Arrival.objects.get().key}").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("map.exe", b"MZ", "must end with"),
        ("map.zip", b"PK\3\4", "must end with"),
        ("map.gpkg", b"", "the file is empty"),
        ("map.gpkg", b"<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>", "no file of the kind"),
        ("map.geojson", b'{"type": "gdal_streamed_alg", "command_line": "x"}', "no file of the kind"),
        ("map.geojson", b'{"type": "FeatureCollection", "features": [\n{"type": "Fea', "line 2"),
        ("map.gpkg", b"SQLite format 3\0" + b"\1" * 3000, "damaged"),
        ("map.parquet", b"PAR1" + b"\1" * 3000, "damaged"),
        ("map.tif", b"II*\0" + b"\1" * 3000, "damaged"),
    ],
)
def test_a_fault_of_a_sent_file_is_told_and_nothing_of_it_kept(
    client: Client, name: str, content: bytes, words: str
):
    client.force_login(make_account("agent", "agent", "red-company"))
    answer = bring(client, "declared", name, content)
    assert words in answer.content.decode()
    assert "Nothing was imported or written" in answer.content.decode()
    assert not Layer.objects.filter(kind="declared").exists()
    assert not CellFact.objects.exists()


def test_the_regulator_brings_measurements_and_reads_the_line_of_a_fault_in_each_language(client: Client):
    client.force_login(make_account("judge", "supervisor", "authority"))
    rows = "lon,lat,rsrp_dbm\n" + "10.15,31.15,-90\n" * 40
    assert (
        "<bdi>40</bdi> rows"
        in bring(client, "measured", "drive.csv", rows.encode(), edge_probability="").content.decode()
    )
    bad = rows + "10.15,31.15,7\n"
    answer = bring(client, "measured", "drive.csv", bad.encode(), edge_probability="")
    assert "line 42" in answer.content.decode()
    address = answer.request["PATH_INFO"]
    for language, words in (("fr", "ligne 42"), ("ar", "السطر 42")):
        assert words in client.get(address.replace("/en/", f"/{language}/")).content.decode()
    assert Layer.objects.get(kind="measured", in_use=True).rows == 40
    assert AuditEntry.objects.filter(verb="coverage.figures-refused").count() == 1


def test_a_file_above_the_measure_is_refused_in_words(client: Client):
    client.force_login(make_account("judge", "supervisor", "authority"))
    answer = bring(client, "measured", "drive.csv", b"lon,lat,rsrp_dbm\n" + b"0" * 56_000_000)
    assert answer.status_code == 422
    assert "larger than 50 MB" in answer.content.decode()
    assert not Arrival.objects.exists()


def test_an_import_that_ran_already_is_not_run_again():
    pieces = [b"lon,lat,rsrp_dbm\n" + b"10.15,31.15,-90\n" * 40]
    said = About("Drive", "a test", "none", date(2026, 5, 1), operator="red", place="outdoor")
    key = services.send_figures(
        actor=ACTOR, sending=services.Sending("measured", said, {"file": ("drive.csv", pieces)})
    )
    services.bring_in.func(key=key)
    services.bring_in.func(key=key)
    assert Layer.objects.filter(kind="measured").count() == 1


def test_nobody_else_sees_the_desk(client: Client):
    assert client.get("/en/coverage/desk/bring").status_code == 302
    Account.objects.create(username="stranger")
    client.force_login(Account.objects.get(username="stranger"))
    assert client.get("/en/coverage/desk/bring").status_code == 403
    assert client.get("/en/coverage/desk").status_code == 403


def test_challenges_are_answered_and_decided_over_http_by_whom_the_law_names(client: Client):
    agent = make_token_holder("openid coverage.read coverage.write", [("agent", "red-company")])
    judge = make_token_holder("openid coverage.read coverage.write", [("supervisor", "authority")])
    reader = make_token_holder("openid coverage.read", [("agent", "red-company")])
    reference = open_one()
    assert client.get(CHALLENGES).status_code == 401
    assert [one["reference"] for one in agent.call("GET", CHALLENGES).json()["items"]] == [reference]
    said = {"agrees": False, "answer": "It works."}
    answer = f"{CHALLENGES}/{reference}/answer"
    assert client.post(answer, said, content_type="application/json").status_code == 401
    assert reader.call("POST", answer, said).status_code == 403
    assert judge.call("POST", answer, said).status_code == 403
    assert agent.call("POST", answer, said).json()["state"] == "answered"
    word = {"upheld": True, "reason": "We measured."}
    assert agent.call("POST", f"{CHALLENGES}/{reference}/decide", word).status_code == 403
    decided = judge.call("POST", f"{CHALLENGES}/{reference}/decide", word).json()
    assert (decided["state"], decided["reason"]) == ("upheld", "We measured.")
    assert client.post(f"{CHALLENGES}/{reference}/withdraw").status_code == 409
    other = open_one()
    assert client.post(f"{CHALLENGES}/{other}/withdraw").json()["state"] == "withdrawn"
    assert Challenge.objects.get(reference=other).contact is None
