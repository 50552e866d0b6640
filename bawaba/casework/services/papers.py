"""Receipts and decisions as PDF: drawn when first asked for, then kept as they were drawn."""

import hashlib
from collections.abc import Callable
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from bawaba.casework.models import Case, Decision, Receipt
from bawaba.casework.queries.access import own_row
from bawaba.casework.queries.papers import Paper, decision_paper, receipt_paper
from bawaba.kernel import audit, sealing
from bawaba.kernel.actors import Actor
from bawaba.kernel.languages import direction_of
from bawaba.ui.printing import print_pdf

FOLDER: Final = "papers"


def receipt_pdf(*, actor: Actor, key: str, owner: str) -> bytes:
    """Return the receipt of a person's own case as PDF/UA; the same bytes each time.

    raises: CaseNotFound, PapersUnavailable
    """
    case = own_row(key, owner, papers=True)
    return _kept(case.receipt, lambda: draw(receipt_paper(case)), actor)


def decision_pdf(*, actor: Actor, key: str, owner: str) -> bytes:
    """Return the decision on a person's own case as PDF/UA; the same bytes each time.

    raises: CaseNotFound, PaperNotFound, PapersUnavailable
    """
    case = own_row(key, owner, papers=True)
    return decision_pdf_of(actor=actor, case=case)


def decision_pdf_of(*, actor: Actor, case: Case) -> bytes:
    """Return the decision in force on a case that the caller may read, as PDF/UA.

    raises: PaperNotFound, PapersUnavailable
    """
    paper = decision_paper(case)
    row = case.decisions.get(code=paper.code)
    return _kept(row, lambda: draw(paper), actor)


def draw(paper: Paper) -> bytes:
    """Return a paper as PDF/UA in its person's language."""
    template = "casework/papers/decision_pdf.html" if paper.decision else "casework/papers/receipt_pdf.html"
    with translation.override(paper.language):
        html = render_to_string(template, {"paper": paper, "direction": direction_of(paper.language)})
    return print_pdf(html)


def _kept(row: Receipt | Decision, make: Callable[[], bytes], actor: Actor) -> bytes:
    """Return what was drawn before, whole and unchanged; else draw it and keep it sealed.

    row.file: SHA-256 of the PDF, empty until it is drawn. A file that is lost is drawn again.
    """
    path = f"{FOLDER}/{row.code}"
    if row.file and default_storage.exists(path):
        with default_storage.open(path) as file:
            content = sealing.unseal(file.read(), context=f"paper:{row.code}")
        if hashlib.sha256(content).hexdigest() == row.file:
            return content
    content = make()
    _keep(row, content, path, actor)
    return content


def _keep(row: Receipt | Decision, content: bytes, path: str, actor: Actor) -> None:
    default_storage.delete(path)
    default_storage.save(path, ContentFile(sealing.seal(content, context=f"paper:{row.code}")))
    with transaction.atomic():
        row.file = hashlib.sha256(content).hexdigest()
        row.save(update_fields=["file"])
        audit.record(actor=actor, verb="casework.paper-drawn", target=row, detail={"sha256": row.file})
