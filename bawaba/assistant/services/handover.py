"""From an answer onwards: into the form, with what was said; or to the office that has the request."""

from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from bawaba.assistant.errors import NothingToSend
from bawaba.assistant.queries.books import words_of
from bawaba.assistant.rules.carrying import AskedChoice, carried_choices
from bawaba.assistant.types import KeptTurn
from bawaba.casework.services import send_message
from bawaba.forms import queries as forms
from bawaba.forms import services as drafts
from bawaba.forms.types import Definition, Person
from bawaba.kernel import audit
from bawaba.kernel.actors import Actor
from bawaba.kernel.markup import clean_text

MOST_CHARACTERS: Final = 2_000
MOST_ATTACHED: Final = 2_800
CHOICES: Final = frozenset({"choice", "radio", "select"})


@transaction.atomic
def begin_form(*, actor: Actor, form: str, person: Person, language: str, question: str) -> str:
    """Begin a form with the choices that a question already made; return the draft's key.

    A draft that was open before stays as it is. Nothing else of the question is kept.
    raises: FormNotFound, LevelTooLow
    """
    _version, definition = forms.published_version(key=form)
    info = drafts.start_draft(actor=actor, form=form, person=person, language=language)
    carried = carried_choices(_choices(definition), words_of(question))
    if info.revision == 1 and carried:
        known = forms.open_draft(key=info.key, owner=person.owner).content.values
        drafts.save_answers(
            actor=actor, key=info.key, person=person, values={**carried, **known}, typed={}, expected=1
        )
    return info.key


def _choices(definition: Definition) -> list[AskedChoice]:
    return [
        AskedChoice(
            field.key,
            {
                str(option.value): [
                    frozenset(word.text for word in words_of(label)) for label in option.label.values()
                ]
                for option in field.options
            },
        )
        for page in definition.pages
        for field in page.fields
        if field.type in CHOICES
    ]


@transaction.atomic
def send_to_office(
    *, actor: Actor, case: str, owner: str, text: str, turns: Sequence[KeptTurn], attach: bool, language: str
) -> int:
    """Send a message to the office of a person's request; return its number.

    attach: the person agreed that the conversation goes with it; nothing of it goes without
    raises: NothingToSend, CaseNotFound, TooManyMessages
    """
    written = clean_text(text, limit=MOST_CHARACTERS)
    if not written:
        raise NothingToSend
    attached = _conversation(turns, language) if attach and turns else ""
    number = send_message(
        actor=actor, key=case, text="\n\n".join(filter(None, (written, attached))), owner=owner
    )
    audit.record(
        actor=actor, verb="assistant.handed-over", target=("casework.case", case),
        detail={"attached": len(turns) if attached else 0},
    )  # fmt: skip
    return number


def _conversation(turns: Sequence[KeptTurn], language: str) -> str:
    """Return the latest turns as the office reads them, as many as fit."""
    with translation.override(language):
        head = _("Conversation with the assistant, attached by the person:")
        question, answer = _("Question:"), _("Answer:")
    lines: list[str] = []
    for turn in reversed(turns):
        told = f"{question} {turn.question}\n{answer} {turn.text}"
        if sum(map(len, lines)) + len(told) > MOST_ATTACHED:
            break
        lines.insert(0, told)
    return "\n\n".join([head, *lines]) if lines else ""
