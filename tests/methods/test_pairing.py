"""Two maps on each other: same cells found again, mass carried over without loss."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trajectoire.core.errors import OutOfDomain
from trajectoire.core.grid import FluxField, Grid
from trajectoire.core.sector import TOTAL
from trajectoire.core.source import Source
from trajectoire.methods.pairing import paired, regridded

SOURCE = Source("Test", "made", "none")


def grid(south, north, west, east, step=0.1):
    rows, columns = round((north - south) / step), round((east - west) / step)
    return Grid(south + np.arange(rows) * step, west + np.arange(columns) * step)


def test_a_small_map_is_found_in_a_large_one():
    large, small = grid(48, 49, 2, 3), grid(48.3, 48.6, 2.5, 2.7)
    field = np.arange(100.0).reshape(10, 10)
    assert paired(large, small).take(field).tolist() == [
        [35.0, 36.0],
        [45.0, 46.0],
        [55.0, 56.0],
    ]


def test_where_the_large_map_does_not_reach_there_is_nothing():
    taken = paired(grid(48, 49, 2, 3), grid(48.8, 49.2, 2.8, 3.2)).take(
        np.ones((10, 10))
    )
    assert taken.sum() == 4  # two lines and two columns in common
    assert taken[0, 0] == 1


def test_maps_a_hair_apart_are_the_same():
    moved = Grid(np.arange(48, 49, 0.1) + 1e-5, np.arange(2, 3, 0.1) - 1e-5)
    assert paired(grid(48, 49, 2, 3), moved).row.tolist() == list(range(10))


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (grid(48, 49, 2, 3, 0.2), "expected two maps of one spacing in latitude"),
        (grid(48.04, 49, 2, 3), "found latitude shifted by 0.40 of a cell"),
        (grid(2, 3, 48, 49), "Check that latitude and longitude are not exchanged"),
    ],
)
def test_maps_that_do_not_fit_are_refused(other, said):
    with pytest.raises(OutOfDomain, match=said):
        paired(grid(48, 49, 2, 3), other)


@given(step=st.floats(0.03, 0.4), shift=st.floats(0, 0.2), seed=st.integers(0, 50))
@settings(max_examples=30, deadline=None)
def test_regridding_keeps_the_mass(step, shift, seed):
    given_grid = grid(48, 49, 2, 3)
    values = np.random.default_rng(seed).random((2, 10, 10))
    flux = FluxField(
        given_grid,
        TOTAL,
        np.array(["2022-01-01", "2022-01-02"], "M8[s]"),
        values,
        SOURCE,
    )
    wide = grid(47 + shift, 50, 1 + shift, 4, step)
    moved = regridded(flux, wide)
    mass = (values * given_grid.areas()).sum(axis=(1, 2))
    assert (moved.flux * wide.areas()).sum(axis=(1, 2)) == pytest.approx(mass)
    assert moved.flux.max() <= values.max() + 1e-12


def test_a_constant_stays_constant_inside():
    flux = FluxField(
        grid(48, 49, 2, 3),
        TOTAL,
        np.array(["2022-01-01"], "M8[s]"),
        np.ones((1, 10, 10)),
        SOURCE,
    )
    assert regridded(flux, grid(48.3, 48.6, 2.3, 2.6, 0.07)).flux == pytest.approx(1.0)
