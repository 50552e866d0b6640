"""Compiled loops of the search. Arrays in, arrays out; they let go of the interpreter's lock.

`starts` and `classes` say what each site covers, `back` and `owners` the same by class. `cover` counts the
open sites over each class, `gain` is the weight that opening a site would add now. All loops look at
`flag`, and end early when another thread sets it.
"""

import numba
import numpy as np

compiled = numba.njit(nogil=True, cache=True, fastmath=False)


@compiled
def turn(starts, classes, count):
    """Return (back, owners): the sites over each class."""
    back = np.zeros(count + 1, np.int64)
    for at in range(len(classes)):
        back[classes[at] + 1] += 1
    for one in range(count):
        back[one + 1] += back[one]
    owners = np.empty(len(classes), np.int32)
    place = back[:-1].copy()
    for site in range(len(starts) - 1):
        for at in range(starts[site], starts[site + 1]):
            one = classes[at]
            owners[place[one]] = site
            place[one] += 1
    return back, owners


@compiled
def first_gains(starts, classes, weights):
    gain = np.zeros(len(starts) - 1)
    for site in range(len(starts) - 1):
        total = 0.0
        for at in range(starts[site], starts[site + 1]):
            total += weights[classes[at]]
        gain[site] = total
    return gain


@compiled
def open_site(site, starts, classes, back, owners, weights, cover, gain):
    for at in range(starts[site], starts[site + 1]):
        one = classes[at]
        cover[one] += 1
        if cover[one] == 1:
            weight = weights[one]
            for where in range(back[one], back[one + 1]):
                gain[owners[where]] -= weight


@compiled
def close_site(site, starts, classes, back, owners, weights, cover, gain):
    for at in range(starts[site], starts[site + 1]):
        one = classes[at]
        cover[one] -= 1
        if cover[one] == 0:
            weight = weights[one]
            for where in range(back[one], back[one + 1]):
                gain[owners[where]] += weight


@compiled
def best_site(gain, costs, left, state, per_cost):
    """Return the closed, allowed, affordable site with the greatest gain (or gain per cost), -1 for none."""
    best, value = -1, 1e-9
    for site in range(len(gain)):
        score = gain[site]
        if per_cost:
            score /= costs[site]
        if score > value and state[site] == 0 and costs[site] <= left:
            best, value = site, score
    return best


@compiled
def fill(starts, classes, back, owners, weights, cover, gain, costs, left, state, room, per_cost, flag):
    """Open sites greedily while there is room and budget. Returns what is left of both."""
    while room > 0 and flag[0] == 0:
        site = best_site(gain, costs, left, state, per_cost)
        if site < 0:
            break
        open_site(site, starts, classes, back, owners, weights, cover, gain)
        state[site] = 1
        room -= 1
        left -= costs[site]
    return room, left


@compiled
def swap_all(starts, classes, back, owners, weights, cover, gain, costs, left, state, order, flag):
    """Take each open site of `order` out once and put the best closed one in. Returns (gained, left)."""
    gained = 0.0
    for number in range(len(order)):
        site = order[number]
        if state[site] != 1:
            continue
        if flag[0] != 0:
            break
        close_site(site, starts, classes, back, owners, weights, cover, gain)
        state[site], lost = 0, gain[site]
        left += costs[site]
        other = best_site(gain, costs, left, state, False)
        if other < 0 or gain[other] <= lost * (1 + 1e-12) + 1e-9:
            other = site
        gained += gain[other] - lost
        open_site(other, starts, classes, back, owners, weights, cover, gain)
        state[other] = 1
        left -= costs[other]
    return gained, left


@compiled
def nearest_open(near, state, points, size, found):
    """Fill `found` with up to `size` open sites nearest to site `near` by their points; return how many."""
    away = np.full(size, np.inf)
    count = 0
    for site in range(len(state)):
        if state[site] != 1:
            continue
        distance = 0.0
        for axis in range(points.shape[1]):
            step = points[site, axis] - points[near, axis]
            distance += step * step
        if count == size and distance >= away[size - 1]:
            continue
        place = count if count < size else size - 1
        while place > 0 and away[place - 1] > distance:
            away[place], found[place] = away[place - 1], found[place - 1]
            place -= 1
        away[place], found[place] = distance, site
        count = min(count + 1, size)
    return count


