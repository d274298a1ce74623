"""From NetCDF footprints and fluxes to inputs, against a few plain loops."""

import json
from pathlib import Path

import numpy as np
import pytest
from netCDF4 import Dataset

from trajectoire.core.errors import InputError, TrajectoireError
from trajectoire.instruments.observatory.gather.assemble import gather_inputs
from trajectoire.instruments.observatory.gather.config import read_config
from trajectoire.instruments.observatory.gather.footprints import read_footprints
from trajectoire.instruments.observatory.instrument import run_folder, silent
from trajectoire.store.checkpoints import Checkpoints

LAT, LON = np.array([48.7, 48.8, 48.9]), np.array([2.1, 2.2, 2.3, 2.4])
HOURS = (0, 11, 12, 24, 35, 36)  # UTC hours of the run, two days
BACK = 4  # the last slice is what is older, empty here
RADIUS = 6_371_007.2  # m
CONFIG = """\
title = "Town"
{licence}
{table}
[territory]
code = "TOWN"
name = "Town"
vintage = 2025
[period]
first_day = 2025-01-30
days = 2
[hours]
timezone = "UTC"
first = 0
last = 24
[zones]
file = "zones.geojson"
[[sectors]]
code = "road"
{road}
[[sectors]]
code = "other"
{other}
[[observations]]
file = "roof.csv"
mapping = "roof.toml"
[operator]
kind = "footprints"
{files}
[background]
{background}
{rest}
"""
MAP = """\
[station]
code = "ROOF"
latitude = 48.8
longitude = 2.25
height_m = 30
[time]
column = "date"
zone = "UTC"
stamp = "beginning"
interval_s = 3600
[value]
column = "value"
species = "co2"
unit = "ppm"
[source]
publisher = "Town"
title = "Roof"
licence = "Licence Ouverte"
"""


def write(path: Path, variables: dict) -> None:
    with Dataset(path, "w") as data:
        for name, (axes, values, unit) in variables.items():
            array = np.asarray(values, float)
            for axis, size in zip(axes, array.shape, strict=True):
                if axis not in data.dimensions:
                    data.createDimension(axis, size)
            made = data.createVariable(name, "f8", axes)
            if unit:
                made.units = unit
            made[...] = array


AXES = {
    "lat": (("lat",), LAT, "degrees_north"),
    "lon": (("lon",), LON, "degrees_east"),
}


def write_receptor(path: Path, prints: np.ndarray, **place: float) -> None:
    """Write the footprints of one receptor: by observation, hour back, cell."""
    told = {"latitude": 48.8, "longitude": 2.25, "height": 30.0, "left": 1.0} | place
    foot = np.moveaxis(prints, (0, 1), (2, 3))
    count, unit = len(HOURS), "(mol/mol)/(mol/m2/s)"
    sides = {
        f"particle_locations_{side}": (
            ("height", axis, "time"),
            np.full((1, size, count), told["left"] * part / size),
            "1",
        )
        for side, axis, size, part in (
            ("n", "lon", 4, 0.4),
            ("e", "lat", 3, 0.3),
            ("s", "lon", 4, 0.2),
            ("w", "lat", 3, 0.1),
        )
    }
    write(
        path,
        AXES
        | {
            "time": (("time",), HOURS, "hours since 2025-01-30"),
            "H_back": (("H_back",), np.arange(prints.shape[1]), ""),
            "height": (("height",), [500.0], "m"),
            "fp_HiTRes": (("lat", "lon", "time", "H_back"), foot, unit),
            "fp": (("lat", "lon", "time"), foot.sum(axis=3), unit),
            "release_lat": (("time",), np.full(count, told["latitude"]), ""),
            "release_lon": (("time",), np.full(count, told["longitude"]), ""),
            "release_height": (("time",), np.full(count, told["height"]), "m"),
        }
        | sides,
    )


def prints() -> np.ndarray:
    """Sensitivity by observation, hour back, cell. [ppm / (µmol m-2 s-1)]"""
    drawn = np.random.default_rng(5).uniform(0, 0.1, (len(HOURS), BACK, 3, 4))
    drawn[:, -1] = 0.0
    return drawn


