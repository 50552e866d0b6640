"""Compiled loops of the search. Arrays in, arrays out; they let go of the interpreter's lock.

`starts` and `classes` say what each site covers, `back` and `owners` the same by class. `cover` counts the
open sites over each class, `gain` is the weight that opening a site would add now. All loops look at
`flag`, and end early when another thread sets it.
"""

import numba
import numpy as np

compiled = numba.njit(nogil=True, cache=True)
MOST_RUINED = 8  # sites closed together


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
def open_site(site, covering, cover, gain):
    starts, classes, back, owners, weights = covering
    for at in range(starts[site], starts[site + 1]):
        one = classes[at]
        cover[one] += 1
        if cover[one] == 1:
            weight = weights[one]
            for where in range(back[one], back[one + 1]):
                gain[owners[where]] -= weight


@compiled
def close_site(site, covering, cover, gain):
    starts, classes, back, owners, weights = covering
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
def fill(covering, cover, gain, costs, left, state, room, per_cost, flag):
    """Open sites greedily while there is room and budget. Returns what is left of both."""
    while room > 0 and flag[0] == 0:
        site = best_site(gain, costs, left, state, per_cost)
        if site < 0:
            break
        open_site(site, covering, cover, gain)
        state[site] = 1
        room -= 1
        left -= costs[site]
    return room, left


@compiled
def swap_all(covering, cover, gain, costs, left, state, order, flag):
    """Take each open site of `order` out once and put the best closed one in. Returns (gained, left)."""
    gained = 0.0
    for number in range(len(order)):
        site = order[number]
        if state[site] != 1:
            continue
        if flag[0] != 0:
            break
        close_site(site, covering, cover, gain)
        state[site], lost = 0, gain[site]
        left += costs[site]
        other = best_site(gain, costs, left, state, False)
        if other < 0 or gain[other] <= lost * (1 + 1e-12) + 1e-9:
            other = site
        gained += gain[other] - lost
        open_site(other, covering, cover, gain)
        state[other] = 1
        left -= costs[other]
    return gained, left


@compiled
def best_near(gain, costs, left, state, near):
    """Return the closed, allowed, affordable site of `near` with the greatest gain, -1 for none."""
    best, value = -1, 1e-9
    for number in range(len(near)):
        site = near[number]
        if gain[site] > value and state[site] == 0 and costs[site] <= left:
            best, value = site, gain[site]
    return best


@compiled
def nearest_open(middle, near, state, points, size, found):
    """Fill `found` with up to `size` open sites of `near`, nearest to the site `middle`; return how many."""
    away = np.full(size, np.inf)
    count = 0
    for number in range(len(near)):
        site = near[number]
        if state[site] != 1:
            continue
        distance = 0.0
        for axis in range(points.shape[1]):
            step = points[site, axis] - points[middle, axis]
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
def close_all(sites, covering, cover, gain, state):
    """Close these sites; return the weight that nothing covers any more."""
    lost = 0.0
    for number in range(len(sites)):
        site = sites[number]
        close_site(site, covering, cover, gain)
        state[site] = 0
        lost += gain[site]
    return lost


@compiled
def open_all(sites, covering, cover, gain, state):
    """Open these sites; return the weight that is covered anew."""
    won = 0.0
    for number in range(len(sites)):
        site = sites[number]
        won += gain[site]
        open_site(site, covering, cover, gain)
        state[site] = 1
    return won


@compiled
def recreate(fresh, room, near, covering, cover, gain, costs, left, state):
    """Open up to `room` sites of `near`, best first, then try each once against the rest.

    Fills `fresh`; returns (how many, the weight that they cover anew, what is left of the budget).
    """
    opened, won = 0, 0.0
    while opened < room:
        site = best_near(gain, costs, left, state, near)
        if site < 0:
            break
        fresh[opened] = site
        won += open_all(fresh[opened : opened + 1], covering, cover, gain, state)
        left -= costs[site]
        opened += 1
    for number in range(opened):
        site = fresh[number]
        won -= close_all(fresh[number : number + 1], covering, cover, gain, state)
        left += costs[site]
        other = best_near(gain, costs, left, state, near)
        if other >= 0 and gain[other] > gain[site]:
            fresh[number] = other
        won += open_all(fresh[number : number + 1], covering, cover, gain, state)
        left -= costs[fresh[number]]
    return opened, won, left


@compiled
def ruin_and_recreate(
    covering, cover, gain, costs, left, state, points, near_starts, near_sites, rounds, seed, heat, flag
):
    """Close a few neighbours, open as many anew but one of them not at once, keep what is better.

    heat: also keep what is worse by about this weight, as annealing does.

    Returns (gained, left).
    """
    np.random.seed(seed)
    total = 0.0
    found, fresh = np.empty(MOST_RUINED, np.int64), np.empty(MOST_RUINED, np.int64)
    for _ in range(rounds):
        if flag[0] != 0:
            break
        middle = np.random.randint(len(state))
        near = near_sites[near_starts[middle] : near_starts[middle + 1]]
        size = nearest_open(middle, near, state, points, np.random.randint(2, MOST_RUINED + 1), found)
        if size == 0:
            continue
        before = left
        lost = close_all(found[:size], covering, cover, gain, state)
        for number in range(size):
            left += costs[found[number]]
        banned = found[np.random.randint(size)]
        state[banned] = 3
        opened, won, left = recreate(fresh, size, near, covering, cover, gain, costs, left, state)
        state[banned] = 0
        if won >= lost + heat * np.log(1 - np.random.random()):
            total += won - lost
            continue
        close_all(fresh[:opened], covering, cover, gain, state)
        open_all(found[:size], covering, cover, gain, state)
        left = before
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
    """Move the prices against the direction, in proportion to the weights, within 0 and the weights."""
    for one in range(len(price)):
        moved = price[one] - length * weights[one] * direction[one]
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
            square += weights[one] * fresh * fresh
    return square
