"""What rows are about, and whether finer ones say enough to stand for coarser ones."""

from collections.abc import Sequence
from dataclasses import dataclass

from trajectoire.instruments.inventory.inputs import Row
from trajectoire.instruments.inventory.model.nomenclature import (
    BIOGENIC,
    Nomenclatures,
)
from trajectoire.methods.warming import Potentials, has_potential, potential

PARTS = 0.01  # [-] parts explain a total to within this: rounding, other potentials
FINER = 0.2  # [-] finer lines may stay this far below coarser ones: other methods
UNREAD = frozenset(
    {"unknown_line", "unknown_substance", "no_such_figure", "not_an_emission"}
)
_SETS: tuple[Potentials, ...] = ("AR4", "AR5", "AR6")


@dataclass(frozen=True)
class Fact:
    """What the nomenclatures say of the rows of one line and substance.

    Parameters
    ----------
    family
        What they are compared with: greenhouse gases and sinks together, each
        pollutant alone, and the CO2 of biomass, which is in no total, alone. [-]
    sector
        Sector of the PCAET where they land; empty for none. [-]
    root
        Sub-sector of the GPC where they land, as ``I.1``; empty for none. [-]
    worth
        Of one unit, with each set of potentials. [unit of the family]
    refused
        Why no framework counts them; empty otherwise. [-]

    """

    family: str
    sector: str
    root: str
    worth: tuple[float, float, float]
    refused: str

    @property
    def place(self) -> str:
        """Where two territories, one within the other, speak of the same."""
        return self.sector or self.root


class Facts:
    """The facts of the lines met so far, each looked up once.

    Parameters
    ----------
    nomenclatures
        Lines, substances and crosswalk. [-]

    """

    def __init__(self, nomenclatures: Nomenclatures) -> None:
        self.nomenclatures = nomenclatures
        self._found: dict[tuple[str, str, str], Fact] = {}

    def of(self, row: Row) -> Fact:
        """Give what the nomenclatures say of a row.

        Parameters
        ----------
        row
            Any row. [-]

        Returns
        -------
        fact
            The same for all rows of its line and substance. [-]

        """
        key = row.nomenclature, row.sector, row.substance
        fact = self._found.get(key)
        if fact is None:
            fact = self._found[key] = self._fact(*key)
        return fact

    def _fact(self, nomenclature: str, sector: str, substance: str) -> Fact:
        landing = self.nomenclatures.landing
        pcaet = landing(nomenclature, sector, "PCAET", substance)
        gpc = landing(nomenclature, sector, "GPC", substance)
        family: str = self.nomenclatures.family(substance) or ""
        if family == "pollutant" or substance == BIOGENIC:
            family = substance
        if family == "sink":
            family = "ghg"
        return Fact(
            family=family,
            sector=pcaet.code or "",
            root=".".join((gpc.code or "").split(".")[:2]),
            worth=self._worth(substance),
            refused=pcaet.why if pcaet.why in UNREAD else "",
        )

    def _worth(self, name: str) -> tuple[float, float, float]:
        substance = self.nomenclatures.substances.get(name)
        if substance is None or not has_potential(substance.gas):
            sign = -1.0 if substance and substance.family == "sink" else 1.0
            return sign, sign, sign
        first, second, third = (potential(substance.gas, each) for each in _SETS)
        return first, second, third


def stand_for(
    finer: Sequence[Row], coarser: Sequence[Row], facts: Facts, tolerance: float
) -> bool:
    """Tell whether finer rows count instead of coarser ones.

    Parameters
    ----------
    finer, coarser
        Rows that speak of the same. [-]
    facts
        Of their lines. [-]
    tolerance
        How far below the coarser figure the finer ones may stay. [-]

    Returns
    -------
    count
        Where somebody chose one of them, or where they are enough of them; not where
        somebody chose a coarser one. [-]

    """
    if any(row.chosen for row in finer):
        return True
    if any(row.chosen for row in coarser):
        return False
    whole = _worth(coarser, facts)
    if whole is None:
        return True
    detail = _worth(finer, facts)
    if detail is None:
        return False
    return any(
        _explains(part, total, tolerance)
        for part, total in zip(detail, whole, strict=True)
    )


def _worth(rows: Sequence[Row], facts: Facts) -> tuple[float, float, float] | None:
    """Sum the figures with each set of potentials; None where there is no figure."""
    figures = [
        (row.value, facts.of(row).worth) for row in rows if row.value is not None
    ]
    if not figures:
        return None
    sums = (sum(value * worth[k] for value, worth in figures) for k in range(3))
    first, second, third = sums
    return first, second, third


def _explains(detail: float, whole: float, tolerance: float) -> bool:
    """Whether the detail is not smaller than the whole; for a sink, near it."""
    slack = tolerance * abs(whole)
    return detail >= whole - slack if whole >= 0 else abs(detail - whole) <= slack
