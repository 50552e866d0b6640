"""`bawaba timers …`: what runs by itself, and running it at once."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import ClassVar

from bawaba.kernel import ports, timers
from bawaba.kernel.commands import RoomCommand
from bawaba.kernel.errors import NotFound, Text


class TimerUnknown(NotFound):
    """No room registered a timer of this name."""

    code: ClassVar[str] = "timer-unknown"
    message: ClassVar[Text] = "No timer has this name. `bawaba timers list` names them."


class Command(RoomCommand):
    help = "What runs by itself. `bawaba worker` runs it; nobody writes cron lines."

    def add_operations(self) -> None:
        self.operation("list", list_timers, "List what runs by itself: how often, when next, how it went.")
        self.operation("put-due", put_due, "Put what is due in the queue, as the worker does.")
        run = self.operation("run", run_timer, "Run one of them here and now.")
        run.add_argument("name")


def list_timers() -> Mapping[str, object]:
    return {"timers": [asdict(one) for one in timers.list_timers()]}


def put_due() -> Mapping[str, object]:
    return {"queued": timers.put_due()}


def run_timer(*, name: str) -> Mapping[str, object]:
    if name not in ports.timers.providers():
        raise TimerUnknown
    timers.run_timer.func(name=name)
    found = next(one for one in timers.list_timers() if one.name == name)
    return asdict(found)