def fluxes() -> dict[str, np.ndarray]:
    """Flux by hour from the eve on, three days. [µmol m-2 s-1]"""
    draw = np.random.default_rng(6)
    return {n: draw.uniform(1, 20, (72, 3, 4)) for n in ("road", "other")}


@pytest.fixture
def folder(tmp_path):
    """A dossier: two zones, footprints of one roof, fluxes of two sectors, curtains."""
    west = [[2.05, 48.65], [2.25, 48.65], [2.25, 48.95], [2.05, 48.95], [2.05, 48.65]]
    east = [[2.25, 48.65], [2.45, 48.65], [2.45, 48.95], [2.25, 48.95], [2.25, 48.65]]
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "inside": inside},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for code, inside, ring in (("west", True, west), ("east", "false", east))
    ]
    collection = {"type": "FeatureCollection", "features": features}
    (tmp_path / "zones.geojson").write_text(json.dumps(collection), encoding="utf-8")
    (tmp_path / "roof.toml").write_text(MAP, encoding="utf-8")
    times = np.datetime64("2025-01-30T00") + np.array(HOURS)
    rows = "".join(f"{t}:00:00,{425 + i}\n" for i, t in enumerate(times))
    (tmp_path / "roof.csv").write_text("date,value\n" + rows, encoding="utf-8")
    write_receptor(tmp_path / "prints1.nc", prints())
    for name, field in fluxes().items():
        write(
            tmp_path / f"{name}.nc",
            AXES
            | {
                "time": (("time",), np.arange(72), "hours since 2025-01-29"),
                "flux": (("time", "lat", "lon"), field * 1e-6, "mol m-2 s-1"),
            },
        )
    write(
        tmp_path / "curtains.nc",
        AXES
        | {
            "time": (("time",), [0.0], "days since 2025-01-01"),
            "height": (("height",), [500.0], "m"),
        }
        | {
            f"vmr_{side}": (("time", "height", axis), np.full((1, 1, size), ppm), "ppm")
            for side, axis, size, ppm in (
                ("n", "lon", 4, 420.0),
                ("e", "lat", 3, 430.0),
                ("s", "lon", 4, 425.0),
                ("w", "lat", 3, 415.0),
            )
        },
    )
    return tmp_path


@pytest.fixture
def gathered(folder):
    """Write the configuration and gather its inputs."""

    def gather(**parts: str):
        told = {
            "table": "",
            "road": 'flux = "road.nc"',
            "other": 'flux = "other.nc"',
            "background": "value_ppm = 420.0",
            "rest": "",
            "licence": "",
            "files": 'files = ["prints*.nc"]',
        } | parts
        path = folder / "config.toml"
        path.write_text(CONFIG.format(**told), encoding="utf-8")
        return gather_inputs(read_config(path), Checkpoints(None), silent)

    return gather


def by_loops() -> np.ndarray:
    """Signal by observation, lag, sector, zone: nothing but the definition."""
    signal, foot = np.zeros((len(HOURS), 2, 2, 2)), prints()
    for row, hour in enumerate(HOURS):
        for back in range(BACK):
            lag = hour // 24 - (hour - back) // 24
            for sector, field in enumerate(fluxes().values()):
                cells = foot[row, back] * field[24 + hour - back]
                signal[row, lag, sector] += cells[:, :2].sum(), cells[:, 2:].sum()
    return signal


def test_the_whole_chain_is_footprint_times_flux(gathered):
    inputs = gathered()
    assert inputs.contributions.signal == pytest.approx(by_loops(), rel=1e-9)
    assert inputs.observations.value.tolist() == [425, 426, 427, 428, 429, 430]
    assert inputs.contributions.background.tolist() == [420.0] * 6


def test_the_declared_emission_is_the_flux_over_the_zones(gathered):
    inputs = gathered()
    edges = np.radians([48.65, 48.75, 48.85, 48.95])
    area = RADIUS**2 * np.diff(np.sin(edges))[:, None] * np.radians(0.1)
    for sector, field in enumerate(fluxes().values()):
        tonnes = field[24:] * area * 3600 * 1e-6 * 44.0095e-6
        days = tonnes.reshape(2, 24, 3, 4).sum(axis=1)
        zones = np.stack([days[..., :2].sum((1, 2)), days[..., 2:].sum((1, 2))], axis=1)
        assert inputs.emission[:, sector] == pytest.approx(zones, rel=1e-9)


