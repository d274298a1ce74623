"""Small files as their publishers write them; each test spoils one thing."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from netCDF4 import Dataset

from trajectoire.core.errors import InputError

ATC_COLUMNS = (
    "Site;SamplingHeight;Year;Month;Day;Hour;Minute;DecimalDate;co2;Stdev;NbPoints;Flag"
)
CITIES_COLUMNS = (
    "Datetime;Year;Month;Day;Hour;Minute;Second;DecimalDate;co2;h2o;pressure;"
    "sensor_temperature;ws;wd;Flag"
)
ATC_HEADER = {
    "TITLE": "CO2 - continuous time series for Continuous air",
    "STATION CODE": "SAC",
    "STATION NAME": "Saclay",
    "CONTRIBUTOR": "LSCE",
    "LATITUDE": "48.7227 N",
    "LONGITUDE": "2.142 E",
    "ALTITUDE": "160.0 m asl",
    "SAMPLING HEIGHTS": "100.0 m agl",
    "PARAMETER": "CO2",
    "TIME INTERVAL": "hourly",
    "MEASUREMENT UNIT": "µmol.mol-¹",
    "TIME ZONE": "UTC +0",
}
CITIES_HEADER = ATC_HEADER | {
    "TITLE": "co2 - continuous time series from low and mid cost sensors",
    "STATION CODE": "TUMR",
    "LATITUDE": "48.150733",
    "LONGITUDE": "11.569168",
    "SAMPLING HEIGHTS": "31.06 m agl",
    "PARAMETER": "co2",
    "TIME INTERVAL": "1 minute",
    "MEASUREMENT UNIT": "µmol/mol",
    "TIME ZONE": "Central European Time (UTC+1), Central European Summer Time (UTC+2)",
}


def icos_row(hour: int, value: str = "420.100", flag: str = "O", day: int = 1) -> str:
    return f"SAC;100;2022;01;{day:02d};{hour:02d};00;2022.0;{value};0.5;60;{flag}"


def cities_row(minute: int, value: str = "420.10", flag: str = "U") -> str:
    return (
        f"2022-01-01 00:{minute:02d}:30;2022;1;1;0;{minute};30;2022.0;"
        f"{value};0.61;957.1;40.0;2.1;120.0;{flag}"
    )


@pytest.fixture
def good_rows() -> list[str]:
    """Three good hours of an ICOS station."""
    return [icos_row(0), icos_row(1, "421.200"), icos_row(2, "419.300")]


@pytest.fixture
def icos_file(tmp_path: Path) -> Callable[..., Path]:
    """Write an ICOS file: rows, changes of the header, names of the columns."""

    def write(
        rows: list[str],
        changes: Mapping[str, str] | None = None,
        columns: str = ATC_COLUMNS,
        header: Mapping[str, str] = ATC_HEADER,
        total: int = 0,
    ) -> Path:
        lines = {**header, **(changes or {})}
        named = [f"# {k}: {v}" for k, v in lines.items() if v != "absent"]
        head = [
            *named,
            f"# HEADER LINES: {len(named) + 4}",
            f"# TOTAL LINES: {total or len(named) + 4 + len(rows)}",
            "#   - Time-averaged values are reported at the beginning",
            f"#{columns}",
        ]
        path = tmp_path / "station.CO2"
        path.write_text("\n".join([*head, *rows]) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def cities_file(icos_file: Callable[..., Path]) -> Callable[..., Path]:
    """Write an ICOS Cities file."""

    def write(rows: list[str], changes: Mapping[str, str] | None = None) -> Path:
        return icos_file(rows, changes, CITIES_COLUMNS, CITIES_HEADER)

    return write


Variable = tuple[tuple[str, ...], Any, Mapping[str, str]]


@pytest.fixture
def netcdf_file(tmp_path: Path) -> Callable[..., Path]:
    """Write a NetCDF file: variables by name (dimensions, values, attributes)."""

    def write(
        variables: Mapping[str, Variable],
        attributes: Mapping[str, str] | None = None,
        name: str = "field.nc",
    ) -> Path:
        path = tmp_path / name
        with Dataset(path, "w") as dataset:
            dataset.setncatts(dict(attributes or {}))
            for variable, (dimensions, values, described) in variables.items():
                array = np.asarray(values)
                for dimension, size in zip(dimensions, array.shape, strict=True):
                    if dimension not in dataset.dimensions:
                        dataset.createDimension(dimension, size)
                made = dataset.createVariable(variable, array.dtype, dimensions)
                made.setncatts(dict(described))
                made[...] = array
        return path

    return write


@pytest.fixture
def flux_variables() -> dict[str, Variable]:
    """Two hours of a flux of 2 µmol m-2 s-1 over 3 x 4 cells around Paris."""
    return {
        "lat": (("lat",), [48.7, 48.8, 48.9], {"units": "degrees_north"}),
        "lon": (("lon",), [2.1, 2.2, 2.3, 2.4], {"units": "degrees_east"}),
        "time": (("time",), [0.0, 1.0], {"units": "hours since 2022-01-01"}),
        "flux": (
            ("time", "lat", "lon"),
            np.full((2, 3, 4), 2e-6),
            {"units": "mol m-2 s-1"},
        ),
    }


@pytest.fixture
def hourly_footprint() -> dict[str, Variable]:
    """An ACRG footprint of 2 observations, 3 slices (the last one residual), whole."""
    fields = np.arange(2 * 3 * 3 * 4, dtype=float).reshape(3, 4, 2, 3) / 100
    fractions = {
        side: (("height", position, "time"), np.full((1, size, 2), 0.25 / size), {})
        for side, position, size in (
            ("n", "lon", 4),
            ("e", "lat", 3),
            ("s", "lon", 4),
            ("w", "lat", 3),
        )
    }
    unit = {"units": "(mol/mol)/(mol/m2/s)"}
    return {
        "lat": (("lat",), [48.7, 48.8, 48.9], {}),
        "lon": (("lon",), [2.1, 2.2, 2.3, 2.4], {}),
        "time": (("time",), [10.0, 11.0], {"units": "hours since 2022-01-01"}),
        "H_back": (("H_back",), [0, 1, 2], {}),
        "height": (("height",), [500.0], {}),
        "fp_HiTRes": (("lat", "lon", "time", "H_back"), fields, unit),
        "fp": (("lat", "lon", "time"), fields.sum(axis=3), unit),
        "release_lat": (("time",), [48.8, 48.8], {}),
        "release_lon": (("time",), [2.25, 2.25], {}),
        **{f"particle_locations_{side}": v for side, v in fractions.items()},
    }


@pytest.fixture
def refusal() -> Callable[..., str]:
    """Run a reader that must refuse, and give what it says."""

    def say(reader: Callable[..., Any], *arguments: Any, **named: Any) -> str:
        with pytest.raises(InputError) as raised:
            reader(*arguments, **named)
        return str(raised.value)

    return say


@pytest.fixture
def row_of() -> Callable[..., str]:
    """Write one row of an ICOS ATC file."""
    return icos_row


@pytest.fixture
def minute_of() -> Callable[..., str]:
    """Write one row of an ICOS Cities file."""
    return cities_row


COLUMN_MAP = """
[station]
code = "ROOF1"
latitude = 48.85
longitude = 2.35
height_m = 30
[time]
column = "date"
zone = "UTC"
stamp = "beginning"
interval_s = 3600
[value]
column = "co2"
species = "co2"
unit = "ppm"
[source]
publisher = "Town"
title = "Roof"
licence = "Licence Ouverte"
"""


@pytest.fixture
def own_table(tmp_path: Path) -> Callable[..., tuple[Path, Path]]:
    """Write a table of one's own and its column map; changes replace text in it."""

    def write(text: str | bytes, *changes: tuple[str, str]) -> tuple[Path, Path]:
        described = COLUMN_MAP
        for old, new in changes:
            assert old in described
            described = described.replace(old, new)
        table, column_map = tmp_path / "own.csv", tmp_path / "own.toml"
        raw = text if isinstance(text, bytes) else text.encode()
        table.write_bytes(raw)
        column_map.write_text(described, encoding="utf-8")
        return table, column_map

    return write
