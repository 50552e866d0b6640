"""What readers tell about a service: kept without their identity, for its supervisor."""

from datetime import timedelta
from typing import Final

from django.db import transaction

from bawaba.catalogue.errors import NotYourBody, ReportInvalid, ServiceNotFound
from bawaba.catalogue.models import Report, Service
from bawaba.catalogue.rules import strip_personal_data
from bawaba.catalogue.types import FIELD_ASKED, REPORT_KINDS
from bawaba.catalogue.wording import problem_text
from bawaba.directory.queries import acts_for
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import ANONYMOUS, Actor
from bawaba.kernel.errors import NotFound
from bawaba.kernel.languages import LANGUAGES
from bawaba.kernel.markup import clean_text

KEPT_DAYS: Final = 365
MOST_DETAILS: Final = 2_000
MOST_LINE: Final = 200
_REASON: Final = 40


@transaction.atomic
def record_report(
    *,
    kind: str,
    service: str,
    language: str,
    reason: str = "",
    details: str = "",
    document: str = "",
    place: str = "",
) -> int:
    """Keep what an unnamed reader tells about a published service; return the report's number.

    kind: `wrong`, `document` (a document was asked that is not listed: law 55-19 forbids it),
    `useful` or `not-useful`; e-mail addresses and long numbers are removed from the texts, and
    the report is erased after a year.
    raises: ServiceNotFound, ReportInvalid
    """
    if kind not in REPORT_KINDS:
        raise ReportInvalid(fields={"kind": problem_text("unknown")})
    row = Service.objects.filter(identifier=service, published__isnull=False).first()
    if row is None:
        raise ServiceNotFound
    texts = {
        "reason": _told(reason, _REASON),
        "details": _told(details, MOST_DETAILS),
        "document": _told(document, MOST_LINE),
        "place": _told(place, MOST_LINE),
    }
    _check(kind, texts)
    report = Report.objects.create(
        service=row,
        kind=kind,
        language=language if language in LANGUAGES else "",
        at=clock.now(),
        erase_after=clock.today() + timedelta(days=KEPT_DAYS),
        **texts,
    )
    audit.record(
        actor=ANONYMOUS, verb="catalogue.reported", target=("catalogue.service", service),
        detail={"kind": kind, "report": report.pk},
    )  # fmt: skip
    return report.pk


@transaction.atomic
def request_field(*, actor: Actor, service: str, details: str) -> int:
    """Ask those who answer for a service to fill in what people ask for and its record lacks.

    details: what is asked for, and how often; return the report's number
    raises: ServiceNotFound, NotYourBody unless the actor supervises or publishes for the body
    """
    row = Service.objects.select_related("body").filter(identifier=service, published__isnull=False).first()
    if row is None:
        raise ServiceNotFound
    _check_answers_for(actor, row.body.key)
    report = Report.objects.create(
        service=row, kind=FIELD_ASKED, language="", at=clock.now(),
        erase_after=clock.today() + timedelta(days=KEPT_DAYS), details=_told(details, MOST_DETAILS),
    )  # fmt: skip
    audit.record(
        actor=actor, verb="catalogue.field-requested", target=("catalogue.service", service),
        detail={"report": report.pk},
    )  # fmt: skip
    return report.pk


@transaction.atomic
def answer_report(*, actor: Actor, report: int, answer: str = "") -> None:
    """Mark a report as handled, with what was done.

    raises: NotFound, NotYourBody unless the actor supervises or publishes for the body
    """
    row = Report.objects.select_related("service__body").filter(pk=report).first()
    if row is None:
        raise NotFound
    _check_answers_for(actor, row.service.body.key)
    row.handled_at, row.handled_by = clock.now(), actor.key
    row.answer = clean_text(answer, limit=500)
    row.save(update_fields=["handled_at", "handled_by", "answer"])
    audit.record(
        actor=actor, verb="catalogue.report-answered", target=("catalogue.report", str(report)),
        detail={"service": row.service.identifier},
    )  # fmt: skip


@transaction.atomic
def erase_old_reports(*, actor: Actor) -> int:
    """Erase the reports whose retention date has passed; return how many."""
    old = Report.objects.filter(erase_after__lt=clock.today())
    erased, _ = old.delete()
    if erased:
        audit.record(
            actor=actor, verb="catalogue.reports-erased", target=("catalogue.report", "*"),
            detail={"erased": erased},
        )  # fmt: skip
    return erased


def _check_answers_for(actor: Actor, body: str) -> None:
    if not any(acts_for(actor=actor, role=role, body=body) for role in ("supervisor", "publisher")):
        raise NotYourBody


def _told(text: str, limit: int) -> str:
    return strip_personal_data(clean_text(text, limit=limit))[:limit]


def _check(kind: str, texts: dict[str, str]) -> None:
    if kind == "document" and not texts["document"]:
        raise ReportInvalid(fields={"document": problem_text("missing")})
    if kind == "wrong" and not (texts["details"] or texts["reason"]):
        raise ReportInvalid(fields={"details": problem_text("missing")})
