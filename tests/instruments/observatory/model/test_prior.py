"""The prior: what is declared of a year is what the sum of days and zones says."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trajectoire.instruments.observatory.model.layout import Layout
from trajectoire.instruments.observatory.model.prior import (
    prior_chain,
    scales,
    summed_variance,
)
from trajectoire.methods.gaussian.posterior import prior_aggregate


def city_total(inputs, sector):
    """Weights of a sector's total in the city, over the run."""
    layout = Layout.of(inputs)
    weights = np.zeros((1, inputs.days, layout.unknowns))
    sectors = np.arange(layout.sectors) == sector
    kept = inputs.emission * sectors[:, None] * inputs.zones.inside
    weights[0][:, layout.fast] = kept.reshape(inputs.days, -1)
    weights[0][:, layout.slow] = kept.sum(axis=2)
    return weights


def test_two_days_of_half_memory_by_hand():
    # var(2 x0 + 3 x1) with correlation 0.5: 4 + 9 + 2 x 6 x 0.5 = 19
    emission = np.array([[2.0], [3.0]])
    assert summed_variance(emission, np.eye(1), 0.5) == pytest.approx(19)


def test_two_zones_half_correlated_by_hand():
    # one day, var(1 x + 2 y) with correlation 0.5: 1 + 4 + 2 x 2 x 0.5 = 7
    kernel = np.array([[1.0, 0.5], [0.5, 1.0]])
    assert summed_variance(np.array([[1.0, 2.0]]), kernel, 0.9) == pytest.approx(7)


@given(seed=st.integers(0, 999), memory=st.floats(0, 0.99), days=st.integers(1, 8))
@settings(max_examples=30, deadline=None)
def test_a_summed_variance_is_the_double_sum_over_days(seed, memory, days):
    draw = np.random.default_rng(seed)
    emission = draw.normal(size=(days, 3))
    root = draw.normal(size=(3, 3))
    kernel = root @ root.T
    apart = np.abs(np.subtract.outer(np.arange(days), np.arange(days)))
    double = np.einsum("di,ij,ej,de->", emission, kernel, emission, memory**apart)
    assert summed_variance(emission, kernel, memory) == pytest.approx(double)


@pytest.mark.parametrize("slow_share", [0.0, 0.5, 1.0])
def test_the_total_of_each_sector_has_the_declared_uncertainty(town, slow_share):
    made = town(days=12, sectors=3, zones=4, rim=1)
    priors = tuple(replace(p, slow_share=slow_share) for p in made.sectors)
    made = replace(made, sectors=priors)
    for sector, prior in enumerate(made.sectors):
        total = made.emission[:, sector, made.zones.inside].sum()
        spread = prior_aggregate(prior_chain(made), city_total(made, sector)).deviation
        assert spread[0] / total == pytest.approx(prior.relative_uncertainty, rel=1e-5)


def test_a_yearly_uncertainty_is_that_of_a_year_of_mean_days(town):
    made = replace(town(days=3, sectors=1, zones=3), declared_days=365)
    prior = made.sectors[0]
    mean = made.emission[:, 0].mean(axis=0)
    near = np.exp(-made.zones.distances() / prior.correlation_length)

    def yearly(time):  # sum of rho^|d-d'| over a year, in closed form
        rho, n = np.exp(-1 / time), 365
        return n * (1 + rho) / (1 - rho) - 2 * rho * (1 - rho**n) / (1 - rho) ** 2

    sizes = scales(made)
    fast = sizes.fast[0] ** 2 * (mean @ near @ mean) * yearly(prior.correlation_time)
    slow = sizes.slow[0] ** 2 * mean.sum() ** 2 * yearly(365.0)
    declared = prior.relative_uncertainty * 365 * mean.sum()
    assert np.sqrt(fast + slow) == pytest.approx(declared)
    assert slow / (fast + slow) == pytest.approx(prior.slow_share)


def test_a_short_run_is_less_sure_than_the_year(town):
    """Errors of days that average out over a year do not within a week."""
    made = replace(town(days=7), declared_days=365)
    total = made.emission.sum()
    spread = prior_aggregate(prior_chain(made), city_total(made, 0)).deviation[0]
    assert spread / total > 1.2 * made.sectors[0].relative_uncertainty


def test_the_rim_does_not_count_in_what_is_declared(town):
    made = town(days=3, zones=3, rim=1)
    louder = made.emission.copy()
    louder[:, :, 2] *= 10
    assert scales(replace(made, emission=louder)).fast == pytest.approx(
        scales(made).fast
    )


def test_zones_fade_with_distance_and_days_with_time(town):
    made = town(days=2, zones=3)
    chain, prior = prior_chain(made), made.sectors[0]
    spread = chain.initial[0, 0]
    # zones are 0.05 degree apart, 0.05 x 111.195 = 5.55975 km
    near = np.exp(-5.55975 / prior.correlation_length)
    assert chain.initial[0, 1] / spread == pytest.approx(near, rel=1e-6)
    assert chain.initial[0, 2] / spread == pytest.approx(near**2, rel=1e-6)
    memory = np.exp(-1 / prior.correlation_time)
    assert chain.transition[:3] == pytest.approx(memory)
    # stationary: what is forgotten is drawn anew
    later = chain.covariances()[1]
    assert later[:3, :3] == pytest.approx(chain.initial[:3, :3])


def test_correlated_sectors_stay_correlated_as_declared(town):
    made = town(sectors=2)
    rho = np.array([[1.0, -0.6], [-0.6, 1.0]])
    alike = replace(made.sectors[1], relative_uncertainty=0.2)
    made = replace(made, sector_correlation=rho, sectors=(made.sectors[0], alike))
    layout, first = Layout.of(made), prior_chain(made).initial
    for block in (first[layout.slow, layout.slow], first[:4:2, :4:2]):
        ratio = block[0, 1] / np.sqrt(block[0, 0] * block[1, 1])
        assert ratio == pytest.approx(-0.6, abs=1e-6)


def test_zones_with_one_centre_are_no_obstacle(town):
    """A centre and the ring around it have the same centroid."""
    made = town(zones=3)
    zones = replace(made.zones, latitude=np.array([48.8, 48.8, 48.9]))
    chain = prior_chain(replace(made, zones=zones))
    assert np.linalg.eigvalsh(chain.initial).min() > 0


def test_unknowns_follow_one_another_without_gap(town):
    layout = Layout(2, 3, ("co",), 1, 4)
    blocks = [layout.fast, layout.slow, layout.ratio, layout.background, layout.bias]
    assert [b.start for b in blocks] == [0, *(b.stop for b in blocks[:-1])]
    assert layout.unknowns == 6 + 2 + 2 + 1 + 4
    assert blocks[-1].stop == layout.unknowns
