"""From prior emission to what sensors should see: hours, days, units."""

import numpy as np
import pytest

from trajectoire.core.grid import Footprint, Grid
from trajectoire.core.series import Station
from trajectoire.core.source import Source
from trajectoire.core.units import factor
from trajectoire.instruments.observatory.model.operator import (
    fading,
    split_by_day,
    zonal_signal,
    zone_flux,
)


def instants(*hours):
    first = np.datetime64("2025-01-30T00:00:00", "s")
    return first + (np.array(hours) * 3600).astype("timedelta64[s]")


def test_hours_are_split_at_midnight_by_hand():
    """At 1 h: hours 1 and 0 are of today, the two before them of yesterday."""
    signal = np.array([1.0, 2.0, 4.0, 8.0]).reshape(1, 4, 1, 1)
    by_day = split_by_day(signal, instants(1))
    assert by_day.ravel().tolist() == [3.0, 12.0]


def test_midnight_itself_belongs_to_its_day():
    signal = np.ones((2, 3, 1, 1))
    assert split_by_day(signal, instants(24, 23))[:, :, 0, 0].tolist() == [
        [1.0, 2.0],
        [3.0, 0.0],
    ]


def test_each_hour_meets_its_own_flux_by_hand():
    """Second day, 1 h; flux of hour h is h: 25 + 2 x 24 today, 3 x 23 yesterday."""
    footprint = np.array([1.0, 2.0, 3.0]).reshape(1, 3, 1)
    flux = np.arange(48.0).reshape(48, 1, 1)
    found = zonal_signal(footprint, flux, np.array([25]), instants(25))
    assert found.ravel().tolist() == [25.0 + 48.0, 69.0]


def test_air_older_than_the_run_takes_the_first_day():
    """First day, 0 h: the hour before it takes the flux of 23 h of the first day."""
    flux = np.arange(48.0).reshape(48, 1, 1)
    found = zonal_signal(np.ones((1, 2, 1)), flux, np.array([0]), instants(0))
    assert found.ravel().tolist() == [0.0, 23.0]


def test_sectors_and_zones_keep_their_place():
    footprint = np.array([[[1.0, 10.0]]])  # one observation, one hour, two zones
    flux = np.array([[[1.0, 2.0], [3.0, 4.0]]])  # one hour, two sectors, two zones
    found = zonal_signal(footprint, flux, np.array([0]), instants(0))
    assert found[0, 0].tolist() == [[1.0, 20.0], [3.0, 40.0]]


def test_a_tonne_a_day_is_the_flux_that_the_unit_registry_says():
    """One tonne a day over 1 km2, in two ways: the registry, and paper."""
    flux = zone_flux(np.ones((1, 1, 1)), np.ones((24, 1)), np.array([1e6]))
    # 1e6 g / 44.0095 g/mol = 22 722 mol in 86 400 s over 1e6 m2
    assert flux == pytest.approx(1e6 / 44.0095 / 86400 / 1e6 * 1e6)
    assert flux[0, 0, 0] == pytest.approx(factor("tCO2/day/km^2", "µmolCO2/s/m^2"))


def test_a_day_of_hourly_fluxes_gives_back_its_tonnes():
    draw = np.random.default_rng(0)
    emission = draw.uniform(1, 9, (3, 2, 2))
    cycle = draw.uniform(0, 2, (24, 2))
    profile = np.tile(cycle / cycle.mean(axis=0), (3, 1))
    area = np.array([2e6, 5e6])
    flux = zone_flux(emission, profile, area)
    per_hour = flux * area * 3600e-6 * 44.0095e-6  # t
    assert per_hour.reshape(3, 24, 2, 2).sum(axis=1) == pytest.approx(emission)


def test_a_species_that_decays_weighs_less_by_the_hour():
    grid = Grid(np.array([48.0, 48.1]), np.array([2.0, 2.1]))
    source = Source("Town", "Footprint", "Licence Ouverte")
    given = Footprint(
        grid,
        Station("S", 48.0, 2.0, 20.0),
        instants(12),
        np.ones((1, 3, 2, 2)),
        source,
        residual=False,
        left=np.array([np.nan]),
        exits={},
    )
    faded = fading(given, 4.0).sensitivity[0, :, 0, 0]
    assert faded == pytest.approx(np.exp([0.0, -0.25, -0.5]))
    assert fading(given, np.inf) is given
