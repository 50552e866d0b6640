"""Filters of the desk that agents keep under a name."""

from collections.abc import Mapping
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bawaba.casework.errors import DeskItemNotFound, DeskTextRefused
from bawaba.casework.models import SavedFilter
from bawaba.casework.rules.filters import read_filter, write_filter
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor

MOST_KEPT: Final = 20
MOST_LETTERS: Final = 80


@transaction.atomic
def save_filter(*, actor: Actor, name: str, query: Mapping[str, str]) -> int:
    """Keep a filter under a name of the agent's own and return its number; the same name takes its place.

    raises: DeskTextRefused
    """
    called = " ".join(name.split())
    if not called or len(called) > MOST_LETTERS:
        raise DeskTextRefused(fields={"name": _("Give the filter a name of at most 80 letters.")})
    others = SavedFilter.objects.filter(owner=actor.key).exclude(name=called)
    if others.count() >= MOST_KEPT:
        raise DeskTextRefused(fields={"name": _("You have 20 filters already. Remove one first.")})
    kept = {"query": write_filter(read_filter(query)), "saved_at": clock.now()}
    row, _new = SavedFilter.objects.update_or_create(owner=actor.key, name=called, defaults=kept)
    audit.record(actor=actor, verb="casework.filter-saved", target=row)
    return row.pk


@transaction.atomic
def forget_filter(*, actor: Actor, number: int) -> None:
    """Remove one of the agent's own filters.

    raises: DeskItemNotFound
    """
    row = SavedFilter.objects.filter(owner=actor.key, pk=number).first()
    if row is None:
        raise DeskItemNotFound
    audit.record(actor=actor, verb="casework.filter-forgotten", target=row)
    row.delete()
