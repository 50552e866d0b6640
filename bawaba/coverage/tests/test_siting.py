"""The engine against enumeration, against itself by other ways, and against its promises."""

import itertools
import threading
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from bawaba.coverage.siting import engine, exact, proof, search
from bawaba.coverage.siting.dominance import find_dominated
from bawaba.coverage.siting.greedy import choose_greedily
from bawaba.coverage.siting.merging import merge
from bawaba.coverage.siting.pairs import Grid
from bawaba.coverage.siting.prices import Known, Prices
from bawaba.coverage.siting.problem import OutOfReach, Problem, Watch
from bawaba.coverage.siting.remainder import begin
from bawaba.coverage.siting.rounding import Swaps
from bawaba.coverage.siting.terms import read_terms


def watch(seconds=20.0):
    return Watch(time.monotonic() + seconds)


def random_problem(seed, cells=60, sites=9, count=3, radius=2.5, **changes):
    draw = np.random.default_rng(seed)
    fields = {
        "cells": draw.uniform(0, 10, (cells, 2)), "weights": draw.integers(0, 20, cells).astype(float),
        "sites": draw.uniform(0, 10, (sites, 2)), "radius": radius, "count": count,
    }  # fmt: skip
    return Problem(**{**fields, **changes})


def covered(problem, chosen):
    radius = np.broadcast_to(problem.radius, len(problem.sites))
    away = np.linalg.norm(problem.cells[:, None] - problem.sites[None, list(chosen)], axis=2)
    return problem.weights[(away <= radius[list(chosen)]).any(axis=1)].sum() if chosen else 0.0


def best_by_enumeration(problem):
    sites = [site for site in range(len(problem.sites)) if site not in problem.forbidden]
    costs = np.zeros(len(problem.sites)) if problem.costs is None else problem.costs
    choices = itertools.chain.from_iterable(
        itertools.combinations(sites, size) for size in range(problem.count + 1)
    )
    allowed = (
        chosen for chosen in choices
        if set(problem.fixed) <= set(chosen)
        and (problem.budget is None or costs[list(chosen)].sum() <= problem.budget)
    )  # fmt: skip
    return max(covered(problem, chosen) for chosen in allowed)


@given(st.integers(0, 10**6), st.integers(2, 3), st.floats(10, 4000))
@settings(max_examples=15, deadline=None)
def test_the_grid_finds_what_a_k_d_tree_finds(seed, dimensions, radius):
    draw = np.random.default_rng(seed)
    cells, sites = draw.uniform(-5000, 9000, (300, dimensions)), draw.uniform(-6000, 12_000, (40, dimensions))
    radii = draw.uniform(0.2, 1, 40) * radius
    grid = Grid(cells, float(radii.max()))
    found = [
        sorted(grid.order[chunk.cells[chunk.starts[at] : chunk.starts[at + 1]]].tolist())
        for chunk in grid.find(sites, radii)
        for at in range(len(chunk.starts) - 1)
    ]
    assert found == [sorted(near) for near in cKDTree(cells).query_ball_point(sites, radii)]


@given(st.integers(0, 10**6), st.integers(1, 4))
@settings(max_examples=15, deadline=None)
def test_small_problems_are_solved_as_well_as_by_enumeration(seed, count):
    problem = random_problem(seed, count=count)
    plan = engine.solve(problem, watch())
    assert plan.covered == best_by_enumeration(problem)
    assert plan.covered == covered(problem, plan.selected)
    assert plan.gap == 0
    assert plan.bound == plan.covered


def test_a_budget_fixed_and_forbidden_sites_are_kept():
    for seed in range(4):
        costs = np.random.default_rng(seed).integers(1, 9, 9).astype(float)
        problem = random_problem(seed, costs=costs, budget=12.0, fixed=(2,), forbidden=(0, 5))
        plan = engine.solve(problem, watch())
        assert plan.covered == best_by_enumeration(problem)
        assert 2 in plan.selected
        assert not {0, 5} & set(plan.selected)
        assert costs[plan.selected].sum() <= 12


