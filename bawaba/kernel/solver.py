"""HiGHS, ready and silent. It is imported by the first call, so that rooms which never solve never load it."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import highspy

Option = bool | int | float | str

_GREETING: Final = Lock()
_greeted: list[bool] = []


def quiet_solver(**options: Option) -> "highspy.Highs":
    """Return a solver that writes nothing: standard output is the caller's, often one JSON value.

    options: of HiGHS, by its own names (`mip_rel_gap`, `time_limit`, `threads`, …)
    raises:  ValueError for an option that HiGHS does not know, or a value that it does not take
    """
    import highspy  # noqa: PLC0415 - heavy: for those who solve alone

    with _GREETING:
        if _greeted:
            solver = highspy.Highs()  # type: ignore[no-untyped-call]  # the library types the rest
        else:
            with _nowhere():  # the first solver of a process prints a banner that no option silences
                solver = highspy.Highs()  # type: ignore[no-untyped-call]  # as above
            _greeted.append(True)
    for name, value in {"output_flag": False, "log_to_console": False, **options}.items():
        if solver.setOptionValue(name, value) != highspy.HighsStatus.kOk:
            raise ValueError(f"HiGHS does not take {name} = {value!r}")
    return solver


@contextmanager
def _nowhere() -> Iterator[None]:
    """Send what the process prints in C nowhere for a moment."""
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    ctypes.CDLL(None).fflush(None)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        ctypes.CDLL(None).fflush(None)
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
