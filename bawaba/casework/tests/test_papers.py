"""Receipts and decisions on paper, and the public page that verifies them."""

import io
import shutil
import subprocess
from datetime import timedelta

import pikepdf
import pytest
from django.test import Client

from bawaba.casework import queries, services
from bawaba.casework.models import Case
from bawaba.casework.rules.numbers import spell_number
from bawaba.casework.services import Filled
from bawaba.casework.services.papers import decision_pdf, receipt_pdf
from bawaba.casework.tests.factories import AMINA, make_agent, make_case, take_up
from bawaba.casework.tests.procedures import make_raw
from bawaba.forms.tests.factories import ACTOR, SYSTEM
from bawaba.kernel import clock
from bawaba.kernel.models import Account
from bawaba.ui import printing

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not printing.can_print(), reason="WeasyPrint's Pango is not installed: scripts/setup.sh"
    ),
]
READER = shutil.which("pdftotext")


def text_of(pdf: bytes) -> str:
    """Return the words of a PDF, as another program reads them."""
    assert READER, "pdftotext is missing: apt-get install poppler-utils"
    return subprocess.run([READER, "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def case_in(language: str, **law: object) -> Case:
    case = make_case(raw=make_raw(**law))
    Case.objects.filter(pk=case.pk).update(language=language)
    case.language = language
    return case


def refused(case: Case) -> Case:
    agent = make_agent()
    take_up(case, agent)
    services.take_step(
        actor=agent, key=case.key, step="refuse", filled=Filled(reasons="Le titre de propriété manque.")
    )
    services.confirm_decision(actor=make_agent(), key=case.key)
    return case


def test_a_receipt_in_french_says_what_the_law_wants_on_it() -> None:
    case = case_in("fr")
    words = text_of(receipt_pdf(actor=ACTOR, key=case.key, owner=AMINA.owner))
    assert spell_number(case.number) in words
    for wanted in ("Commune", "Copie d’acte de naissance", "article 16", "Aucun"):
        assert wanted in words
    assert "Amina" not in words


def test_a_receipt_in_arabic_reads_as_arabic() -> None:
    case = case_in("ar")
    pdf = receipt_pdf(actor=ACTOR, key=case.key, owner=AMINA.owner)
    words = text_of(pdf)
    assert "جماعة" in words
    assert "نسخة من عقد الازدياد" in words
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.Root.Lang) == "ar"
        fonts = {str(font.BaseFont).partition("+")[2] for font in document.pages[0].Resources.Font.values()}
        assert {name.removesuffix("-Bold") for name in fonts} <= {"Paper-Naskh", "Paper-Latin"}, fonts


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_paper_is_tagged_as_pdf_ua_wants(language: str) -> None:
    """ISO 14289-1: marked, language, title shown, structure tree, headings, table heads, pictures told."""
    case = refused(case_in(language))
    for pdf in (
        receipt_pdf(actor=ACTOR, key=case.key, owner=AMINA.owner),
        decision_pdf(actor=ACTOR, key=case.key, owner=AMINA.owner),
    ):
        with pikepdf.open(io.BytesIO(pdf)) as document:
            root = document.Root
            assert bool(root.MarkInfo.Marked)
            assert str(root.Lang) == language
            assert bool(root.ViewerPreferences.DisplayDocTitle)
            with document.open_metadata() as about:
                assert about["pdfuaid:part"] == "1"
                assert about["dc:title"]
            kinds = list(structure(root.StructTreeRoot))
            assert {"H1", "H2", "Table", "TH", "TD", "Figure"} <= {kind for kind, _node in kinds}
            assert all("/Alt" in node for kind, node in kinds if kind == "Figure")
            for page in document.pages:
                assert "/StructParents" in page
                assert page.get("/Tabs", "/S") == "/S"
                assert all(
                    "/FontDescriptor" in descendant
                    for font in page.Resources.Font.values()
                    for descendant in font.DescendantFonts
                )


def structure(node: pikepdf.Object) -> "list[tuple[str, pikepdf.Dictionary]]":
    """Return every element of the structure tree with its kind."""
    found = []
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            found += [(str(child.S).lstrip("/"), child), *structure(child)]
    return found


def test_a_refusal_on_paper_gives_reasons_ways_and_last_day_of_appeal() -> None:
    case = refused(case_in("fr"))
    words = text_of(decision_pdf(actor=ACTOR, key=case.key, owner=AMINA.owner))
    assert "Le titre de propriété manque." in words
    assert "dans les 30 jours" in words
    assert "Dernier jour" in words


def test_an_act_by_silence_names_its_legal_basis() -> None:
    case = case_in("fr", silence="acceptance", silence_article="Décret 2.22.387")
    with clock.frozen_at(clock.now() + timedelta(days=90)):
        services.run_clock(actor=SYSTEM)
    words = text_of(decision_pdf(actor=ACTOR, key=case.key, owner=AMINA.owner))
    assert "Décret 2.22.387" in words
    assert "acceptée" in words


def test_a_paper_is_drawn_once_and_kept_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    case = case_in("fr")
    first = receipt_pdf(actor=ACTOR, key=case.key, owner=AMINA.owner)
    monkeypatch.setattr("bawaba.casework.services.papers.print_pdf", lambda html: b"drawn again")
    assert receipt_pdf(actor=ACTOR, key=case.key, owner=AMINA.owner) == first


def test_the_code_on_a_paper_leads_to_a_page_that_shows_validity_alone(client: Client) -> None:
    case = refused(case_in("fr"))
    code = queries.open_case(actor=SYSTEM, key=case.key).receipt.code
    page = client.get(f"/fr/verify/{code}")
    assert page.status_code == 200
    shown = page.content.decode()
    assert "Ce document est authentique" in shown
    for secret in (case.number, case.key, "Amina", "account:7", "titre de propriété"):
        assert secret not in shown
    assert client.get("/fr/verify/not-a-code").status_code == 404


def test_an_annulled_decision_is_shown_as_genuine_but_no_longer_valid(client: Client) -> None:
    case = refused(case_in("ar"))
    code = case.decisions.get().code
    services.annul_decision(actor=make_agent("supervisor"), key=case.key, note="x")
    assert "لم تعد صالحة" in client.get(f"/ar/verify/{code}").content.decode()


def test_the_receipt_page_and_its_pdf_open_to_their_person_alone(client: Client) -> None:
    case = case_in("fr")
    assert client.get(f"/fr/requests/{case.key}/receipt").status_code == 404
    assert client.get(f"/fr/requests/{case.key}/receipt.pdf").status_code == 404
    account = Account.objects.create(username="amina")
    Case.objects.filter(pk=case.pk).update(owner=f"account:{account.pk}")
    client.force_login(account)
    page = client.get(f"/fr/requests/{case.key}/receipt")
    assert spell_number(case.number) in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"
    pdf = client.get(f"/fr/requests/{case.key}/receipt.pdf")
    assert (pdf.status_code, pdf["Content-Type"]) == (200, "application/pdf")
    assert pdf.content.startswith(b"%PDF-")


def test_without_pango_the_page_says_so_and_the_request_is_safe(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = case_in("fr")
    account = Account.objects.create(username="amina")
    Case.objects.filter(pk=case.pk).update(owner=f"account:{account.pk}")
    client.force_login(account)

    def missing(name: str) -> None:
        raise OSError("cannot load library 'libpango-1.0-0'")

    printing._maker.cache_clear()
    monkeypatch.setattr(printing.importlib, "import_module", missing)
    try:
        assert (
            "Votre demande est en sécurité" in client.get(f"/fr/requests/{case.key}/receipt").content.decode()
        )
        assert client.get(f"/fr/requests/{case.key}/receipt.pdf").status_code == 409
    finally:
        printing._maker.cache_clear()


def test_nothing_from_outside_gets_into_a_paper() -> None:
    pdf = printing.print_pdf(
        '<html lang="fr"><title>x</title><body><h1>x</h1><img alt="x" src="file:///etc/passwd"><img alt="y" src="http://127.0.0.1:9/"></body></html>'
    )
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert not document.pages[0].Resources.XObject.keys()