def test_merging_is_exact_and_leaves_out_what_nobody_reaches():
    problem = random_problem(3, cells=400, sites=12)
    merged = merge(problem)
    away = np.linalg.norm(problem.cells[:, None] - problem.sites[None], axis=2) <= 2.5
    heavy = problem.weights > 0
    assert merged.weights.sum() == problem.weights[away.any(axis=1) & heavy].sum()
    assert len(merged.weights) == len({tuple(row) for row in away[heavy & away.any(axis=1)]})
    assert (merged.class_of == -1).sum() == (~away.any(axis=1) | ~heavy).sum()


def test_duplicates_empty_reach_and_more_sites_than_needed():
    twice = random_problem(5, sites=4)
    twice = replace(twice, sites=np.concatenate([twice.sites, twice.sites]), count=4)
    plan = engine.solve(twice, watch())
    assert plan.covered == covered(twice, range(8))
    far = random_problem(5, sites=3, count=2, radius=1.0)
    far = replace(far, sites=far.sites + 1000)
    assert engine.solve(far, watch()).covered == 0
    all_of_them = engine.solve(random_problem(6, sites=5, count=50), watch())
    assert all_of_them.method == "trivial"
    assert all_of_them.gap == 0
    weightless = engine.solve(random_problem(7, weights=np.zeros(60)), watch())
    assert (weightless.covered, weightless.gap) == (0, 0)


def test_the_fewest_sites_for_a_share_are_proven():
    problem = random_problem(11, cells=200, sites=10, count=10)
    reachable = covered(problem, range(10))
    plan = engine.solve_least(problem, 0.6 * reachable, watch())
    assert plan.covered >= 0.6 * reachable
    assert plan.fewest == len(plan.selected)
    assert best_by_enumeration(replace(problem, count=len(plan.selected) - 1)) < 0.6 * reachable
    with pytest.raises(OutOfReach):
        engine.solve_least(problem, reachable + 1, watch())


@pytest.mark.parametrize(
    ("small_pairs", "few_sites"), [(10**6, 0), (0, 0), (0, 10**6)], ids=["at-once", "by-goals", "by-branches"]
)
def test_every_way_to_a_proof_ends_at_the_same_optimum(monkeypatch, small_pairs, few_sites):
    monkeypatch.setattr(proof, "SMALL_PAIRS", small_pairs)
    monkeypatch.setattr(proof, "LEAF_PAIRS", min(small_pairs, 200))
    monkeypatch.setattr(proof, "FEW_SITES", few_sites)
    for seed, whole in ((3, True), (4, False)):
        asked = random_problem(seed, cells=900, sites=60, count=7, radius=1.6, fixed=(1,), forbidden=(2, 3))
        asked = asked if whole else replace(asked, weights=asked.weights + 0.37)
        merged = merge(asked)
        terms = read_terms(asked, merged.site_order)
        start = choose_greedily(merged, terms)
        known = exact.solve_exactly(merged, terms, watch(), start=start)
        found = proof.prove(merged, terms, watch(), start=start)
        assert engine.covered_weight(merged, found.chosen) == pytest.approx(known.bound, rel=1e-8)
        assert found.bound == pytest.approx(known.bound, rel=1e-8)
        chosen = {int(site) for site in merged.site_order[found.chosen]}
        assert 1 in chosen
        assert not {2, 3} & chosen
        assert len(chosen) <= 7


@pytest.mark.parametrize("seed", range(4))
def test_a_bound_that_others_have_proven_settles_no_site_by_itself(seed):
    asked = random_problem(seed, cells=400, sites=60, count=7, radius=1.6)
    merged = merge(asked)
    terms = read_terms(asked, merged.site_order)
    best = exact.solve_exactly(merged, terms, watch(), start=np.arange(7)).bound
    known = Known(np.arange(7), round(best) - 1, whole=True)
    root = Prices.begin(begin(merged, terms), known)
    root.lower(40)
    known.plan, known.value = np.arange(7), round(best) - 1  # whatever the prices came across
    root.bound = best
    root.follow()
    left = exact.solve_core(root.core, watch(), better=known.better, limit_s=20, improve=True)
    assert left.value == pytest.approx(best)


