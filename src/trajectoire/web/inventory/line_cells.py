"""The cells that tell a part of what another tells, or the whole of it."""

from collections.abc import Iterable

from trajectoire.core.sector import Sector
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.inputs import Row
from trajectoire.instruments.inventory.model.assets import are_alternatives
from trajectoire.instruments.inventory.model.nomenclature import ORGANISATION
from trajectoire.web.ledger.cells import Cell


def others_of_line(rows: Iterable[Row], cell: Cell) -> dict[str, str]:
    """Give a substance of each other detail or asset of a line, and of it whole.

    Parameters
    ----------
    rows
        Of the territory and year. [-]
    cell
        One of them, or where a first figure would go. [-]

    Returns
    -------
    others
        By code of the sector: the substance of the cell, else one of its family. [-]

    """
    known, name, sector = nomenclatures(), cell.definition.name, cell.sector
    found: dict[str, str] = {}
    for row in rows:
        akin = row.nomenclature == sector.nomenclature and row.value is not None
        akin = akin and known.family(row.substance) == known.family(name)
        if akin and _is_beside(sector, row.sector):
            same = row.substance == name
            found[row.sector] = name if same else found.get(row.sector, row.substance)
    found.pop(cell.sector.code, None)
    return found


def _is_beside(sector: Sector, other: str) -> bool:
    known, name = nomenclatures(), sector.nomenclature
    if name == ORGANISATION:
        return are_alternatives(known, (sector.code, other))
    return known.whole(name, other) == known.whole(name, sector.code)
