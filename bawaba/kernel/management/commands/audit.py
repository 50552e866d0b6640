"""`bawaba audit verify`."""

from collections.abc import Mapping

from bawaba.kernel import audit
from bawaba.kernel.commands import RoomCommand
from bawaba.kernel.errors import DomainError


class BrokenChain(DomainError):
    """The audit was changed from outside."""

    code = "audit-broken"


class Command(RoomCommand):
    help = "The audit of every write."

    def add_operations(self) -> None:
        self.operation("verify", verify_chain, "Find changed, missing or reordered rows.")


def verify_chain() -> Mapping[str, object]:
    count, faults = audit.verify()
    if faults:
        named = ", ".join(f"{fault.sequence} {fault.fault}" for fault in faults[:20])
        raise BrokenChain(f"{len(faults)} of {count} rows break the chain: {named}.")
    return {"entries": count, "faults": 0}
