"""Who may do what with a use case: its body proposes and builds, people who publish for it decide. Default: no."""

from bawaba.ai.errors import NotOnBoard, UseCaseNotFound
from bawaba.ai.models import UseCase
from bawaba.directory.queries import acts_for
from bawaba.kernel.actors import Actor


def held(key: str) -> UseCase:
    """Return a use case, held until the transaction ends.

    raises: UseCaseNotFound
    """
    found = UseCase.objects.select_for_update().filter(key=key).first()
    if found is None:
        raise UseCaseNotFound
    return found


def require_builder(actor: Actor, body: str) -> None:
    """Refuse who does not write for the body. raises: NotOnBoard"""
    if not acts_for(actor=actor, role="editor", body=body):
        raise NotOnBoard


def require_board(actor: Actor, use_case: UseCase) -> None:
    """Refuse who does not publish for the body, and who proposed it: nobody decides their own.

    raises: NotOnBoard
    """
    own = actor.key == use_case.proposed_by
    if actor.kind != "person" or own or not acts_for(actor=actor, role="publisher", body=use_case.body):
        raise NotOnBoard
