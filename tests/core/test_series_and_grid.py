"""Series know their intervals; grids know their areas."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trajectoire.core.errors import UnitError
from trajectoire.core.grid import EARTH_RADIUS, Footprint, Grid
from trajectoire.core.series import Series, Station
from trajectoire.core.source import Source

SOURCE = Source("a", "b", "CC0-1.0")
ROOF = Station("ROOF", 48.85, 2.35, 20.0)
START = np.datetime64("2022-01-01", "s") + np.arange(3) * np.timedelta64(3600)


def series(**changed) -> Series:
    columns = {
        "start": START,
        "duration": np.full(3, 3600.0),
        "value": np.array([410.0, 411.0, 412.0]),
        "deviation": np.array([0.1, np.nan, 0.2]),
    } | changed
    return Series(ROOF, "co2", "ppm", **columns, source=SOURCE)


def test_a_series_in_another_unit_keeps_its_instants():
    other = series().to("mol/mol")
    np.testing.assert_allclose(other.value, [410e-6, 411e-6, 412e-6])
    np.testing.assert_allclose(other.deviation, [1e-7, np.nan, 2e-7])
    assert other.start is START
    assert len(other) == 3
    with pytest.raises(UnitError):
        series().to("kg")


def test_columns_have_one_length():
    with pytest.raises(ValueError, match=r"one length, found \[2, 3\]"):
        series(value=np.array([1.0, 2.0]))


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_missing_is_absent(bad):
    with pytest.raises(ValueError, match="drop what is missing"):
        series(value=np.array([1.0, bad, 2.0]))


@pytest.mark.parametrize("order", [[0, 0, 1], [1, 0, 2]])
def test_intervals_ascend_without_repetition(order):
    with pytest.raises(ValueError, match="ascend"):
        series(start=START[order])


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(91, 0), (-91, 0), (0, 361), (0, -181), (np.nan, 0)]
)
def test_a_station_stands_on_earth(latitude, longitude):
    with pytest.raises(ValueError, match="station X: latitude"):
        Station("X", latitude, longitude, 10.0)


@given(st.integers(2, 60), st.integers(2, 90))
def test_the_cells_of_a_whole_sphere_add_up_to_it(rows, columns):
    latitude = (np.arange(rows) + 0.5) * 180 / rows - 90
    longitude = (np.arange(columns) + 0.5) * 360 / columns - 180
    total = Grid(latitude, longitude).areas().sum()
    assert total == pytest.approx(4 * np.pi * EARTH_RADIUS**2, rel=1e-12)


def test_a_cell_of_a_tenth_of_a_degree_at_paris_by_hand():
    grid = Grid(np.array([48.8, 48.9]), np.array([2.3, 2.4]))
    side = EARTH_RADIUS * np.radians(0.1)  # m, along the meridian
    expected = side * side * np.cos(np.radians([48.8, 48.9]))
    np.testing.assert_allclose(grid.areas()[:, 0], expected, rtol=1e-6)
    assert grid.shape == (2, 2)


@given(st.lists(st.floats(0.01, 2), min_size=1, max_size=20))
def test_cells_of_uneven_width_tile_without_gap(steps):
    longitude = np.cumsum([0.0, *steps])
    areas = Grid(np.array([-1.0, 1.0]), longitude).areas()
    first, last = steps[0] / 2, steps[-1] / 2
    width = np.radians(longitude[-1] - longitude[0] + first + last)
    assert areas.sum() == pytest.approx(
        EARTH_RADIUS**2 * 2 * np.sin(np.radians(2)) * width, rel=1e-9
    )


@pytest.mark.parametrize(
    "axis", [[], [2.0, 1.0], [1.0, 1.0], [1.0, np.nan], [[1.0, 2.0]]]
)
def test_the_axes_of_a_grid_ascend(axis):
    with pytest.raises(ValueError, match="ascend"):
        Grid(np.array(axis), np.array([0.0, 1.0]))


def test_areas_need_two_cells_along_each_axis():
    with pytest.raises(ValueError, match="two cells or more"):
        Grid(np.array([1.0]), np.array([0.0, 1.0])).areas()


@pytest.mark.parametrize(("back", "integrated"), [(1, True), (24, False)])
def test_a_footprint_knows_whether_it_is_integrated(back, integrated):
    footprint = Footprint(
        grid=Grid(np.array([0.0, 1.0]), np.array([0.0, 1.0])),
        station=ROOF,
        start=START[:1],
        sensitivity=np.zeros((1, back, 2, 2)),
        source=SOURCE,
        residual=False,
        left=np.array([np.nan]),
        exits={},
    )
    assert footprint.is_integrated is integrated
