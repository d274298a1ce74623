"""An indicator: what, where, when, how much, how sure, from which source."""

from dataclasses import dataclass
from enum import StrEnum

from trajectoire.core.factor import Factor
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.core.units import factor


class CellState(StrEnum):
    """What a cell of the ledger says, beside its number."""

    OBSERVED = "observed"
    ESTIMATED = "estimated"
    CONFIRMED_ZERO = "confirmed_zero"
    NOT_OCCURRING = "not_occurring"
    INCLUDED_ELSEWHERE = "included_elsewhere"
    CONFIDENTIAL = "confidential"
    MISSING = "missing"


VALUED = frozenset({CellState.OBSERVED, CellState.ESTIMATED, CellState.CONFIRMED_ZERO})


@dataclass(frozen=True)
class Definition:
    """What is measured: a line of the nomenclature.

    Parameters
    ----------
    name
        Name in the nomenclature, as ``emission_measured``. [-]
    unit
        Unit in which it is kept. [-]
    better
        ``down`` or ``up``: the direction of progress; empty when it has none. [-]

    """

    name: str
    unit: str
    better: str = ""


@dataclass(frozen=True)
class Method:
    """How a figure was obtained, precisely enough to obtain it again.

    Parameters
    ----------
    name
        ``observatory.inversion``, ``inventory.declared``… [-]
    version
        Version of the method. [-]
    run
        Identifier of the computation; empty for a figure that was typed in. [-]

    """

    name: str
    version: str
    run: str = ""


@dataclass(frozen=True)
class Indicator:
    """A figure that can stand in the ledger.

    Parameters
    ----------
    definition, territory, sector, period
        The cell. [-]
    quantity
        How much and how sure; None unless the state carries a value. [unit]
    state
        What the cell says. [-]
    source
        Who says it. [-]
    method
        How it was obtained. [-]
    note
        Why it does not occur, where else it is counted, by whom it is held back. [-]
    derivation
        The activity and the factor of which it is the product; None when it was
        entered or computed otherwise. [-]

    """

    definition: Definition
    territory: Territory
    sector: Sector
    period: Period
    quantity: Quantity | None
    state: CellState
    source: Source
    method: Method
    note: str = ""
    derivation: "Derivation | None" = None

    def __post_init__(self) -> None:
        if (self.quantity is not None) != (self.state in VALUED):
            raise ValueError(
                f"a cell {self.state.value} has "
                f"{'a' if self.state in VALUED else 'no'} quantity"
            )
        if self.quantity is None:
            return
        factor(self.quantity.unit, self.definition.unit)
        if self.state is CellState.CONFIRMED_ZERO and self.quantity.value != 0:
            raise ValueError(f"a confirmed zero is zero, found {self.quantity.value}")


@dataclass(frozen=True)
class Derivation:
    """What an emission was computed from, so that totals know what their cells share.

    Parameters
    ----------
    activity
        How much was burnt, driven, bred: itself a figure of the ledger. [-]
    factor
        How much is emitted for each unit of it. [-]

    """

    activity: Indicator
    factor: Factor