@compiled
def ruin_and_recreate(
    starts, classes, back, owners, weights, cover, gain, costs, left, state, points, rounds, seed, flag
):
    """Close a few neighbours, open as many anew with some luck, keep what is better. Returns (gained, left)."""
    np.random.seed(seed)
    total, sites = 0.0, len(state)
    found, fresh = np.empty(16, np.int64), np.empty(64, np.int64)
    for _ in range(rounds):
        if flag[0] != 0:
            break
        near = np.random.randint(sites)
        size = nearest_open(near, state, points, np.random.randint(2, 13), found)
        lost, budget = 0.0, left
        for number in range(size):
            site = found[number]
            close_site(site, starts, classes, back, owners, weights, cover, gain)
            state[site] = 0
            lost += gain[site]  # what nothing covers any more, now that it is closed
            budget += costs[site]
        before = budget
        opened, won = 0, 0.0
        first = np.random.randint(size) if size else 0
        banned = found[first] if size else -1
        if banned >= 0:
            state[banned] = 3  # one of them may not come back at once: the round looks elsewhere
        while opened < size:
            site = best_site(gain, costs, budget, state, False)
            if site < 0:
                break
            won += gain[site]
            open_site(site, starts, classes, back, owners, weights, cover, gain)
            state[site] = 1
            budget -= costs[site]
            fresh[opened] = site
            opened += 1
        if banned >= 0:
            state[banned] = 0
        for number in range(opened):  # each new one once against the rest
            site = fresh[number]
            close_site(site, starts, classes, back, owners, weights, cover, gain)
            state[site] = 0
            won -= gain[site]
            budget += costs[site]
            other = best_site(gain, costs, budget, state, False)
            if other < 0 or gain[other] < gain[site]:
                other = site
            won += gain[other]
            open_site(other, starts, classes, back, owners, weights, cover, gain)
            state[other] = 1
            budget -= costs[other]
            fresh[number] = other
        if won >= lost - 1e-9:
            total += won - lost
            left = budget
            continue
        for number in range(opened):
            close_site(fresh[number], starts, classes, back, owners, weights, cover, gain)
            state[fresh[number]] = 0
        for number in range(size):
            open_site(found[number], starts, classes, back, owners, weights, cover, gain)
            state[found[number]] = 1
        left = before
        for number in range(size):
            left -= costs[found[number]]
    return total, left


@compiled
def site_values(starts, classes, price):
    """Return, for each site, the price of all that it covers."""
    value = np.empty(len(starts) - 1)
    for site in range(len(starts) - 1):
        total = 0.0
        for at in range(starts[site], starts[site + 1]):
            total += price[classes[at]]
        value[site] = total
    return value


@compiled
def count_cover(starts, classes, chosen, share, cover):
    """Set `cover` to how often the chosen sites, each by its share, cover a class."""
    cover[:] = 0
    for number in range(len(chosen)):
        site = chosen[number]
        for at in range(starts[site], starts[site + 1]):
            cover[classes[at]] += share[number]


@compiled
def step_prices(price, weights, direction, length):
    """Move the prices against the direction, within 0 and the weights."""
    for one in range(len(price)):
        moved = price[one] - length * direction[one]
        price[one] = min(max(moved, np.float32(0)), weights[one])


@compiled
def blend(direction, cover, price, weights):
    """Blend the new subgradient (cover - 1) into the direction, projected at the bounds; return its square."""
    square = 0.0
    for one in range(len(direction)):
        fresh = np.float32(0.3) * (cover[one] - np.float32(1)) + np.float32(0.7) * direction[one]
        direction[one] = fresh
        stuck = (price[one] <= 0 and fresh > 0) or (price[one] >= weights[one] and fresh < 0)
        if not stuck:
            square += fresh * fresh
    return square
