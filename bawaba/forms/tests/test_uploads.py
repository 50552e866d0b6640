"""Files of a draft: many at once, photographs made PDFs, and sent piece by piece by a client that is not ours."""

import io
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
import requests
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from bawaba.forms import queries
from bawaba.forms.tests.definitions import make_field, make_raw
from bawaba.forms.tests.factories import make_form
from bawaba.kernel import clock, files, jobs
from bawaba.kernel.actors import system_actor
from bawaba.kernel.files import arriving, uploads
from bawaba.kernel.models import StoredFile, Upload
from bawaba.kernel.tests.file_samples import (
    make_jpeg,
    make_pdf,
    make_pdf_with,
    make_png,
    make_png_with_text_bomb,
    make_zip,
)

PIECE = 3_000


@pytest.fixture(autouse=True)
def _fixed(settings: Any) -> Iterator[None]:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    }
    cache.clear()
    yield
    cache.clear()


def begin(client: Client, **file: Any) -> tuple[str, str]:
    """Begin a form with one file question as a stranger; return the draft's key and its page."""
    form = make_form(make_raw(make_field("paper", "file", settings={"most": 3, **file})))
    draft = client.post(f"/fr/forms/{form}")["Location"].split("/")[3]
    return draft, f"/fr/my-drafts/{draft}/pages/first"


def test_many_files_at_once_each_kept_or_refused_by_its_name(client: Client, db: None) -> None:
    draft, page = begin(client)
    sent = [
        SimpleUploadedFile("un.pdf", make_pdf()),
        SimpleUploadedFile("faux.pdf", b"<html>"),
        SimpleUploadedFile("vide.png", make_png()),
        SimpleUploadedFile("secret.pdf", make_pdf_with("javascript")),
    ]
    answer = client.post(page, {"paper": sent, "act": "upload", "shown": "paper"})
    assert answer.status_code == 422
    told = answer.content.decode()
    assert "faux.pdf: Ce type de fichier" in told
    assert "secret.pdf: Ce PDF contient un programme" in told
    assert [one.name for one in files.list_files(purpose="form-draft", subject=draft)] == [
        "un.pdf",
        "vide.png",
    ]


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HOSTILE = {
    "archive.zip": (make_zip(), "Ce type de fichier ne peut pas être accepté.", "لا يمكن قبول هذا النوع من الملفات."),
    "bombe.png": (make_png_with_text_bomb(), "Ce fichier est endommagé", "هذا الملف تالف"),
    "double.pdf": (make_png() + make_pdf(), "Le nom de ce fichier ne correspond pas", "اسم هذا الملف لا يطابق محتواه."),
    "dessin.svg": (SVG, "Ce type de fichier ne peut pas être accepté.", "لا يمكن قبول هذا النوع من الملفات."),
    "photo.jpg": (make_pdf(), "Le nom de ce fichier ne correspond pas", "اسم هذا الملف لا يطابق محتواه."),
    "vide.pdf": (b"", "Ce fichier est vide.", "هذا الملف فارغ."),
}  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_each_hostile_file_is_refused_with_a_sentence_that_a_person_understands(
    client: Client, db: None, language: str
) -> None:
    draft, page = begin(client)
    sent = [SimpleUploadedFile(name, content) for name, (content, _fr, _ar) in HOSTILE.items()]
    sent.append(SimpleUploadedFile("../../etc/passwd.pdf", make_pdf()))
    answer = client.post(
        page.replace("/fr/", f"/{language}/"), {"paper": sent, "act": "upload", "shown": "paper"}
    )
    told = unescape(answer.content.decode()).replace("\xa0", " ")
    missing = [
        name
        for name, (_content, french, arabic) in HOSTILE.items()
        if f"{name}: {french if language == 'fr' else arabic}" not in told
    ]
    assert (answer.status_code, missing) == (422, [])
    assert [one.name for one in files.list_files(purpose="form-draft", subject=draft)] == ["passwd.pdf"]


