"""Labels of an office's desk, and what they are put on."""

import re
from collections.abc import Mapping
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bawaba.casework.errors import DeskItemNotFound, DeskTextRefused
from bawaba.casework.models import Case, CaseLabel, Label
from bawaba.casework.queries.access import office_row
from bawaba.casework.services.desk.searching import add_words
from bawaba.casework.services.desk.setting_up import require_set_up
from bawaba.kernel import audit
from bawaba.kernel.actors import Actor

COLOURS: Final = ("plain", "info", "success", "warning", "error")
_KEY: Final = re.compile(r"[a-z0-9](?:-?[a-z0-9]){0,39}")


@transaction.atomic
def save_label(
    *, actor: Actor, office: str, key: str, names: Mapping[str, str], colour: str = "plain"
) -> int:
    """Make or change a label of an office and return its number.

    names: in Arabic and in French; colour: a kind of badge, one of `COLOURS`
    raises: NotCaseOfficer, DeskTextRefused
    """
    require_set_up(actor, office)
    written = {code: " ".join(names.get(code, "").split())[:60] for code in ("ar", "fr")}
    faults = {
        f"names.{code}": _("Name the label in this language.") for code, name in written.items() if not name
    }
    if not _KEY.fullmatch(key) or len(key) > 40:
        faults["key"] = _("Use lower-case letters, digits and hyphens.")
    if faults:
        raise DeskTextRefused(fields=faults)
    shade = colour if colour in COLOURS else "plain"
    row, _new = Label.objects.update_or_create(
        office=office, key=key, defaults={"names": written, "colour": shade}
    )
    audit.record(actor=actor, verb="casework.label-saved", target=row, detail={"office": office, "key": key})
    return row.pk


@transaction.atomic
def label_case(*, actor: Actor, key: str, label: str) -> None:
    """Put a label of its office, or of its administration, on a case.

    raises: CaseNotFound, NotCaseOfficer, DeskItemNotFound
    """
    case = office_row(key, actor)
    row = _label_for(case, label)
    CaseLabel.objects.get_or_create(case=case, label=row)
    add_words(case, *row.names.values())
    audit.record(actor=actor, verb="casework.labelled", target=case, detail={"label": label})


@transaction.atomic
def unlabel_case(*, actor: Actor, key: str, label: str) -> None:
    """Take a label off a case.

    raises: CaseNotFound, NotCaseOfficer
    """
    case = office_row(key, actor)
    CaseLabel.objects.filter(case=case, label__key=label).delete()
    audit.record(actor=actor, verb="casework.unlabelled", target=case, detail={"label": label})


def _label_for(case: Case, key: str) -> Label:
    rows = Label.objects.filter(office__in=(case.office, case.body), key=key)
    found = min(rows, key=lambda row: row.office != case.office, default=None)
    if found is None:
        raise DeskItemNotFound
    return found
