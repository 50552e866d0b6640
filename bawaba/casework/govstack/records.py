"""What the building block shows: services, e-forms, application files, tasks. Reads only."""

import json
from collections.abc import Iterable, Mapping
from typing import Final

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q, QuerySet

from bawaba.casework.govstack.callers import Caller
from bawaba.casework.govstack.words import Json, Refused, Slice, foreign_id, is_identifier, status_of
from bawaba.casework.models import ApplicationFile, Case, OutsideName
from bawaba.casework.queries.contents import open_answers, open_text, seal_text
from bawaba.catalogue import queries as catalogue
from bawaba.forms import queries as forms
from bawaba.forms.errors import FormNotFound
from bawaba.forms.types import FormCard

LANGUAGE: Final = "en"
COLUMN: Final = "govstack"
_PAGE: Final = 100


def published_forms() -> list[FormCard]:
    """Return every form in force that belongs to a service. One SQL query for each hundred."""
    found: list[FormCard] = []
    after = ""
    while True:
        page = forms.list_forms(published_only=True, after=after, limit=_PAGE)
        found += [card for card in page.items if card.service]
        after = page.after
        if not after:
            return found


def outside_names(kind: str, inside: Iterable[str]) -> dict[str, str]:
    """Return ours → theirs: the name that was given from outside, else the one that follows from ours.

    One SQL query.
    """
    wanted = list(dict.fromkeys(inside))
    given = OutsideName.objects.filter(kind=kind, inside__in=wanted).order_by("-id")
    known = {row.inside: row.outside for row in given}
    return {one: known.get(one) or foreign_id(kind, one) for one in wanted}


def inside_name(kind: str, outside: str, candidates: Iterable[str]) -> str:
    """Return ours for theirs, or an empty text. One SQL query."""
    if not is_identifier(outside):
        return ""
    given = OutsideName.objects.filter(kind=kind, outside=outside).values_list("inside", flat=True).first()
    return given or next((one for one in candidates if foreign_id(kind, one) == outside), "")


def list_services(*, name: str) -> list[dict[str, Json]]:
    """Return the services that can be asked for online, those whose name holds these words."""
    cards = published_forms()
    versions = {card.service: card.published for card in reversed(cards)}
    names = service_titles(versions)
    ids = outside_names("service", versions)
    wanted = name.casefold().strip()
    return [
        _service(ids[service], names[service], version)
        for service, version in versions.items()
        if wanted in names[service].casefold()
    ]


def find_service(*, service: str) -> dict[str, Json]:
    """Return one service.

    raises: Refused
    """
    inside, cards = service_forms(service)
    if not inside:
        raise Refused(404, "service-not-found", "No such service.")
    return _service(service, service_titles([inside])[inside], cards[0].published)


def service_forms(service: str) -> tuple[str, list[FormCard]]:
    """Return our identifier of a service, empty where nobody knows it, and its forms in force."""
    cards = published_forms()
    inside = inside_name("service", service, dict.fromkeys(card.service for card in cards))
    found = [card for card in cards if card.service == inside]
    return (inside, found) if inside and found else ("", [])


def list_eforms(*, service: str) -> list[dict[str, Json]]:
    """Return the e-forms of a service; none for one that nobody knows."""
    _inside, cards = service_forms(service)
    ids = outside_names("eform", [card.key for card in cards])
    return [_eform(ids[card.key], card) for card in cards]


def find_eform(*, eform: str) -> dict[str, Json]:
    """Return an e-form with JSON Schema 2020-12 of its answers.

    raises: Refused
    """
    key = inside_name("eform", eform, (card.key for card in published_forms()))
    try:
        card = forms.find_form(key=key)
        schema = forms.export_version_schema(key=key, language=LANGUAGE)
    except FormNotFound as fault:
        raise Refused(404, "eform-not-found", "No such e-form.") from fault
    return {**_eform(eform, card), "schema": schema}


def list_files(*, caller: Caller, part: Slice, service: str, applicant: str) -> list[dict[str, Json]]:
    """Return the application files that this caller may see. Five SQL queries beside those for services."""
    rows = cases_of(caller)
    if service:
        inside = _known_service(service)
        rows = rows.filter(service=inside) if inside else rows.none()
    if applicant:
        rows = (
            rows.filter(Q(application__applicant=applicant) | Q(application=None, owner=applicant))
            if is_identifier(applicant)
            else rows.none()
        )
    found = list(rows.order_by(*part.order)[part.first : part.first + part.most])
    names = Names.of(found)
    return [_list_item(case, names) for case in found]


