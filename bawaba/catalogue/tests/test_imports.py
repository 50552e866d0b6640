"""Imports: every row is imported, unchanged or quarantined; a broken file changes nothing."""

import gzip
import json
from pathlib import Path

import pytest

from bawaba.catalogue import services
from bawaba.catalogue.errors import FileBroken
from bawaba.catalogue.models import Event, Revision, Service
from bawaba.catalogue.queries import export_pieces, get_service, list_services, search_documents
from bawaba.catalogue.services.starter import starter_files
from bawaba.catalogue.tests.factories import (
    BODY,
    EDITOR,
    PUBLISHER,
    SYSTEM,
    ensure_body,
    person,
    publish,
    service_record,
)
from bawaba.directory.models import Body
from bawaba.kernel import epochs
from bawaba.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path / "home"
    return settings.HOME


def row(**changes):
    """Return one line's object in the starter catalogue's form."""
    return {
        "id": "essai",
        "title": {"fr": "Essai", "ar": "تجربة"},
        "summary": {"fr": "Un essai.", "ar": "تجربة."},
        "audience": ["citizen"],
        "life_event": "naissance",
        "authority": {"fr": "Ministère de l'Intérieur", "ar": "وزارة الداخلية"},
        "documents": [{"fr": "Carte", "ar": "البطاقة"}],
        "steps": [],
        "fee_mad": 20,
        "fee_note": None,
        "delay_days": 3,
        "channels": ["office"],
        "url": "https://exemple.ma",
        "legal_basis": ["loi n° 1-00"],
        "validity": None,
        "keywords": {"fr": ["essai"], "darija_latin": ["tajriba"], "darija_ar": ["تجربة"]},
        "idarati_id": None,
        "sources": [{"page": "https://exemple.ma/page", "seen": "tout"}],
        "confidence": "press",
        **changes,
    }


def write(path: Path, *rows, packed=False):
    lines = [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in rows]
    data = "\n".join(lines).encode()
    path.write_bytes(gzip.compress(data) if packed else data)
    return path


def load(path, **options):
    options.setdefault("actor", SYSTEM)
    return services.import_file(path=path, format="jsonl", **options)


def quarantine_of(result):
    return [json.loads(line) for line in Path(result.report).read_text().splitlines()]


def test_a_row_becomes_a_published_service_with_its_sources_and_confidence(tmp_path):
    load(write(tmp_path / "a.jsonl", row()))

    found = get_service(identifier="essai")

    assert found.record.titles == {"fr": "Essai", "ar": "تجربة"}
    assert found.record.confidence == "press"
    assert found.record.sources[0].page == "https://exemple.ma/page"
    assert found.record.keywords["darija-latn"] == ("tajriba",)
    assert found.record.authority == "ministere-interieur"
    assert found.record.cost.amount == 20


def test_a_second_import_of_the_same_file_changes_nothing(tmp_path):
    file = write(tmp_path / "a.jsonl", row(), row(id="autre"))
    load(file)
    before = (Revision.objects.count(), AuditEntry.objects.count(), epochs.current())

    again = load(file)

    epochs.forget()
    assert (again.read, again.imported, again.unchanged, again.quarantined) == (2, 0, 2, 0)
    assert (Revision.objects.count(), AuditEntry.objects.count(), epochs.current()) == before


def test_a_changed_row_becomes_the_next_revision(tmp_path):
    load(write(tmp_path / "a.jsonl", row()))
    result = load(write(tmp_path / "a.jsonl", row(delay_days=9)))

    assert result.imported == 1
    assert get_service(identifier="essai").record.delay_days == 9
    states = Revision.objects.order_by("number").values_list("number", "state")
    assert list(states) == [(1, "superseded"), (2, "published")]


def test_an_event_or_audience_that_a_row_no_longer_names_leaves_the_lists(tmp_path):
    load(write(tmp_path / "a.jsonl", row(audience=["citizen", "business"])))
    load(write(tmp_path / "a.jsonl", row(audience=["business"], life_event="deces")))

    assert not list_services(language="fr", audience="citizen").items
    assert not list_services(language="fr", event="naissance").items
    assert len(list_services(language="fr", event="deces", audience="business").items) == 1