def test_a_zone_said_to_be_outside_in_words_is_outside(gathered):
    """“false” between quotes is not true."""
    assert gathered().zones.inside.tolist() == [True, False]


def test_curtains_give_the_background_and_its_four_unknowns(gathered):
    inputs = gathered(background='curtains = "curtains.nc"')
    # 0.4 x 420 + 0.3 x 430 + 0.2 x 425 + 0.1 x 415
    assert inputs.contributions.background == pytest.approx(np.full(6, 423.5))
    assert inputs.contributions.pattern == pytest.approx(
        np.tile([0.4, 0.3, 0.2, 0.1], (6, 1))
    )
    assert len(inputs.background.deviation) == 4


def test_a_table_gives_what_the_same_flux_would(gathered, folder):
    """Tonnes a year as a table, laid on the footprints' grid with the daily cycle."""
    rows = [("west", "road", 4e5), ("east", "road", 2e5), ("west", "other", 1e5)]
    rows.append(("east", "other", 0.0))
    text = "zone,sector,emission_t_per_year\n" + "".join(
        f"{z},{s},{v}\n" for z, s, v in rows
    )
    (folder / "table.csv").write_text(text, encoding="utf-8")
    inputs = gathered(table='emissions = "table.csv"', road="", other="")
    # Thursday of January 2025 for road: TNO months and days of the week
    days = np.arange("2025-01-01", "2026-01-01", dtype="datetime64[D]")
    month = [0.88, 0.92, 0.98, 1.03, 1.05, 1.06, 1.01, 1.02, 1.06, 1.05, 1.01, 0.93]
    week = [1.1, 1.14, 0.81, 0.79, 1.02, 1.06, 1.08]  # from a Thursday, as 1970 began
    weight = np.array(month)[days.astype("datetime64[M]").astype(int) % 12]
    weight = weight * np.array(week)[days.astype(int) % 7]
    share = 0.88 * 1.1 / weight.sum()
    assert inputs.emission[0, 0] == pytest.approx([4e5 * share, 2e5 * share])
    # “other” has no daily cycle: the same flux at every hour, in µmol m-2 s-1
    edges = np.radians([48.65, 48.75, 48.85, 48.95])
    area = 2 * RADIUS**2 * np.diff(np.sin(edges)).sum() * np.radians(0.1)
    flux = 1e5 / 365 / 86400 * 1e12 / 44.0095 / area
    west = prints()[..., :2].sum(axis=(1, 2, 3)) * flux
    found = inputs.contributions.signal[:, :, 1].sum(axis=1)
    assert found[:, 0] == pytest.approx(west, rel=1e-9)
    assert found[:, 1].tolist() == [0.0] * 6
    # the air of the first hour left the ground the day before the run
    assert inputs.contributions.signal[0, 1, 1, 0] > 0


def test_an_observation_without_footprint_is_left_out_and_said(gathered, folder):
    with (folder / "roof.csv").open("a", encoding="utf-8") as file:
        file.write("2025-01-31T20:00:00,500\n")
    inputs = gathered()
    assert len(inputs.observations) == 6
    assert inputs.notes == (
        "1 observation laissée de côté : pas d’empreinte à ce lieu et à cette heure.",
    )


@pytest.mark.bad_input("points outside the domain", door="configuration")
def test_a_roof_far_from_any_receptor_is_told(gathered, folder):
    moved = MAP.replace("longitude = 2.25", "longitude = 2.45")
    (folder / "roof.toml").write_text(moved, encoding="utf-8")
    with pytest.raises(InputError, match="Check the places of the receptors"):
        gathered()


@pytest.mark.bad_input("reversed periods", door="configuration")
def test_fluxes_of_another_year_are_refused(gathered, folder):
    old = {"time": (("time",), np.arange(72), "hours since 2019-01-29")}
    field = (("time", "lat", "lon"), np.full((72, 3, 4), 1e-6), "mol m-2 s-1")
    (folder / "road.nc").unlink()
    write(folder / "road.nc", AXES | old | {"flux": field})
    with pytest.raises(InputError) as raised:
        gathered()
    said = str(raised.value)
    assert "expected 2025-01-30T00:00:00Z → 2025-01-31T23:00:00Z" in said
    assert "flux from 2019-01-29T00:00:00Z to 2019-02-01T00:00:00Z" in said


