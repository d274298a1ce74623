"""Footprint times flux: by hand, by laws, and with the guards that keep hours apart."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trajectoire.core.errors import MissingData, OutOfDomain
from trajectoire.core.grid import Curtains, FluxField, Footprint, Grid
from trajectoire.core.sector import Sector
from trajectoire.core.series import Station
from trajectoire.core.source import Source
from trajectoire.methods.convolution import (
    boundary,
    check_resolution,
    enhancement,
    seen,
    time_mean,
    zonal_contributions,
)

SOURCE = Source("Test", "made", "none")
GRID = Grid(np.array([48.0, 48.1]), np.array([2.0, 2.1, 2.2]))
ROAD = Sector("GNFR", "F")


def hours(*stamps):
    return np.array([f"2022-01-0{stamp}" for stamp in stamps], dtype="datetime64[s]")


def footprint(sensitivity, start, *, residual=False, grid=GRID, exits=None, left=None):
    times = np.asarray(sensitivity).shape[0]
    return Footprint(
        grid,
        Station("S", 48.0, 2.0, 20.0),
        start,
        np.asarray(sensitivity, dtype=float),
        SOURCE,
        residual,
        np.full(times, np.nan) if left is None else left,
        exits or {},
    )


def flux(values, start, grid=GRID, sector=ROAD):
    return FluxField(grid, sector, start, np.asarray(values, dtype=float), SOURCE)


def hourly_flux(count=48, first="2022-01-01T00"):
    """Flux of hour h: h + 1 everywhere, in µmol m-2 s-1."""
    start = np.datetime64(first, "s") + np.arange(count) * np.timedelta64(1, "h")
    values = np.arange(1.0, count + 1)[:, None, None] * np.ones((1, *GRID.shape))
    return flux(values, start)


def test_the_hour_of_emission_is_the_hour_observed_minus_the_hours_before():
    # at 05 h: slice 0 is 05 h (flux 6), slice 1 is 04 h (5), slice 2 is 03 h (4)
    sensitivity = np.zeros((1, 3, 2, 3))
    sensitivity[0, :, 0, 0] = [0.1, 0.2, 0.3]
    made = enhancement(footprint(sensitivity, hours("1T05")), [hourly_flux()])
    assert made == pytest.approx(np.array([[0.1 * 6 + 0.2 * 5 + 0.3 * 4]]))


def test_two_sectors_stand_side_by_side():
    sensitivity = np.ones((1, 1, 2, 3))
    constant = flux(np.full((1, 2, 3), 2.0), hours("1T00"))
    other = flux(np.full((1, 2, 3), 3.0), hours("1T00"), sector=Sector("GNFR", "C"))
    made = enhancement(footprint(sensitivity, hours("1T05")), [constant, other])
    assert made.tolist() == [[12.0, 18.0]]  # 6 cells x 2, 6 cells x 3


def test_a_residual_slice_meets_the_mean_flux_of_before():
    # at 05 h with one resolved hour: the residual is older than 05 h, that is the
    # mean of hours 0 to 4, fluxes 1 to 5: 3
    sensitivity = np.zeros((1, 2, 2, 3))
    sensitivity[0, :, 0, 0] = [1.0, 10.0]
    made = enhancement(
        footprint(sensitivity, hours("1T05"), residual=True), [hourly_flux()]
    )
    assert made == pytest.approx(np.array([[1 * 6 + 10 * 3.0]]))


def test_yesterday_and_today_are_told_apart_by_zone():
    sensitivity = np.ones((1, 3, 2, 3))
    zones = np.zeros((2, 2, 3))
    zones[0, 0], zones[1, 1] = 1.0, 1.0
    made = zonal_contributions(
        footprint(sensitivity, hours("2T01")), [hourly_flux()], zones
    )
    assert made.shape == (1, 2, 1, 2)
    # 2 January 01 h and 00 h: fluxes 26 and 25, today; 1 January 23 h: 24, yesterday
    assert made[0, 0, 0].tolist() == [3 * (26 + 25), 3 * (26 + 25)]
    assert made[0, 1, 0].tolist() == [3 * 24, 3 * 24]


def test_a_footprint_older_than_the_lags_is_refused():
    sensitivity = np.ones((1, 30, 2, 3))
    flown = footprint(sensitivity, hours("2T01"))
    with pytest.raises(OutOfDomain, match="reaches 2 days back at most, found 3"):
        zonal_contributions(
            flown, [hourly_flux(96, "2021-12-30T00")], np.ones((1, 2, 3))
        )


@given(
    share=st.lists(st.floats(0, 1), min_size=6, max_size=6),
    factor=st.floats(0.1, 10),
    seed=st.integers(0, 100),
)
@settings(max_examples=30, deadline=None)
def test_zones_and_days_sum_to_the_enhancement_which_is_linear(share, factor, seed):
    rng = np.random.default_rng(seed)
    flown = footprint(rng.random((2, 5, 2, 3)), hours("2T01", "2T02"))
    fields = [hourly_flux()]
    first = np.array(share).reshape(2, 3)
    zones = np.stack([first, 1 - first])
    total = enhancement(flown, fields)
    parts = zonal_contributions(flown, fields, zones)
    assert parts.sum(axis=(1, 3)) == pytest.approx(total)
    scaled = [replace(f, flux=f.flux * factor) for f in fields]
    assert enhancement(flown, scaled) == pytest.approx(total * factor)


@pytest.mark.known_fault("integrated footprint against an hourly flux")
def test_an_integrated_footprint_is_refused_with_an_hourly_flux():
    flown = footprint(np.ones((1, 1, 2, 3)), hours("1T05"), residual=True)
    with pytest.raises(OutOfDomain) as raised:
        enhancement(flown, [hourly_flux()])
    said = str(raised.value)
    assert "expected a flux that holds 28 days or more" in said
    assert "found one every 1 h (F)" in said
    assert "average the flux in time first (time_mean)" in said


@pytest.mark.known_fault("integrated footprint against an hourly flux")
def test_the_fault_that_the_guard_prevents_is_a_large_one():
    # a footprint over 24 h, a flux that differs by day and night: 10 by day, 0 by
    # night; the flux of the hour observed, noon, taken for all hours doubles it
    start = hours("1T00")[0] + np.arange(48) * np.timedelta64(1, "h")
    daytime = (np.arange(48) % 24 >= 6) & (np.arange(48) % 24 < 18)
    field = flux(np.where(daytime, 10.0, 0.0)[:, None, None] * np.ones((2, 3)), start)
    resolved = footprint(np.ones((1, 24, 2, 3)), hours("2T12"))
    true = enhancement(resolved, [field])[0, 0]
    wrong = 24 * 6 * 10.0
    assert true == 12 * 6 * 10.0
    assert wrong == 2 * true
    summed = footprint(np.full((1, 1, 2, 3), 24.0), hours("2T12"), residual=True)
    assert enhancement(summed, [time_mean(field)])[0, 0] == pytest.approx(true)


def test_a_monthly_or_constant_flux_suits_an_integrated_footprint():
    flown = footprint(np.ones((1, 1, 2, 3)), hours("1T05"), residual=True)
    monthly = flux(np.ones((2, 2, 3)), np.array(["2021-12-01", "2022-01-01"], "M8[s]"))
    check_resolution(flown, monthly)
    check_resolution(flown, flux(np.ones((1, 2, 3)), hours("1T00")))


def test_a_mean_weighs_each_field_by_how_long_it_holds():
    # 1 for one hour, 4 for two hours, and the last as long as the one before, two
    start = hours("1T00", "1T01", "1T03")
    field = flux(np.array([1.0, 4.0, 7.0])[:, None, None] * np.ones((2, 3)), start)
    assert time_mean(field).flux[0, 0, 0] == pytest.approx((1 + 8 + 14) / 5)


def test_hours_without_flux_are_missing_not_zero():
    flown = footprint(np.ones((1, 3, 2, 3)), hours("1T01"))
    with pytest.raises(MissingData, match="from 2021-12-31T23:00:00Z to 2022-01-01T01"):
        enhancement(flown, [hourly_flux()])
    late = footprint(np.ones((1, 1, 2, 3)), hours("5T01"))
    with pytest.raises(MissingData, match="found them from 2022-01-01T00:00:00Z to"):
        enhancement(replace(late, sensitivity=np.ones((1, 2, 2, 3))), [hourly_flux()])


def test_cells_without_flux_are_missing_not_zero():
    values = np.ones((1, 2, 3))
    values[0, 1, 1] = np.nan
    seen_cell = footprint(np.ones((1, 1, 2, 3)), hours("1T01"))
    with pytest.raises(MissingData, match="missing is not zero"):
        enhancement(seen_cell, [flux(values, hours("1T00"))])
    sensitivity = np.ones((1, 1, 2, 3))
    sensitivity[0, 0, 1, 1] = 0.0
    made = enhancement(
        footprint(sensitivity, hours("1T01")), [flux(values, hours("1T00"))]
    )
    assert made.tolist() == [[5.0]]


def test_the_share_of_the_footprint_on_the_map_is_told():
    small = Grid(GRID.latitude, GRID.longitude[:2])
    flown = footprint(np.ones((1, 2, 2, 3)), hours("1T05"))
    assert seen(flown, small) == pytest.approx([4 / 6])
    assert np.isnan(seen(replace(flown, sensitivity=np.zeros((1, 2, 2, 3))), small))


def curtains(value=400.0, height=1):
    sides = {"n": 3, "e": 2, "s": 3, "w": 2}
    fields = {side: np.full((1, height, size), value) for side, size in sides.items()}
    for number, side in enumerate(fields):
        fields[side] = fields[side] + number
    middle = np.arange(height) * 1000.0 + 500
    return Curtains(
        GRID.latitude, GRID.longitude, middle, hours("1T00"), fields, SOURCE
    )


def exits(fraction=1.0):
    sides = {"n": 3, "e": 2, "s": 3, "w": 2}
    return {s: np.full((1, 1, n), 0.25 * fraction / n) for s, n in sides.items()}


def test_the_background_is_the_mean_of_the_curtains_met():
    flown = footprint(
        np.ones((1, 1, 2, 3)), hours("1T05"), exits=exits(), left=np.array([1.0])
    )
    # a quarter of the particles by each side: (400 + 401 + 402 + 403) / 4
    assert boundary(flown, curtains()) == pytest.approx([401.5])


@pytest.mark.known_fault("truncated footprint")
def test_a_cropped_footprint_gives_no_background():
    flown = footprint(
        np.ones((1, 1, 2, 3)), hours("1T05"), exits=exits(0.04), left=np.array([0.04])
    )
    with pytest.raises(OutOfDomain, match=r"found 4.0% \(S\): the sum would be no"):
        boundary(flown, curtains())
    partial = boundary(flown, curtains(), accept_partial=True)
    assert partial == pytest.approx([0.04 * 401.5])


def test_curtains_of_another_domain_or_date_are_refused():
    flown = footprint(
        np.ones((1, 1, 2, 3)), hours("1T05"), exits=exits(), left=np.array([1.0])
    )
    with pytest.raises(OutOfDomain, match="Use those of the same domain"):
        boundary(flown, curtains(height=2))
    early = np.array(["2021-12-31"], dtype="datetime64[s]")
    with pytest.raises(MissingData, match="expected fields from 2021-12-31"):
        boundary(replace(flown, start=early), curtains())
    with pytest.raises(
        MissingData, match="side n: particles left where curtains are empty"
    ):
        boundary(flown, curtains(np.nan))
    with pytest.raises(MissingData, match="does not say where particles left"):
        boundary(replace(flown, exits={}), curtains())
