"""Weights of zones: they add up, they turn with the wind, two ways of summing agree."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from trajectoire.methods.transport.kormann_meixner import (
    FluxFootprint,
    crosswind_integrated,
    crosswind_spread,
    cumulated,
    flux_footprint,
)
from trajectoire.methods.transport.similarity import Turbulence
from trajectoire.methods.transport.zones import polar_weights

SECTORS = np.arange(0.0, 361.0, 45.0)
RINGS = np.array([0.0, 500.0, 1500.0, 4000.0, 12000.0])


def _footprint(direction: float, length: float = -300.0) -> FluxFootprint:
    one = np.ones(1)
    air = Turbulence(4 * one, direction * one, 0.5 * one, length * one, one)
    return flux_footprint(air, 62.0)


def _density(footprint: FluxFootprint, east: np.ndarray, north: np.ndarray):
    """Share of the flux by square metre: along the wind, times a normal law across."""
    angle = np.radians(footprint.wind_from_direction[0])
    along = east * np.sin(angle) + north * np.cos(angle)
    across = east * np.cos(angle) - north * np.sin(angle)
    distance = np.maximum(along, 1e-3)
    law = norm.pdf(across, scale=crosswind_spread(footprint, distance)[0])
    return np.where(along > 0, crosswind_integrated(footprint, distance)[0] * law, 0.0)


def _cells(reach: float, size: float) -> tuple[np.ndarray, np.ndarray]:
    axis = np.arange(-reach, reach, size) + size / 2
    east, north = np.meshgrid(axis, axis)
    return east.ravel(), north.ravel()


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 360), st.sampled_from([-300.0, 1e5, 200.0]))
def test_a_whole_turn_out_to_infinity_holds_all_the_flux(direction, length):
    weight = polar_weights(
        _footprint(direction, length), SECTORS, np.array([0.0, 2e3, 1e12])
    )
    assert weight.sum() == pytest.approx(1.0, abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 360))
def test_discs_hold_a_little_less_than_the_same_distance_upwind(direction):
    footprint = _footprint(direction)
    discs = np.cumsum(polar_weights(footprint, SECTORS, RINGS).sum(axis=(0, 1)))
    upwind = cumulated(footprint, RINGS[1:])[0]
    assert np.all(discs <= upwind + 1e-12)
    assert discs == pytest.approx(upwind, abs=0.03)


@given(st.floats(0, 360))
def test_turning_wind_and_sectors_together_changes_nothing(turn):
    still = polar_weights(_footprint(20.0), SECTORS, RINGS)
    turned = polar_weights(_footprint((20.0 + turn) % 360), SECTORS + turn, RINGS)
    assert turned == pytest.approx(still, abs=1e-9)


def test_sectors_can_be_cut_and_summed():
    fine = polar_weights(_footprint(77.0), np.arange(0.0, 361.0, 5.0), RINGS)
    coarse = polar_weights(_footprint(77.0), SECTORS, RINGS)
    assert fine.reshape(1, 8, 9, 4).sum(axis=2) == pytest.approx(coarse, abs=1e-12)


def test_a_wind_along_the_axis_of_symmetry_weighs_both_sides_alike():
    weight = polar_weights(_footprint(45.0), SECTORS, RINGS)[0]
    assert weight[0] == pytest.approx(weight[1])
    assert weight[:2].sum() > 0.9
    assert weight[4:6].sum() == 0  # nothing comes from downwind


def test_polar_zones_equal_the_sum_of_small_cells():
    # midpoint cells of 10 m, told apart by their centres: good to 0.003 here
    footprint = _footprint(200.0)
    east, north = _cells(1500.0, 10.0)
    cells = _density(footprint, east, north) * 10.0**2
    radius, angle = np.hypot(east, north), np.degrees(np.arctan2(east, north)) % 360
    rings = RINGS[:3]
    expected = np.histogram2d(angle, radius, [SECTORS, rings], weights=cells)[0]
    weight = polar_weights(footprint, SECTORS, rings)[0]
    assert weight == pytest.approx(expected, abs=0.003)


def test_a_uniform_city_gives_its_flux_whatever_the_wind():
    directions = np.arange(0.0, 360.0, 30.0)
    one = np.ones(12)
    air = Turbulence(4 * one, directions, 0.5 * one, -300 * one, one)
    weight = polar_weights(flux_footprint(air, 62.0), SECTORS, np.array([0, 1e12]))
    assert (weight * 25.0).sum(axis=(1, 2)) == pytest.approx(np.full(12, 25.0))


def test_no_observation_gives_no_weight():
    none = flux_footprint(Turbulence(*[np.zeros(0)] * 5), 62.0)
    assert polar_weights(none, SECTORS, RINGS).shape == (0, 8, 4)
