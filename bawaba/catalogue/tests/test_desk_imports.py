"""Import of a file in the browser: kept aside, tried, then imported."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bawaba.catalogue.models import Revision, Service
from bawaba.catalogue.tests import factories
from bawaba.catalogue.tests.editors import IDENTIFIER, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def jsonl(*identifiers: str) -> bytes:
    rows = [
        {
            "id": identifier,
            "title": {"fr": f"Service {identifier}", "ar": f"خدمة {identifier}"},
            "summary": {"fr": "En bref.", "ar": "باختصار."},
            "authority": factories.BODY_NAMES,
            "audience": ["citizen"],
        }
        for identifier in identifiers
    ]
    return "\n".join([*(json.dumps(row, ensure_ascii=False) for row in rows), "{broken"]).encode()


def brought(client: Client, content: bytes, form: str = "jsonl", name: str = "services.jsonl") -> Any:
    return client.post("/fr/edit/import", {"file": SimpleUploadedFile(name, content), "format": form})


def test_a_file_is_kept_aside_and_changes_nothing(editor: Client, home: Path) -> None:
    response = brought(editor, jsonl("un", "deux"))
    assert response.status_code == 302
    page = editor.get(response["Location"])
    assert page.status_code == 200
    assert page.context["upload"].trial is None
    assert Service.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "form"), [(b"", "jsonl"), (b"x", "no-such-format")], ids=["empty file", "unknown format"]
)
def test_a_file_that_cannot_be_is_refused_beside_its_field(
    content: bytes, form: str, editor: Client, home: Path
) -> None:
    assert brought(editor, content, form).status_code == 422


def test_a_file_over_twenty_megabytes_is_refused(editor: Client, home: Path) -> None:
    assert brought(editor, b"x" * (20 * 1024 * 1024 + 1)).status_code == 422


def test_another_editor_does_not_find_the_file(editor: Client, home: Path) -> None:
    address = brought(editor, jsonl("un"))["Location"]
    other = signed_in("editor", name="other")
    assert other.get(address).status_code == 404
    assert other.post(f"{address}/run", {"act": "import"}).status_code == 404


@pytest.mark.parametrize("token", ["x", "..", "0" * 31, "0" * 32])
def test_a_made_up_token_is_not_found(token: str, editor: Client, home: Path) -> None:
    assert editor.get(f"/fr/edit/import/{token}").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_file_is_tried_then_imported_as_drafts_with_its_faults_shown(home: Path) -> None:
    factories.published_by_two(identifier=IDENTIFIER)
    client = signed_in("editor")
    address = brought(client, jsonl("un", "deux"))["Location"]
    tried = b"".join(client.post(f"{address}/run", {"act": "try"}).streaming_content).decode()
    assert "</html>" in tried
    assert address in tried
    trial = client.get(address).context["upload"]
    assert (trial.trial.read, trial.trial.imported, trial.trial.quarantined) == (3, 2, 1)
    assert [(row.line, row.reason) for row in trial.rows] == [(3, "not-json")]
    assert Service.objects.count() == 1
    b"".join(client.post(f"{address}/run", {"act": "import"}).streaming_content)
    assert client.get(address).context["upload"].done.imported == 2
    assert set(Revision.objects.filter(state="draft").values_list("service__identifier", flat=True)) == {
        "un",
        "deux",
    }


@pytest.mark.django_db(transaction=True)
def test_a_broken_file_ends_in_words(home: Path) -> None:
    factories.published_by_two(identifier=IDENTIFIER)
    client = signed_in("editor")
    address = brought(client, b"@prefix broken", "cpsv-ap", "x.ttl")["Location"]
    page = b"".join(client.post(f"{address}/run", {"act": "try"}).streaming_content).decode()
    assert "notice-error" in page
    assert client.get(address).context["upload"].trial is None