def test_more_than_the_question_takes_is_refused(client: Client, db: None) -> None:
    draft, page = begin(client, most=1)
    sent = [SimpleUploadedFile(f"{number}.pdf", make_pdf(str(number))) for number in range(2)]
    answer = client.post(page, {"paper": sent, "act": "upload", "shown": "paper"})
    assert "Cette question a déjà le nombre de fichiers prévu." in answer.content.decode().replace(
        "&#x27;", "'"
    )
    assert len(files.list_files(purpose="form-draft", subject=draft)) == 1


def test_files_of_a_request_stay_in_memory_and_within_a_measure(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arriving, "MOST_AT_ONCE", 100_000)
    draft, page = begin(client)
    sent = [SimpleUploadedFile("un.pdf", make_pdf()), SimpleUploadedFile("deux.pdf", b"x" * 200_000)]
    answer = client.post(page, {"paper": sent, "act": "upload", "shown": "paper"})
    assert answer.status_code == 422
    assert "trop lourds pour un seul envoi" in answer.content.decode()
    assert [one.name for one in files.list_files(purpose="form-draft", subject=draft)] == ["un.pdf"]


@pytest.mark.django_db(transaction=True)
def test_a_photographed_identity_document_becomes_a_marked_pdf_and_is_kept_once(client: Client) -> None:
    draft, page = begin(client, identity=True)
    client.post(page, {"paper": SimpleUploadedFile("carte.jpg", make_jpeg(300, 200)), "act": "upload"})
    row = StoredFile.objects.get()
    assert row.mark.replace("\xa0", " ").startswith("Copie donnée seulement pour : A form, le ")
    jobs.run_waiting()
    (kept,) = files.list_files(purpose="form-draft", subject=draft)
    assert (kept.name, kept.media_type) == ("carte.pdf", "application/pdf")
    assert b"".join(files.read(key=kept.key)).startswith(b"%PDF-")
    # The browser that got no answer, since the server was killed, sends the photograph once more.
    client.post(page, {"paper": SimpleUploadedFile("carte.jpg", make_jpeg(300, 200)), "act": "upload"})
    assert [one.key for one in files.list_files(purpose="form-draft", subject=draft)] == [kept.key]


class Site:
    """One person's browser on the live server, spoken to by tuspy."""

    def __init__(self, address: str) -> None:
        self.address, self.client = address, Client()
        self.draft, self.page = begin(self.client)
        token = self.client.get(self.page).cookies["csrftoken"].value
        cookies = {name: morsel.value for name, morsel in self.client.cookies.items()} | {"csrftoken": token}
        self.headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-CSRFToken": token,
        }

    @property
    def place(self) -> str:
        return f"{self.address}/fr/my-drafts/{self.draft}/uploads/paper"

    def uploader(self, content: bytes, name: str = "acte de naissance.pdf", **more: Any) -> Any:
        tus = TusClient(self.place, headers=self.headers)
        return tus.uploader(
            file_stream=io.BytesIO(content), chunk_size=PIECE, metadata={"filename": name}, **more
        )

    def kept(self) -> list[files.FileInfo]:
        return files.list_files(purpose="form-draft", subject=self.draft)

    def answers(self) -> Any:
        owner = queries.owner_of_secret(self.client.cookies[queries.VISITOR_COOKIE].value)
        return queries.open_draft(key=self.draft, owner=owner).content.values


@pytest.fixture
def site(live_server: Any) -> Site:
    return Site(live_server.url)


def test_a_file_goes_on_where_it_stopped_and_is_attached_once(site: Site) -> None:
    content = make_pdf("x" * 4_000, compress_streams=False)
    first = site.uploader(content)
    first.upload_chunk()
    assert (first.offset, Upload.objects.get().offset) == (PIECE, PIECE)
    (part,) = Upload.objects.get().parts
    with default_storage.open(uploads.part_path(part[0])) as sealed:
        assert content[:40] not in sealed.read(), "a piece lies sealed"
    second = site.uploader(content, url=first.url)
    assert second.offset == PIECE, "the server tells how much has arrived"
    second.upload()
    (kept,) = site.kept()
    assert (kept.name, b"".join(files.read(key=kept.key))) == ("acte de naissance.pdf", content)
    assert site.answers() == {"paper": [kept.key]}
    assert not Upload.objects.exists()


