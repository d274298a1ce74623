"""Sums of emissions: against dense algebra, and conserved however they are cut."""

from dataclasses import replace

import numpy as np
import pytest

from trajectoire.instruments.observatory.model.inversion import estimate
from trajectoire.instruments.observatory.model.results import WHOLE, results
from trajectoire.instruments.observatory.model.totals import (
    Selection,
    cell_emissions,
    daily_totals,
    months,
    sector_rows,
    totals,
)


@pytest.fixture(scope="module")
def made(town):
    """A town with vegetation and a rim, over the turn of a month."""
    inputs = town(days=4, sectors=3, zones=3, rim=1, sensors=2)
    tree = replace(inputs.sectors[2], biosphere=True)
    return replace(
        inputs, sectors=(*inputs.sectors[:2], tree), truth=1.1 * inputs.emission
    )


@pytest.fixture(scope="module")
def answer(made):
    return estimate(made)


@pytest.fixture(scope="module")
def found(answer):
    return results(answer, {})


def weights_of(made, size, days, sectors, zones):
    """Weights on the dense axis, from the definition of the state."""
    weights = np.zeros((made.days, size))
    axes = len(made.sectors), len(made.zones)
    for d in np.flatnonzero(days):
        for s in np.flatnonzero(sectors):
            for z in np.flatnonzero(zones):
                weights[d, s * axes[1] + z] += made.emission[d, s, z]
                weights[d, axes[0] * axes[1] + s] += made.emission[d, s, z]
    return weights.ravel()


def test_any_sum_is_that_of_dense_algebra(made, answer, dense):
    chosen = [
        (np.array(d, bool), np.array(s, bool), np.array(z, bool))
        for d, s, z in (
            ([1, 1, 1, 1], [1, 1, 0], [1, 1, 0]),
            ([0, 1, 1, 0], [0, 1, 0], [1, 0, 0]),
            ([1, 0, 0, 1], [0, 0, 1], [0, 1, 1]),
        )
    ]
    sums = totals(answer, [Selection(*one) for one in chosen])
    weights = np.array([weights_of(made, answer.layout.unknowns, *c) for c in chosen])
    reference = dense(made)
    prior = [made.emission[np.ix_(*one)].sum() for one in chosen]
    assert sums.prior == pytest.approx(np.array(prior))
    assert sums.posterior == pytest.approx(prior + weights @ reference.mean)
    assert sums.prior_covariance == pytest.approx(
        weights @ reference.prior @ weights.T, rel=1e-6
    )
    assert sums.posterior_covariance == pytest.approx(
        weights @ reference.covariance @ weights.T, rel=1e-6
    )
    assert sums.truth == pytest.approx(1.1 * sums.prior)


def test_days_and_cells_are_those_of_dense_algebra(made, answer, dense):
    reference, size = dense(made), answer.layout.unknowns
    daily = daily_totals(answer, sector_rows(made)[0])
    mean, deviation = cell_emissions(answer)
    for day in range(made.days):
        on = np.arange(made.days) == day
        both = np.array([1, 1, 0], bool)
        weights = weights_of(made, size, on, both, made.zones.inside)
        wanted = weights @ reference.covariance @ weights
        assert daily.posterior_deviation[day] ** 2 == pytest.approx(wanted, rel=1e-6)
        before = weights @ reference.prior @ weights
        assert daily.prior_deviation[day] ** 2 == pytest.approx(before, rel=1e-6)
        cell = weights_of(made, size, on, np.eye(3)[1] > 0, np.eye(3)[2] > 0)
        spread = np.sqrt(cell @ reference.covariance @ cell)
        assert deviation[day, 1, 2] == pytest.approx(spread, rel=1e-6)
        moved = made.emission[day, 1, 2] + cell @ reference.mean
        assert mean[day, 1, 2] == pytest.approx(moved)


def test_months_partition_the_run(made, found):
    parts = months(made)
    assert list(parts) == ["2025-01", "2025-02"]  # 30 and 31 January, 1 and 2 February
    assert np.sum(list(parts.values()), axis=0).tolist() == [1, 1, 1, 1]
    summed = sum(found.sectors[m].posterior for m in parts)
    assert summed == pytest.approx(found.sectors[WHOLE].posterior)


def test_the_fossil_sectors_make_the_total_and_vegetation_does_not(found):
    whole = found.sectors[WHOLE]
    for sums in (whole.posterior, whole.prior, whole.truth):
        assert sums[0] == pytest.approx(sums[1] + sums[2])


def test_the_zones_of_the_city_make_its_total_and_the_rim_does_not(made, found):
    zones, city = found.zones[WHOLE], found.sectors[WHOLE]
    inside = zones.posterior[made.zones.inside].sum()
    assert inside == pytest.approx(city.posterior[0])
    spread = zones.posterior_covariance[:2, :2].sum()
    assert spread == pytest.approx(city.posterior_covariance[0, 0])


def test_days_sum_to_the_whole(found):
    for row, daily in enumerate(found.daily):
        assert daily.posterior.sum() == pytest.approx(
            found.sectors[WHOLE].posterior[row]
        )


def test_cells_sum_to_the_whole(made, answer, found):
    mean, _ = cell_emissions(answer)
    city = mean[:, :2][:, :, made.zones.inside].sum()
    assert city == pytest.approx(found.sectors[WHOLE].posterior[0])


def test_the_data_never_widen_a_sum(found):
    for sums in (*found.sectors.values(), *found.zones.values(), *found.daily):
        assert np.all(sums.posterior_deviation <= sums.prior_deviation * (1 + 1e-9))
    assert 0 < found.gain < 1


def test_a_city_without_one_of_its_sectors_is_an_ordinary_city(town):
    """No power plant in the city, and none around: zero is a declared emission."""
    inputs = town(days=3, sectors=2, zones=3, rim=1)
    emission, signal = inputs.emission.copy(), inputs.contributions.signal.copy()
    emission[:, 0], signal[:, :, 0] = 0.0, 0.0
    given = replace(inputs.contributions, signal=signal)
    found = results(
        estimate(replace(inputs, emission=emission, contributions=given)), {}
    )
    whole = found.sectors[WHOLE]
    assert whole.posterior[1] == 0
    assert whole.posterior_deviation[1] == 0
    assert whole.posterior[0] == pytest.approx(whole.posterior[2])
    assert not found.verdicts[0].informed
    assert found.verdicts[0].gain == 0


def test_a_sector_of_the_rim_only_says_nothing_of_the_city(town):
    inputs = town(days=3, sectors=2, zones=3, rim=1)
    emission, signal = inputs.emission.copy(), inputs.contributions.signal.copy()
    emission[:, 0, :2], signal[:, :, 0, :2] = 0.0, 0.0
    given = replace(inputs.contributions, signal=signal)
    found = results(
        estimate(replace(inputs, emission=emission, contributions=given)), {}
    )
    assert found.sectors[WHOLE].posterior[1] == 0
    assert found.zones[WHOLE].posterior_deviation[2] > 0
