"""A declared inventory as a table: yearly tonnes by zone and sector."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.sources.faults import Faults
from trajectoire.sources.text import (
    Table,
    decimal_of,
    is_missing,
    numbers,
    read_text,
    separator_of,
    table_of,
)

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
    values = numbers(table, EMISSION, faults, decimal_of(table, [EMISSION]))
    for cell in np.flatnonzero(np.isinf(values)):
        found, line = f"“{table.columns[EMISSION][cell]}”", table.rows[int(cell)]
        faults.add("a finite number", found, "Correct the cell.", line, EMISSION)
    cells = table.columns[EMISSION]
    emission = np.full((len(sectors), len(zones)), np.nan)
    pairs = zip(table.columns[ZONE], table.columns[SECTOR], strict=True)
    for index, (zone, sector) in enumerate(pairs):
        row = table.rows[index]
        if zone in zones and sector in sectors:
            place = sectors.index(sector), zones.index(zone)
            if not np.isnan(emission[place]):
                faults.add(
                    "each pair once", f"{zone}, {sector} again", "Sum them.", row
                )
            said = np.isnan(values[index]) and not is_missing(cells[index])
            emission[place] = 0.0 if said else values[index]  # one fault for one cell
    for column, known in ((ZONE, zones), (SECTOR, sectors)):
        _look_for(table, column, known, faults)
    _look_for_holes(emission, zones, sectors, faults)
    faults.settle()
    return emission


def _look_for(table: Table, column: str, known: Sequence[str], faults: Faults) -> None:
    strange = dict.fromkeys(c for c in table.columns[column] if c not in known)
    if strange:
        row = table.rows[table.columns[column].index(next(iter(strange)))]
        found = ", ".join(f"“{code}”" for code in strange)
        expected = f"one of {', '.join(known)}"
        faults.add(expected, found, "Correct the codes.", row, column)


def _look_for_holes(
    emission: Array, zones: Sequence[str], sectors: Sequence[str], faults: Faults
) -> None:
    holes = [f"{sectors[s]} in {zones[z]}" for s, z in np.argwhere(np.isnan(emission))]
    if holes:
        remedy = "Write 0 where there is none: missing is never zero."
        expected = "an emission of each sector in each zone"
        faults.add(expected, f"none for {', '.join(holes)}", remedy, column=EMISSION)