@pytest.mark.bad_input("NaN", door="configuration")
def test_a_flux_without_value_in_a_zone_is_not_zero(gathered, folder):
    with Dataset(folder / "road.nc", "a") as data:
        data["flux"][3, 1, 1] = np.nan
    with pytest.raises(InputError, match="missing is never zero"):
        gathered()


def test_two_grids_of_fluxes_are_refused(gathered, folder):
    (folder / "other.nc").unlink()
    write(
        folder / "other.nc",
        AXES
        | {
            "lon": (("lon",), LON + 0.05, "degrees_east"),
            "time": (("time",), np.arange(72), "hours since 2025-01-29"),
            "flux": (("time", "lat", "lon"), np.full((72, 3, 4), 1e-6), "mol m-2 s-1"),
        },
    )
    with pytest.raises(InputError, match="one grid for all sectors"):
        gathered()


def test_a_run_through_footprints_ends_with_its_results(gathered, folder):
    gathered(background='curtains = "curtains.nc"')
    report = run_folder(folder / "config.toml", folder / "out", confined=True)
    whole = report.diagnostics["totals"]["total"]
    assert whole["posterior_sd"] <= whole["prior_sd"]
    assert report.diagnostics["twin"] is False


def test_a_species_that_decays_needs_hours(gathered, folder):
    """NOx through a footprint that sums its hours would not decay at all."""
    text = MAP.replace('"co2"', '"nox"').replace('"ppm"', '"nmol/mol"')
    (folder / "roof.toml").write_text(text, encoding="utf-8")
    nox = {
        "background": "value_ppm = 420.0\nothers = { nox = 5.0 }",
        "road": 'flux = "road.nc"\nratios = { nox = 0.002 }',
        "other": 'flux = "other.nc"\nratios = { nox = 0 }',  # said, not left out
        "rest": "[errors]\nothers = { nox = 1.0 }",
    }
    inputs = gathered(**nox)
    age = np.exp(-np.arange(BACK) / 4.0)
    expected = np.zeros(6)
    for row, hour in enumerate(HOURS):
        for back in range(BACK):
            cells = prints()[row, back] * fluxes()["road"][24 + hour - back]
            expected[row] += cells.sum() * age[back] * 0.002 * 1000
    found = inputs.contributions.signal
    assert found[:, :, 0].sum(axis=(1, 2)) == pytest.approx(expected)
    assert not found[:, :, 1].any()
    with Dataset(folder / "prints1.nc") as data:
        total = data["fp"][...]
    (folder / "prints1.nc").unlink()
    count = len(HOURS)
    write(
        folder / "prints1.nc",
        AXES
        | {
            "time": (("time",), HOURS, "hours since 2025-01-30"),
            "fp": (("lat", "lon", "time"), total, "(mol/mol)/(mol/m2/s)"),
            "release_lat": (("time",), np.full(count, 48.8), ""),
            "release_lon": (("time",), np.full(count, 2.25), ""),
            "release_height": (("time",), np.full(count, 30.0), "m"),
        },
    )
    with pytest.raises(TrajectoireError, match=r"species that decays"):
        gathered(**nox)


TABLE = "zone,sector,emission_t_per_year\nwest,road,0\neast,road,0\n"
TABLE += "west,other,1e5\neast,other,2e5\n"
TOLD_BY_TABLE = {"table": 'emissions = "table.csv"', "road": "", "other": ""}
CURTAINS = {"background": 'curtains = "curtains.nc"'}


def test_particles_still_inside_entered_like_the_others(gathered, folder):
    """A sum over 96 % of the particles is 96 % of a background, not a background."""
    write_receptor(folder / "prints1.nc", prints(), left=0.96)
    inputs = gathered(**CURTAINS)
    assert inputs.contributions.background == pytest.approx(np.full(6, 423.5))
    assert inputs.contributions.pattern.sum(axis=1) == pytest.approx(np.ones(6))


