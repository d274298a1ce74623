"""An activity times its factor: an emission for each gas, with its uncertainty.

Gases are given as masses, so that the set of warming potentials stays a choice of
whoever reads; what the table gives only in CO2 equivalent stays so.
"""

from dataclasses import dataclass, replace

from trajectoire.core.errors import OutOfDomain
from trajectoire.core.factor import Factor
from trajectoire.core.indicator import (
    VALUED,
    CellState,
    Definition,
    Derivation,
    Indicator,
    Method,
)
from trajectoire.core.quantity import Law as Shape
from trajectoire.core.quantity import Quantity
from trajectoire.core.source import Source
from trajectoire.instruments.inventory.model.counting import conversion
from trajectoire.methods.propagation.declared import law_of
from trajectoire.methods.propagation.interval import interval
from trajectoire.methods.propagation.laws import Constant, Law, Lognormal, Normal
from trajectoire.methods.propagation.laws import Triangular as Triangle
from trajectoire.methods.propagation.product import product_law, product_moments
from trajectoire.methods.warming import Potentials, has_potential, potential

METHOD = Method("inventory.activity_factor", "1")
ALL_GASES = "ghg"

# Gas of a factor → definition: name, unit in which it is kept, direction of progress.
_DOWN = "down"
SUBSTANCES: dict[str, tuple[str, str, str]] = {
    ALL_GASES: ("emission_ghg", "tCO2e", _DOWN),
    "co2_fossil": ("emission_co2", "t", _DOWN),
    "co2_biogenic": ("emission_co2_biogenic", "t", ""),
    "ch4": ("emission_ch4", "t", _DOWN),
    "ch4_fossil": ("emission_ch4_fossil", "t", _DOWN),
    "ch4_biogenic": ("emission_ch4_biogenic", "t", _DOWN),
    "n2o": ("emission_n2o", "t", _DOWN),
    "sf6": ("emission_sf6", "t", _DOWN),
    "nf3": ("emission_nf3", "t", _DOWN),
    "hfc": ("emission_hfc", "tCO2e", _DOWN),
    "pfc": ("emission_pfc", "tCO2e", _DOWN),
    "other": ("emission_other_ghg", "tCO2e", _DOWN),
}


@dataclass(frozen=True)
class _Part:
    """What one unit of the activity emits of one substance.

    Parameters
    ----------
    definition
        Of the substance. [-]
    amount
        In the unit of the definition, per unit of the factor. [unit]

    """

    definition: Definition
    amount: float


def emissions(
    activity: Indicator, factor: Factor, *, law: Shape = "lognormal"
) -> tuple[Indicator, ...]:
    r"""Multiply an activity by its factor.

    Parameters
    ----------
    activity
        How much was burnt, driven, bought; its state may be that of an empty cell. [-]
    factor
        How much is emitted for each unit of it. [-]
    law
        Shape of what is not known of the factor. [-]

    Returns
    -------
    emissions
        One for each gas that the factor gives apart, those that it says to be zero
        left out; else one for all gases together. [t], [tCO2e]

    Raises
    ------
    UnitError
        If the activity is not counted as the factor wants.
    OutOfDomain
        If the factor was made with an unknown set of potentials.

    Notes
    -----
    The moments of :math:`a f` are exact (Goodman 1960, see ``product_moments``); the
    bounds are those of the law of the product where it has a name, else those of a
    shifted lognormal with the same three moments. The table states one uncertainty for
    the whole factor: it is taken for each of its gases, which thus go wrong together.
    An emission is *estimated* even where its activity is observed, for nobody saw the
    factor; the other states of the activity pass to the emission. Where the activity
    or the factor has no stated uncertainty the product has none, and says why.

    """
    parts = _parts(factor)
    if activity.state not in VALUED or activity.quantity is None:
        return tuple(_emission(activity, factor, p, None) for p in parts)
    by = conversion(activity, factor.unit)
    counted = replace(
        activity.quantity,
        value=activity.quantity.value * by,
        uncertainty=_times(activity.quantity.uncertainty, by),
        interval=None,
    )
    return tuple(
        _emission(activity, factor, part, _product(counted, factor, part, law))
        for part in parts
    )


def _times(value: float | None, by: float) -> float | None:
    return None if value is None else value * abs(by)


