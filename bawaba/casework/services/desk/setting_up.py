"""Who may set up a desk: its labels, templates and shares."""

from bawaba.casework.errors import NotCaseOfficer
from bawaba.directory.queries import acts_for
from bawaba.kernel.actors import Actor


def require_set_up(actor: Actor, office: str) -> None:
    """Refuse unless the actor supervises the office or sets its desk up. At most two SQL queries.

    raises: NotCaseOfficer
    """
    allowed = acts_for(actor=actor, role="casework-administrator", body=office) or acts_for(
        actor=actor, role="supervisor", body=office
    )
    if not allowed:
        raise NotCaseOfficer
