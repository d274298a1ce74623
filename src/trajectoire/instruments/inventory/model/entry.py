"""What someone types of an activity, made a figure that a factor can multiply."""

from dataclasses import dataclass

import numpy as np

from trajectoire.core.errors import Fault, InputError, UnitError
from trajectoire.core.factor import Factor
from trajectoire.core.indicator import CellState, Definition, Indicator, Method
from trajectoire.core.period import Period
from trajectoire.core.quantity import Law, Quantity
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.core.units import factor as multiplier
from trajectoire.instruments.inventory.model.counting import NET, Unit, unit_of
from trajectoire.instruments.inventory.model.emission import emissions
from trajectoire.methods.propagation.declared import COVERAGE_FACTOR
from trajectoire.methods.propagation.pedigree import Pedigree

METHOD = Method("inventory.entered", "1")
UNKNOWN = "no uncertainty was stated when it was entered"

# Geometric standard deviation, squared, of the best data of fuels and electricity
# (Frischknecht et al. 2007, table 7.2): the marks widen it. [-]
BASIC = 1.05

# Last part of a line of the accounts → carrier of energy.
CARRIERS = {
    "gas": "energy_natural_gas",
    "oil": "energy_oil_products",
    "coal": "energy_coal",
    "wood": "energy_wood",
    "electricity": "energy_electricity",
    "heat": "energy_heat_network",
    "renewables": "energy_other_renewable",
}
_OF_VEHICLES = "energy_oil_products"
_VEHICLES = ("road.", "rail.fuel", "water.", "air.", "offroad.fuel")
_MACHINES = ".machinery"
_ELSEWHERE = "energy_other"

# What else is counted: definition, unit in which it is kept.
KINDS = (
    ("activity_mass", "t"),
    ("activity_distance", "km"),
    ("activity_freight", "t*km"),
    ("activity_volume", "m^3"),
    ("activity_area", "hectare"),
    ("activity_area_time", "hectare*year"),
    ("activity_volume_moved", "m^3*km"),
    ("activity_spending", "euro"),
    ("activity_time", "hour"),
    ("activity_population", "inhabitant"),
)
_ENERGY, _GROSS, _COUNTED = "MWh", "activity_energy", "activity_count"


@dataclass(frozen=True)
class Entered:
    """An activity as someone types it.

    Parameters
    ----------
    territory, sector, period
        The cell. [-]
    value
        How much. [unit]
    unit
        In what it is counted, with its basis: ``kWh PCI``. [-]
    source
        Who says so: the supplier, the survey, the meter. [-]
    percentage
        Half-width of the 95 % interval over the value; None where nobody says. [%]
    marks
        The five marks of the pedigree, where they are given instead. [-]
    observed
        Whether it was metered or counted, rather than estimated. [-]

    """

    territory: Territory
    sector: Sector
    period: Period
    value: float
    unit: str
    source: Source
    percentage: float | None = None
    marks: Pedigree | None = None
    observed: bool = True


@dataclass(frozen=True)
class Computed:
    """An activity, and what it emits.

    Parameters
    ----------
    activity
        The figure entered. [-]
    emissions
        One for each gas. [-]

    """

    activity: Indicator
    emissions: tuple[Indicator, ...]

    @property
    def figures(self) -> tuple[Indicator, ...]:
        """All of them, as the ledger records them."""
        return (self.activity, *self.emissions)


def computed(entered: Entered, factor: Factor, *, law: Law = "lognormal") -> Computed:
    """Multiply what was entered by a factor.

    Parameters
    ----------
    entered
        The activity. [-]
    factor
        Its factor. [-]
    law
        Shape of what is not known of the factor. [-]

    Returns
    -------
    computed
        The activity and its emissions, ready for the ledger. [-]

    Raises
    ------
    InputError
        If the quantity or its uncertainty cannot be.
    UnitError
        If the activity is not counted as the factor wants.

    """
    activity = activity_of(entered)
    return Computed(activity, emissions(activity, factor, law=law))


