"""A first estimate: by hand, its laws, and its intervals against drawn values."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from trajectoire.core.indicator import CellState
from trajectoire.instruments.inventory.model.apportionment import (
    Apportionment,
    Country,
    Rule,
    Spread,
    shares,
)
from trajectoire.instruments.inventory.model.estimate import lines, total

NONE = np.empty(0)
SPREAD = Spread(national=0.1, departement=0.2, epci=0.3, commune=0.5, point=100.0)


@pytest.fixture
def island() -> Country:
    """Five communes: two régions, three départements, three groups."""
    return Country(
        population=np.array([100.0, 300.0, 600.0, 1000.0, 2000.0]),
        parishes=np.array([1.0, 1.0, 2.0, 1.0, 5.0]),
        crowding=np.array([200.0, 200.0, 600.0, 1500.0, 1500.0]),
        epci=np.array([0, 0, 1, 2, 2]),
        departement=np.array([0, 0, 1, 2, 2]),
        region=np.array([0, 0, 0, 1, 1]),
    )


def rule(**changed) -> Rule:
    told = {
        "substance": "emission_ghg",
        "sector": "road",
        "amount": 8000.0,
        "pivot": "inhabitants",
        "exponent": 0.0,
        "weights": NONE,
        "spread": SPREAD,
    }
    return Rule(**{**told, **changed})


def test_a_national_figure_is_shared_by_inhabitants(island):
    # 8,000 t among 4,000 inhabitants: 2 t each
    assert shares(rule(), island) == pytest.approx([200, 600, 1200, 2000, 4000])


def test_a_regional_figure_decides_between_regions(island):
    # 3 to 1: 6,000 t for the 1,000 inhabitants of the first région
    found = shares(rule(weights=np.array([3.0, 1.0])), island)
    assert found[:3].sum() == pytest.approx(6000)
    assert found[0] == pytest.approx(600)


def test_a_region_without_a_figure_keeps_the_national_mean(island):
    found = shares(rule(weights=np.array([np.nan, 7.0])), island)
    assert found == pytest.approx(shares(rule(), island))


def test_crowding_lowers_what_each_inhabitant_of_a_dense_place_gets(island):
    found = shares(rule(exponent=-0.5), island) / island.population
    # (200 / 1500)^-0.5 = 2.739 times as much
    assert found[0] / found[4] == pytest.approx(np.sqrt(7.5))


def test_the_variance_of_one_commune_by_hand(island):
    found = Apportionment(island, (rule(),))
    one = np.array([1])
    # 600² × (0.1² + 0.2² + 0.3² + 0.5² + 100/300)
    by_hand = 600**2 * (0.01 + 0.04 + 0.09 + 0.25 + 1 / 3)
    assert found.covariance(one, one)[0] == pytest.approx(by_hand)


def test_the_variance_of_two_communes_of_two_groups_by_hand(island):
    found = Apportionment(island, (rule(),))
    both = np.array([0, 2])
    # shared: 0.1² × 1400²; levels apart: (0.2² + 0.3² + 0.5²) × (200² + 1200²);
    # points: 200² × 100/100 + 1200² × 100/600
    by_hand = 0.01 * 1400**2 + 0.38 * (200**2 + 1200**2) + 200**2 + 1200**2 / 6
    assert found.covariance(both, both)[0] == pytest.approx(by_hand)


@given(
    amount=some.floats(1, 1e9),
    exponent=some.floats(-1, 1),
    pivot=some.sampled_from(["inhabitants", "parishes"]),
    weights=some.lists(some.floats(0.01, 10), min_size=2, max_size=2),
)
def test_shares_add_up_to_the_national_figure(amount, exponent, pivot, weights):
    country = Country(
        np.array([100.0, 300.0, 600.0]),
        np.array([1.0, 2.0, 1.0]),
        np.array([200.0, 200.0, 600.0]),
        *(np.array([0, 0, 1]) for _ in range(3)),
    )
    told = rule(
        amount=amount, exponent=exponent, pivot=pivot, weights=np.array(weights)
    )
    assert shares(told, country).sum() == pytest.approx(amount)


@settings(max_examples=30)
@given(cut=some.integers(1, 4))
def test_a_whole_is_the_sum_of_its_parts_with_what_they_share(island_of_five, cut):
    found = Apportionment(island_of_five, (rule(), rule(pivot="parishes")))
    every = np.arange(5)
    one, other = every[:cut], every[cut:]
    assert found.mean(every) == pytest.approx(found.mean(one) + found.mean(other))
    together = (
        found.covariance(one, one)
        + found.covariance(other, other)
        + 2 * found.covariance(one, other)
    )
    assert found.covariance(every, every) == pytest.approx(together)


@pytest.fixture(scope="module")
def island_of_five() -> Country:
    groups = np.array([0, 0, 1, 1, 2])
    return Country(
        np.array([100.0, 300.0, 600.0, 1000.0, 2000.0]),
        np.array([1.0, 1.0, 2.0, 1.0, 5.0]),
        np.full(5, 700.0),
        groups,
        groups,
        groups,
    )


def test_a_group_is_as_uncertain_as_errors_drawn_level_by_level(island):
    found = Apportionment(island, (rule(),))
    chance = np.random.default_rng(7)
    draws = 200_000
    error = 0.1 * chance.standard_normal((draws, 1))
    error = error + 0.2 * chance.standard_normal((draws, 3))[:, island.departement]
    error = error + 0.3 * chance.standard_normal((draws, 3))[:, island.epci]
    own = np.sqrt(0.25 + 100 / island.population)
    error = error + own * chance.standard_normal((draws, 5))
    kept = np.array([0, 1, 3])
    drawn = ((1 + error) * found.amounts[0])[:, kept].sum(axis=1)
    expected = found.covariance(kept, kept)[0]
    # standard error of a variance of n normal draws: √(2/n), 0.3 %
    assert drawn.var() == pytest.approx(expected, rel=0.015)
    assert drawn.mean() == pytest.approx(found.mean(kept)[0], rel=0.01)


def test_the_larger_the_territory_the_narrower_by_inhabitant(island):
    found = Apportionment(island, (rule(),))
    sources = ((),)
    (commune,) = lines(found, np.array([3]), sources)
    (country,) = lines(found, np.arange(5), sources)
    relative = [
        one.quantity.uncertainty / one.quantity.value for one in (commune, country)
    ]
    assert relative[1] < relative[0]
    assert commune.state is CellState.ESTIMATED
    assert commune.shared < country.shared


def test_the_bounds_of_a_total_are_those_of_drawn_sums(island):
    rules = (
        rule(),
        rule(sector="industry", spread=Spread(0.1, 0.1, 1.3, 0, 9e5)),
        rule(sector="waste", amount=1000.0),
    )
    found = lines(Apportionment(island, rules), np.array([3, 4]), ((),) * 3)
    summed = total(found)
    chance = np.random.default_rng(11)
    drawn = np.zeros(1_000_000)
    for line in found:
        value, deviation = line.quantity.value, line.quantity.uncertainty
        spread = np.sqrt(np.log1p((deviation / value) ** 2))
        drawn += value * np.exp(
            spread * chance.standard_normal(drawn.size) - spread**2 / 2
        )
    assert summed.bounds() == pytest.approx(np.quantile(drawn, (0.05, 0.95)), rel=0.01)
    assert summed.value == pytest.approx(sum(line.quantity.value for line in found))
