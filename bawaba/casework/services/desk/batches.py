"""One act on many cases, each in a transaction of its own, with a line for each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bawaba.casework.errors import StepIncomplete
from bawaba.casework.services.deciding import confirm_decision
from bawaba.casework.services.desk.assigning import assign_case
from bawaba.casework.services.desk.labels import label_case, unlabel_case
from bawaba.casework.services.moving import Filled, take_step
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import DomainError, Text

MOST_AT_ONCE: Final = 200
Act = Callable[[Actor, str, str, str], object]


@dataclass(frozen=True, slots=True)
class BatchLine:
    """What became of one case of a batch. message: why not, in the reader's language; empty when done."""

    key: str
    done: bool
    message: Text = ""
    code: str = ""


def _assign(actor: Actor, key: str, value: str, _reasons: str) -> None:
    assign_case(actor=actor, key=key, assignee=value)


def _label(actor: Actor, key: str, value: str, _reasons: str) -> None:
    label_case(actor=actor, key=key, label=value)


def _unlabel(actor: Actor, key: str, value: str, _reasons: str) -> None:
    unlabel_case(actor=actor, key=key, label=value)


def _step(actor: Actor, key: str, value: str, reasons: str) -> None:
    take_step(actor=actor, key=key, step=value, filled=Filled(reasons=reasons, note=reasons))


def _confirm(actor: Actor, key: str, _value: str, _reasons: str) -> None:
    confirm_decision(actor=actor, key=key)


ACTS: Final[Mapping[str, Act]] = {
    "assign": _assign, "label": _label, "unlabel": _unlabel, "step": _step, "confirm": _confirm,
}  # fmt: skip


def run_batch(
    *, actor: Actor, keys: Sequence[str], act: str, value: str = "", reasons: str = ""
) -> list[BatchLine]:
    """Do one act on up to 200 cases, each by itself: one that is refused leaves the others done.

    act: one of `ACTS`; value: the agent, the label's key or the step's key
    raises: StepIncomplete
    """
    if act not in ACTS or not keys or len(keys) > MOST_AT_ONCE:
        raise StepIncomplete
    return [_one(actor, key, act, value, reasons) for key in dict.fromkeys(keys)]


def _one(actor: Actor, key: str, act: str, value: str, reasons: str) -> BatchLine:
    try:
        ACTS[act](actor, key, value, reasons)
    except DomainError as refusal:
        return BatchLine(key, done=False, message=refusal.text, code=refusal.code)
    return BatchLine(key, done=True)
