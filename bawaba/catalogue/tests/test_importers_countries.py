"""The catalogues of France and Kenya: real dirt, trees of bodies, references between rows."""

import json
import os
from pathlib import Path

import pytest

from bawaba.catalogue import services
from bawaba.catalogue.errors import FileBroken
from bawaba.catalogue.importers import ecitizen_ke, service_public_fr
from bawaba.catalogue.models import Service
from bawaba.catalogue.queries import get_service
from bawaba.catalogue.tests.factories import SYSTEM
from bawaba.catalogue.types import ImportedService, Quarantined
from bawaba.directory.queries import body_path, get_body

pytestmark = pytest.mark.django_db
SHARED = Path(os.environ.get("BAWABA_SHARED", "../shared")) / "data"


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path / "home"


def fiche(**changes):
    return {
        "id": "part:F1",
        "kind": "Fiche d'information",
        "audience": "particuliers",
        "title": "Passeport",
        "description": "Demander un passeport.",
        "theme": ["Papiers - Citoyenneté", "Passeport"],
        "authority": ["Ministère chargé de l'intérieur"],
        "date": "2020-01-31",
        "url": "https://www.service-public.fr/particuliers/vosdroits/F1",
        **changes,
    }


def online(**changes):
    return fiche(
        id="part:R2",
        kind="Téléservice",
        title="Téléservice : Demande",
        theme=["Services en ligne et formulaires"],
        links=["https://passeport.ants.gouv.fr/"],
        fiche=["part:F1", "part:F999"],
        **changes,
    )


def french(tmp_path, *rows):
    file = tmp_path / "fr.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows))
    return file


def read_french(tmp_path, *rows):
    return list(service_public_fr.read(french(tmp_path, *rows)))


def test_a_french_service_takes_the_events_of_the_page_that_it_belongs_to(tmp_path):
    _, service = read_french(tmp_path, fiche(), online())

    assert isinstance(service, ImportedService)
    record = service.record
    assert (record.identifier, record.country, record.kind) == ("fr-part-r2", "FR", "service")
    assert record.events == ("identite-voyage",)
    assert record.related == ("fr-part-f1",)
    assert record.is_online
    assert str(record.verified_on) == "2020-01-31"


def test_references_to_rows_that_the_file_lacks_are_left_out_and_counted(tmp_path):
    _, service = read_french(tmp_path, fiche(), online())

    assert service.dropped == {"references": 1}


def test_what_is_no_service_says_so(tmp_path):
    kinds = {
        "Formulaire": "form",
        "Modèle de document": "template",
        "Simulateur": "tool",
        "Dossier": "guide",
        "Fiche d'information": "guide",
    }
    found = read_french(tmp_path, *(fiche(id=f"part:F{n}", kind=kind) for n, kind in enumerate(kinds)))

    assert [one.record.kind for one in found] == list(kinds.values())


def test_a_form_to_download_is_not_an_online_service(tmp_path):
    [form] = read_french(tmp_path, fiche(kind="Formulaire", links=["https://a.fr/cerfa.pdf"], cerfa="1*2"))

    assert not form.record.is_online
    assert form.record.channels[0].url == "https://a.fr/cerfa.pdf"
    assert form.record.external_ids["cerfa"] == "1*2"


def test_the_marks_of_the_source_do_not_reach_readers(tmp_path):
    [guide] = read_french(tmp_path, fiche(title="**Carte", description="La 1^re fois"))

    assert guide.record.titles == {"fr": "Carte"}
    assert guide.record.summaries == {"fr": "La 1re fois"}


def test_a_long_description_has_a_short_summary(tmp_path):
    [guide] = read_french(tmp_path, fiche(description="Première phrase. " * 200))

    assert len(guide.record.summaries["fr"]) <= service_public_fr.MOST_SUMMARY
    assert guide.record.summaries["fr"].endswith("phrase.")
    assert len(guide.record.descriptions["fr"]) > 3000


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id": "part:?"}, "id"),
        ({"audience": "touristes"}, "audience"),
        ({"authority": []}, "authority"),
        ({"date": "hier"}, "date"),
        ({"links": {"a": 1}}, "links"),
    ],
)
def test_a_french_row_that_cannot_be_read_is_quarantined(tmp_path, changes, field):
    bad, good = read_french(tmp_path, fiche(**changes), online())

    assert isinstance(bad, Quarantined)
    assert (bad.line, bad.field) == (1, field)
    assert isinstance(good, ImportedService)