@pytest.mark.known_fault("truncated footprint")
def test_a_truncated_footprint_has_no_curtain_even_if_accepted(gathered, folder):
    write_receptor(folder / "prints1.nc", prints(), left=0.4)
    told = 'files = ["prints*.nc"]\nallow_truncated = "cropped by the publisher"'
    with pytest.raises(InputError) as raised:
        gathered(**CURTAINS, files=told)
    said = str(raised.value)
    assert "95% or more of the particles leaving by the sides" in said
    assert "found 40% at ROOF" in said
    assert "give background.file or background.value_ppm instead" in said


def test_air_of_the_day_before_the_eve_counts_with_the_eve(gathered, folder):
    """Half of the sensitivity is today's, half is 59 hours old: nothing is lost."""
    old = np.zeros((len(HOURS), 61, 3, 4))
    old[:, 0] = old[:, 59] = 0.1
    write_receptor(folder / "prints1.nc", old)
    (folder / "table.csv").write_text(TABLE, encoding="utf-8")
    inputs = gathered(**TOLD_BY_TABLE)
    signal = inputs.contributions.signal[:, :, 1]  # a flat sector
    assert signal[:, 1] == pytest.approx(signal[:, 0])
    assert (signal > 0).all()
    assert inputs.notes == (
        "50,0\N{NO-BREAK SPACE}% du signal vient d’air plus vieux que la veille : il "
        "est compté avec les émissions de la veille.",
    )


def test_the_nearest_receptor_serves_a_roof(gathered, folder):
    """A roof at 30 m takes the footprint of 28 m, not that of 10 m listed before."""
    write_receptor(folder / "prints1.nc", 5 * prints(), height=10.5)
    write_receptor(folder / "prints2.nc", prints(), height=28.0)
    write_receptor(folder / "prints3.nc", 7 * prints(), latitude=48.805)
    assert gathered().contributions.signal == pytest.approx(by_loops(), rel=1e-9)


def test_only_what_surrounds_the_zones_is_kept_of_a_footprint(folder):
    files = (str(folder / "prints*.nc"),)
    [whole] = read_footprints(files, "")
    [part] = read_footprints(files, "", (2.15, 48.75, 2.45, 48.95))
    assert part.sensitivity.shape == (*whole.sensitivity.shape[:2], 2, 3)
    assert part.sensitivity.tolist() == whole.sensitivity[..., 1:, 1:].tolist()
    assert part.left.tolist() == whole.left.tolist()  # judged before it is cut


def test_two_receptors_equally_near_are_a_fault(gathered, folder):
    write_receptor(folder / "prints1.nc", prints(), height=20.0)
    write_receptor(folder / "prints2.nc", 2 * prints(), height=40.0)
    with pytest.raises(InputError, match="one receptor nearest to ROOF"):
        gathered()


def test_a_species_without_any_footprint_takes_its_unknowns_with_it(gathered, folder):
    """The offset of CO2 keeps its own deviation; the lost sensor is said."""
    far = MAP.replace('"co2"', '"co"').replace('"ppm"', '"nmol/mol"')
    far = far.replace('"ROOF"', '"FAR"').replace("2.25", "2.45")
    (folder / "far.toml").write_text(far, encoding="utf-8")
    (folder / "far.csv").write_text("date,value\n2025-01-30T12:00:00,150\n")
    inputs = gathered(
        background="value_ppm = 420.0\ndeviation_ppm = 2.0\nothers = { co = 120 }",
        road='flux = "road.nc"\nratios = { co = 0.01 }',
        other='flux = "other.nc"\nratios = { co = 0 }\n'
        '[[observations]]\nfile = "far.csv"\nmapping = "far.toml"',
        rest="[errors]\nothers = { co = 1000.0 }",
    )
    assert inputs.background.deviation == (2.0,)
    assert inputs.contributions.pattern.shape == (6, 1)
    assert [s.station.code for s in inputs.sensors] == ["ROOF"]
    assert set(inputs.observations.sensor) == {0}
    said = "FAR (co) : aucune observation utilisable, capteur laissé de côté."
    assert said in inputs.notes


