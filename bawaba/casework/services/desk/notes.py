"""Internal notes on a case; the person never sees them."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bawaba.casework.errors import DeskTextRefused
from bawaba.casework.models import Note
from bawaba.casework.queries.access import office_row
from bawaba.casework.queries.contents import seal_text
from bawaba.casework.services.desk.searching import add_words
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor

MOST_LETTERS: Final = 4_000


@transaction.atomic
def add_note(*, actor: Actor, key: str, text: str) -> int:
    """Add an internal note to a case and return its number; its words can be searched.

    raises: CaseNotFound, NotCaseOfficer, DeskTextRefused
    """
    case = office_row(key, actor)
    words = text.strip()
    if not words:
        raise DeskTextRefused(fields={"text": _("Write the note.")})
    if len(words) > MOST_LETTERS:
        raise DeskTextRefused(fields={"text": _("A note has at most 4,000 letters.")})
    sealed = seal_text(words, column="note", key=case.key)
    note = Note.objects.create(case=case, at=clock.now(), author=actor.key, sealed=sealed)
    add_words(case, words)
    audit.record(actor=actor, verb="casework.note-added", target=case)
    return note.pk
