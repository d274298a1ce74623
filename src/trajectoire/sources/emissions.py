"""A declared inventory as a table: yearly tonnes by zone and sector."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.sources.faults import Faults
from trajectoire.sources.text import numbers, read_text, separator_of, table_of

ZONE, SECTOR, EMISSION = "zone", "sector", "emission_t_per_year"


def read_emissions(path: Path, zones: Sequence[str], sectors: Sequence[str]) -> Array:
    """Read the yearly emission of each zone and sector.

    Parameters
    ----------
    path
        A CSV with the columns zone, sector and emission_t_per_year. [-]
    zones, sectors
        Codes that are expected. [-]

    Returns
    -------
    emission : (sector, zone)
        Yearly emission; a pair that the table does not name is a fault, for missing
        is not zero. [tCO2]

    Raises
    ------
    InputError
        With every fault: missing columns, unknown codes, pairs missing or repeated,
        cells that are no number.

    """
    text = read_text(path)
    table = table_of(text, separator_of(text.lines[0]))
    faults = Faults(path.name)
    table.require([ZONE, SECTOR, EMISSION], faults)
    faults.settle()
    values = numbers(table, EMISSION, faults)
    emission = np.full((len(sectors), len(zones)), np.nan)
    pairs = zip(table.columns[ZONE], table.columns[SECTOR], strict=True)
    for index, (zone, sector) in enumerate(pairs):
        row = table.rows[index]
        _look_for(zone, zones, ZONE, row, faults)
        _look_for(sector, sectors, SECTOR, row, faults)
        if zone in zones and sector in sectors:
            place = sectors.index(sector), zones.index(zone)
            if np.isfinite(emission[place]):
                faults.add(
                    "each pair once", f"{zone}, {sector} again", "Sum them.", row
                )
            emission[place] = values[index]
    for sector, zone in np.argwhere(~np.isfinite(emission)):
        faults.add(
            "an emission of each sector in each zone",
            f"none for {sectors[sector]} in {zones[zone]}",
            "Write 0 where there is none: missing is never zero.",
            column=EMISSION,
        )
    faults.settle()
    return emission


def _look_for(
    code: str, known: Sequence[str], column: str, row: int, faults: Faults
) -> None:
    if code not in known:
        faults.add(
            f"one of {', '.join(known)}", f"“{code}”", "Correct the code.", row, column
        )
