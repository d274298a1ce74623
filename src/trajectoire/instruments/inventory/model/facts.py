"""What rows are about, and how much of it they say."""

from collections.abc import Iterable
from dataclasses import dataclass

from trajectoire.instruments.inventory.inputs import Framework, Row
from trajectoire.instruments.inventory.model.nomenclature import (
    BIOGENIC,
    NATIVE,
    Nomenclatures,
    line_of,
)
from trajectoire.methods.warming import Potentials, has_potential, potential

PARTS = 0.01  # [-] parts explain a total to within this: rounding, other potentials
FINER = 0.2  # [-] finer lines may stay this far below coarser ones: other methods
LAND = "utcatf"  # left out of the total of all sectors
TOTAL = "total"
UNREAD = frozenset(
    {"unknown_line", "unknown_substance", "no_such_figure", "not_an_emission"}
)
_NET = "sink_total"  # what the carbon balance of land is compared with
_SETS: tuple[Potentials, ...] = ("AR4", "AR5", "AR6")
Sums = tuple[float, float, float]  # with each set of potentials


@dataclass(frozen=True, eq=False)
class Fact:
    """What the nomenclatures say of the rows of one line and substance.

    Parameters
    ----------
    family
        What they are compared with: greenhouse gases and sinks together, each
        pollutant alone, and the CO2 of biomass, which is in no total, alone. [-]
    pcaet, gpc
        Sector of the PCAET and reference of the GPC where they land; empty for none.
        [-]
    kinds
        The substance that they tell, then the totals that hold it: livestock told in
        CO2e tells methane, the net emission of land its sinks. [-]
    line
        Nomenclature and code, without asset nor detail. [-]
    chain
        The substance that they name, then the totals that hold it. [-]
    worth
        Of one unit, with each set of potentials. [unit of the family]
    refused
        Why no framework counts them; empty otherwise. [-]

    """

    family: str
    pcaet: str
    gpc: str
    kinds: tuple[str, ...]
    line: tuple[str, str]
    chain: tuple[str, ...]
    worth: Sums
    refused: str

    def place(self, framework: Framework) -> str:
        """Give the line of a framework where they land.

        Parameters
        ----------
        framework
            ``PCAET`` or ``GPC``. [-]

        Returns
        -------
        code
            Empty for none. [-]

        """
        return self.gpc if framework == "GPC" else self.pcaet

    def is_akin(self, other: "Fact") -> bool:
        """Tell whether two rows of one place may tell the same.

        Parameters
        ----------
        other
            Of the other row. [-]

        Returns
        -------
        akin
            Where one tells a total that holds what the other tells: on one line, all
            gases hold each; between two, those of cars hold no methane to speak of. [-]

        """
        if self.line == other.line and _holds(self.chain, other.chain):
            return True
        return _holds(self.kinds, other.kinds)


def _holds(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    return first[0] in second or second[0] in first


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
        key = row[2:5]  # substance, nomenclature, sector
        fact = self._found.get(key)
        if fact is None:
            fact = self._found[key] = self._fact(*key)
        return fact

    def _fact(self, substance: str, nomenclature: str, sector: str) -> Fact:
        landing = self.nomenclatures.landing
        pcaet = landing(nomenclature, sector, "PCAET", substance)
        gpc = landing(nomenclature, sector, "GPC", substance)
        family: str = self.nomenclatures.family(substance) or ""
        told = self._told(nomenclature, sector, substance, pcaet.code == LAND)
        if family == "pollutant" or substance == BIOGENIC:
            family = substance
        if family == "sink":
            family = "ghg"
        return Fact(
            family=family,
            pcaet=pcaet.code or "",
            gpc=gpc.code or "",
            kinds=self.nomenclatures.chain(told),
            line=(nomenclature, line_of(nomenclature, sector)),
            chain=self.nomenclatures.chain(substance),
            worth=self._worth(substance),
            refused=pcaet.why if pcaet.why in UNREAD else "",
        )

    def _told(
        self, nomenclature: str, sector: str, substance: str, on_land: bool
    ) -> str:
        """Give what a row tells: a native line may have one gas or carrier only."""
        if on_land and substance in ("emission_ghg", "emission_co2"):
            return _NET
        if nomenclature != NATIVE or substance not in ("emission_ghg", "energy_final"):
            return substance
        family = self.nomenclatures.family(substance) or ""
        key = nomenclature, line_of(nomenclature, sector), family
        needs = self.nomenclatures.needs.get(key, ())
        return needs[0] if len(needs) == 1 else substance

    def _worth(self, name: str) -> Sums:
        substance = self.nomenclatures.substances.get(name)
        if substance is None or not has_potential(substance.gas):
            sign = -1.0 if substance and substance.family == "sink" else 1.0
            return sign, sign, sign
        first, second, third = (potential(substance.gas, each) for each in _SETS)
        return first, second, third


def are_enough(
    finer: Iterable[Row],
    coarser: Iterable[Row],
    facts: Facts,
    tolerance: float,
    *,
    hold: bool = False,
) -> bool:
    """Tell whether figures are not far below others of the same, whoever chose what.

    Parameters
    ----------
    finer, coarser
        Rows that speak of the same. [-]
    facts
        Of their lines. [-]
    tolerance
        How far below the coarser figure the finer ones may stay. [-]
    hold
        Whether the finer are of a territory that holds those of the coarser. [-]

    Returns
    -------
    enough
        With one set of potentials at least; where the coarser are negative, near them.
        Always where the coarser have no figure, never where only they have. What holds
        others is compared with them without sign, for a larger sink is no less; and it
        is enough where the sign is another: a part proves nothing of a balance. [-]

    """
    whole, detail = sums(coarser, facts), sums(finer, facts)
    if whole is None or detail is None:
        return whole is None
    pairs = zip(detail, whole, strict=True)
    explains = _contains if hold else _explains
    return any(explains(part, total, tolerance) for part, total in pairs)


def sums(rows: Iterable[Row], facts: Facts) -> Sums | None:
    """Add up figures with each set of potentials.

    Parameters
    ----------
    rows
        Of one family. [-]
    facts
        Of their lines. [-]

    Returns
    -------
    sums
        None where there is no figure. [unit of the family]

    """
    first = second = third = 0.0
    silent = True
    for row in rows:
        if row.value is not None:
            worth = facts.of(row).worth
            first += row.value * worth[0]
            second += row.value * worth[1]
            third += row.value * worth[2]
            silent = False
    return None if silent else (first, second, third)


def _explains(detail: float, whole: float, tolerance: float) -> bool:
    """Whether the detail is not smaller than the whole; for a sink, near it."""
    slack = tolerance * abs(whole)
    return detail >= whole - slack if whole >= 0 else abs(detail - whole) <= slack


def _contains(whole: float, inside: float, tolerance: float) -> bool:
    """Whether a balance is not smaller than what is told within it."""
    return whole * inside < 0 or abs(whole) >= (1 - tolerance) * abs(inside)
