"""Files by API v1: resumable by a real tus client, checked as on the page, handed in with the draft."""

import io
from typing import Any

import pytest
from django.core.cache import cache
from pytest_django.live_server_helper import LiveServer
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from bawaba.casework import services
from bawaba.casework.models import Case
from bawaba.casework.services import Filled
from bawaba.casework.services.procedures import ensure_default_procedure
from bawaba.casework.tests.factories import SYSTEM, actor_of, make_agent, make_case, take_up
from bawaba.casework.tests.tokens import Holder, call, make_holder
from bawaba.forms.tests.factories import ANSWERS, make_form
from bawaba.forms.types import Person
from bawaba.kernel import files
from bawaba.kernel.tests.file_samples import make_pdf

ROOT = "/api/v1/casework"
COMPLETE = ANSWERS | {"children": [{"child": "Adam"}]}


@pytest.fixture(autouse=True)
def _store(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()


def begin(citizen: Holder) -> str:
    ensure_default_procedure(actor=SYSTEM)
    body = {"form": make_form(service="birth"), "answers": COMPLETE}
    return str(call("POST", f"{ROOT}/drafts", citizen, body).json()["key"])


@pytest.mark.django_db(transaction=True)
def test_a_tus_client_sends_a_file_in_pieces_and_the_draft_is_handed_in_once(live_server: LiveServer) -> None:
    citizen = make_holder("openid requests.read requests.write")
    key = begin(citizen)
    client = TusClient(f"{live_server.url}{ROOT}/drafts/{key}/files/paper", headers=citizen.headers)
    sheet = make_pdf(pages=3)
    uploader = client.uploader(
        file_stream=io.BytesIO(sheet), chunk_size=len(sheet) // 3, metadata={"filename": "preuve.pdf"}
    )
    uploader.upload_chunk()
    again = client.uploader(  # after a crash: the same address, from where it stopped
        file_stream=io.BytesIO(sheet), chunk_size=len(sheet), url=uploader.url
    )
    assert again.get_offset() == len(sheet) // 3
    again.upload()
    kept = call("GET", f"{ROOT}/drafts/{key}", citizen).json()
    assert [(one["name"], one["media_type"]) for one in kept["files"]["paper"]] == [
        ("preuve.pdf", "application/pdf")
    ]
    assert kept["faults"] == {}
    hostile = client.uploader(
        file_stream=io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        metadata={"filename": "photo.png"},
    )
    with pytest.raises(TusCommunicationError) as refused:
        hostile.upload()
    assert refused.value.status_code == 422
    first, second = (call("POST", f"{ROOT}/drafts/{key}/submission", citizen) for _ in range(2))
    assert (first.status_code, first.json()) == (200, second.json())
    case = Case.objects.get()
    assert [one.name for one in files.list_files(purpose="case", subject=case.key)] == ["preuve.pdf"]


@pytest.mark.django_db
def test_a_place_for_files_is_its_persons_alone() -> None:
    citizen, stranger = (make_holder("openid requests.read requests.write") for _ in range(2))
    place = f"{ROOT}/drafts/{begin(citizen)}/files/paper"
    tus = {"Tus_Resumable": "1.0.0", "Upload_Length": "9"}
    assert call("POST", place, stranger, **tus).status_code == 404
    assert call("POST", place, make_holder("openid requests.read"), **tus).status_code == 403
    assert call("POST", place.replace("paper", "phone"), citizen, **tus).status_code == 404
    begun = call("POST", place, citizen, **tus)
    assert begun.status_code == 201
    assert (
        call("HEAD", begun.headers["Location"], citizen, Tus_Resumable="1.0.0").headers["Upload-Offset"]
        == "0"
    )
    assert call("HEAD", begun.headers["Location"], stranger, Tus_Resumable="1.0.0").status_code == 404
    assert call("DELETE", begun.headers["Location"], citizen, Tus_Resumable="1.0.0").status_code == 204


@pytest.mark.django_db
def test_a_correction_takes_its_own_files_and_no_file_of_another_request() -> None:
    citizen = make_holder("openid requests.read requests.write")
    person = Person(owner=citizen.owner, level="substantial")
    case = make_case(person=person, service="birth", children=[{"child": "Adam"}])
    agent = make_agent()
    take_up(case, agent)
    ask = Filled(message="La copie est floue.", fields=("paper",))
    services.take_step(actor=agent, key=case.key, step="ask-correction", filled=ask)
    foreign = files.receive(
        actor=SYSTEM, chunks=[make_pdf()], name="autre.pdf", purpose="case", subject="another-case"
    )
    place = f"{ROOT}/requests/{case.key}/correction"
    answer = call("POST", place, citizen, {"answers": {"paper": [foreign.key]}})
    assert (answer.status_code, answer.json()["errors"]) == (
        422,
        [{"name": "paper", "detail": "not-a-choice"}],
    )
    sent = services.correction_place(actor=actor_of(person), key=case.key, owner=citizen.owner, field="paper")
    sent.take(files.prepare(chunks=[make_pdf()], name="nette.pdf"))
    assert call("POST", place, citizen, {"answers": {}}).json()["phase"] == "open"
    assert [one.name for one in files.list_files(purpose="case", subject=case.key)] == ["nette.pdf"]
