"""Every fault and note that the code can tell has words."""

import re
from pathlib import Path

from django.utils import translation

from bawaba.assess.types import Fault
from bawaba.assess.wording import FAULTS, NOTES, tell_fault, tell_faults

ROOM = Path(__file__).resolve().parent.parent
CODE = re.compile(
    r"""(?:fault|Fault|_fault)\(\s*f?"([a-z0-9-]+)"|return "([a-z]+(?:-[a-z]+)+)"|else "([a-z]+(?:-[a-z]+)+)\""""
)
NO_CODES = {"choice-gone", "type-changed", "question-gone", "group-mean"}


def test_every_fault_that_is_raised_has_words() -> None:
    raised = set()
    for folder in ("scoring", "rules"):
        for path in (ROOM / folder).rglob("*.py"):
            raised |= {code for found in CODE.findall(path.read_text()) for code in found if code}
    assert len(raised) > 50
    assert raised - NO_CODES - set(FAULTS) - {"condition-", "bad-"} == set()
    assert NOTES


def test_a_fault_is_told_with_line_place_reason_and_what_stood_there() -> None:
    with translation.override("en"):
        told = tell_fault(Fault("unknown-choice", 3, "q", "x-2"))
        assert told == "line 3, q: The question has no such choice. (x-2)"
        assert tell_faults([Fault("circle", 1)] * 22).endswith("and 2 more")
    with translation.override("fr"):
        assert tell_fault(Fault("circle", 2)) == "ligne 2: Cela revient sur soi-même."
