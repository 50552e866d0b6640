"""Best bets: an editor's answer to a question, shown first."""

from django.db import transaction

from bawaba.kernel import audit, epochs
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import PermissionDenied
from bawaba.search.engines.bets import forget_bets
from bawaba.search.errors import BestBetInvalid
from bawaba.search.models import BestBet, IndexedDocument
from bawaba.search.rules.cleaning import clean_query
from bawaba.search.rules.documents import normal_question


@transaction.atomic
def set_best_bet(*, actor: Actor, text: str, key: str, kind: str = "service", position: int = 0) -> BestBet:
    """Put a document first for a question in exactly these words, folded.

    raises: PermissionDenied, BestBetInvalid
    """
    _check_actor(actor)
    epochs.advance()
    normal = normal_question(clean_query(text))[:120]
    if not normal:
        raise BestBetInvalid(fields={"text": BestBetInvalid.message})
    if not IndexedDocument.objects.filter(kind=kind, key=key, live=True).exists():
        raise BestBetInvalid(fields={"key": BestBetInvalid.message})
    bet, _ = BestBet.objects.update_or_create(
        text=normal, kind=kind, key=key, defaults={"position": position, "set_by": actor.key}
    )
    audit.record(actor=actor, verb="search.best-bet-set", target=bet, detail={"text": normal, "key": key})
    forget_bets()
    return bet


@transaction.atomic
def remove_best_bet(*, actor: Actor, text: str, key: str, kind: str = "service") -> int:
    """Take a best bet back. Returns how many there were.

    raises: PermissionDenied
    """
    _check_actor(actor)
    epochs.advance()
    normal = normal_question(clean_query(text))[:120]
    count, _ = BestBet.objects.filter(text=normal, kind=kind, key=key).delete()
    audit.record(
        actor=actor, verb="search.best-bet-removed", target=("search.bestbet", f"{kind}:{key}"),
        detail={"text": normal},
    )  # fmt: skip
    forget_bets()
    return count


def _check_actor(actor: Actor) -> None:
    central = any(role in {"publisher", "administrator"} for role, _ in actor.roles)
    if not (actor.is_administrator or central):
        raise PermissionDenied
