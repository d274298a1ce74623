"""The back-plume: mass is conserved, far air is well mixed, both directions agree."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from trajectoire.core.errors import OutOfDomain
from trajectoire.methods.transport import plume
from trajectoire.methods.transport.plume import (
    AIR,
    Cells,
    Weather,
    plume_concentration,
    plume_footprint,
    vertical_law,
)


def _weather(speed=4.0, direction=270.0, lid=600.0, kind=3, count=1) -> Weather:
    one = np.ones(count)
    return Weather(
        speed * one, direction * one, lid * one, np.full(count, kind, dtype=np.int64)
    )


def _grid(reach: float, size: float) -> Cells:
    axis = np.arange(-reach, reach, size) + size / 2
    east, north = np.meshgrid(axis, axis)
    return Cells(east.ravel(), north.ravel(), size)


@settings(max_examples=60, deadline=None)
@given(st.floats(5.0, 5000.0), st.floats(50.0, 2000.0))
def test_between_ground_and_lid_nothing_is_lost(spread, lid):
    def share(z: float) -> float:
        return float(vertical_law(z, np.array([spread]), np.array([lid]))[0])

    cuts = [min(k * spread, lid) for k in (1, 3, 6)]
    assert quad(share, 0, lid, points=cuts, limit=200)[0] == pytest.approx(1, abs=2e-5)


@given(st.floats(0.0, 1.0), st.floats(50.0, 2000.0))
def test_images_and_harmonics_are_one_function(part, lid):
    height, lids = np.array([part * lid]), np.array([lid])
    below, above = (
        vertical_law(height, lids * plume.SWITCH * (1 + sign * 1e-9), lids)
        for sign in (-1, 1)
    )
    assert below == pytest.approx(above, rel=2e-4)


def test_above_the_lid_nothing_arrives():
    assert vertical_law(601.0, np.array([300.0]), np.array([600.0]))[0] == 0


@pytest.mark.parametrize("kind", range(6))
@pytest.mark.parametrize("distance", [300.0, 3000.0, 30_000.0])
def test_what_is_emitted_crosses_every_plane_downwind(kind, distance):
    # flux through the plane = integral of c u over y and z, in mol/s
    y = np.linspace(-1, 1, 801) * 6 * 0.4 * distance
    z = np.linspace(0, 600, 801)
    across, height = (a.ravel() for a in np.meshgrid(y, z))
    air = _weather(kind=kind, count=len(across))
    c = plume_concentration(air, np.full(len(across), distance), across, height)
    moles = (c * AIR * air.carrying_wind).reshape(801, 801)
    crossed = np.trapezoid(np.trapezoid(moles, y, axis=1), z)
    assert crossed == pytest.approx(1.0, abs=1e-3)


@settings(max_examples=20, deadline=None)
@given(st.floats(0, 360), st.integers(0, 5))
def test_far_downwind_of_a_wide_source_the_box_formula_holds(direction, kind):
    # well mixed: c = F X / (u h n_air); cells beyond 60 km, where sigma_z > lid in
    # every class, of a strip much wider than the plume
    air = _weather(direction=direction, lid=150.0, kind=kind)
    cells = _grid(100_000.0, 2000.0)
    seen = plume_footprint(air, 20.0, cells, 48)[0].sum(axis=0)
    angle = np.radians(direction)
    along = cells.east * np.sin(angle) + cells.north * np.cos(angle)
    found = seen[(along > 60_000) & (along < 80_000)].sum()
    box = 20_000 / (air.carrying_wind[0] * 150.0 * AIR)
    # cells are told in or out by their centres: about 1 km of 20 km at each end
    assert found == pytest.approx(box, rel=0.04)


def test_it_is_the_concentration_summed_over_the_cell():
    """Reciprocity: what the receptor sees of a cell is what the cell sends to it."""
    air = _weather(direction=250.0, kind=3)
    cells = Cells(np.array([-4200.0]), np.array([-1100.0]), 1000.0)
    found = plume_footprint(air, 30.0, cells, 12).sum()
    step = (np.arange(200) + 0.5) / 200 * 1000.0 - 500.0
    east, north = (a.ravel() for a in np.meshgrid(step - 4200.0, step - 1100.0))
    angle = np.radians(250.0)
    along = east * np.sin(angle) + north * np.cos(angle)
    across = east * np.cos(angle) - north * np.sin(angle)
    many = _weather(direction=250.0, kind=3, count=len(along))
    sent = plume_concentration(many, along, across, 30.0).sum() * 25.0  # m2 each
    assert found == pytest.approx(sent, rel=2e-3)


@pytest.mark.parametrize("kind", [0, 3, 5])
def test_the_cell_under_the_receptor_is_summed_well_enough(kind):
    air = _weather(direction=300.0, kind=kind)
    cells = Cells(np.array([400.0]), np.array([-300.0]), 3000.0)
    found = plume_footprint(air, 30.0, cells, 12).sum()
    plume_nodes = plume.NODES_NEAR
    try:
        plume.NODES_NEAR = 80
        exact = plume_footprint(air, 30.0, cells, 12).sum()
    finally:
        plume.NODES_NEAR = plume_nodes
    assert found == pytest.approx(exact, rel=0.03)


def test_cutting_a_cell_in_four_changes_it_by_less_than_two_per_cent():
    air = _weather(direction=283.0)
    whole = plume_footprint(
        air, 30.0, Cells(np.array([-9000.0]), np.array([2000.0]), 3000.0), 12
    )
    part = np.array([-750.0, 750.0])
    east, north = (a.ravel() for a in np.meshgrid(part - 9000.0, part + 2000.0))
    cut = plume_footprint(air, 30.0, Cells(east, north, 1500.0), 12)
    assert cut.sum() == pytest.approx(whole.sum(), rel=0.02)


def test_air_is_as_old_as_its_way_is_long():
    # class D at 10 m 4 m/s: carried at 100 m by 4 x 10^0.25 = 7.113 m/s = 25.6 km/h;
    # a small cell 38.4 km away is 1.5 h old: half in hour 1 before, half in hour 2
    speed = 4 * 10**0.25 * 3600
    cells = Cells(np.array([-1.5 * speed]), np.array([0.0]), 10.0)
    by_hour = plume_footprint(_weather(), 30.0, cells, 4)[0, :, 0]
    assert by_hour / by_hour.sum() == pytest.approx([0, 0.5, 0.5, 0], abs=1e-3)


def test_what_is_older_than_asked_is_left_out():
    cells = Cells(np.array([-200_000.0]), np.array([0.0]), 1000.0)
    assert plume_footprint(_weather(), 30.0, cells, 3).sum() == 0
    assert plume_footprint(_weather(), 30.0, cells, 12).sum() > 0


def test_downwind_of_the_receptor_nothing_is_seen():
    cells = Cells(np.array([5000.0]), np.array([0.0]), 1000.0)
    assert plume_footprint(_weather(direction=270.0), 30.0, cells, 12).sum() == 0


@settings(max_examples=15, deadline=None)
@given(st.floats(0, 360))
def test_turning_the_wind_and_the_cell_together_changes_nothing(turn):
    # one far, small cell: a square hardly differs from itself turned
    def seen(direction: float) -> float:
        a = np.radians(direction)
        place = Cells(np.array([8000 * np.sin(a)]), np.array([8000 * np.cos(a)]), 200.0)
        return plume_footprint(_weather(direction=direction), 30.0, place, 12).sum()

    assert seen(turn) == pytest.approx(seen(0.0), rel=1e-3)


def test_hours_do_not_disturb_each_other():
    rng = np.random.default_rng(5)
    count = 700  # more than one chunk
    air = Weather(
        rng.uniform(1, 8, count),
        rng.uniform(0, 360, count),
        rng.uniform(150, 1500, count),
        rng.integers(0, 6, count),
    )
    cells = _grid(24_000.0, 4000.0)
    together = plume_footprint(air, 25.0, cells, 6)
    alone = Weather(*(v[600:601] for v in list(vars(air).values())[:4]))
    assert together[600] == pytest.approx(plume_footprint(alone, 25.0, cells, 6)[0])


def test_calm_hours_are_refused_in_words():
    with pytest.raises(OutOfDomain, match="found 1 hours of calm"):
        Weather(
            np.array([3.0, 0.1]), np.zeros(2), np.full(2, 500.0), np.zeros(2, np.int64)
        )


def test_columns_of_two_lengths_are_refused():
    with pytest.raises(ValueError, match="one length"):
        Weather(np.ones(2), np.zeros(1), np.full(2, 500.0), np.zeros(2, np.int64))