def test_the_last_piece_of_a_hostile_file_is_answered_with_why(site: Site) -> None:
    with pytest.raises(TusCommunicationError) as refused:
        site.uploader(make_pdf_with("launch")).upload()
    assert refused.value.status_code == 422
    assert "Ce PDF contient un programme" in refused.value.response_content.decode()
    assert (site.kept(), Upload.objects.count()) == ([], 0)


@pytest.mark.parametrize(("length", "status"), [(0, 422), (11_000_000, 413)])
def test_size_is_refused_before_a_byte_is_sent(site: Site, length: int, status: int) -> None:
    headers = site.headers | {"Tus-Resumable": "1.0.0", "Upload-Length": str(length)}
    assert requests.post(site.place, headers=headers, timeout=10).status_code == status
    assert not Upload.objects.exists()


def test_what_the_protocol_asks_of_a_server(site: Site) -> None:
    told = requests.options(site.place, headers=site.headers, timeout=10)
    assert told.headers["Tus-Version"] == "1.0.0"
    assert "creation" in told.headers["Tus-Extension"]
    assert requests.post(site.place, headers=site.headers, timeout=10).status_code == 412
    tus = site.headers | {"Tus-Resumable": "1.0.0"}
    begun = requests.post(site.place, headers=tus | {"Upload-Length": "9000"}, timeout=10)
    at = site.address + begun.headers["Location"]
    assert begun.status_code == 201
    piece = tus | {"Content-Type": "application/offset+octet-stream"}
    assert requests.patch(at, data=b"x", headers=tus | {"Upload-Offset": "0"}, timeout=10).status_code == 415
    assert (
        requests.patch(at, data=b"x", headers=piece | {"Upload-Offset": "5"}, timeout=10).status_code == 409
    )
    assert (
        requests.patch(at, data=b"x", headers=piece | {"Upload-Offset": "-1"}, timeout=10).status_code == 400
    )
    long = requests.patch(at, data=b"x" * 9_001, headers=piece | {"Upload-Offset": "0"}, timeout=10)
    assert long.status_code == 413
    here = requests.head(at, headers=tus, timeout=10)
    assert (here.headers["Upload-Offset"], here.headers["Upload-Length"]) == ("0", "9000")
    assert here.headers["Cache-Control"] == "private, no-store"
    assert requests.delete(at, headers=tus, timeout=10).status_code == 204
    assert requests.head(at, headers=tus, timeout=10).status_code == 404


def test_nobody_else_sends_to_it_looks_at_it_or_ends_it(site: Site, live_server: Any) -> None:
    upload = site.uploader(make_pdf("x" * 4_000, compress_streams=False))
    upload.upload_chunk()
    stranger = Site(live_server.url)
    tus = stranger.headers | {"Tus-Resumable": "1.0.0"}
    for method in ("HEAD", "PATCH", "DELETE"):
        assert requests.request(method, upload.url, headers=tus, timeout=10).status_code == 404
    assert requests.post(site.place, headers=tus | {"Upload-Length": "9"}, timeout=10).status_code == 404
    moved = upload.url.replace(site.draft, stranger.draft)
    assert requests.head(moved, headers=tus, timeout=10).status_code == 404
    without = {"Cookie": site.headers["Cookie"], "Tus-Resumable": "1.0.0"}
    assert requests.delete(upload.url, headers=without, timeout=10).status_code == 403, "no token, no write"
    assert Upload.objects.get().offset == PIECE


def test_an_upload_that_nobody_goes_on_with_is_forgotten(site: Site) -> None:
    site.uploader(make_pdf("x" * 4_000, compress_streams=False)).upload_chunk()
    (part,) = Upload.objects.get().parts
    later = clock.now() + uploads.KEPT
    assert uploads.forget_expired_uploads(actor=system_actor("test"), now=later) == 1
    assert not default_storage.exists(uploads.part_path(part[0]))


def test_a_person_sends_twenty_at_once_at_most(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_OPEN", 1)
    headers = site.headers | {"Tus-Resumable": "1.0.0", "Upload-Length": "10"}
    assert requests.post(site.place, headers=headers, timeout=10).status_code == 201
    assert requests.post(site.place, headers=headers, timeout=10).status_code == 422