def test_a_swap_wins_what_the_table_says():
    asked = random_problem(6, cells=300, sites=25, count=6, radius=1.8)
    merged = merge(asked)
    core = begin(merged, read_terms(asked, merged.site_order))
    swaps = Swaps(core, np.array([3, 9, 1, 20, 14, 7]))
    draw = np.random.default_rng(1)
    for _ in range(20):
        won, before = swaps.weigh(), core.value(swaps.plan)
        place = int(draw.integers(6))
        site = int(draw.choice(np.setdiff1d(np.arange(len(core.sites)), swaps.plan)))
        assert np.isneginf(won[:, swaps.plan]).all()
        swaps.make(place, site)
        assert core.value(swaps.plan) - before == pytest.approx(won[place, site])


def test_sites_that_another_one_replaces_are_left_out_and_nothing_is_lost():
    for seed in range(3):
        asked = random_problem(seed, cells=40, sites=30, count=4, radius=np.linspace(0.8, 3.0, 30))
        merged = merge(asked)
        whole = begin(merged, read_terms(asked, merged.site_order))
        away = np.linalg.norm(asked.cells[:, None] - asked.sites[None], axis=2) <= asked.radius
        reach = [frozenset(np.flatnonzero(away[:, site] & (asked.weights > 0))) for site in merged.site_order]
        replaced = find_dominated(whole)
        kept = np.flatnonzero(~replaced)
        assert replaced.any()
        for site in np.flatnonzero(replaced):
            assert any(reach[whole.sites[site]] <= reach[whole.sites[other]] for other in kept)
        left = [int(merged.site_order[whole.sites[site]]) for site in kept]
        best = best_by_enumeration(replace(asked, forbidden=tuple(set(range(30)) - set(left))))
        assert engine.solve(asked, watch()).covered == best


def test_a_proof_that_runs_out_of_time_keeps_a_true_bound():
    asked = random_problem(8, cells=3000, sites=80, count=9, radius=2.0)
    best = engine.solve(asked, watch(60))
    hasty = engine.solve(asked, watch(0.05))
    assert best.gap == 0
    assert hasty.covered <= best.covered <= hasty.bound * (1 + 1e-9)


@pytest.fixture(scope="module")
def wide_problem():
    return random_problem(2, cells=6000, sites=900, count=40, radius=0.5)


@pytest.fixture
def hasty(monkeypatch):
    """Let everything be searched, in short slices, with a second of heat."""
    monkeypatch.setattr(engine, "EXACT_PAIRS", 0)
    monkeypatch.setattr(search, "SLICE_S", 0.05)
    monkeypatch.setattr(search, "LONGEST_HEAT_S", 1.0)


def test_the_search_and_its_bound_enclose_the_proven_optimum(wide_problem, hasty, monkeypatch):
    searched = engine.solve(wide_problem, watch(60))
    monkeypatch.setattr(engine, "EXACT_PAIRS", 10**6)
    proven = engine.solve(wide_problem, watch(60))
    assert proven.gap == 0
    assert proven.method == "exact"
    assert searched.method == "search"
    assert searched.covered == pytest.approx(covered(wide_problem, searched.selected))
    assert searched.covered <= proven.covered <= searched.bound * (1 + 1e-9)
    assert searched.gap < 0.02
    assert len(searched.selected) <= 40


def test_the_search_keeps_a_budget_fixed_and_forbidden_sites(wide_problem, hasty):
    costs = np.random.default_rng(1).integers(1, 9, 900).astype(float)
    asked = replace(wide_problem, costs=costs, budget=90.0, fixed=(1, 2), forbidden=(3, 4, 5))
    plan = engine.solve(asked, watch(2))
    assert costs[plan.selected].sum() <= 90
    assert {1, 2} <= set(plan.selected)
    assert not {3, 4, 5} & set(plan.selected)
    assert plan.covered == pytest.approx(covered(asked, plan.selected))
    assert plan.covered <= plan.bound


def test_a_search_that_is_stopped_gives_the_best_so_far(wide_problem, hasty):
    stopped = watch(60)
    threading.Timer(0.5, stopped.stop).start()
    began = time.monotonic()
    plan = engine.solve(wide_problem, stopped)
    assert time.monotonic() - began < 30
    assert plan.covered > 0
    assert plan.bound >= plan.covered
