"""The error budget: noise is the least of it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trajectoire.core.errors import InputError
from trajectoire.instruments.observatory.inputs import ErrorBudget
from trajectoire.instruments.observatory.model.error import observation_covariance


def test_two_sensors_and_two_hours_by_hand(town):
    """Sensors 0.02 degree apart (2.2239 km), noise 0.5, representativeness 1."""
    hourly = np.zeros(24)
    hourly[[12, 13]] = 2.0, 3.0
    budget = ErrorBudget(hourly, 1.0, correlation_hours=3.0, common_share=0.3)
    made = replace(town(days=1, sensors=2), errors=budget)
    rows = np.arange(4)  # (12 h, S0), (12 h, S1), (13 h, S0), (13 h, S1)
    found = observation_covariance(made, rows)
    near = 0.3 + 0.7 * np.exp(-2.2239 / 5.0)
    fade = np.exp(-1 / 3)
    expected = [
        [0.25 + 1 + 4, 4 * near, fade * (1 + 6), fade * 6 * near],
        [4 * near, 0.25 + 1 + 4, fade * 6 * near, fade * (1 + 6)],
        [fade * (1 + 6), fade * 6 * near, 0.25 + 1 + 9, 9 * near],
        [fade * 6 * near, fade * (1 + 6), 9 * near, 0.25 + 1 + 9],
    ]
    assert found == pytest.approx(np.array(expected), rel=1e-9)


def test_the_noise_of_a_value_replaces_that_of_its_sensor(town):
    made = town(days=1)
    deviation = np.array([np.nan, 3.0])
    seen = replace(made.observations, deviation=deviation)
    found = observation_covariance(replace(made, observations=seen), np.arange(2))
    # 1 + 1.5^2 of representativeness and transport, then 0.5^2 or 3^2
    assert np.diagonal(found) == pytest.approx([3.5, 12.25])


def test_another_species_has_its_own_scale_and_shares_part_of_the_error(town):
    made = town(days=1, sensors=2, hours=(12,))
    sensors = (made.sensors[0], replace(made.sensors[1], species="co", unit="nmol/mol"))
    budget = replace(
        made.errors, species_scale={"co2": 1.0, "co": 6.0}, species_correlation=0.5
    )
    found = observation_covariance(
        replace(made, sensors=sensors, errors=budget), np.arange(2)
    )
    near = 0.3 + 0.7 * np.exp(-2.2239 / 5.0)
    assert found[1, 1] == pytest.approx(0.25 + 36 + 81)  # 6 x 1 and 6 x 1.5, squared
    assert found[0, 1] == pytest.approx(1.5 * 9 * near * 0.5)


@given(
    seed=st.integers(0, 999),
    share=st.floats(0, 1),
    hours=st.floats(0.1, 30),
    length=st.floats(0.1, 100),
)
@settings(max_examples=25, deadline=None)
def test_the_covariance_is_positive_definite(town, seed, share, hours, length):
    draw = np.random.default_rng(seed)
    budget = ErrorBudget(
        draw.uniform(0, 8, 24), 0.5, {}, hours, length, share, draw.uniform(0, 1)
    )
    made = town(days=1, sensors=5, hours=tuple(range(12, 17)))
    kept = np.flatnonzero(draw.random(25) > 0.3)
    found = observation_covariance(replace(made, errors=budget), kept)
    assert np.linalg.eigvalsh(found).min() > 0
    assert found == pytest.approx(found.T)


def test_noise_alone_is_refused_with_the_reason():
    with pytest.raises(InputError) as raised:
        ErrorBudget(np.zeros(24), representativeness=0.0)
    said = str(raised.value)
    assert "instrument noise alone" in said
    assert "Turner 2016" in said
    assert "errors.transport_ppm" in said


def test_a_budget_has_one_error_an_hour():
    with pytest.raises(ValueError, match="24 values"):
        ErrorBudget(np.ones(12))
