"""What stands on receipts and decisions."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from bawaba.casework.errors import PaperNotFound
from bawaba.casework.models import Case
from bawaba.casework.queries.records import decision_info, law_of, procedure_of
from bawaba.casework.rules.numbers import spell_number
from bawaba.casework.types import FILES, AppealWay, DecisionInfo, Law, Texts
from bawaba.directory import queries as directory
from bawaba.forms import queries as forms
from bawaba.kernel import files
from bawaba.kernel.epochs import keep_for_epoch


@dataclass(frozen=True, slots=True)
class Paper:
    """A receipt, or a decision when `decision` is there, for the person of a case.

    address: of the public verification page; documents: names of the files handed in
    """

    key: str
    code: str
    address: str
    number: str
    language: str
    title: Texts
    body: Texts
    office: Texts
    lodged_at: datetime
    due_on: date
    law: Law
    documents: tuple[str, ...]
    synthetic: bool
    decision: DecisionInfo | None = None
    decided_on: date | None = None
    appeals: tuple[AppealWay, ...] = ()


def receipt_paper(case: Case) -> Paper:
    """Return what stands on the receipt of a case that was read with it. At most six SQL queries."""
    return _paper(case, case.receipt.code)


def decision_paper(case: Case) -> Paper:
    """Return what stands on the decision in force of a case. At most seven SQL queries.

    raises: PaperNotFound
    """
    row = case.decisions.filter(state="in-force").first()
    if row is None or row.decided_at is None:
        raise PaperNotFound
    return replace(
        _paper(case, row.code),
        decision=decision_info(row, key=case.key),
        decided_on=timezone.localdate(row.decided_at),
        appeals=procedure_of(case.procedure).law.appeals if row.outcome == "refused" else (),
    )


def verification_address(code: str, language: str) -> str:
    """Return the whole address of the page that says whether a paper is genuine."""
    with translation.override(language):
        return f"{settings.SITE_ADDRESS}{reverse('casework:verify', args=[code])}"


@keep_for_epoch
def service_title(service: str, form: str) -> Texts:
    """Return the names of a service, or of the form where the catalogue does not know it.

    At most four SQL queries an epoch.
    """
    facts = forms.service_facts(identifier=service) if service else None
    return facts.titles if facts else forms.find_form(key=form).titles


def _paper(case: Case, code: str) -> Paper:
    names = directory.body_names(keys=[case.body, case.office])
    return Paper(
        key=case.key,
        code=code,
        address=verification_address(code, case.language),
        number=spell_number(case.number),
        language=case.language,
        title=service_title(case.service, case.form),
        body=names.get(case.body, {}),
        office=names.get(case.office, {}) if case.office != case.body else {},
        lodged_at=timezone.localtime(case.submitted_at),
        due_on=case.due_on,
        law=law_of(case),
        documents=tuple(file.name for file in files.list_files(purpose=FILES, subject=case.key)),
        synthetic=case.synthetic,
    )
