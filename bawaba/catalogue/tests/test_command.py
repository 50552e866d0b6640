"""The command line: one JSON value last, exit status 0, 1 or 2."""

import csv
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from bawaba.catalogue.models import Service
from bawaba.catalogue.tests.factories import publish, service_record

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path / "home"


def run(*arguments):
    out = io.StringIO()
    call_command("catalogue", *arguments, "--json", stdout=out, stderr=io.StringIO())
    return json.loads(out.getvalue().splitlines()[-1])


def line(**changes):
    row = {
        "id": "essai", "title": {"fr": "Essai", "ar": "تجربة"}, "summary": {"fr": "Un.", "ar": "واحد."},
        "audience": ["citizen"], "authority": {"fr": "Mairie", "ar": "الجماعة"}, **changes,
    }  # fmt: skip
    return json.dumps(row)


def test_import_prints_what_became_of_every_row(tmp_path):
    file = tmp_path / "a.jsonl"
    file.write_text(f"{line()}\n{line(id='B A D')}\n")

    first = run("import", str(file), "--format", "jsonl")

    assert {name: first[name] for name in ("read", "imported", "unchanged", "quarantined")} == {
        "read": 2, "imported": 1, "unchanged": 0, "quarantined": 1,
    }  # fmt: skip
    assert json.loads(Path(first["report"]).read_text())["line"] == 2
    assert run("import", str(file), "--format", "jsonl")["unchanged"] == 1


def test_a_dry_run_imports_nothing(tmp_path):
    file = tmp_path / "a.jsonl"
    file.write_text(line())

    assert run("import", str(file), "--format", "jsonl", "--dry-run")["imported"] == 1
    assert Service.objects.count() == 0


def test_a_broken_file_is_refused_with_its_code(tmp_path):
    out = io.StringIO()
    with pytest.raises(SystemExit) as end:
        call_command(
            "catalogue",
            "import",
            str(tmp_path / "no"),
            "--format",
            "jsonl",
            "--json",
            stdout=out,
            stderr=io.StringIO(),
        )

    assert end.value.code == 1
    assert json.loads(out.getvalue())["error"] == "file-broken"


@pytest.mark.parametrize(
    "arguments", [("import", "x", "--format", "xml"), ("export",), ("synthesise", "--count", "0")]
)
def test_misuse_is_told(arguments):
    with pytest.raises(CommandError):
        run(*arguments)


def test_export_writes_as_many_services_as_asked(tmp_path):
    publish(*(service_record(identifier=f"essai-{n}") for n in range(3)))
    file = tmp_path / "out.jsonl"

    result = run("export", "--format", "jsonl", "--limit", "2", "--output", str(file))

    assert result["written"] == 2
    assert [json.loads(row)["id"] for row in file.read_text().splitlines()] == ["essai-0", "essai-1"]


def test_the_table_is_read_by_a_spreadsheet_and_runs_no_formula(tmp_path):
    publish(service_record(titles={"fr": "=HYPERLINK(1)", "ar": 'فاصلة، و"علامة"'}))
    file = tmp_path / "out.csv"
    run("export", "--format", "csv", "--output", str(file))

    [row] = csv.DictReader(file.open(encoding="utf-8", newline=""))

    assert row["title_fr"] == "'=HYPERLINK(1)"
    assert row["title_ar"] == 'فاصلة، و"علامة"'
    assert (row["audience"], row["online"], row["delay_days"]) == ("citizen", "yes", "1")
    assert row["documents_fr"] == "Certificat d'accouchement | Acte de mariage"


def test_export_to_a_folder_that_does_not_exist_is_misuse(tmp_path):
    with pytest.raises(CommandError):
        run("export", "--format", "csv", "--output", str(tmp_path / "no" / "x.csv"))


def test_status_counts_what_is_published():
    publish(service_record())

    assert run("status")["services"] == 1


def test_synthetic_services_are_marked_and_differ(settings):
    settings.IN_PRODUCTION = False
    publish(
        *(
            service_record(identifier=f"essai-{n}", titles={"fr": f"Titre {n} long", "ar": f"عنوان {n}"})
            for n in range(3)
        )
    )

    assert run("synthesise", "--count", "6") == {"synthetic": 6}

    made = Service.objects.filter(synthetic=True)
    assert made.count() == 6
    assert set(made.values_list("origin", "confidence")) == {("synthetic", "general-knowledge")}
    assert run("synthesise", "--count", "2") == {"synthetic": 2}
    assert Service.objects.count() == 11


def test_nothing_is_made_up_in_production(settings):
    settings.IN_PRODUCTION = True
    publish(service_record())

    with pytest.raises(SystemExit):
        run("synthesise", "--count", "1")
    assert Service.objects.count() == 1


def test_scheduled_texts_and_old_reports_have_their_commands():
    assert run("publish-due") == {"published": 0, "returned": 0}
    assert run("erase-old-reports") == {"erased": 0}
