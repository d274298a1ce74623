"""Read a table as figures of the ledger: all of them, or all that is wrong."""

from dataclasses import dataclass

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.indicator import Indicator
from trajectoire.instruments.inventory.gather.mapping import Mapping
from trajectoire.instruments.inventory.gather.vocabulary import (
    Gazetteer,
    Nomenclatures,
)
from trajectoire.sources.sheets import Sheet


@dataclass(frozen=True)
class Remark:
    """Something that was done and must be seen, though nothing is wrong.

    Parameters
    ----------
    text
        What, in a sentence. [-]
    row, column
        Where it happened first; zero or empty for the whole table. [-]
    count
        How many times. [-]

    """

    text: str
    row: int = 0
    column: str = ""
    count: int = 1


@dataclass(frozen=True)
class Drafts:
    """What a table says, ready to be looked at.

    Parameters
    ----------
    indicators
        The figures that could be read. [-]
    rows
        Row of the file of each of them. [-]
    faults
        Everything that is wrong, alike ones counted together. [-]
    notes
        What was done and must be seen. [-]
    beyond
        How many faults are not listed, because there are too many. [-]

    """

    indicators: tuple[Indicator, ...]
    rows: tuple[int, ...]
    faults: tuple[Fault, ...]
    notes: tuple[Remark, ...]
    beyond: int = 0

    def settle(self) -> tuple[Indicator, ...]:
        """Give the figures, all or none.

        Returns
        -------
        indicators
            Ready for the ledger. [-]

        Raises
        ------
        InputError
            With every fault, where there is one.

        """
        if self.faults:
            raise InputError(self.faults)
        return self.indicators


def draft(
    sheet: Sheet,
    mapping: Mapping,
    nomenclatures: Nomenclatures,
    territories: Gazetteer | None = None,
) -> Drafts:
    """Read a table as figures.

    Parameters
    ----------
    sheet
        The table. [-]
    mapping
        What its columns and words say. [-]
    nomenclatures
        Substances and sectors that are known. [-]
    territories
        What finds a territory by its code; None for those of France. [-]

    Returns
    -------
    drafts
        Figures, faults and notes; nothing is stored. [-]

    """
    raise NotImplementedError
