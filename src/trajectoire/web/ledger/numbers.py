"""What the ledger refuses of a number: its size, its sign, a law that cannot be."""

import math
from collections.abc import Iterator

from trajectoire.core.errors import Fault
from trajectoire.core.indicator import Indicator
from trajectoire.core.quantity import Quantity
from trajectoire.core.units import factor
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.model.soundness import (
    LARGEST,
    SMALLEST,
    WIDEST,
    is_sound,
    may_be_negative,
)

_SLIP = 1e-9  # [-] of a bound: rounding, not a contradiction
_SAY_WHY = "Where no uncertainty is known, leave it empty and write the reason."
_CHECK = "Check the number and its unit."

_Said = tuple[str, str, str, str]  # column, expected, found, remedy


def number_faults(indicator: Indicator, row: int) -> list[Fault]:
    """List what cannot be kept of the number of a figure.

    Parameters
    ----------
    indicator
        A figure about to be recorded. [-]
    row
        That it came in. [-]

    Returns
    -------
    faults
        Not finite, of an impossible size or sign, or a law that cannot be. [-]

    """
    quantity = indicator.quantity
    if quantity is None:
        return []
    said = [*_sizes(quantity, indicator.definition.unit), *_sign(indicator)]
    if not said:
        said += [*_law(quantity), *_bounds(quantity)]
    return [
        Fault(expected, found, remedy, row=row, column=column)
        for column, expected, found, remedy in said
    ]


def _sizes(quantity: Quantity, unit: str) -> Iterator[_Said]:
    asides = (quantity.uncertainty or 0.0, *(quantity.interval or ()))
    if not all(map(math.isfinite, asides)):
        found = f"± {quantity.uncertainty}, interval {quantity.interval}"
        yield "uncertainty", "a finite number", found, _SAY_WHY
        return
    by = factor(quantity.unit, unit)
    if not is_sound(quantity.value * by, None):
        found = f"{quantity.value:g} {quantity.unit}"
        yield "value", f"0, or {SMALLEST:g} to {LARGEST:g} {unit}", found, _CHECK
    if max(map(abs, asides)) * by > LARGEST:
        found = f"{max(map(abs, asides)):g} {quantity.unit}"
        yield "uncertainty", f"at most {LARGEST:g} {unit}", found, _CHECK


def _sign(indicator: Indicator) -> Iterator[_Said]:
    quantity, sector = indicator.quantity, indicator.sector
    if quantity is None or quantity.value >= 0:
        return
    name = indicator.definition.name
    where = (name, sector.nomenclature, sector.code)
    if not may_be_negative(nomenclatures(), *where):
        remedy = "Only land and forests take carbon back: check the sign."
        yield "value", "a value of at least 0", f"{quantity.value:g}", remedy


def _law(quantity: Quantity) -> Iterator[_Said]:
    value, spread = quantity.value, quantity.uncertainty
    if quantity.law != "lognormal" or not spread:
        return
    found = f"{value:g} ± {spread:g}"
    if value == 0:
        remedy = "Take a normal law, or an uncertainty of zero."
        yield "law", "a lognormal law of a value that is not zero", found, remedy
    elif spread > WIDEST * abs(value):
        remedy = "Check the uncertainty: it is one standard deviation (k = 1)."
        expected = f"an uncertainty of at most {WIDEST:g} times the value"
        yield "uncertainty", expected, found, remedy


def _bounds(quantity: Quantity) -> Iterator[_Said]:
    if quantity.interval is None:
        return
    (low, high), value = quantity.interval, quantity.value
    found = f"{value:g} in {low:g} to {high:g}"
    slip = _SLIP * max(abs(low), abs(high))
    if low > high:
        yield "interval_90", "bounds in order", found, "Give the lower bound first."
    elif not low - slip <= value <= high + slip:
        remedy = "Correct the value or the bounds: they are those of the central 90 %."
        yield "interval_90", "a value between its bounds", found, remedy