def test_every_file_keeps_its_own_source(gathered, folder):
    with Dataset(folder / "prints1.nc", "a") as data:
        data.institution, data.title = "Met Service", "NAME run"
    inputs = gathered(licence='licence = "Licence Ouverte 2.0"')
    said = [(s.publisher, s.title, s.licence) for s in inputs.sources]
    assert ("Town", "Roof", "Licence Ouverte") in said
    assert ("Town", "zones", "non précisée (fichier fourni)") in said
    assert inputs.sources[0].address in {"road.nc", "other.nc"}
    assert any("prints1.nc" in s.address for s in inputs.sources)
    assert inputs.licence == "Licence Ouverte 2.0"


def test_a_table_without_publisher_says_that_its_licence_is_not_known(gathered, folder):
    (folder / "table.csv").write_text(TABLE, encoding="utf-8")
    first = gathered(**TOLD_BY_TABLE).sources[0]
    assert (first.publisher, first.title) == ("Town", "table")
    assert first.licence == "non précisée (fichier fourni)"


def test_a_zone_beyond_the_grid_is_refused(gathered, folder):
    text = (folder / "zones.geojson").read_text(encoding="utf-8")
    (folder / "zones.geojson").write_text(text.replace("2.45", "2.65"))
    with pytest.raises(InputError, match=r"zone 2 of the file .*beyond the grid") as e:
        gathered()
    assert "found 50% of it within" in str(e.value)


def test_the_flux_outside_every_zone_is_said(gathered, folder):
    """The east column of 4 is in no zone: a quarter of a uniform flux, nearly."""
    text = (folder / "zones.geojson").read_text(encoding="utf-8")
    (folder / "zones.geojson").write_text(text.replace("2.45", "2.35"))
    uniform = (("time", "lat", "lon"), np.full((72, 3, 4), 1e-6), "mol m-2 s-1")
    hours = {"time": (("time",), np.arange(72), "hours since 2025-01-29")}
    for name in ("road", "other"):
        write(folder / f"{name}.nc", AXES | hours | {"flux": uniform})
    [note] = gathered().notes
    assert note.startswith("25,0\N{NO-BREAK SPACE}% du flux de la grille est hors de")


def monthly(starts: list[str]) -> dict:
    days = np.array(starts, "datetime64[D]") - np.datetime64("2024-01-01")
    flux = np.full((len(starts), 3, 4), 1e-6)
    return AXES | {
        "time": (("time",), days.astype(float), "days since 2024-01-01"),
        "flux": (("time", "lat", "lon"), flux, "mol m-2 s-1"),
    }


def test_the_last_month_holds_for_as_long_as_the_longest(gathered, folder):
    """Steps of 31, 30 and 30 days: the last reaches the 31st day, observed too."""
    for name in ("road", "other"):
        starts = ["2024-10-02", "2024-11-02", "2024-12-02", "2025-01-01"]
        write(folder / f"{name}.nc", monthly(starts))
    assert len(gathered().observations) == 6


def test_a_month_that_is_missing_is_refused(gathered, folder):
    write(folder / "road.nc", monthly(["2024-10-01", "2024-11-01", "2025-01-01"]))
    starts = ["2024-09-01", "2024-10-01", "2024-11-01", "2025-01-01"]
    write(folder / "road.nc", monthly(starts))
    with pytest.raises(InputError, match="regular steps between the fields"):
        gathered()


def test_hours_without_background_are_left_out_and_said(gathered, folder):
    """Somebody's own background, through a column map, with a hole."""
    rows = [(0, 420), (11, 421), (12, 422), (24, 423), (35, 424)]  # not 36
    first = np.datetime64("2025-01-30T00:00")
    text = "".join(f"{first + np.timedelta64(h, 'h')}:00,{v}\n" for h, v in rows)
    (folder / "clean.csv").write_text("date,value\n" + text, encoding="utf-8")
    told = 'file = "clean.csv"\nmapping = "roof.toml"'
    inputs = gathered(background=told)
    assert inputs.contributions.background.tolist() == [420, 421, 422, 423, 424]
    assert inputs.observations.value.tolist() == [425, 426, 427, 428, 429]
    assert inputs.notes == (
        "1 observation laissée de côté : pas de fond à cette heure.",
    )


def test_a_background_of_other_days_is_told(gathered, folder):
    (folder / "clean.csv").write_text("date,value\n2024-01-30T00:00:00,420\n")
    with pytest.raises(InputError, match="6 observations laissées de côté : pas de"):
        gathered(background='file = "clean.csv"\nmapping = "roof.toml"')
