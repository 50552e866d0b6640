"""Take a whole set of answers at once, as another system sends it, without a draft to be written first."""

import hashlib

from django.db import transaction

from bawaba.forms.errors import AnswersInvalid, LevelTooLow, NothingTakesRequests
from bawaba.forms.queries import published_version, validate_answers
from bawaba.forms.queries.definitions import find_form, known_territory
from bawaba.forms.rules.answers import check_answers, digest
from bawaba.forms.rules.definitions import SIGN_IN
from bawaba.forms.rules.flow import keep_asked, walk, with_computed
from bawaba.forms.types import Answers, Definition, Json, Person, Submission, submission_takers
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor


@transaction.atomic
def submit_answers(
    *, actor: Actor, form: str, person: Person, answers: Answers, language: str, once: str
) -> str:
    """Hand complete answers to the room that takes requests, and return the SHA-256 of what was handed over.

    They are checked by the form's own schema (jsonschema-rs), then by its rules. Files and signatures
    need a draft: a form that must have one is refused here.

    once:   a word of the sender's own for this submission: sent again, it makes no second request
    raises: FormNotFound, LevelTooLow, AnswersInvalid, NothingTakesRequests
    """
    card, (info, definition) = find_form(key=form), published_version(key=form)
    if SIGN_IN.index(person.level) < SIGN_IN.index(definition.sign_in):
        raise LevelTooLow
    asked = _checked(form, definition, answers)
    taker = next(iter(submission_takers.providers().values()), None)
    if taker is None:
        raise NothingTakesRequests
    complete = with_computed(definition, asked, today=clock.today())
    handed_over = digest(complete)
    taker(
        actor=actor,
        submission=Submission(
            draft=once_key(person.owner, form, once),
            form=form,
            version=info.number,
            service=card.service,
            owner=person.owner,
            language=language,
            answers=complete,
            origins={},
            files=(),
            digest=handed_over,
        ),
    )
    audit.record(
        actor=actor,
        verb="forms.answers-submitted",
        target=("forms.form", form),
        detail={"version": info.number},
    )
    return handed_over


def once_key(owner: str, form: str, once: str) -> str:
    """Return the key under which a submission of this person is taken once, beside the keys of drafts."""
    return "api-" + hashlib.sha256(f"{owner}\0{form}\0{once}".encode()).hexdigest()[:32]


def _checked(form: str, definition: Definition, answers: Answers) -> dict[str, Json]:
    """Return the answers that the form asks for.

    raises: AnswersInvalid
    """
    _number, faults = validate_answers(key=form, answers=dict(answers))
    if not faults:
        asked = keep_asked(definition, dict(answers), today=clock.today())
        faults = check_answers(definition, asked, today=clock.today(), known=known_territory)
    if faults:
        raise AnswersInvalid(fields={fault.name: fault.code for fault in faults})
    bound = [
        ".".join(map(str, one.path))
        for one in walk(definition, asked, today=clock.today())
        if one.field.type in ("file", "signature") and one.value
    ]
    if bound:
        raise AnswersInvalid(fields=dict.fromkeys(bound, "needs-a-draft"))
    return asked
