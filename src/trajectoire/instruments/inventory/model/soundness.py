"""What a figure can be: how large, how unsure, of which sign.

A number of the wrong size is a slip of the keyboard or of a unit: it is refused where
figures enter, and left out of totals where one entered all the same.
"""

from trajectoire.instruments.inventory.inputs import Row
from trajectoire.instruments.inventory.model.nomenclature import Nomenclatures

LARGEST = 1e15  # [unit of the definition] the whole world emits 6e10 tCO2e a year
SMALLEST = 1e-30  # [unit of the definition] below, squares and ratios lose all meaning
WIDEST = 100.0  # [-] deviation over mean; a lognormal mean then nears its own 95 %
_SIGNED = frozenset({"ghg", "sink"})  # families that land may take back


def is_sound(value: float, deviation: float | None, law: str = "normal") -> bool:
    """Tell whether a figure can be added up.

    Parameters
    ----------
    value
        Mean. [unit of the definition]
    deviation
        Standard uncertainty, k = 1; None where it is not known. [same unit]
    law
        Shape of the law. [-]

    Returns
    -------
    sound
        False where it is not finite, or of an impossible size. [-]

    Examples
    --------
    >>> is_sound(100.0, 10.0), is_sound(1e300, 10.0), is_sound(1.0, 200.0, "lognormal")
    (True, False, False)

    """
    size = abs(value)
    if not (size == 0 or SMALLEST <= size <= LARGEST):
        return False
    if deviation is None:
        return True
    if not 0 <= deviation <= LARGEST:
        return False
    return law != "lognormal" or deviation <= WIDEST * size or size == 0


def is_sound_row(row: Row) -> bool:
    """Tell whether a row can be added up, with the data that it was computed from.

    Parameters
    ----------
    row
        Any row. [-]

    Returns
    -------
    sound
        True for one without figure. [-]

    """
    if row.value is None:
        return True
    for variation in (row.activity_variation, row.factor_variation):
        if variation is not None and not 0 <= variation <= WIDEST:
            return False
    return is_sound(row.value, row.deviation, row.law)


def may_be_negative(
    nomenclatures: Nomenclatures, substance: str, nomenclature: str, sector: str
) -> bool:
    """Tell whether a figure may be below zero.

    Parameters
    ----------
    nomenclatures
        Lines and substances. [-]
    substance
        Name of the definition. [-]
    nomenclature, sector
        The line. [-]

    Returns
    -------
    possible
        For a sink, and for the gases of a line of land, which may take carbon back;
        for a substance that the accounts do not know, nobody can tell: yes. [-]

    """
    family = nomenclatures.family(substance)
    if family in (None, "activity", "sink"):
        return True
    if family not in _SIGNED:
        return False
    line = nomenclatures.line(nomenclature, sector)
    return line is not None and "sink" in line.families
