"""Fluxes and footprints on disk."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import xarray as xr

from trajectoire.core.errors import InputError, MissingData, SourceUnavailable
from trajectoire.core.grid import FluxField, Footprint, Grid
from trajectoire.core.sector import Sector
from trajectoire.core.series import Station
from trajectoire.core.source import Source
from trajectoire.store.disk import locked
from trajectoire.store.grids import GridStore

SOURCE = Source("Air Town", "Inventory", "CC-BY-4.0", date(2024, 5, 1), "inventory.nc")
HOURS = np.datetime64("2022-01-01T00:00:00", "s") + np.arange(2) * np.timedelta64(3600)


@pytest.fixture
def grid() -> Grid:
    return Grid(np.array([48.0, 48.5]), np.array([2.0, 2.25, 2.5]))


@pytest.fixture
def traffic(grid: Grid) -> FluxField:
    flux = np.arange(12.0).reshape(2, 2, 3)
    flux[1, 1, 2] = np.nan
    return FluxField(grid, Sector("GNFR", "F", "Road"), HOURS, flux, SOURCE)


@pytest.fixture
def footprint(grid: Grid) -> Footprint:
    random = np.random.default_rng(3)
    return Footprint(
        grid=grid,
        station=Station("ROOF", 48.2, 2.3, 20.0),
        start=HOURS,
        sensitivity=random.random((2, 4, 2, 3)),
        source=SOURCE,
        residual=True,
        left=np.array([0.99, np.nan]),
        exits={"n": random.random((2, 5, 3)), "w": random.random((2, 5, 2))},
    )


@pytest.fixture
def store(tmp_path) -> GridStore:
    return GridStore(tmp_path / "grids", wait=0.1)


def test_a_flux_comes_back_as_it_was_written(store, traffic):
    read = store.read(store.write(traffic))
    assert isinstance(read, FluxField)
    np.testing.assert_array_equal(read.flux, traffic.flux)
    np.testing.assert_array_equal(read.start, traffic.start)
    np.testing.assert_array_equal(read.grid.longitude, traffic.grid.longitude)
    assert (read.sector.name, read.source) == ("Road", SOURCE)


def test_a_footprint_comes_back_as_it_was_written(store, footprint):
    read = store.read(store.write(footprint))
    assert isinstance(read, Footprint)
    np.testing.assert_array_equal(read.sensitivity, footprint.sensitivity)
    np.testing.assert_array_equal(read.left, footprint.left)
    assert set(read.exits) == {"n", "w"}
    np.testing.assert_array_equal(read.exits["w"], footprint.exits["w"])
    assert read.residual is True
    assert read.station.code == "ROOF"
    assert np.isnan(read.station.elevation)


def test_the_same_grid_twice_is_one(store, traffic, footprint):
    names = {store.write(traffic), store.write(traffic), store.write(footprint)}
    assert len(names) == 2
    kept = store.inventory()
    assert {k.name for k in kept} == names
    assert [(k.kind, k.subject) for k in kept] == [
        ("flux", "GNFR:F"),
        ("footprint", "ROOF"),
    ]
    assert kept[0].title == "Inventory"


def test_another_value_is_another_grid(store, traffic):
    other = replace(traffic, flux=traffic.flux + 1e-12)
    assert store.write(traffic) != store.write(other)


def test_no_consolidated_metadata_is_written(store, traffic):
    name = store.write(traffic)
    text = (store.folder / f"{name}.zarr" / "zarr.json").read_text(encoding="utf-8")
    assert "consolidated_metadata" not in text


def test_a_lost_chunk_is_damage_and_never_missing_values(store, traffic):
    name = store.write(traffic)
    chunk = next((store.folder / f"{name}.zarr" / "flux").rglob("c/*/*/*"))
    chunk.unlink()
    with pytest.raises(InputError, match="the grid as it was written") as caught:
        store.read(name)
    assert name in caught.value.faults[0].file


def test_a_cut_chunk_is_damage(store, traffic):
    name = store.write(traffic)
    chunk = next((store.folder / f"{name}.zarr" / "flux").rglob("c/*/*/*"))
    chunk.write_bytes(chunk.read_bytes()[:5])
    with pytest.raises(InputError, match="import its source again"):
        store.read(name)


def test_an_unknown_name_is_missing_and_cannot_leave_the_folder(store, traffic):
    name = store.write(traffic)
    with pytest.raises(MissingData, match=name):
        store.read("flux-0")
    with pytest.raises(MissingData):
        store.read("../../etc")


def test_a_busy_folder_is_told(store, traffic):
    with locked(store.folder), pytest.raises(SourceUnavailable, match="is writing"):
        store.write(traffic)


def test_netcdf_is_read_by_other_programs(store, traffic, tmp_path):
    path = tmp_path / "traffic.nc"
    store.to_netcdf(store.write(traffic), path)
    with xr.open_dataset(path) as data:
        assert data["flux"].attrs["units"] == "umol m-2 s-1"
        np.testing.assert_array_equal(data["flux"].values, traffic.flux)
        assert data.attrs["Conventions"].startswith("CF-")
    assert [p.name for p in tmp_path.glob("*.nc")] == ["traffic.nc"]
