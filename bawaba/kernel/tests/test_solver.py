"""A solver that says nothing on standard output, in a process of its own: the banner comes once."""

import subprocess
import sys

import pytest

from bawaba.kernel.solver import quiet_solver

pytestmark = pytest.mark.sqlite_is_enough
SOLVE = """
import sys
from bawaba.kernel.solver import quiet_solver
assert "highspy" not in sys.modules
print("before")
solver = quiet_solver(mip_rel_gap=0.0)
x, y = solver.addBinary(), solver.addBinary()
solver.addConstr(3 * x + 2 * y <= 4)
solver.maximize(5 * x + 4 * y)
quiet_solver()
print(round(solver.getObjectiveValue()))
"""


def test_nothing_but_the_callers_own_words_reaches_standard_output() -> None:
    done = subprocess.run([sys.executable, "-c", SOLVE], capture_output=True, text=True, check=True)
    assert done.stdout == "before\n5\n"


def test_an_option_that_does_not_exist_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="no_such_option"):
        quiet_solver(no_such_option=1)
