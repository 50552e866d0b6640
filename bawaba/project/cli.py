"""The `bawaba` command: `bawaba <room> <operation> …`, or any Django command such as `migrate`."""

import os
import sys
from typing import Final

from bawaba.project.computing import COMPUTING, compute

# Each process of the server takes a core; a second thread for every small product of matrices would only spin,
# as it would where a command computes: what gains from threads starts its own.
_SERVING: Final = ("start",)
_ONE_THREAD: Final = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "passive"}


def main() -> None:
    """Run the command named on the command line."""
    computes = tuple(sys.argv[1:3]) in COMPUTING
    if computes or tuple(sys.argv[1:2]) == _SERVING:
        for name, value in _ONE_THREAD.items():  # libraries read these once, when they load
            os.environ.setdefault(name, value)
    if computes:
        sys.exit(compute(sys.argv[1:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bawaba.project.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - operations that compute go without

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
