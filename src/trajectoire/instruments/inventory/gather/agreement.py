"""What a row says beside what the name of its column says: the finer of the two.

Where they contradict each other nobody knows which is right, and neither is taken.
"""

from collections.abc import Mapping

from trajectoire.core.sector import TOTAL, Sector
from trajectoire.instruments.inventory.model.nomenclature import Substance

_TOTALS = {(TOTAL.nomenclature, TOTAL.code), ("PCAET", "total")}


def agreed_substance(
    known: Mapping[str, Substance], column: Substance, row: Substance
) -> Substance | None:
    """Give the substance of a figure of which row and column both say it.

    Parameters
    ----------
    known
        All substances, by name. [-]
    column, row
        What each of the two says. [-]

    Returns
    -------
    substance
        The part, where one is a part of the other or the column counts its whole
        family; None where they contradict each other. [-]

    Examples
    --------
    A column ``Émissions de GES`` and a row ``CH4`` speak of methane.

    """
    if _within(known, row, column):
        return row
    if _within(known, column, row):
        return column
    whole = any(one.part_of == column.name for one in known.values())
    if row.family == column.family and whole and not column.part_of:
        return row
    return None


def _within(known: Mapping[str, Substance], part: Substance, whole: Substance) -> bool:
    """Tell whether a substance is another one, or a part of it however small."""
    name = part.name
    while name and name != whole.name:
        name = known[name].part_of
    return bool(name)


def agreed_sector(column: Sector, row: Sector) -> Sector | None:
    """Give the sector of a figure of which row and column both say it.

    Parameters
    ----------
    column, row
        What each of the two says. [-]

    Returns
    -------
    sector
        The one that is no total of them; None where they contradict each other. [-]

    Examples
    --------
    A column ``Total`` and a row ``Résidentiel`` speak of housing.

    """
    if is_total(column) or column == row:
        return row
    return column if is_total(row) else None


def is_total(sector: Sector) -> bool:
    """Tell the sum of all sectors from one of them.

    Parameters
    ----------
    sector
        Of any nomenclature. [-]

    Returns
    -------
    total
        Whether it is the sum. [-]

    """
    return (sector.nomenclature, sector.code) in _TOTALS
