"""Turn what rules refuse into refusals in the reader's language."""

from collections.abc import Iterator
from contextlib import contextmanager

from bawaba.assess.errors import InputRefused
from bawaba.assess.types import Refused
from bawaba.assess.wording import tell_fault, tell_faults


@contextmanager
def told() -> Iterator[None]:
    """Raise `InputRefused`, with every line and reason, for what a rule refuses inside."""
    try:
        yield
    except Refused as refused:
        fields = {fault.place or "file": tell_fault(fault) for fault in refused.faults}
        raise InputRefused(tell_faults(refused.faults), fields=fields) from refused
