"""The flux footprint against its formulas, and against the equation they solve."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.linalg import solve_banded

from trajectoire.core.errors import OutOfDomain
from trajectoire.methods.transport.kormann_meixner import (
    Domain,
    FluxFootprint,
    crosswind_integrated,
    crosswind_spread,
    cumulated,
    flux_footprint,
    outside,
    plume_speed,
)
from trajectoire.methods.transport.similarity import Turbulence

HEIGHT = 62.0  # m above the displacement height

airs = st.builds(
    lambda speed, drag, length: _air(speed, speed * drag, length),
    st.floats(1.0, 12.0),
    st.floats(0.11, 0.3),
    st.one_of(st.floats(-1000.0, -40.0), st.floats(80.0, 1000.0), st.just(np.inf)),
)


def _air(speed: float, strength: float, length: float) -> Turbulence:
    one = np.ones(1)
    return Turbulence(
        speed * one, 0 * one, strength * one, length * one, 2 * strength * one
    )


def test_neutral_air_has_a_closed_form():
    # neutral: n = 1, m = u*/(k u) = 0.5/(0.4 x 5) = 0.25, r = 1.25, mu = 1 and
    # xi = u z/(r^2 k u*) = 5 x 62/(1.5625 x 0.4 x 0.5) = 992 m; the peak is xi/2
    footprint = flux_footprint(_air(5.0, 0.5, np.inf), HEIGHT)
    assert footprint.shape[0] == pytest.approx(1.0)
    assert footprint.length[0] == pytest.approx(992.0)
    assert footprint.peak[0] == pytest.approx(496.0)
    x = np.array([100.0, 992.0, 5000.0])
    closed = 992.0 / x**2 * np.exp(-992.0 / x)
    assert crosswind_integrated(footprint, x)[0] == pytest.approx(closed)


def test_exponents_of_unstable_air_by_hand():
    # z/L = -1: phi_m = 17^(-1/4) = 0.49247, m = 0.5 x 0.49247/(0.4 x 4) = 0.15390,
    # n = 25/17 = 1.47059, r = 0.68331, mu = 1.15390/0.68331 = 1.68870
    footprint = flux_footprint(_air(4.0, 0.5, -HEIGHT), HEIGHT)
    assert footprint.wind_exponent[0] == pytest.approx(0.15390, abs=1e-5)
    assert footprint.rank[0] == pytest.approx(0.68331, abs=1e-5)
    assert footprint.shape[0] == pytest.approx(1.68870, abs=2e-5)


@settings(max_examples=40, deadline=None)
@given(airs)
def test_all_of_the_flux_comes_from_somewhere(air):
    footprint = flux_footprint(air, HEIGHT)
    xi = footprint.length[0]

    def density(log_distance: float) -> float:
        x = np.exp(log_distance)
        return float(crosswind_integrated(footprint, np.array([x]))[0, 0] * x)

    start, middle, end = np.log([xi / 500, xi, xi * 1e9])
    total = quad(density, start, middle)[0] + quad(density, middle, end, limit=200)[0]
    assert total == pytest.approx(1.0, abs=1e-6)
    assert cumulated(footprint, np.array([np.inf]))[0, 0] == 1.0


@settings(max_examples=40, deadline=None)
@given(airs, st.floats(0.1, 20))
def test_the_cumulated_footprint_is_the_integral(air, multiple):
    footprint = flux_footprint(air, HEIGHT)
    reach = multiple * footprint.peak[0]

    def density(x: float) -> float:
        return float(crosswind_integrated(footprint, np.array([x]))[0, 0])

    expected = quad(density, 1e-6, reach, points=[min(footprint.peak[0], reach)])[0]
    found = cumulated(footprint, np.array([reach]))[0, 0]
    assert found == pytest.approx(expected, abs=1e-7)


@given(airs)
def test_the_peak_is_where_the_formula_says(air):
    footprint = flux_footprint(air, HEIGHT)
    around = footprint.peak[0] * np.array([0.98, 1.0, 1.02])
    near, top, far = crosswind_integrated(footprint, around)[0]
    assert near < top > far


@given(airs)
def test_a_higher_sensor_sees_farther(air):
    low, high = (flux_footprint(air, z, Domain(unstable=-9)) for z in (30.0, 62.0))
    assert high.peak[0] > low.peak[0]


def test_it_solves_the_advection_diffusion_equation():
    """A uniform flux starts at x = 0: the flux at z grows as the cumulated footprint.

    Implicit finite volumes for U z^m dc/dx = d/dz(K z^n dc/dz), independent of the
    closed form; power laws of the footprint itself.
    """
    footprint = flux_footprint(_air(4.0, 0.5, -200.0), HEIGHT)
    m, r = footprint.wind_exponent[0], footprint.rank[0]
    n, ratio = 2 + m - r, r**2 * footprint.length[0] * HEIGHT**-r  # U/K
    faces = HEIGHT * 12 * np.linspace(0, 1, 601) ** 2
    middle, depth = 0.5 * (faces[1:] + faces[:-1]), np.diff(faces)
    exchange = faces[1:-1] ** n / np.diff(middle)
    step, c, at = 2.0, np.zeros(600), np.searchsorted(faces, HEIGHT)
    capacity = ratio * middle**m * depth / step
    bands = np.zeros((3, 600))
    bands[0, 1:] = bands[2, :-1] = -exchange
    bands[1] = capacity
    bands[1, :-1] += exchange
    bands[1, 1:] += exchange
    found = []
    for _ in range(1500):
        source = capacity * c
        source[0] += 1.0
        c = solve_banded((1, 1), bands, source)
        found.append(exchange[at - 1] * (c[at - 1] - c[at]))
    distance = step * np.arange(1, 1501)
    at_face = replace(footprint, length=footprint.length * (faces[at] / HEIGHT) ** r)
    expected = cumulated(at_face, distance)[0]
    assert np.abs(np.array(found) - expected)[50:].max() < 0.005


def test_the_plume_moves_at_the_mean_speed_of_its_mass():
    """Eq. 18: u-bar is the mean wind of the plume, weighted by concentration."""
    footprint = flux_footprint(_air(4.0, 0.5, 300.0), HEIGHT)
    m, r, x = footprint.wind_exponent[0], footprint.rank[0], 700.0
    scale = footprint.length[0] * HEIGHT**-r  # c ~ exp(-scale z^r / x)

    def moment(power: float) -> float:
        return quad(lambda z: z**power * np.exp(-scale * z**r / x), 0, np.inf)[0]

    constant = footprint.wind_speed[0] / HEIGHT**m
    expected = constant * moment(m) / moment(0)
    found = plume_speed(footprint, np.array([x]))[0, 0]
    assert found == pytest.approx(expected, rel=1e-6)


def test_crosswind_spread_grows_with_the_fluctuations():
    air = _air(4.0, 0.5, -200.0)
    wild = replace(air, crosswind_deviation=2 * air.crosswind_deviation)
    x = np.array([300.0])
    calm, strong = (crosswind_spread(flux_footprint(a, HEIGHT), x) for a in (air, wild))
    assert strong == pytest.approx(2 * calm)


def test_what_is_outside_the_domain_is_refused_and_counted():
    speed = np.array([5.0, 5.0, 0.2, 5.0, 5.0, np.nan])
    strength = np.array([0.5, 0.05, 0.5, 0.5, 0.5, 0.5])
    length = np.array([1e5, 1e5, 1e5, -10.0, 10.0, 1e5])
    air = Turbulence(speed, 0 * speed, strength, length, np.ones(6))
    reasons = {w: int(b.sum()) for w, b in outside(air, HEIGHT, Domain()).items()}
    assert reasons["friction velocity below 0.1 m/s"] == 1
    assert reasons["wind below 0.5 m/s"] == 1
    assert reasons["z/L below -2"] == 1
    assert reasons["z/L above 1"] == 1
    assert reasons["a value is missing"] >= 1
    with pytest.raises(OutOfDomain, match="friction velocity below") as raised:
        flux_footprint(air, HEIGHT)
    assert "z/L above 1 (1)" in str(raised.value)
    assert "Drop them first" in str(raised.value)


def test_a_sensor_below_the_displacement_height_is_refused():
    with pytest.raises(OutOfDomain, match="below the displacement height"):
        flux_footprint(_air(5.0, 0.5, np.inf), -3.0)


def test_thousands_of_observations_at_once_equal_one_by_one():
    rng = np.random.default_rng(3)
    speed = rng.uniform(2, 9, 2000)
    air = Turbulence(
        speed, 0 * speed, 0.15 * speed, rng.uniform(-900, -50, 2000), speed
    )
    together = flux_footprint(air, HEIGHT)
    alone = flux_footprint(air.where(np.array([1234])), HEIGHT)
    assert isinstance(together, FluxFootprint)
    assert together.length[1234] == alone.length[0]
