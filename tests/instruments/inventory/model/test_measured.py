"""Measured beside declared: the inventory is not counted twice."""

import numpy as np
import pytest

from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.instruments.inventory.model.measured import (
    Facing,
    air_alone,
    compare,
)
from trajectoire.instruments.inventory.model.sentences import comparison

YEAR = Period.of_year(2025)


def tonnes(value: float, deviation: float | None, law="normal") -> Quantity:
    return Quantity(value, "tCO2e", deviation, reason="not stated", law=law)


def facing(**changed) -> Facing:
    told = {
        "sector": "road",
        "declared_sectors": ("road",),
        "measured": tonnes(90.0, 6.0),
        "prior": tonnes(100.0, 10.0),
        "declared": tonnes(100.0, 10.0),
        "measured_period": YEAR,
        "declared_period": YEAR,
    }
    return Facing(**{**told, **changed})


def test_the_starting_point_is_taken_out_by_hand():
    # precision 1/36 - 1/100 = 16/900; value (90/36 - 100/100) × 900/16 = 84.375
    air = air_alone(tonnes(90.0, 6.0), tonnes(100.0, 10.0))
    assert air.value == pytest.approx(84.375)
    assert air.uncertainty == pytest.approx(7.5)


def test_putting_the_starting_point_back_gives_the_conclusion_again():
    air = air_alone(tonnes(90.0, 6.0), tonnes(100.0, 10.0))
    weight = np.array([1 / air.uncertainty**2, 1 / 10.0**2])
    again = (weight @ [air.value, 100.0]) / weight.sum()
    assert again == pytest.approx(90.0)
    assert weight.sum() ** -0.5 == pytest.approx(6.0)


def test_the_difference_with_the_very_inventory_it_started_from_by_hand():
    found = compare(facing())
    # 84.375 - 100 with variance 7.5² + 10² = 12.5²: -15.6 ± 20.6; P(> 0) = Φ(-1.25)
    assert found.difference.value == pytest.approx(-15.625, abs=0.05)
    assert found.difference.low == pytest.approx(-15.625 - 1.6449 * 12.5, abs=0.15)
    assert found.difference.high == pytest.approx(-15.625 + 1.6449 * 12.5, abs=0.15)
    assert found.probability == pytest.approx(0.10565, abs=0.003)
    assert found.verdict == "compatible"
    # -15.6 is said as 16 t less, between -36.2 and 4.94: a side, and no sign
    less = "dit 16 t de CO2 de moins que déclaré (entre 36 t de moins et 4,"
    assert less in found.sentence.fr
    fewer = "says 16 t of CO2 less than declared (between 36 t less and 4."
    assert fewer in found.sentence.en
    assert "les deux sont compatibles" in found.sentence.fr
    assert "the two are compatible" in found.sentence.en


@pytest.mark.parametrize(
    ("difference", "french", "english"),
    [
        (
            (-150e3, -210e3, -90e3),
            "150\u202f000 t de CO2 de moins que déclaré "
            "(entre 90\u202f000 et 210\u202f000 t de moins, 9 chances sur 10)",
            "150,000 t of CO2 less than declared "
            "(between 90,000 and 210,000 t less, 9 chances in 10)",
        ),
        (
            (7.0, 3.0, 11.0),
            "7 t de CO2 de plus que déclaré (entre 3 et 11 t de plus, 9 chances",
            "7 t of CO2 more than declared (between 3 and 11 t more, 9 chances",
        ),
    ],
)
def test_a_side_that_both_bounds_share_is_said_once(difference, french, english):
    said = comparison("compatible", difference=difference)
    assert french in said.fr
    assert english in said.en
    assert "\u2212" not in said.fr + said.en


def test_without_care_the_gap_would_look_smaller_than_the_air_says():
    found = compare(facing())
    assert abs(found.difference.value) > abs(90.0 - 100.0)


@pytest.mark.parametrize(("value", "verdict"), [(40.0, "lower"), (160.0, "higher")])
def test_an_interval_that_misses_zero_names_a_side(value, verdict):
    found = compare(facing(measured=tonnes(value, 3.0)))
    assert found.verdict == verdict
    assert (found.difference.low > 0) == (verdict == "higher")
    assert (found.difference.high < 0) == (verdict == "lower")


def test_an_air_that_says_nothing_is_not_called_an_agreement():
    found = compare(facing(measured=tonnes(100.0, 9.5)))
    assert found.verdict == "silent"
    assert found.probability is None
    assert "presque rien" in found.sentence.fr


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"declared": None}, "Rien n’est déclaré"),
        ({"declared_period": Period.of_year(2019)}, "la même période"),
        ({"declared_sectors": ()}, "Aucun secteur"),
    ],
)
def test_what_cannot_be_compared_says_why(changed, said):
    found = compare(facing(**changed))
    assert found.verdict == "incomparable"
    assert found.difference is None
    assert said in found.sentence.fr
    assert found.sentence.en


def test_a_declaration_without_uncertainty_is_said_to_have_none():
    found = compare(facing(declared=tonnes(100.0, None)))
    assert "n’a pas d’incertitude" in found.sentence.fr
    # P(N(84.375, 7.5) > 100) = Φ(-2.083)
    assert found.probability == pytest.approx(0.0186, abs=0.002)
    assert found.verdict == "lower"


def test_the_ratio_of_a_lognormal_declaration_holds_the_drawn_quantiles():
    found = compare(facing(declared=tonnes(100.0, 40.0, "lognormal")))
    chance = np.random.default_rng(3)
    spread = np.sqrt(np.log1p(0.16))
    said = 100 * np.exp(spread * chance.standard_normal(1_000_000) - spread**2 / 2)
    drawn = (84.375 + 7.5 * chance.standard_normal(1_000_000)) / said
    low, high = np.quantile(drawn, (0.05, 0.95))
    assert (found.ratio.low, found.ratio.high) == pytest.approx((low, high), rel=0.01)


def test_over_many_twins_the_probability_means_what_it_says():
    """True emissions are drawn, then declared, then measured from what was declared."""
    chance = np.random.default_rng(5)
    held = 0
    trials = 400
    for _ in range(trials):
        truth = 100 + 10 * chance.standard_normal()
        declared = truth + 10 * chance.standard_normal()
        air = truth + 8 * chance.standard_normal()
        weight = np.array([1 / 100, 1 / 64])
        after = (weight @ [declared, air]) / weight.sum()
        found = compare(
            facing(
                measured=tonnes(after, weight.sum() ** -0.5),
                prior=tonnes(declared, 10.0),
                declared=tonnes(declared, 10.0),
            )
        )
        held += found.difference.low <= 0.0 <= found.difference.high
    # both say the same truth: 90 % of the intervals hold 0, ± 3 errors of 1.5 %
    assert held / trials == pytest.approx(0.9, abs=0.045)