BAD_ROWS = {
    "not json": ("{broken", "", "not-json"),
    "a list": ("[1, 2]", "", "not-json"),
    "no title": (row(title={}), "titles", "missing"),
    "no Arabic title": (row(title={"fr": "Essai"}), "titles.ar", "missing"),
    "no Arabic summary": (row(summary={"fr": "Essai"}), "summaries.ar", "missing"),
    "title of another type": (row(title="Essai"), "title", "wrong-type"),
    "no identifier": (row(id=None), "identifier", "not-an-identifier"),
    "spaces in the identifier": (row(id="un essai"), "identifier", "not-an-identifier"),
    "no authority": (row(authority=None), "authority", "missing"),
    "an authority key that nobody knows": (row(authority="unheard-of"), "authority", "unknown"),
    "an audience that does not exist": (row(audience=["martian"]), "audiences", "unknown"),
    "an event that does not exist": (row(life_event="unheard-of"), "events", "unknown"),
    "a fee in words": (row(fee_mad="vingt"), "fee_mad", "not-a-number"),
    "a negative fee": (row(fee_mad=-5), "cost", "out-of-range"),
    "an infinite fee": (row(fee_mad=float("inf")), "fee_mad", "not-a-number"),
    "a delay in words": (row(delay_days="3 jours"), "delay_days", "not-a-number"),
    "a script as an address": (row(url="javascript:alert(1)"), "url", "not-an-address"),
    "a channel that does not exist": (row(channels=["pigeon"]), "channels", "unknown"),
    "a document that is a text": (row(documents=["carte"]), "documents", "wrong-type"),
    "a title that is too long": (row(title={"fr": "x" * 401, "ar": "ب"}), "titles.fr", "too-long"),
}


@pytest.mark.parametrize(("bad", "field", "reason"), BAD_ROWS.values(), ids=BAD_ROWS.keys())
def test_a_bad_row_is_quarantined_and_never_stops_the_others(tmp_path, bad, field, reason):
    result = load(write(tmp_path / "a.jsonl", row(id="avant"), bad, row(id="apres")))

    assert (result.read, result.imported, result.quarantined) == (3, 2, 1)
    [kept] = quarantine_of(result)
    assert (kept["line"], kept["field"], kept["reason"]) == (2, field, reason)
    assert kept["original"] == (bad if isinstance(bad, str) else json.dumps(bad, ensure_ascii=False))


def test_the_later_of_two_rows_with_one_identifier_is_quarantined(tmp_path):
    result = load(write(tmp_path / "a.jsonl", row(delay_days=1), row(delay_days=2)))

    assert (result.read, result.imported, result.quarantined) == (2, 1, 1)
    assert quarantine_of(result)[0]["reason"] == "duplicate"
    assert get_service(identifier="essai").record.delay_days == 1


def test_markup_in_a_field_is_cleaned(tmp_path):
    dirty = row(summary={"fr": "<b>Gras</b><script>alert(1)</script>", "ar": "<p>نص</p>"})
    load(write(tmp_path / "a.jsonl", dirty))

    assert get_service(identifier="essai").record.summaries == {"fr": "Gras", "ar": "نص"}


def test_empty_lines_are_no_rows(tmp_path):
    assert load(write(tmp_path / "a.jsonl", "", row(), "  ", "")).read == 1


@pytest.mark.parametrize(
    "data",
    [
        b"\x1f\x8b\x08\x00broken gzip",
        gzip.compress(json.dumps(row()).encode() * 2000)[:-200],
        b"\xff\xfe\x00\x01binary",
        b"<html>not the file</html>",
        b"title;summary\nan;other format\n",
    ],
    ids=["bad gzip", "cut gzip", "binary", "a web page", "another format"],
)
def test_a_broken_file_changes_nothing(tmp_path, home, data):
    file = tmp_path / "a.jsonl"
    file.write_bytes(data)

    with pytest.raises(FileBroken):
        load(file)

    assert Service.objects.count() == 0
    assert AuditEntry.objects.filter(verb="catalogue.imported").count() == 0
    assert not list(home.glob("quarantine/*"))


def test_a_file_cut_in_the_middle_takes_back_the_rows_before_the_cut(tmp_path):
    lines = "\n".join(json.dumps(row(id=f"essai-{n}")) for n in range(1500)).encode()
    file = tmp_path / "a.jsonl.gz"
    file.write_bytes(gzip.compress(lines, compresslevel=1)[:-1000])

    with pytest.raises(FileBroken):
        load(file)

    assert Service.objects.count() == 0


def test_a_missing_file_is_a_broken_file(tmp_path):
    with pytest.raises(FileBroken):
        load(tmp_path / "nowhere.jsonl")


