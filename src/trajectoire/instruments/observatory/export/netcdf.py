"""The posterior in a documented CF NetCDF, for whoever computes further."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from trajectoire.core.indicator import Method
from trajectoire.instruments.observatory.model.results import Results
from trajectoire.instruments.observatory.model.totals import cell_emissions

if TYPE_CHECKING:
    from netCDF4 import Dataset

AXES = ("time", "sector", "zone")
PLACES = "latitude longitude"  # CF: which variables place the zones


def write_netcdf(path: Path, results: Results, method: Method) -> None:
    """Write the posterior.

    Parameters
    ----------
    path
        The file to make. [-]
    results
        Everything that is published of a run. [-]
    method
        Method, version and run. [-]

    Notes
    -----
    CF-1.11. Emissions are tonnes of CO2 of each UTC day (time, sector, zone); biases
    are in the unit of each sensor (time, sensor). The layout is described in
    docs/instruments/observatory.md.

    """
    from netCDF4 import Dataset  # noqa: PLC0415  (0.2 s that only this needs)

    with Dataset(path, "w", format="NETCDF4") as file:
        _describe(file, results, method)
        _coordinates(file, results)
        _emissions(file, results)
        _nuisances(file, results)


def _describe(file: "Dataset", results: Results, method: Method) -> None:
    inputs = results.inputs
    kind = (
        "identical twin: invented city, invented data. "
        if inputs.truth is not None
        else ""
    )
    file.setncatts(
        {
            "Conventions": "CF-1.11",
            "title": inputs.title,
            "institution": "computed with Trajectoire",
            "source": f"{method.name} {method.version}, run {method.run}",
            "references": "; ".join(str(source) for source in inputs.sources),
            "comment": f"{kind}{method.name}; standard errors are k = 1.",
        }
    )


def _coordinates(file: "Dataset", results: Results) -> None:
    inputs = results.inputs
    sizes = {
        "time": inputs.days,
        "bounds": 2,
        "sector": len(inputs.sectors),
        "zone": len(inputs.zones),
        "sensor": len(inputs.sensors),
    }
    for name, size in sizes.items():
        file.createDimension(name, size)
    since = f"days since {inputs.period.start:%Y-%m-%d} 00:00:00"
    days = np.arange(inputs.days, dtype=float)
    attributes = {"units": since, "calendar": "standard", "standard_name": "time"}
    _put(file, "time", ("time",), days, attributes | {"bounds": "time_bounds"})
    _put(file, "time_bounds", ("time", "bounds"), np.stack([days, days + 1], 1), {})
    _words(file, "sector", [p.sector.code for p in inputs.sectors])
    _words(file, "zone", list(inputs.zones.code))
    _words(file, "sensor", [f"{s.station.code}:{s.species}" for s in inputs.sensors])
    units = [s.unit for s in inputs.sensors]
    _words(file, "sensor_unit", units, "sensor")
    for name, values, unit in (
        ("latitude", inputs.zones.latitude, "degrees_north"),
        ("longitude", inputs.zones.longitude, "degrees_east"),
    ):
        _put(file, name, ("zone",), values, {"units": unit, "standard_name": name})
    inside = inputs.zones.inside.astype("i1")
    _put(
        file, "inside", ("zone",), inside, {"long_name": "1 in the city, 0 on the rim"}
    )


def _emissions(file: "Dataset", results: Results) -> None:
    inputs = results.inputs
    mean, deviation = cell_emissions(results.estimate)
    fields = {
        "emission_prior": (inputs.emission, "declared emission"),
        "emission_posterior": (mean, "emission after the data"),
        "emission_posterior_standard_error": (deviation, "its standard error, k = 1"),
    }
    if inputs.truth is not None:
        fields["emission_truth"] = (inputs.truth, "true emission of the twin")
    for name, (values, meaning) in fields.items():
        attributes = {"units": "t d-1", "long_name": f"{meaning}, CO2"}
        attributes |= {"cell_methods": "time: mean", "coordinates": PLACES}
        _put(file, name, AXES, values, attributes)


def _nuisances(file: "Dataset", results: Results) -> None:
    layout, posterior = results.estimate.layout, results.estimate.posterior
    for name, values in (
        ("bias", posterior.mean[:, layout.bias]),
        ("bias_standard_error", posterior.deviation[:, layout.bias]),
    ):
        about = {
            "long_name": f"sensor {name}",
            "comment": "in the unit that sensor_unit says",
        }
        _put(file, name, ("time", "sensor"), values, about)
    if layout.backgrounds:
        file.createDimension("background", layout.backgrounds)
        _put(
            file,
            "background_offset",
            ("time", "background"),
            posterior.mean[:, layout.background],
            {"units": "1e-6", "long_name": "offset of the background mole fraction"},
        )


def _put(
    file: "Dataset", name: str, axes: tuple[str, ...], values: Any, about: Any
) -> None:
    kind = "i1" if np.asarray(values).dtype == np.int8 else "f8"
    variable = file.createVariable(name, kind, axes, compression="zlib")
    variable.setncatts(about)
    variable[:] = values


def _words(file: "Dataset", name: str, words: list[str], axis: str = "") -> None:
    variable = file.createVariable(name, str, (axis or name,))
    for index, word in enumerate(words):
        variable[index] = word
