"""What the register tells of this country's own systems: those of this site, and those of administrations."""

from collections.abc import Mapping, Sequence
from typing import Final

from bawaba.ai.errors import SystemNotFound
from bawaba.ai.models import Sheet, SiteSheet, UseCase
from bawaba.ai.rules import REGISTER_STAGES, SHEET_FIELDS, SITE_SHEET_FIELDS, changed_fields, impact_of
from bawaba.ai.types import OwnSystem, SystemNews
from bawaba.directory.queries import body_names
from bawaba.kernel.epochs import EpochMemory
from bawaba.kernel.ports import AiSystem, ai_systems

_kept: EpochMemory[str, tuple[OwnSystem, ...]] = EpochMemory(1)
SITE_FIELDS: Final[Mapping[str, str]] = {
    "does": "purposes",
    "people": "people",
    "data": "data",
    "decides": "oversight",
    "objection": "objection",
    "contact": "help",
    "technique": "techniques",
}
"""Field of a sheet → what a system of this site says of it."""


def list_own_systems() -> Sequence[OwnSystem]:
    """Return every system that the public sees, those of this site first. At most five SQL queries, then none
    until the public epoch grows."""
    return _kept.get("all", lambda: (*_of_this_site(), *_of_administrations())) or ()


def find_own_system(*, key: str) -> OwnSystem:
    """Return one system of this country. SQL queries as `list_own_systems`.

    raises: SystemNotFound
    """
    found = next((one for one in list_own_systems() if one.key == key), None)
    if found is None:
        raise SystemNotFound
    return found


def compare_sheets(*, key: str) -> Sequence[tuple[Sheet | SiteSheet, Sequence[tuple[str, str, str, str]]]]:
    """Return every sheet of a public system, the latest first, each with what it changed. At most two SQL queries.

    raises: SystemNotFound
    """
    fields: Sequence[str] = SITE_SHEET_FIELDS
    sheets: list[Sheet | SiteSheet] = list(SiteSheet.objects.filter(key=key))
    if key not in {one.key for one in _told_by_rooms()}:
        if not UseCase.objects.filter(key=key, published_at__isnull=False).exists():
            raise SystemNotFound
        fields, sheets = SHEET_FIELDS, list(Sheet.objects.filter(use_case__key=key))
    before: Mapping[str, Mapping[str, str]] = {}
    compared = []
    for sheet in sheets:
        compared.append((sheet, changed_fields(before, sheet.texts, fields)))
        before = sheet.texts
    return compared[::-1]


def changed_site_sheets() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return what systems of this site say of themselves now and no sheet keeps: key → texts. One SQL query."""
    kept = {row.key: row.texts for row in SiteSheet.objects.order_by("number")}
    told = {one.key: site_sheet(one) for one in _told_by_rooms()}
    return {key: texts for key, texts in told.items() if kept.get(key) != texts}


def site_sheets_kept() -> bool:
    """Tell whether each system of this site has the sheet that it tells now. One SQL query."""
    return not changed_site_sheets()


def site_sheet(one: AiSystem) -> dict[str, dict[str, str]]:
    """Return what a system of this site says of itself, language by language. No SQL query."""
    return {code: {"name": name, **_site_texts(one)[code]} for code, name in sorted(one.names.items())}


def _told_by_rooms() -> Sequence[AiSystem]:
    return [one for source in ai_systems.providers().values() for one in source()]


def _of_this_site() -> Sequence[OwnSystem]:
    numbers = dict(SiteSheet.objects.order_by("number").values_list("key", "number"))
    return [_site_system(one, numbers.get(one.key, 0)) for one in _told_by_rooms()]


def _site_texts(one: AiSystem) -> dict[str, dict[str, str]]:
    return {
        language: {
            field: getattr(one, attribute)[language]
            for field, attribute in SITE_FIELDS.items()
            if getattr(one, attribute).get(language)
        }
        for language in one.names
    }


def _site_system(one: AiSystem, number: int) -> OwnSystem:
    return OwnSystem(
        key=one.key, source="site", names=one.names, body="", stage=REGISTER_STAGES[one.status], status=one.status,
        impact=impact_of(one.affects), affects=one.affects, personal_data=one.personal_data, texts=_site_texts(one),
        risks=one.risks, measures=one.measures, page=one.contact, origin_of_code=one.source, number=number,
    )  # fmt: skip


def _of_administrations() -> Sequence[OwnSystem]:
    rows = list(
        UseCase.objects.filter(published_at__isnull=False)
        .exclude(stage="set-aside")
        .prefetch_related("texts", "sheets", "incidents")
    )
    bodies = body_names(keys={row.body for row in rows}) if rows else {}
    return [_body_system(row, bodies) for row in rows]


def _body_system(row: UseCase, bodies: Mapping[str, Mapping[str, str]]) -> OwnSystem:
    sheet = max(row.sheets.all(), key=lambda one: one.number, default=None)
    titles = {one.language: one.title for one in row.texts.all()}
    problems = {one.language: {"does": one.problem} for one in row.texts.all()}
    texts: Mapping[str, Mapping[str, str]] = sheet.texts if sheet else problems
    news = [
        SystemNews(one.happened_on, one.severity, one.public_summary, one.closed_at is not None)
        for one in row.incidents.all()
        if one.public_summary
    ]
    technique = str(row.details.get("technique", ""))
    return OwnSystem(
        key=row.key, source="body", names=titles, body=row.body, stage=REGISTER_STAGES[row.stage], status=row.stage,
        impact=impact_of(sheet.affects) if sheet else "unknown", affects=sheet.affects if sheet else [],
        personal_data=("yes" if sheet.personal_data else "no") if sheet else "unknown",
        texts={
            language: {**{name: said[name] for name in SHEET_FIELDS if said.get(name)}, "technique": technique}
            for language, said in texts.items()
        },
        news=news, number=sheet.number if sheet else 0, since=row.stage_since,
    )  # fmt: skip


def name_of_body(*, key: str) -> Mapping[str, str]:
    """Return the names of a body by language; empty for none. One SQL query."""
    return body_names(keys=[key]).get(key, {}) if key else {}
