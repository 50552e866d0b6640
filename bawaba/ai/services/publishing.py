"""What the public reads of a use case: sheets in versions, and from which stage on they show."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from bawaba.ai.errors import UseCaseInvalid
from bawaba.ai.models import Sheet, SiteSheet, UseCase
from bawaba.ai.queries.own_systems import changed_site_sheets
from bawaba.ai.rules import AFFECTS, SHEET_FIELDS, STAGES, becomes_public
from bawaba.ai.services.permitting import held, require_builder
from bawaba.kernel import audit, clock, epochs
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import Text

LONGEST = 2_000
MUST_SAY = ("ar", "fr")


@transaction.atomic
def write_sheet(
    *,
    actor: Actor,
    key: str,
    texts: Mapping[str, Mapping[str, str]],
    affects: Sequence[str],
    personal_data: bool,
    public_from: str,
) -> int:
    """Write a new version of what the public reads of a use case, and return its number.

    texts: language → field → text, every field in Arabic and French; public_from: a stage of its life
    raises: UseCaseNotFound, NotOnBoard, UseCaseInvalid
    """  # fmt: skip
    use_case = held(key)
    require_builder(actor, use_case.body)
    kept = {
        language: {name: said[name].strip() for name in SHEET_FIELDS if said.get(name, "").strip()}
        for language, said in texts.items()
    }
    faults = _faults(kept, affects, public_from)
    if faults:
        raise UseCaseInvalid(fields=faults)
    last = use_case.sheets.order_by("-number").values_list("number", flat=True).first() or 0
    Sheet.objects.create(
        use_case=use_case, number=last + 1, texts=kept, affects=list(affects), personal_data=personal_data,
        written_by=actor.key, written_at=clock.now(),
    )  # fmt: skip
    use_case.public_from = public_from
    mark_public(use_case)
    use_case.save(update_fields=["public_from", "published_at"])
    detail = {"number": last + 1, "public_from": public_from}
    audit.record(actor=actor, verb="ai.sheet-written", target=use_case, detail=detail)
    epochs.advance()
    return last + 1


@transaction.atomic
def keep_site_sheets(*, actor: Actor) -> Sequence[str]:
    """Keep a new version of what each system of this site says of itself where that has changed; return their keys.

    Called at each start: a release that says something else is a new version, the same one is not.
    """
    changed = changed_site_sheets()
    for key, texts in changed.items():
        last = SiteSheet.objects.filter(key=key).order_by("-number").values_list("number", flat=True).first()
        row = SiteSheet.objects.create(key=key, number=(last or 0) + 1, texts=texts, written_at=clock.now())
        audit.record(
            actor=actor, verb="ai.site-sheet-kept", target=row, detail={"key": key, "number": row.number}
        )
    if changed:
        epochs.advance()
    return sorted(changed)


def mark_public(use_case: UseCase) -> None:
    """Note when the public first sees a use case; the caller saves it. What was public stays so."""
    if use_case.published_at is None and becomes_public(use_case.stage, use_case.public_from):
        use_case.published_at = clock.now()


def _faults(
    texts: Mapping[str, Mapping[str, str]], affects: Sequence[str], public_from: str
) -> dict[str, Text]:
    faults: dict[str, Text] = {}
    for language in MUST_SAY:
        for name in SHEET_FIELDS:
            said = texts.get(language, {}).get(name, "")
            if not said or len(said) > LONGEST:
                faults[f"{name}.{language}"] = _("Write at most %(most)s characters.") % {"most": LONGEST}
    if set(affects) - set(AFFECTS):
        faults["affects"] = _("Choose from the list.")
    if public_from not in STAGES or public_from == "set-aside":
        faults["public_from"] = _("Choose from the list.")
    return faults
