"""A complete example of one's own files, drawn from the invented city, to be edited."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from trajectoire.core.errors import Fault, InputError
from trajectoire.instruments.observatory.gather.twin import (
    CLEAR_SKY,
    twin_inputs,
    twin_weather,
    twin_yearly,
)
from trajectoire.instruments.observatory.inputs import ObservatoryInputs

DAYS = 14
STATIONS = 8  # a small town's network

_CONFIG = """\
# A run of the observatory, from files to results:
#     trajectoire observatory run config.toml --out resultats
# Everything here is invented; replace each file by yours, and check it with
#     trajectoire observatory check FILE
title = "Exemple : deux semaines d'une ville inventée"
emissions = "emissions.csv"        # yearly tonnes by zone and sector
licence = "AGPL-3.0-or-later"      # under which the results are published
declared_days = 365                # over how long the uncertainties are declared

[territory]
code = "EXEMPLE"
kind = "city"
name = "Ville d'exemple"
vintage = 2026

[period]
first_day = 2026-09-01
days = {days}

[hours]                            # afternoons: the air is mixed
timezone = "Europe/Paris"
first = 12
last = 17

[zones]
file = "zones.geojson"             # properties code, name, inside (true in the city)

{sectors}
{observations}
[operator]                         # or kind = "footprints", files = ["prints/*.nc"]
kind = "plume"
weather = "weather.csv"
hours_back = 8
cell_m = 2000

[background]
value_ppm = 424.0                  # or file = "background.csv"
deviation_ppm = 2.0

[errors]
representativeness_ppm = 1.0       # transport errors by hour: the published table
"""
_SECTOR = '[[sectors]]\ncode = "{}"\n'
_OBSERVATIONS = """\
[[observations]]
file = "{code}.csv"
mapping = "{code}.toml"
instrument_class = "{kind}"
"""
_MAPPING = """\
[station]
code = "{code}"
name = "{name}"
latitude = {latitude}
longitude = {longitude}
height_m = {height}
[file]
separator = ";"
[time]
column = "time_utc"
zone = "UTC"
stamp = "beginning"
interval_s = 3600
[value]
column = "co2_ppm"
species = "co2"
unit = "ppm"
[source]
publisher = "Trajectoire"
title = "Invented observations"
licence = "AGPL-3.0-or-later"
"""


def write_example(folder: Path) -> Path:
    """Write a configuration and all its files.

    Parameters
    ----------
    folder
        Made if it is not there; must be empty. [-]

    Returns
    -------
    config
        The configuration to run. [-]

    Raises
    ------
    InputError
        If the folder holds something already.

    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        remedy = "Name another folder: nothing was written."
        raise InputError([Fault("an empty folder", f"files in {folder}", remedy)])
    inputs = twin_inputs(DAYS)
    _write_zones(folder / "zones.geojson", inputs)
    _write_emissions(folder / "emissions.csv", inputs)
    _write_weather(folder / "weather.csv")
    blocks = [_write_sensor(folder, inputs, i) for i in _chosen(inputs)]
    config = folder / "config.toml"
    config.write_text(
        _CONFIG.format(
            days=DAYS,
            sectors="".join(_SECTOR.format(p.sector.code) for p in inputs.sectors),
            observations="".join(blocks),
        ),
        encoding="utf-8",
    )
    return config


def _chosen(inputs: ObservatoryInputs) -> Sequence[int]:
    step = len(inputs.sensors) / STATIONS
    return [int(step * rank) for rank in range(STATIONS)]


def _write_zones(path: Path, inputs: ObservatoryInputs) -> None:
    zones = inputs.zones
    features = [
        {
            "type": "Feature",
            "properties": {
                "code": zones.code[i],
                "name": zones.name[i],
                "inside": bool(zones.inside[i]),
            },
            "geometry": zones.outline[i],
        }
        for i in range(len(zones))
    ]
    collection = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")


def _write_emissions(path: Path, inputs: ObservatoryInputs) -> None:
    yearly = twin_yearly(tuple(prior.sector.code for prior in inputs.sectors))
    rows = [
        [zone, prior.sector.code, round(float(yearly[s, z]), 1)]
        for s, prior in enumerate(inputs.sectors)
        for z, zone in enumerate(inputs.zones.code)
    ]
    _write_csv(path, ["zone", "sector", "emission_t_per_year"], rows, ",")


def _write_weather(path: Path) -> None:
    start, weather = twin_weather(DAYS)
    columns = (
        weather.wind_speed,
        weather.wind_from_direction,
        weather.mixing_height,
        CLEAR_SKY * weather.sunlight,
        np.full(weather.sunlight.size, 0.6),
    )
    names = [
        "time_utc",
        "wind_speed_m_s",
        "wind_from_direction_degree",
        "mixing_height_m",
        "radiation_w_m2",
        "cloud_cover",
    ]
    rows = [
        [f"{hour}Z", *(round(float(v), 2) for v in values)]
        for hour, *values in zip(start, *columns, strict=True)
    ]
    _write_csv(path, names, rows, ",")


def _write_sensor(folder: Path, inputs: ObservatoryInputs, sensor: int) -> str:
    station, seen = inputs.sensors[sensor].station, inputs.observations
    own = np.flatnonzero(seen.sensor == sensor)
    rows = [[f"{seen.start[i]}Z", round(float(seen.value[i]), 2)] for i in own]
    _write_csv(folder / f"{station.code}.csv", ["time_utc", "co2_ppm"], rows, ";")
    mapping = _MAPPING.format(
        code=station.code,
        name=station.name,
        latitude=station.latitude,
        longitude=station.longitude,
        height=station.height,
    )
    (folder / f"{station.code}.toml").write_text(mapping, encoding="utf-8")
    return _OBSERVATIONS.format(code=station.code, kind=station.instrument_class)


def _write_csv(
    path: Path, names: list[str], rows: list[list[Any]], separator: str
) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=separator, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)
