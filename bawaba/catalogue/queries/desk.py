"""What editors, publishers and supervisors read: drafts, history, gaps, readers' reports."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, cast

from django.db.models import OuterRef, Q, QuerySet, Subquery

from bawaba.catalogue import rules
from bawaba.catalogue.errors import NotYourBody, RevisionNotFound, ServiceNotFound
from bawaba.catalogue.models import LinkCheck, Report, Revision, RevisionText, Service
from bawaba.catalogue.queries.countries import country_rule
from bawaba.catalogue.queries.listing import pick_any
from bawaba.catalogue.queries.reading import record_of
from bawaba.catalogue.types import (
    OPEN_STATES,
    Completeness,
    DeskRow,
    Difference,
    Problem,
    ReportKind,
    ReportRow,
    RevisionInfo,
    ServiceRecord,
    State,
)
from bawaba.directory.queries import acts_for, subtree_keys
from bawaba.directory.types import Role
from bawaba.kernel import clock
from bawaba.kernel.actors import Actor
from bawaba.kernel.paging import Page, cut_page

EVERYWHERE: Final = "*"
LINK_DEAD_FROM: Final = 400
LINK_GUARDED: Final = (401, 403, 429)
"""The address answered but keeps programs out: people may well open it."""
_CURRENT_STATES: Final = (*OPEN_STATES, "published")
_EDITING: Final = frozenset({"editor", "publisher", "administrator"})
_SUPERVISING: Final = frozenset({"supervisor", "publisher", "administrator"})


def list_revisions(*, actor: Actor, identifier: str) -> list[RevisionInfo]:
    """Return the history of a service, the latest first. Three SQL queries.

    raises: ServiceNotFound, NotYourBody
    """
    service = _service_for(actor, "editor", identifier)
    return [revision_info(identifier, revision) for revision in service.revisions.order_by("-number")]


def get_revision(*, actor: Actor, identifier: str, number: int) -> tuple[RevisionInfo, ServiceRecord]:
    """Return one revision with its record. Four SQL queries.

    raises: ServiceNotFound, NotYourBody, RevisionNotFound
    """
    service = _service_for(actor, "editor", identifier)
    revision = service.revisions.filter(number=number).first()
    if revision is None:
        raise RevisionNotFound
    return revision_info(identifier, revision), record_of(identifier, revision)


def open_revision(*, actor: Actor, identifier: str) -> RevisionInfo | None:
    """Return the draft, reviewed or scheduled revision, if there is one. Three SQL queries.

    raises: ServiceNotFound, NotYourBody
    """
    service = _service_for(actor, "editor", identifier)
    revision = service.revisions.filter(state__in=OPEN_STATES).first()
    return revision_info(identifier, revision) if revision else None


def compare_revisions(*, actor: Actor, identifier: str, before: int, after: int) -> tuple[Difference, ...]:
    """Return what differs between two revisions. Eight SQL queries.

    raises: ServiceNotFound, NotYourBody, RevisionNotFound
    """
    _, old = get_revision(actor=actor, identifier=identifier, number=before)
    _, new = get_revision(actor=actor, identifier=identifier, number=after)
    return rules.compare(old, new)


def publication_gaps(*, record: ServiceRecord) -> tuple[Problem, ...]:
    """Return the titles and summaries that the record's country requires and that are missing."""
    return rules.missing_for_publication(record, languages=country_rule(record.country).languages)


def dead_links(*, addresses: Iterable[str]) -> set[str]:
    """Return which addresses failed when they were last checked. One SQL query."""
    checks = LinkCheck.objects.filter(url__in=set(addresses), checked_at__isnull=False)
    failed = checks.filter(Q(status__gte=LINK_DEAD_FROM) | Q(status__isnull=True))
    failed = failed.exclude(status__in=LINK_GUARDED)
    return set(failed.values_list("url", flat=True))


def completeness_of(*, record: ServiceRecord) -> Completeness:
    """Return how complete a record is today. One SQL query."""
    rule = country_rule(record.country)
    addresses = {record.url, *(channel.url for channel in record.channels)} - {""}
    return rules.measure_completeness(
        record,
        today=clock.today(),
        languages=rule.languages,
        limit=rule.limit,
        dead_links=dead_links(addresses=addresses) if addresses else (),
    )


def list_for_editor(
    *,
    actor: Actor,
    language: str,
    state: str = "",
    text: str = "",
    after: str = "",
    limit: int = 50,
    least_complete_first: bool = False,
) -> Page[DeskRow]:
    """Return the services of the bodies that the actor edits for.

    state: an open state, `published`, `archived`, or empty for all; text: part of a title or of the
    identifier; after: cursor. Three SQL queries, and one for each body of the actor
    """
    services = _in_state(_visible(actor, _EDITING), state)
    if text:
        named = RevisionText.objects.filter(
            title__icontains=text, revision__service=OuterRef("pk"), revision__state__in=_CURRENT_STATES
        )
        services = services.filter(
            Q(identifier__icontains=text) | Q(pk__in=named.values("revision__service"))
        )
    start = int(after) if after.isdigit() else 0
    if least_complete_first:
        rows = list(_with_open(services).order_by("completeness", "id")[start : start + limit + 1])
        page = cut_page(rows, limit, lambda _: str(start + limit))
    else:
        rows = list(_with_open(services).filter(pk__gt=start).order_by("id")[: limit + 1])
        page = cut_page(rows, limit, lambda service: str(service.pk))
    return Page(_desk_rows(page.items, language), page.after)


