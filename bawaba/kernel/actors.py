"""Who acts: a person with an account, the system itself, or nobody known."""

from dataclasses import dataclass, field
from typing import Literal

ActorKind = Literal["person", "system", "anonymous"]


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who asks for a write, as the audit records it.

    key:   stable and free of personal data (`account:12`, `system:import`, `anonymous`)
    roles: pairs (role, body key) such as ("editor", "ompic"); ("administrator", "*") is everywhere
    """

    kind: ActorKind
    key: str
    account_id: int | None = None
    roles: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    @property
    def is_administrator(self) -> bool:
        return self.kind == "system" or ("administrator", "*") in self.roles


ANONYMOUS = Actor(kind="anonymous", key="anonymous")


def system_actor(task: str) -> Actor:
    """Return the actor for work that no person asked for, named by its task."""
    return Actor(kind="system", key=f"system:{task}")