def show_file(*, case: Case) -> dict[str, Json]:
    """Return a whole application file (`applicationFileResponse`)."""
    names, extra = Names.of([case]), open_extra(case)
    answers, _origins = open_answers(case.content.sealed, key=case.key)
    data = {**answers, **extra.get("operator", {})}
    return {
        "fileId": file_id(case),
        "applicantId": applicant_id(case),
        "registered": case.submitted_at.isoformat(),
        "serviceId": names.services[case.service],
        "serviceName": names.titles[case.service],
        "status": status_of(case.phase, case.outcome),  # type: ignore[arg-type]  # the table's own constraints
        "ended": case.phase == "closed",
        "applicationData": {
            "applicantId": applicant_id(case),
            **_given("applicationName", extra.get("name")),
            "created": extra.get("created") or case.submitted_at.isoformat(),
            "formData": {"data": data, "eFormId": names.eforms[case.form]},
            "documentUrls": extra.get("documents", []),
        },
    }


def find_file(*, caller: Caller, file: str, lock: bool = False) -> Case:
    """Return the case of an application file that this caller may see; to others it does not exist.

    raises: Refused
    """
    rows = cases_of(caller).select_related("content")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = None
    if is_identifier(file):
        found = rows.filter(Q(application__file=file) | Q(application=None, key=file)).first()
    if found is None:
        raise Refused(404, "file-not-found", "No such application file.")
    return found


def cases_of(caller: Caller) -> QuerySet[Case]:
    """Return the cases that a caller may see, with what lists show of them."""
    return Case.objects.filter(caller.visible()).select_related("procedure", "application")


def open_extra(case: Case) -> dict[str, Json]:
    """Return what came with a case through this API: name, created, documents, operator (data)."""
    row = application_of(case)
    if row is None:
        return {}
    extra: dict[str, Json] = json.loads(open_text(row.sealed, column=COLUMN, key=case.key))
    return extra


def seal_extra(extra: Mapping[str, Json], *, key: str) -> bytes:
    """Return what `open_extra` opens."""
    return seal_text(json.dumps(extra, ensure_ascii=False), column=COLUMN, key=key)


def application_of(case: Case) -> ApplicationFile | None:
    """Return the row beside a case that came through this API."""
    try:
        return case.application
    except ObjectDoesNotExist:
        return None


def file_id(case: Case) -> str:
    """Return under which identifier a case is known here."""
    row = application_of(case)
    return row.file if row else case.key


def applicant_id(case: Case) -> str:
    """Return how whoever sent the case named its person, else our own key of them."""
    row = application_of(case)
    return row.applicant if row else case.owner


class Names:
    """The names and identifiers that some cases need, read at once. Four SQL queries."""

    def __init__(self, titles: dict[str, str], services: dict[str, str], eforms: dict[str, str]) -> None:
        self.titles, self.services, self.eforms = titles, services, eforms

    @classmethod
    def of(cls, cases: Iterable[Case]) -> "Names":
        rows = list(cases)
        services = dict.fromkeys(row.service for row in rows)
        return cls(
            service_titles(services),
            outside_names("service", services),
            outside_names("eform", (row.form for row in rows)),
        )


def _known_service(service: str) -> str:
    return inside_name("service", service, dict.fromkeys(card.service for card in published_forms()))


def service_titles(services: Iterable[str]) -> dict[str, str]:
    wanted = list(services)
    cards = catalogue.list_cards(identifiers=wanted, language=LANGUAGE) if wanted else []
    titles = {card.identifier: card.title for card in cards}
    return {one: titles.get(one) or one for one in wanted}


def _service(service: str, name: str, version: int) -> dict[str, Json]:
    return {
        "id": service,
        "name": name,
        "version": str(version),
        "type": "Public",
        "isExecutable": True,
        "isClosed": False,
    }


def _eform(eform: str, card: FormCard) -> dict[str, Json]:
    name = card.titles.get(LANGUAGE) or next(iter(card.titles.values()), card.key)
    return {"eFormId": eform, "name": name, "version": str(card.published), "latest": True}


def _list_item(case: Case, names: Names) -> dict[str, Json]:
    extra = open_extra(case)
    return {
        "fileId": file_id(case),
        "taskTitle": extra.get("name") or case.number,
        "roleId": "agent",
        "roleName": "Agent",
        **_given("assigneeId", case.assignee),
        "status": status_of(case.phase, case.outcome),  # type: ignore[arg-type]  # the table's own constraints
        "applicantId": applicant_id(case),
        "created": extra.get("created") or case.submitted_at.isoformat(),
        "registered": case.submitted_at.isoformat(),
        "description": case.number,
        "serviceName": names.titles[case.service],
        "serviceId": names.services[case.service],
        "eformId": names.eforms[case.form],
        "documentUrls": extra.get("documents", []),
    }


def _given(name: str, value: Json) -> dict[str, Json]:
    return {name: value} if value else {}
