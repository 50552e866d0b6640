"""Who may do what with a use case: its body proposes and builds, people who publish for it decide. Default: no."""

from bawaba.ai.errors import NotOnBoard, NotPlanner, UseCaseNotFound
from bawaba.ai.models import UseCase
from bawaba.ai.queries.sayings import moderates
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


def require_moderator(actor: Actor, body: str | None) -> None:
    """Refuse who does not publish for the body a word is about; for suggestions, for any body.

    raises: NotOnBoard
    """
    allowed = moderates(actor) if body is None else acts_for(actor=actor, role="publisher", body=body)
    if actor.kind != "person" or not allowed:
        raise NotOnBoard


def require_reviewer(actor: Actor, use_case: UseCase) -> None:
    """Refuse who neither publishes nor supervises for the body, and who proposed the use case.

    raises: NotOnBoard
    """
    allowed = acts_for(actor=actor, role="publisher", body=use_case.body) or acts_for(
        actor=actor, role="supervisor", body=use_case.body
    )
    if actor.kind != "person" or actor.key == use_case.proposed_by or not allowed:
        raise NotOnBoard


def require_scenario_maker(actor: Actor, body: str) -> None:
    """Refuse who neither publishes nor supervises for the body that a scenario or weights are of. raises: NotPlanner"""
    if not (
        acts_for(actor=actor, role="publisher", body=body)
        or acts_for(actor=actor, role="supervisor", body=body)
    ):
        raise NotPlanner