def list_reports(
    *, actor: Actor, kind: str = "", handled: bool = False, after: str = "", limit: int = 50
) -> Page[ReportRow]:
    """Return what readers told about the services that the actor supervises, the latest first.

    handled: those answered instead of those waiting. One SQL query, and one for each body
    """
    reports = Report.objects.filter(service__in=_visible(actor, _SUPERVISING)).select_related("service")
    reports = reports.filter(handled_at__isnull=not handled)
    if kind:
        reports = reports.filter(kind=kind)
    if after.isdigit():
        reports = reports.filter(pk__lt=int(after))
    rows = list(reports.order_by("-pk")[: limit + 1])
    page = cut_page(rows, limit, lambda report: str(report.pk))
    return Page(tuple(_report_row(report) for report in page.items), page.after)


def _service_for(actor: Actor, role: Role, identifier: str) -> Service:
    service = Service.objects.select_related("body").filter(identifier=identifier).first()
    if service is None:
        raise ServiceNotFound
    if not acts_for(actor=actor, role=role, body=service.body.key):
        raise NotYourBody
    return service


def revision_info(identifier: str, revision: Revision) -> RevisionInfo:
    """Return a revision as its history shows it. No SQL query."""
    return RevisionInfo(
        identifier=identifier,
        number=revision.number,
        state=cast("State", revision.state),  # only services write it
        author=revision.author_key,
        authors=tuple(revision.authors),
        reviewer=revision.reviewer_key,
        note=revision.note,
        based_on=revision.based_on,
        created_at=revision.created_at,
        publish_at=revision.publish_at,
        published_at=revision.published_at,
    )


def _visible(actor: Actor, roles: frozenset[str]) -> QuerySet[Service]:
    """Return the services of the bodies, and of those below them, where the actor holds a role."""
    services = Service.objects.select_related("body", "published")
    if actor.is_administrator:
        return services
    held = {body for role, body in actor.roles if role in roles}
    if EVERYWHERE in held:
        return services
    keys = {key for body in held for key in subtree_keys(key=body)}
    return services.filter(body__key__in=keys)


def _with_open(services: QuerySet[Service]) -> QuerySet[Any]:  # Any: services with annotations
    latest = Revision.objects.filter(service=OuterRef("pk")).order_by("-number")
    return services.annotate(
        latest_id=Subquery(latest.values("id")[:1]),
        open_id=Subquery(_latest_open().values("id")[:1]),
        open_number=Subquery(_latest_open().values("number")[:1]),
        open_state=Subquery(_latest_open().values("state")[:1]),
    )


def _latest_open() -> QuerySet[Revision]:
    return Revision.objects.filter(service=OuterRef("pk"), state__in=OPEN_STATES).order_by("-number")


def _in_state(services: QuerySet[Service], state: str) -> QuerySet[Service]:
    if state in OPEN_STATES:
        return services.filter(revisions__state=state)
    if state == "published":
        return services.filter(published__isnull=False)
    if state == "archived":
        return services.filter(archived_at__isnull=False)
    return services


def _desk_rows(services: Iterable[Service], language: str) -> tuple[DeskRow, ...]:
    services = list(services)
    shown = {service.pk: _shown_revision(service) for service in services}
    titles: dict[int, dict[str, str]] = {}
    texts = RevisionText.objects.filter(revision_id__in=[pk for pk in shown.values() if pk]).exclude(title="")
    for revision_id, code, title in texts.values_list("revision_id", "language", "title"):
        titles.setdefault(revision_id, {})[code] = title
    return tuple(_desk_row(service, titles.get(shown[service.pk] or 0, {}), language) for service in services)


def _shown_revision(service: Service) -> int | None:
    annotated = vars(service)  # by list_for_editor
    shown: int | None = annotated["open_id"] or service.published_id or annotated["latest_id"]
    return shown


def _desk_row(service: Service, titles: Mapping[str, str], language: str) -> DeskRow:
    title = pick_any(titles, language)
    annotated = vars(service)
    return DeskRow(
        identifier=service.identifier,
        title=title.text or service.identifier,
        title_language=title.language,
        authority=service.body.key,
        open_number=annotated["open_number"],
        open_state=annotated["open_state"],
        published_number=service.published.number if service.published else None,
        is_archived=service.archived_at is not None,
        completeness=service.completeness,
        changed_at=service.changed_at,
    )


def _report_row(report: Report) -> ReportRow:
    return ReportRow(
        id=report.pk,
        identifier=report.service.identifier,
        kind=cast("ReportKind", report.kind),  # only record_report writes it
        language=report.language,
        reason=report.reason,
        details=report.details,
        document=report.document,
        place=report.place,
        at=report.at,
        handled_at=report.handled_at,
        answer=report.answer,
    )
