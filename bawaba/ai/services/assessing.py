"""The methods of assessment in force, an assessment begun for a use case, and the conditions of its level."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from bawaba.ai.errors import UseCaseInvalid
from bawaba.ai.models import Duty
from bawaba.ai.queries.assessing import propose_conditions
from bawaba.ai.queries.methods import CANADA_METHOD, METHODS, list_obligations
from bawaba.ai.rules.methods import told_in, wants_in_force
from bawaba.ai.rules.obligations import Obligation, owed
from bawaba.ai.services.deciding import set_condition
from bawaba.ai.services.permitting import held, require_board, require_builder
from bawaba.ai.types import AskedObligation, AssessmentKind
from bawaba.assess import services as assess
from bawaba.assess.queries import list_assessments, list_methods, read_file
from bawaba.assess.types import Method, Section, Texts
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor

FOLDER: Final = Path(__file__).resolve().parent.parent / "data" / "methods"
CANADA_TITLES: Final = {
    "en": "Algorithmic Impact Assessment (Canada)",
    "fr": "Évaluation de l’incidence algorithmique (Canada)",
    "ar": "تقييم أثر الخوارزميات (كندا)",
}
CANADA_VERSION: Final = "1.1.0"
CANADA_NOTES: Final = {
    "en": "The questions are those of the Government of Canada, unchanged.",
    "fr": "Les questions sont celles du gouvernement du Canada, telles quelles.",
    "ar": "الأسئلة لحكومة كندا دون تغيير. ترجمتها العربية منا، وليست ترجمة رسمية.",
}
CANADA_PARTS: Final = {
    "section-dataQuality": {"en": "Data Quality", "fr": "Qualité des données", "ar": "جودة المعطيات"},
    "section-fairness": {"en": "Procedural Fairness", "fr": "Équité procédurale", "ar": "إنصاف المسطرة"},
    "section-privacy": {"en": "Privacy", "fr": "Protection de la vie privée", "ar": "حماية الحياة الخاصة"},
}
"""Start of a section's name → its own title, where the questionnaire calls six sections alike."""
LEVELS: Final = (1, 2, 3, 4)


@transaction.atomic
def ensure_methods(*, actor: Actor, owner: str) -> bool:
    """Put the shipped methods of assessment in force where they are not, or only an older version; tell whether one was.

    A method of which somebody keeps a draft is left alone.
    owner: body that looks after them, whose publishers review assessments
    raises: NotMethodKeeper
    """
    present = list_methods(published_only=False)
    new = [one for one in (_ethics_method(), _canada_method()) if wants_in_force(one, present)]
    for method in new:
        assess.save_method(actor=actor, method=method, owner=owner)
        assess.publish_method(actor=actor, urn=method.urn, version=method.version)
    return bool(new)


@transaction.atomic
def begin_assessment(*, actor: Actor, key: str, kind: AssessmentKind = "ethics") -> str:
    """Begin an assessment of a use case and return its key; one that is being filled in is gone on with.

    raises: UseCaseNotFound, NotOnBoard, MethodNotFound, NotAssessor
    """
    use_case = held(key)
    require_builder(actor, use_case.body)
    begun = list_assessments(actor=actor, body=use_case.body, subject=key).items
    open_ones = [one.key for one in begun if one.urn == METHODS[kind] and one.state in ("draft", "returned")]
    if open_ones:
        return open_ones[0]
    found = assess.start_assessment(actor=actor, urn=METHODS[kind], body=use_case.body, subject=use_case.key)
    detail = {"assessment": found, "kind": kind}
    audit.record(actor=actor, verb="ai.assessment-begun", target=use_case, detail=detail)
    return found


@transaction.atomic
def ask_obligations(*, actor: Actor, key: str, asked: Sequence[AskedObligation]) -> Sequence[int]:
    """Ask for what a use case's level of impact obliges to, as conditions, and return their numbers.

    raises: UseCaseNotFound, NotOnBoard, UseCaseInvalid
    """
    use_case = held(key)
    require_board(actor, use_case)
    proposed = {one.code: one for one in propose_conditions(actor=actor, key=key).conditions}
    codes = [one.code for one in asked]
    if not codes or len(set(codes)) < len(codes) or set(codes) - set(proposed):
        raise UseCaseInvalid(fields={"asked": _("Choose at least one of those that are proposed.")})
    over = {f"due.{one.code}": _("This day is over.") for one in asked if one.due_on < clock.today()}
    if over:
        raise UseCaseInvalid(fields=over)
    numbers = []
    for one in asked:
        number = set_condition(
            actor=actor,
            key=key,
            text=proposed[one.code].texts["fr"],
            blocking=one.blocking,
            due_on=one.due_on,
        )
        Duty.objects.create(condition_id=number, code=one.code)
        numbers.append(number)
    return numbers


def _ethics_method() -> Method:
    return read_file(text=(FOLDER / "ethics-impact.yaml").read_text(encoding="utf-8"))


def _canada_method() -> Method:
    """Return Canada's questionnaire in three languages, with what its levels oblige to."""
    text = (FOLDER / "canada-aia.json").read_text(encoding="utf-8")
    words = json.loads((FOLDER / "canada-aia.ar.json").read_text(encoding="utf-8"))
    asked = read_file(text=text, urn=CANADA_METHOD, version=CANADA_VERSION, titles=CANADA_TITLES)
    method = told_in(asked, language="ar", words=words)
    return replace(
        method,
        help=CANADA_NOTES,
        sections=tuple(_named(one) for one in method.sections),
        obligations={str(level): [_with_sections(one) for one in owed(list_obligations(), level, ())] for level in LEVELS},
        source="canada-ca/aia-eia-js @b900dc7, without its lists of departments; Arabic and obligations in our own words",
        licence="MIT",
    )  # fmt: skip


def _named(one: Section) -> Section:
    """Return a section under its own title, with whose words it asks in."""
    title = next((titles for start, titles in CANADA_PARTS.items() if one.id.startswith(start)), one.titles)
    return replace(one, titles=title, help=CANADA_NOTES)


def _with_sections(one: Obligation) -> Texts:
    """Return what is owed, with the sections of the directive that oblige to it."""
    return {
        "en": f"{one.texts['en']} (Directive, {one.sections})",
        "fr": f"{one.texts['fr']} (directive, {one.sections})",
        "ar": f"{one.texts['ar']} (التوجيه، {one.sections})",
    }