HEADERS = {
    "ministries.csv": "ministry_id,ministry_name,ministry_description,ministry_url",
    "departments.csv": "department_id,ministry_id,department_name",
    "agencies.csv": "agency_id,ministry_id,department_id,agency_name,agency_url",
    "services.csv": "service_id,agency_id,department_id,ministry_id,service_name,service_url,"
    "service_description,requirements",
}


def kenyan(tmp_path, *services_rows, **files):
    contents = {
        "ministries.csv": ["m1,Ministry of Health,Cares for health.,https://health.go.ke"],
        "departments.csv": ["d1,m1,State Department for Health"],
        "agencies.csv": ["a1,m1,d1,Kenya Medical Board,https://board.go.ke"],
        "services.csv": list(services_rows),
    }
    for name, header in HEADERS.items():
        (tmp_path / name).write_text("\n".join([header, *contents[name]]), encoding="utf-8")
    return tmp_path


def test_a_kenyan_service_stands_under_three_levels_of_bodies(tmp_path):
    folder = kenyan(tmp_path, "s1,a1,d1,m1,Register a doctor,https://board.go.ke/register,,")
    services.import_file(actor=SYSTEM, path=folder, format="ecitizen-ke")

    found = get_service(identifier="ke-s1")

    assert found.record.titles == {"en": "Register a doctor"}
    assert found.record.summaries == {}
    assert found.record.confidence == "general-knowledge"
    assert found.authority_names == {"en": "Kenya Medical Board"}
    assert body_path(key=found.record.authority) == ["ke-ministry-m1", "ke-department-d1", "ke-agency-a1"]
    assert get_body(key="ke-ministry-m1").country == "KE"


def test_the_path_may_be_the_file_itself(tmp_path):
    folder = kenyan(tmp_path, "s1,a1,d1,m1,Register,https://x.go.ke,,")

    assert len(list(ecitizen_ke.read(folder / "services.csv"))) == 1


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("s9,a1,d1,m1", "wrong-columns"),
        ("s9,a1,d1,m1,Name,https://x.ke,,,,extra", "wrong-columns"),
        ("s9,nobody,no,no,Name,https://x.ke,,", "unknown"),
    ],
)
def test_a_kenyan_row_that_cannot_be_read_is_quarantined(tmp_path, bad, reason):
    folder = kenyan(tmp_path, "s1,a1,d1,m1,One,https://x.ke,,", bad, "s2,a1,d1,m1,Two,https://x.ke,,")

    first, second, third = ecitizen_ke.read(folder)

    assert isinstance(second, Quarantined)
    assert (second.line, second.reason) == (3, reason)
    assert "s9" in second.original
    assert isinstance(first, ImportedService)
    assert isinstance(third, ImportedService)


def test_bytes_that_are_no_text_make_their_row_a_bad_one(tmp_path):
    folder = kenyan(tmp_path, "s1,a1,d1,m1,One,https://x.ke,,")
    with (folder / "services.csv").open("ab") as stream:
        stream.write(b"\ns2,a1,d1,m1,\xff\xfe,https://x.ke,,\n")

    result = services.import_file(actor=SYSTEM, path=folder, format="ecitizen-ke")

    assert (result.read, result.imported, result.quarantined) == (2, 1, 1)


@pytest.mark.parametrize("name", HEADERS)
def test_a_missing_or_other_file_changes_nothing(tmp_path, name):
    folder = kenyan(tmp_path, "s1,a1,d1,m1,One,https://x.ke,,")
    (folder / name).write_text("another,header\n1,2\n")

    with pytest.raises(FileBroken):
        services.import_file(actor=SYSTEM, path=folder, format="ecitizen-ke")

    assert Service.objects.count() == 0


@pytest.mark.slow
def test_the_real_catalogues_lose_no_row():
    french_file = SHARED / "catalogue-fr" / "service_public_fr_catalogue.jsonl.gz"
    if not french_file.exists():
        pytest.skip(f"{french_file} is absent: set BAWABA_SHARED to the folder that holds data/")

    france = services.import_file(actor=SYSTEM, path=french_file, format="service-public-fr")
    kenya = services.import_file(actor=SYSTEM, path=SHARED / "catalogue-ke", format="ecitizen-ke")

    assert france.read == 5446
    assert france.imported + france.unchanged + france.quarantined == france.read
    assert france.dropped["references"] == 1992
    assert kenya.read == 5489
    assert kenya.imported + kenya.unchanged + kenya.quarantined == kenya.read
    assert kenya.quarantined == 4  # addresses that begin with htpps, ttps or hold a space
    again = services.import_file(actor=SYSTEM, path=french_file, format="service-public-fr")
    assert (again.imported, again.unchanged) == (0, france.imported)