def activity_of(entered: Entered) -> Indicator:
    """Give the figure of an activity, in the unit in which its kind is kept.

    Parameters
    ----------
    entered
        As typed. [-]

    Returns
    -------
    activity
        Observed or estimated; a zero is a confirmed one. [-]

    Raises
    ------
    InputError
        If the quantity or its uncertainty cannot be; every fault at once.

    """
    _check(entered)
    unit = unit_of(entered.unit)
    definition = definition_of(entered.sector, unit)
    by = 1.0
    if not unit.counted:
        by = multiplier(unit.word, unit_of(definition.unit).word)
    state = CellState.OBSERVED if entered.observed else CellState.ESTIMATED
    if entered.value == 0:
        state = CellState.CONFIRMED_ZERO
    return Indicator(
        definition=definition,
        territory=entered.territory,
        sector=entered.sector,
        period=entered.period,
        quantity=_quantity(entered, entered.value * by, definition.unit),
        state=state,
        source=entered.source,
        method=METHOD,
    )


def definition_of(sector: Sector, unit: Unit) -> Definition:
    """Say what an activity is, from its line and its unit.

    Parameters
    ----------
    sector
        Line of the accounts. [-]
    unit
        In what it is counted. [-]

    Returns
    -------
    definition
        Final energy of a carrier where it is energy at net calorific value; else a
        mass, a distance, a spending…, on its basis. [-]

    Raises
    ------
    UnitError
        If it is a quantity of which no factor counts one.

    Examples
    --------
    >>> definition_of(Sector("accounts", "residential.gas"), unit_of("kWh PCI")).name
    'energy_natural_gas'

    """
    if unit.counted:
        return Definition(_COUNTED, unit.word)
    if _measures(unit.word, _ENERGY):
        if unit.basis in ("", NET):
            return Definition(_carrier(sector), _ENERGY, _better(sector))
        return Definition(_GROSS, f"{_ENERGY} {unit.basis}")
    for name, kept in KINDS:
        if _measures(unit.word, kept):
            return Definition(name, f"{kept} {unit.basis}".strip())
    raise UnitError(
        "expected an energy, a mass, a distance, a volume, an area, a time or a "
        f"spending, found “{unit}”. Choose one of the units that the factor proposes."
    )


def _measures(word: str, kept: str) -> bool:
    try:
        multiplier(word, kept)
    except UnitError:
        return False
    return True


def _carrier(sector: Sector) -> str:
    code = sector.code.partition("/")[0]
    known = CARRIERS.get(code.rpartition(".")[2])
    if known is not None:
        return known
    return _OF_VEHICLES if _is_engine(code) else _ELSEWHERE


def _is_engine(code: str) -> bool:
    return code.startswith(_VEHICLES) or code.endswith(_MACHINES)


def _better(sector: Sector) -> str:
    """Less is better, but for wood and other renewable energy, which replace fuels."""
    neutral = ("energy_wood", "energy_other_renewable")
    return "" if _carrier(sector) in neutral else "down"


def _quantity(entered: Entered, value: float, unit: str) -> Quantity:
    if entered.value == 0:
        return Quantity(0.0, unit, 0.0)
    if entered.marks is not None:
        spread = float(np.log(entered.marks.geometric_deviation(BASIC)))
        relative = float(np.sqrt(np.expm1(spread**2)))
        return Quantity(value, unit, abs(value) * relative, law="lognormal")
    if entered.percentage is None:
        return Quantity(value, unit, None, reason=UNKNOWN)
    relative = entered.percentage / 100 / COVERAGE_FACTOR["95 %"]
    wide = entered.percentage > 30  # a normal law would soon reach below zero
    law: Law = "lognormal" if wide else "normal"
    return Quantity(value, unit, abs(value) * relative, law=law)


def _check(entered: Entered) -> None:
    faults = []
    if not np.isfinite(entered.value):
        remedy = "Write a number, as 1234,5."
        faults.append(Fault("a quantity", f"{entered.value}", remedy, column="value"))
    elif entered.value < 0:
        remedy = "Write what was burnt, bought or driven, without sign."
        found = f"{entered.value:g} {entered.unit}"
        faults.append(Fault("a quantity of at least 0", found, remedy, column="value"))
    given = entered.percentage
    if given is not None and not 0 <= given <= 1000:
        remedy = "Write 5 for ± 5 %, or leave it empty where it is not known."
        faults.append(
            Fault("a percentage from 0 to 1000", f"{given:g}", remedy, column="±")
        )
    if faults:
        raise InputError(faults)
