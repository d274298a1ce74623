"""A folder that holds all the results of a run, each file whole or not at all."""

import csv
import io
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from trajectoire.core.indicator import Method
from trajectoire.instruments.observatory.export.netcdf import write_netcdf
from trajectoire.instruments.observatory.export.summary import Json
from trajectoire.instruments.observatory.model.results import WHOLE, Results

FILES = (
    "summary.json",
    "posterior.nc",
    "daily.csv",
    "sectors.csv",
    "stations.csv",
    "zones.geojson",
)


def write_folder(folder: Path, results: Results, method: Method, summed: Json) -> None:
    """Write every file of a run.

    Parameters
    ----------
    folder
        Made if it is not there. [-]
    results
        Everything that is published of the run. [-]
    method
        Method, version and run. [-]
    summed
        Its summary. [-]

    """
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    with _aside(folder / "posterior.nc") as partial:
        write_netcdf(partial, results, method)
    write_text(folder / "daily.csv", daily_csv(summed))
    write_text(folder / "sectors.csv", sectors_csv(summed))
    write_text(folder / "stations.csv", stations_csv(summed))
    write_text(folder / "zones.geojson", json.dumps(zones_geojson(results, summed)))
    write_text(
        folder / "summary.json", json.dumps(summed, ensure_ascii=False, indent=1)
    )


def write_text(path: Path, text: str) -> None:
    """Write a small file whole, or leave the old one.

    Parameters
    ----------
    path
        The file. [-]
    text
        What it holds. [-]

    """
    with _aside(path) as partial:
        partial.write_text(text, encoding="utf-8", newline="")


@contextmanager
def _aside(path: Path) -> Iterator[Path]:
    partial = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        yield partial
        with partial.open("rb") as stream:
            os.fsync(stream.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    """Remove what a killed run left of these files, and nothing else."""
    for name in FILES:
        for partial in folder.glob(f"{name}.*.part"):
            if partial.suffixes[-2].removeprefix(".").isdigit():
                partial.unlink(missing_ok=True)


def daily_csv(summed: Json) -> str:
    """Lay out the emissions of each day.

    Parameters
    ----------
    summed
        Summary of a run. [-]

    Returns
    -------
    text
        One row a day and sector; tonnes in the names of columns. [-]

    """
    daily = summed["daily"]
    blocks = {"total": daily["total"], **daily["sectors"]}
    rows = [
        {"day": day, "sector": code}
        | {f"{name}_t": values[index] for name, values in block.items()}
        for index, day in enumerate(daily["days"])
        for code, block in blocks.items()
    ]
    return _csv(rows)


def sectors_csv(summed: Json) -> str:
    """Lay out the emissions of the whole period and of each month.

    Parameters
    ----------
    summed
        Summary of a run. [-]

    Returns
    -------
    text
        One row a period and sector. [-]

    """
    spans = [{"month": WHOLE, **summed["totals"]}, *summed["months"]]
    rows = [
        {"period": span["month"], "sector": code}
        | {f"{name}_t": value for name, value in figures.items()}
        for span in spans
        for code, figures in span.items()
        if code != "month"
    ]
    return _csv(rows)


def stations_csv(summed: Json) -> str:
    """Lay out the stations and their biases.

    Parameters
    ----------
    summed
        Summary of a run. [-]

    Returns
    -------
    text
        One row a sensor. [-]

    """
    rows = []
    for station in summed["stations"]:
        row = {k: v for k, v in station.items() if k != "withheld"}
        told = station.get("withheld", {})
        for name in ("rmse_ppm", "rmse_prior_ppm", "coverage_90"):
            row[f"withheld_{name}"] = told.get(name, "")
        rows.append(row)
    return _csv(rows)


def zones_geojson(results: Results, summed: Json) -> Json:
    """Draw the zones with their figures.

    Parameters
    ----------
    results
        Everything that is published of a run. [-]
    summed
        Its summary. [-]

    Returns
    -------
    collection
        A GeoJSON collection in WGS 84. [-]

    """
    outlines = results.inputs.zones.outline
    features = [
        {"type": "Feature", "id": i, "geometry": geometry, "properties": zone}
        for i, (zone, geometry) in enumerate(
            zip(summed["zones"], outlines, strict=False)
        )
    ]
    return {"type": "FeatureCollection", "features": features}


def _csv(rows: list[dict[str, Any]]) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(
        {key: _harmless(value) for key, value in row.items()} for row in rows
    )
    return stream.getvalue()


def _harmless(value: Any) -> Any:
    # A name that begins like a formula would be executed by a spreadsheet.
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return f"'{value}"
    return value
