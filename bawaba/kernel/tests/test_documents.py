"""Documents from strangers: looked into and converted in a child process that may die in our place."""

import io
import os
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from PIL import Image

from bawaba.kernel import documents
from bawaba.kernel.documents import child, parent
from bawaba.kernel.tests import file_samples as samples

PDF = "application/pdf"


@pytest.mark.parametrize("pages", [1, 3])
def test_an_ordinary_pdf_has_no_fault(pages: int) -> None:
    assert documents.inspect(samples.make_pdf(pages=pages), PDF) == ""


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (samples.make_png(40, 30), "image/png"),
        (samples.make_jpeg(), "image/jpeg"),
        (samples.make_webp(), "image/webp"),
    ],
)
def test_an_ordinary_photograph_has_no_fault(content: bytes, media_type: str) -> None:
    assert documents.inspect(content, media_type) == ""


@pytest.mark.parametrize(
    ("what", "fault"),
    [
        ("javascript", "active"),
        ("launch", "active"),
        ("attachment", "active"),
        ("bomb", "oversized"),
        ("twice-packed", "oversized"),
    ],
)
def test_a_pdf_that_does_something_is_named(what: str, fault: str) -> None:
    assert documents.inspect(samples.make_pdf_with(what), PDF) == fault


def test_a_pdf_that_asks_for_a_password_is_locked_and_one_that_only_forbids_printing_is_not() -> None:
    asks = samples.make_pdf(encryption=pikepdf.Encryption(owner="owner", user="secret"))
    forbids = samples.make_pdf(encryption=pikepdf.Encryption(owner="owner", user=""))
    assert documents.inspect(asks, PDF) == "locked"
    assert documents.inspect(forbids, PDF) == ""


def test_too_many_pages_are_oversized() -> None:
    assert documents.inspect(samples.make_pdf(pages=301), PDF) == "oversized"


@pytest.mark.parametrize(
    ("content", "media_type", "fault"),
    [
        (b"%PDF-1.7\n%%EOF", PDF, "damaged"),
        (samples.make_jpeg(800, 800)[:-400], "image/jpeg", "damaged"),
        (samples.make_png(900, 900)[:200], "image/png", "damaged"),
        (samples.make_png(9_000, 9_000), "image/png", "oversized"),
        (samples.make_png_with_text_bomb(), "image/png", "damaged"),
        (b"\x00\x00\x00\x18ftypheic" + b"x" * 200, "image/heic", "damaged"),
    ],
)
def test_what_cannot_be_decoded_is_named(content: bytes, media_type: str, fault: str) -> None:
    assert documents.inspect(content, media_type) == fault


def test_a_child_that_dies_costs_itself_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parent, "_PROGRAM", "this.module.is.not.there")
    assert documents.inspect(samples.make_pdf(), PDF) == "oversized"


def test_the_child_sets_its_limits_and_sees_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    set_limits = []
    monkeypatch.setattr(child.resource, "setrlimit", lambda what, limit: set_limits.append(what))
    child.set_limits()
    assert {child.resource.RLIMIT_AS, child.resource.RLIMIT_CPU, child.resource.RLIMIT_FSIZE} <= set(
        set_limits
    )
    monkeypatch.setenv("BAWABA_SECRET_KEY", "secret")
    told: dict[str, str] = {}
    monkeypatch.setattr(parent.subprocess, "run", lambda *words, env, **more: told.update(env) or _Died())
    documents.inspect(b"", PDF)
    assert set(told) <= {"PATH", "OMP_NUM_THREADS"}
    assert os.environ["BAWABA_SECRET_KEY"] == "secret"


class _Died:
    returncode = -9


def test_a_photograph_becomes_a_page_upright_and_without_the_cameras_notes() -> None:
    lying = samples.make_jpeg(80, 40, orientation=6)
    made = documents.convert(lying, "image/jpeg")
    assert b"Zineb" in lying
    assert b"Zineb" not in made
    with pikepdf.open(io.BytesIO(made)) as document:
        left, bottom, right, top = map(float, document.pages[0].mediabox)
        assert (top - bottom) > (right - left)
        assert max(top - bottom, right - left) == pytest.approx(842, abs=2)
    assert documents.inspect(made, PDF) == ""


def test_a_transparent_photograph_lies_on_white() -> None:
    clear = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(clear, "PNG")
    with pikepdf.open(io.BytesIO(documents.convert(clear.getvalue(), "image/png"))) as document:
        drawn = pikepdf.PdfImage(next(iter(document.pages[0].get_images().values()))).as_pil_image()
    assert drawn.convert("RGB").getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("mark", "language"),
    [
        ("Copie donnée seulement pour : Permis de conduire, le 3 mars 2026", "fr"),
        ("نسخة مقدمة فقط لأجل: رخصة السياقة، 3 مارس 2026", "ar"),
    ],
)
def test_each_page_says_what_the_copy_was_given_for(mark: str, language: str, tmp_path: Path) -> None:
    made = documents.convert(
        samples.make_pdf(pages=2), PDF, mark=mark, language=language, font=settings.DOCUMENT_FONT
    )
    with pikepdf.open(io.BytesIO(made)) as document:
        assert len(document.pages) == 2
        for page in document.pages:
            assert any("Form" in str(one.get("/Subtype")) for one in page.Resources.XObject.values())
    assert documents.inspect(made, PDF) == ""


def test_what_cannot_be_converted_is_refused() -> None:
    with pytest.raises(documents.DocumentFaulty):
        documents.convert(b"%PDF-1.7\n%%EOF", PDF, mark="x")
