"""Plans of a core from what its bound prefers: the favourites first, greedily filled, then bettered by swaps."""

from typing import Final

import numpy as np

from bawaba.coverage.siting.problem import Numbers
from bawaba.coverage.siting.remainder import Core, Sites

SEED_SHARE: Final = 0.7
PASSES: Final = 2
MOST_LOOKS: Final = 5_000_000  # pairs looked at in one pass of swaps


def round_off(core: Core, often: Numbers) -> Sites:
    """Return a plan of the core that begins with the sites that are most often in the relaxed plans."""
    liked = np.argsort(-often, kind="stable")[: int(SEED_SHARE * core.count)]
    return swap(core, fill(core, liked[often[liked] > 0]))


def fill(core: Core, plan: Sites) -> Sites:
    """Return the plan with the sites that add most, one after another, as many as the core may have."""
    free = core.cover(plan) == 0
    for _ in range(min(core.count, len(core.sites)) - len(plan)):
        site = _best(core, core.own + core.sum_over(np.where(free, core.weights, 0.0)), plan)
        plan = np.append(plan, site)
        free[core.classes[core.starts[site] : core.starts[site + 1]]] = False
    return plan


def swap(core: Core, plan: Sites) -> Sites:
    """Return the plan after swaps of one site that better it, each site tried once in each pass."""
    if len(plan) * len(core.classes) > MOST_LOOKS:
        return plan
    cover = core.cover(plan)
    for _ in range(PASSES):
        moved = False
        for place in range(len(plan)):
            site = plan[place]
            cover[core.classes[core.starts[site] : core.starts[site + 1]]] -= 1
            gains = core.own + core.sum_over(np.where(cover == 0, core.weights, 0.0))
            other = _best(core, gains, np.delete(plan, place))
            if gains[other] > gains[site] * (1 + 1e-12) + 1e-9:
                plan[place], moved = other, True
            site = plan[place]
            cover[core.classes[core.starts[site] : core.starts[site + 1]]] += 1
        if not moved:
            break
    return plan


def _best(core: Core, gains: Numbers, taken: Sites) -> int:
    allowed = gains.copy()
    allowed[taken] = -1.0
    return int(np.argmax(allowed))
