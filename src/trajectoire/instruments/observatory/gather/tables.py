"""The observatory's own tables, read once."""

import csv
from functools import lru_cache
from importlib.resources import files

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.core.sector import Sector
from trajectoire.instruments.observatory.inputs import SectorPrior

Rows = list[dict[str, str]]


@lru_cache
def read_table(name: str) -> Rows:
    """Read a table of the instrument.

    Parameters
    ----------
    name
        Its name, without extension. [-]

    Returns
    -------
    rows
        One dictionary a row. [-]

    """
    folder = files("trajectoire.instruments.observatory") / "tables"
    with (folder / f"{name}.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def sector_priors() -> dict[str, SectorPrior]:
    """Give the default beliefs about each sector.

    Returns
    -------
    priors
        By code. [-]

    """
    return {
        row["code"]: SectorPrior(
            Sector("observatory", row["code"], row["name_en"]),
            float(row["relative_uncertainty"]),
            row["biosphere"] == "1",
            float(row["correlation_length_km"]),
            float(row["correlation_time_d"]),
            float(row["slow_share"]),
        )
        for row in read_table("sectors")
    }


def sector_names() -> dict[str, tuple[str, str]]:
    """Give the French and English names of each sector.

    Returns
    -------
    names
        By code. [-]

    """
    return {r["code"]: (r["name_fr"], r["name_en"]) for r in read_table("sectors")}


def transport_error() -> Array:
    """Give the published error of transport by local hour.

    Returns
    -------
    deviation : (24,)
        k = 1. [ppm]

    """
    return np.array([float(r["deviation_ppm"]) for r in read_table("transport_error")])


def hourly_profiles(codes: tuple[str, ...]) -> Array:
    """Give the daily cycle of each sector.

    Parameters
    ----------
    codes
        Code of each sector. [-]

    Returns
    -------
    profiles : (24, sector)
        By local hour, of mean 1; flat where the table has none. [-]

    """
    rows = read_table("hourly_profiles")
    columns = [[float(row.get(code) or 1.0) for row in rows] for code in codes]
    profiles = np.array(columns).T
    return np.asarray(profiles / profiles.mean(axis=0))


def calendar_profiles(codes: tuple[str, ...]) -> tuple[Array, Array]:
    """Give the yearly and the weekly cycle of each sector.

    Parameters
    ----------
    codes
        Code of each sector. [-]

    Returns
    -------
    monthly : (12, sector)
        From January, of mean 1; flat where the table has none. [-]
    weekly : (7, sector)
        From Monday, likewise. [-]

    """
    monthly, weekly = (
        np.array(
            [
                [float(row.get(code) or 1.0) for code in codes]
                for row in read_table(name)
            ]
        )
        for name in ("monthly_profiles", "weekly_profiles")
    )
    return monthly, weekly


def instrument_class(code: str, species: str = "co2") -> tuple[float, float, float]:
    """Give what a class of instruments is worth.

    Parameters
    ----------
    code
        ``reference``, ``mid-cost`` or ``low-cost``. [-]
    species
        ``co2``, ``co`` or ``nox``. [-]

    Returns
    -------
    noise, bias, drift
        Of an hourly mean, of the first day, of the change over a day; k = 1.
        [ppm for CO2, nmol/mol for the others]

    """
    table = read_table("instrument_classes")
    rows = {(row["code"], row["species"]): row for row in table}
    row = rows[code, species]
    return float(row["noise"]), float(row["bias"]), float(row["drift_per_day"])
