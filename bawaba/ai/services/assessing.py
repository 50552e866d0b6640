"""The ethical impact assessment: its method in force, and an assessment begun for a use case."""

from pathlib import Path
from typing import Final

from django.db import transaction

from bawaba.ai.queries.methods import ETHICS_METHOD, ethics_method_present
from bawaba.ai.services.permitting import held, require_builder
from bawaba.assess import services as assess
from bawaba.assess.queries import read_file
from bawaba.kernel import audit
from bawaba.kernel.actors import Actor

FILE: Final = Path(__file__).resolve().parent.parent / "data" / "methods" / "ethics-impact.yaml"


@transaction.atomic
def ensure_methods(*, actor: Actor, owner: str) -> bool:
    """Put the shipped ethical impact assessment in force, unless one is; tell whether it was.

    owner: body that looks after it, whose publishers review assessments
    raises: NotMethodKeeper
    """
    if ethics_method_present():
        return False
    method = read_file(text=FILE.read_text(encoding="utf-8"))
    assess.save_method(actor=actor, method=method, owner=owner)
    assess.publish_method(actor=actor, urn=ETHICS_METHOD, version=method.version)
    return True


@transaction.atomic
def begin_assessment(*, actor: Actor, key: str) -> str:
    """Begin the ethical impact assessment of a use case and return its key.

    raises: UseCaseNotFound, NotOnBoard, MethodNotFound, NotAssessor
    """
    use_case = held(key)
    require_builder(actor, use_case.body)
    found = assess.start_assessment(actor=actor, urn=ETHICS_METHOD, body=use_case.body, subject=use_case.key)
    audit.record(actor=actor, verb="ai.assessment-begun", target=use_case, detail={"assessment": found})
    return found
