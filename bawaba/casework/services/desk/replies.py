"""Templates of answers, in both languages."""

import re
from collections.abc import Mapping
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bawaba.casework.errors import DeskItemNotFound, DeskTextRefused
from bawaba.casework.models import ReplyTemplate
from bawaba.casework.services.desk.setting_up import require_set_up
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import Text

KINDS: Final = ("message", "correction", "refusal", "acceptance")
LANGUAGES: Final = ("ar", "fr")
MOST_LETTERS: Final = 4_000
_KEY: Final = re.compile(r"[a-z0-9](?:-?[a-z0-9]){0,59}")


@transaction.atomic
def save_reply(
    *, actor: Actor, office: str, key: str, kind: str, names: Mapping[str, str], texts: Mapping[str, str]
) -> int:
    """Make or change a template of answers of an office and return its number.

    names, texts: in Arabic and in French; {number}, {service} and {due} are filled in for a case
    raises: NotCaseOfficer, DeskTextRefused
    """
    require_set_up(actor, office)
    faults = _faults(key, kind, names, texts)
    if faults:
        raise DeskTextRefused(fields=faults)
    kept = {
        "kind": kind,
        "names": {code: " ".join(names[code].split()) for code in LANGUAGES},
        "texts": {code: texts[code].strip() for code in LANGUAGES},
        "changed_at": clock.now(),
        "changed_by": actor.key,
    }
    row, _new = ReplyTemplate.objects.update_or_create(office=office, key=key, defaults=kept)
    audit.record(actor=actor, verb="casework.reply-saved", target=row, detail={"office": office, "key": key})
    return row.pk


@transaction.atomic
def forget_reply(*, actor: Actor, office: str, key: str) -> None:
    """Remove a template of answers.

    raises: NotCaseOfficer, DeskItemNotFound
    """
    require_set_up(actor, office)
    row = ReplyTemplate.objects.filter(office=office, key=key).first()
    if row is None:
        raise DeskItemNotFound
    audit.record(actor=actor, verb="casework.reply-forgotten", target=row)
    row.delete()


def _faults(key: str, kind: str, names: Mapping[str, str], texts: Mapping[str, str]) -> dict[str, Text]:
    faults: dict[str, Text] = {}
    if not _KEY.fullmatch(key) or len(key) > 60:
        faults["key"] = _("Use lower-case letters, digits and hyphens.")
    if kind not in KINDS:
        faults["kind"] = _("Choose what the template is for.")
    for code in LANGUAGES:
        if not names.get(code, "").strip() or len(names[code]) > 80:
            faults[f"names.{code}"] = _("Name the template in at most 80 letters.")
        if not texts.get(code, "").strip() or len(texts[code]) > MOST_LETTERS:
            faults[f"texts.{code}"] = _("Write the answer in at most 4,000 letters.")
    return faults
