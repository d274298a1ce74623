"""Say what the columns of a table seem to be, why, and how sure that is."""

from trajectoire.instruments.inventory.gather.mapping import Mapping
from trajectoire.instruments.inventory.gather.vocabulary import (
    Gazetteer,
    Nomenclatures,
)
from trajectoire.sources.sheets import Sheet


def propose(
    sheet: Sheet, nomenclatures: Nomenclatures, territories: Gazetteer | None = None
) -> Mapping:
    """Propose how to read a table.

    Parameters
    ----------
    sheet
        The table. [-]
    nomenclatures
        Substances and sectors that are known. [-]
    territories
        What finds a territory by its code; None for those of France. [-]

    Returns
    -------
    mapping
        Every column with its role, how sure it is and why; never confirmed. [-]

    """
    raise NotImplementedError


def fingerprint(sheet: Sheet) -> str:
    """Give what is the same for the tables that one mapping reads.

    Parameters
    ----------
    sheet
        The table. [-]

    Returns
    -------
    fingerprint
        Of the names of its columns, years put aside. [-]

    """
    raise NotImplementedError