def _parts(factor: Factor) -> tuple[_Part, ...]:
    """Give what the factor says of each substance, several gases of one kind added."""
    gases = [(gas, value) for gas, value in factor.gases if value] or [
        (ALL_GASES, factor.total)
    ]
    amounts: dict[str, float] = {}
    for gas, equivalent in gases:
        kind = substance_of(gas)
        amount = equivalent / 1000 / _worth(kind, factor.potentials)
        amounts[kind] = amounts.get(kind, 0.0) + amount
    return tuple(
        _Part(Definition(*SUBSTANCES[kind]), amount) for kind, amount in amounts.items()
    )


def substance_of(gas: str) -> str:
    """Give the substance under which a gas is kept.

    Parameters
    ----------
    gas
        As a factor names it: ``ch4_fossil``, ``hfc-134a``… [-]

    Returns
    -------
    substance
        A key of ``SUBSTANCES``; ``other`` for a gas that has no line of its own. [-]

    Examples
    --------
    >>> substance_of("hfc-134a"), substance_of("n2o"), substance_of("Divers")
    ('hfc', 'n2o', 'other')

    """
    family = gas.partition("-")[0]
    return family if family in SUBSTANCES else "other"


def _worth(kind: str, potentials: str) -> float:
    """Give the tonnes of CO2 that a tonne of the substance is worth in its table."""
    if SUBSTANCES[kind][1] != "t" or not has_potential(kind):
        return 1.0
    sets: dict[str, Potentials] = {"AR4": "AR4", "AR5": "AR5", "AR6": "AR6"}
    if potentials not in sets:
        raise OutOfDomain(
            "expected a factor made with the potentials AR4, AR5 or AR6, found "
            f"“{potentials}”. Say with which set its table was made."
        )
    return potential(kind, sets[potentials])


def _product(counted: Quantity, factor: Factor, part: _Part, law: Shape) -> Quantity:
    value, unit = counted.value * part.amount, part.definition.unit
    reason = _why_unknown(counted, factor)
    if reason or counted.uncertainty is None or factor.uncertainty is None:
        return Quantity(value, unit, None, reason=reason)
    first = _law(counted.value, counted.uncertainty, counted.law)
    size = abs(part.amount) * factor.uncertainty
    second = _law(part.amount, size, law)
    moments = product_moments(first.moments, second.moments)
    named = product_law(first, second)
    if named is not None:
        return Quantity(value, unit, moments.deviation, law=_shape(named))
    positive = first.positive and second.positive
    found = interval(moments, positive=positive)
    bounds = (found.low, found.high)
    return Quantity(value, unit, moments.deviation, bounds, law="lognormal")


def _why_unknown(counted: Quantity, factor: Factor) -> str:
    """Say what has no stated uncertainty; nothing where both have one."""
    reasons = []
    if counted.uncertainty is None:
        reasons.append(f"activity: {counted.reason}")
    if factor.uncertainty is None:
        reasons.append(f"factor {factor.key}: no uncertainty published")
    return "; ".join(reasons)


def _law(value: float, deviation: float, shape: Shape) -> Law:
    if value == 0 or deviation == 0:
        return Normal(0.0, deviation) if deviation else Constant(value)
    return law_of(value, deviation / abs(value), "k=1", shape)


def _shape(law: Law) -> Shape:
    if isinstance(law, Lognormal):
        return "lognormal"
    return "triangular" if isinstance(law, Triangle) else "normal"


def _emission(
    activity: Indicator, factor: Factor, part: _Part, quantity: Quantity | None
) -> Indicator:
    state = activity.state
    if state is CellState.OBSERVED:
        state = CellState.ESTIMATED
    if state is CellState.CONFIRMED_ZERO:
        quantity = Quantity(0.0, part.definition.unit, 0.0)
    return Indicator(
        definition=part.definition,
        territory=activity.territory,
        sector=activity.sector,
        period=activity.period,
        quantity=quantity,
        state=state,
        source=_source(activity.source, factor),
        method=METHOD,
        note=activity.note,
        derivation=Derivation(activity, factor),
    )


def _source(source: Source, factor: Factor) -> Source:
    """Name the source without the version: a newer factor supersedes the figure."""
    table = factor.source.title.removesuffix(f" V{factor.version}")
    return replace(source, title=f"{source.title} × {table}")