def test_a_dry_run_tells_the_same_and_changes_nothing(tmp_path):
    file = write(tmp_path / "a.jsonl", row(), "{broken")

    dry = load(file, dry_run=True)

    assert (dry.read, dry.imported, dry.quarantined) == (2, 1, 1)
    assert quarantine_of(dry)[0]["line"] == 2
    assert (Service.objects.count(), Event.objects.count(), Body.objects.count()) == (0, 0, 0)
    assert load(file).imported == 1


def test_progress_adds_up_to_the_rows_read(tmp_path):
    steps = []
    result = load(write(tmp_path / "a.jsonl", *(row(id=f"e-{n}") for n in range(3))), progress=steps.append)

    assert sum(steps) == result.read == 3


def test_what_was_edited_here_is_not_undone_by_its_source(tmp_path):
    file = write(tmp_path / "a.jsonl", row())
    load(file)
    record = get_service(identifier="essai").record
    editor, publisher = person(8, ("editor", record.authority)), person(9, ("publisher", record.authority))
    changed = services.save_draft(
        actor=editor, record=service_record(**_fields(record), delay_days=2), expected=1
    )
    services.submit_for_review(actor=editor, identifier="essai", expected=changed.number)
    services.approve(actor=publisher, identifier="essai", expected=changed.number)

    assert load(file).unchanged == 1
    result = load(write(tmp_path / "a.jsonl", row(delay_days=9)))

    assert quarantine_of(result)[0]["reason"] == "edited-here"
    assert get_service(identifier="essai").record.delay_days == 2


def _fields(record):
    return {"identifier": record.identifier, "authority": record.authority, "origin": record.origin}


def test_a_service_of_another_catalogue_is_not_taken_over(tmp_path):
    load(write(tmp_path / "a.jsonl", row()))
    result = load(write(tmp_path / "b.jsonl", row(origin="autre-catalogue", delay_days=8)))

    assert quarantine_of(result)[0]["reason"] == "from-another-catalogue"


def test_a_person_imports_drafts_for_a_second_person_to_publish(tmp_path):
    ensure_body()
    mine = row(authority=BODY)
    services.load_events(actor=SYSTEM)
    result = load(write(tmp_path / "a.jsonl", mine, row(id="autre")), actor=EDITOR)

    assert (result.imported, result.quarantined) == (1, 1)
    assert Revision.objects.get().state == "draft"
    assert not list_services(language="fr").items
    services.submit_for_review(actor=EDITOR, identifier="essai", expected=1)
    services.approve(actor=PUBLISHER, identifier="essai", expected=1)
    assert len(list_services(language="fr").items) == 1


def test_an_export_imports_unchanged(tmp_path):
    publish(
        service_record(), service_record(identifier="second", events=("naissance", "deces"), country="MA")
    )
    file = tmp_path / "export.jsonl"
    file.write_text("".join(export_pieces(format="jsonl")))

    result = load(file)

    assert (result.read, result.imported, result.unchanged) == (2, 0, 2)


@pytest.mark.slow
def test_the_starter_catalogue_is_published_whole(home):
    result = services.load_starter(actor=SYSTEM)

    assert (result.read, result.imported, result.quarantined) == (864, 864, 0)
    assert sum(1 for _ in search_documents()) == 864
    confidences = list(Service.objects.values_list("confidence", flat=True))
    assert [confidences.count(name) for name in ("official", "press", "general-knowledge")] == [189, 302, 373]
    assert services.load_starter(actor=SYSTEM).unchanged == 864


def test_the_starter_catalogue_is_every_jsonl_file_of_the_data_folder():
    assert {file.name for file in starter_files()} == {
        "citizens.jsonl",
        "business.jsonl",
        "sectors.jsonl",
        "local.jsonl",
    }
    assert services.starter_size() == 864


def test_a_procedure_of_idarati_links_to_its_official_page(tmp_path):
    idarati_id = "3070b2c7-44a2-40f1-a5f4-630499b176f0"
    page = "https://idarati.ma (title only, through an index)"
    load(
        write(
            tmp_path / "a.jsonl",
            row(idarati_id=idarati_id, url=None, sources=[{"page": page, "seen": "title"}]),
        )
    )

    record = get_service(identifier="essai").record

    assert record.url.startswith("https://idarati.ma/informationnel/ar/thematique/")
    assert record.url.endswith(idarati_id)
    assert record.sources[0].page == record.url
