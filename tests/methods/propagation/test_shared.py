"""Totals of cells that share data: by hand, by enumeration, by law, at scale."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trajectoire.core.errors import InputError
from trajectoire.methods.propagation.cells import Cells
from trajectoire.methods.propagation.drawing import draw_totals
from trajectoire.methods.propagation.laws import Constant, Lognormal, Normal
from trajectoire.methods.propagation.moments import Moments
from trajectoire.methods.propagation.ranking import ranking
from trajectoire.methods.propagation.shared import Totals, total

SHARED = ([Normal(10.0, 1.0), Normal(20.0, 2.0)], [Normal(2.0, 0.4)])


@dataclass(frozen=True)
class TwoValues:
    """A datum that takes two values, so that a total can be enumerated."""

    low: float
    high: float
    chance: float  # of the high one

    @property
    def outcomes(self) -> list[tuple[float, float]]:
        return [(self.low, 1 - self.chance), (self.high, self.chance)]

    @property
    def moments(self) -> Moments:
        mean = sum(value * chance for value, chance in self.outcomes)
        second, third = (
            sum((value - mean) ** power * chance for value, chance in self.outcomes)
            for power in (2, 3)
        )
        return Moments(mean, second, third)


def enumerated(activities, factors, cells: Cells) -> tuple[np.ndarray, np.ndarray]:
    """Every possible outcome of the totals, with its probability."""
    totals, chances = [], []
    for outcome in product(*(law.outcomes for law in (*activities, *factors))):
        values, chance = np.array(outcome).T
        emission = cells.weight * values[cells.activity]
        emission *= values[len(activities) + cells.factor]
        totals.append(np.bincount(cells.group, emission, minlength=cells.groups))
        chances.append(chance.prod())
    return np.array(totals), np.array(chances)


def same(found: Totals, other: Totals) -> None:
    scale = np.abs(other.covariance).max()
    assert found.mean == pytest.approx(other.mean)
    assert found.covariance == pytest.approx(other.covariance, abs=1e-9 * scale)
    assert found.third == pytest.approx(other.third, abs=1e-9 * scale**1.5)
    assert found.whole.mean == pytest.approx(other.whole.mean)
    assert found.whole.variance == pytest.approx(other.whole.variance)


def test_two_cells_that_share_a_factor_by_hand(cells_of) -> None:
    # 10 ± 1 and 20 ± 2, both times 2 ± 0.4 (v = 0.16)
    # first cell:  10² · 0.16 + 2² · 1 + 1 · 0.16 = 16 + 4 + 0.16 = 20.16
    # second cell: 20² · 0.16 + 2² · 4 + 4 · 0.16 = 64 + 16 + 0.64 = 80.64
    # together:    10 · 20 · 0.16 = 32
    # total: 20.16 + 80.64 + 2 · 32 = 164.8, where independence would say 100.8
    found = total(*SHARED, cells_of([0, 1], [0, 0], [0, 1]))
    assert found.mean == pytest.approx([20.0, 40.0])
    assert found.covariance == pytest.approx(np.array([[20.16, 32], [32, 80.64]]))
    assert found.whole.mean == pytest.approx(60.0)
    assert found.whole.variance == pytest.approx(164.8)
    # third moment, each cell's activity and factor: 6 p q w v_a v_f
    # 6 · 2 · 30 · 0.16 · (1 + 4) = 288
    assert found.whole.third == pytest.approx(288.0)


def test_one_activity_with_two_gases_by_hand(cells_of) -> None:
    # 100 ± 10 times 3 exactly and 5 exactly: perfectly correlated, deviations add
    factors = [Constant(3.0), Constant(5.0)]
    found = total([Normal(100.0, 10.0)], factors, cells_of([0, 0], [0, 1], [0, 1]))
    assert found.covariance == pytest.approx(np.array([[900, 1500], [1500, 2500.0]]))
    assert found.whole.deviation == pytest.approx(80.0)


def test_the_contributions_by_hand(cells_of) -> None:
    # of 164.8: factor 30² · 0.16 = 144, activities 4 and 16, products 0.8
    found = ranking(*SHARED, cells_of([0, 1], [0, 0]))
    named = [(one.kind, one.index) for one in found.contributions]
    assert named == [("factor", 0), ("activity", 1), ("activity", 0)]
    shares = [one.share for one in found.contributions]
    assert shares == pytest.approx([144 / 164.8, 16 / 164.8, 4 / 164.8])
    assert found.joint == pytest.approx(0.8 / 164.8)
    # knowing the factor leaves √(20.8 / 164.8) of the uncertainty
    left = np.sqrt(20.8 / 164.8)
    assert found.contributions[0].narrowing == pytest.approx(1 - left)


def test_constants_have_no_ranking(cells_of) -> None:
    found = ranking([Constant(2.0)], [Constant(3.0)], cells_of([0], [0]))
    assert (found.contributions, found.joint) == ((), 0.0)


def test_knowing_a_datum_removes_its_share_on_average(cells_of) -> None:
    # the definition: variance minus the mean variance once the datum is known
    activities = [TwoValues(1.0, 4.0, 0.3), TwoValues(2.0, 5.0, 0.6)]
    factors = [TwoValues(1.0, 3.0, 0.2)]
    cells = cells_of([0, 1], [0, 0])
    variance = total(activities, factors, cells).whole.variance
    left = sum(
        chance * total(activities, [Constant(value)], cells).whole.variance
        for value, chance in factors[0].outcomes
    )
    shares = {
        (one.kind, one.index): one.share
        for one in ranking(activities, factors, cells).contributions
    }
    assert shares["factor", 0] == pytest.approx(1 - left / variance)


data = st.builds(TwoValues, st.floats(-3, 3), st.floats(4, 9), st.floats(0.1, 0.9))


@st.composite
def inventories(draw) -> tuple[list[TwoValues], list[TwoValues], Cells]:
    """Up to three activities and three factors in up to six cells and three groups."""
    activities = draw(st.lists(data, min_size=1, max_size=3))
    factors = draw(st.lists(data, min_size=1, max_size=3))
    count = draw(st.integers(1, 6))

    def indices(below: int) -> np.ndarray:
        listed = st.lists(st.integers(0, below - 1), min_size=count, max_size=count)
        return np.array(draw(listed), dtype=np.intp)

    weight = st.lists(st.floats(-2, 5), min_size=count, max_size=count)
    cells = Cells(
        indices(len(activities)),
        indices(len(factors)),
        indices(3),
        np.array(draw(weight)),
    )
    return activities, factors, cells


@settings(max_examples=60, deadline=None)
@given(inventories())
def test_all_moments_are_those_of_every_possible_outcome(inventory) -> None:
    activities, factors, cells = inventory
    outcomes, chances = enumerated(activities, factors, cells)
    found = total(activities, factors, cells)
    gap = outcomes - chances @ outcomes
    whole = gap.sum(axis=1)
    scale = 1 + np.abs(outcomes).max()
    assert found.mean == pytest.approx(chances @ outcomes, abs=1e-9 * scale)
    covariance = gap.T @ (chances[:, None] * gap)
    assert found.covariance == pytest.approx(covariance, abs=1e-9 * scale**2)
    assert found.deviation**2 == pytest.approx(
        np.diagonal(covariance), abs=1e-9 * scale**2
    )
    assert found.third == pytest.approx(chances @ gap**3, abs=1e-9 * scale**3)
    assert found.whole.variance == pytest.approx(
        chances @ whole**2, abs=1e-9 * scale**2
    )
    assert found.whole.third == pytest.approx(chances @ whole**3, abs=1e-9 * scale**3)


@settings(max_examples=40, deadline=None)
@given(inventories(), st.randoms())
def test_neither_order_nor_splitting_changes_a_total(inventory, random) -> None:
    activities, factors, cells = inventory
    order = list(range(cells.size))
    random.shuffle(order)
    share = np.array([random.random() for _ in order])
    # every cell is cut in two, as when a territory is split: 30 % here, 70 % there
    twice = np.array([*order, *order])
    cut = np.concatenate([share, 1 - share])
    other = Cells(
        cells.activity[twice],
        cells.factor[twice],
        cells.group[twice],
        cells.weight[twice] * cut,
    )
    same(total(activities, factors, other), total(activities, factors, cells))


@settings(max_examples=40, deadline=None)
@given(inventories())
def test_merging_groups_keeps_the_whole(inventory) -> None:
    activities, factors, cells = inventory
    apart = total(activities, factors, cells)
    merged = total(activities, factors, cells.together())
    scale = 1 + np.abs(apart.covariance).max()
    assert merged.mean.sum() == pytest.approx(apart.mean.sum())
    assert merged.covariance.sum() == pytest.approx(
        apart.covariance.sum(), abs=1e-9 * scale
    )
    assert merged.whole.third == pytest.approx(apart.whole.third)


@pytest.mark.parametrize("per_unit", [3.6, 1e-3, 0.085984523])
def test_the_unit_of_entry_changes_nothing(cells_of, per_unit) -> None:
    # kWh become MJ, MWh or toe: activities grow, factors per unit shrink
    activities = [Lognormal(10.0, 1.3), Normal(20.0, 2.0)]
    factors = [Lognormal(2.0, 1.5), Normal(5.0, 0.1)]
    cells = cells_of([0, 0, 1], [0, 1, 1], [0, 1, 1])
    converted = (
        [law.scaled(per_unit) for law in activities],
        [law.scaled(1 / per_unit) for law in factors],
    )
    same(total(*converted, cells), total(activities, factors, cells))


def test_the_covariance_of_a_shared_factor_against_draws(cells_of) -> None:
    cells = cells_of([0, 1], [0, 0], [0, 1])
    drawn = draw_totals(*SHARED, cells, np.random.default_rng(5), 100_000)
    found = np.cov(drawn.T)
    assert found == pytest.approx(total(*SHARED, cells).covariance, rel=3e-2)


def test_draws_do_not_depend_on_the_order_of_cells(cells_of) -> None:
    cells = cells_of([0, 1], [0, 0], [0, 1])
    turned = cells_of([1, 0], [0, 0], [1, 0])
    first, second = (
        draw_totals(*SHARED, order, np.random.default_rng(5), 10)
        for order in (cells, turned)
    )
    assert np.array_equal(first, second)


def large(count: int) -> tuple[list, list, Cells]:
    """One activity a cell, a hundred factors, eighty groups."""
    generator = np.random.default_rng(2)
    activities = [Normal(mean, 0.1 * mean) for mean in generator.lognormal(3, 1, count)]
    factors = [Lognormal(2.0, 1.3)] * 100
    cells = Cells(
        np.arange(count),
        generator.integers(0, 100, count),
        generator.integers(0, 80, count),
        np.ones(count),
    )
    return activities, factors, cells


def test_a_hundred_thousand_cells_take_the_place_of_no_dense_matrix() -> None:
    import tracemalloc

    activities, factors, cells = large(100_000)
    tracemalloc.start()
    found = total(activities, factors, cells)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 300e6  # a dense matrix of cells would take 80 GB
    assert found.covariance.shape == (80, 80)
    # known truth: sums by factor first, Σ_j q_j² v_f + Σ_i (f² v_a + v_a v_f)
    mean = np.array([law.mean for law in activities])
    f, vf = factors[0].moments.mean, factors[0].moments.variance
    q = np.bincount(cells.factor, mean)
    variance = vf * np.sum(q**2) + np.sum((0.1 * mean) ** 2) * (f**2 + vf)
    assert found.whole.variance == pytest.approx(variance)
    assert found.covariance.sum() == pytest.approx(variance)


def test_cells_that_ask_for_absent_data_are_refused_all_at_once(cells_of) -> None:
    with pytest.raises(InputError) as caught:
        total(*SHARED, cells_of([0, 2], [0, 1]))
    assert [fault.column for fault in caught.value.faults] == ["activity", "factor"]
    assert "Give every activity and factor that a cell names" in str(caught.value)


def test_cells_of_unequal_columns_are_refused(cells_of: Callable) -> None:
    cells = cells_of([0, 1], [0, 0])
    with pytest.raises(InputError, match="One entry a cell"):
        replace(cells, weight=np.ones(3))
    with pytest.raises(InputError, match="Count from 0"):
        replace(cells, factor=np.array([0, -1]))
    with pytest.raises(InputError, match="missing is never zero"):
        replace(cells, weight=np.array([1.0, np.nan]))


def test_no_cells_give_an_empty_total(cells_of) -> None:
    found = total([], [], cells_of([], []))
    assert found.mean.shape == (0,)
    assert found.covariance.shape == (0, 0)
    assert found.whole == Moments(0.0, 0.0, 0.0)


def test_a_group_gives_its_moments(cells_of) -> None:
    found = total(*SHARED, cells_of([0, 1], [0, 0], [0, 1])).group(1)
    assert (found.mean, found.variance) == pytest.approx((40.0, 80.64))
    assert found.third == pytest.approx(6 * 2 * 20 * 0.16 * 4)
