"""What was measured beside what was declared: two laws on one axis."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from trajectoire.core.quantity import Quantity
from trajectoire.web.inventory.presentation.amounts import Scale, scale_for
from trajectoire.web.observatory.presentation.scale import Scale as Axis
from trajectoire.web.observatory.presentation.scale import place, places_of, ticks
from trajectoire.web.typography.numbers import number

WIDTH, HEIGHT = 640.0, 300.0  # px
_LEFT, _RIGHT, _TOP, _BOTTOM = 24.0, 40.0, 24.0, 40.0  # px kept around
_STEPS = 120  # points of an outline
_REACH = 4.0  # deviations drawn on each side


@dataclass(frozen=True)
class Bell:
    """A law, drawn.

    Parameters
    ----------
    kind
        ``measured`` or ``declared``. [-]
    outline
        Of the law, as SVG writes it. [px]
    body
        Of its central 90 %. [px]
    at, top
        Where its value stands, and how high the law is there. [px]
    name_at, name_top
        Where its name stands. [px]
    side
        Which end of its name stands there: ``start`` or ``end``. [-]
    low, high
        Ends of its central 90 %. [px]

    """

    kind: str
    outline: str
    body: str
    at: str
    top: str
    name_at: str
    name_top: str
    side: str
    low: str
    high: str


@dataclass(frozen=True)
class Bells:
    """Two laws on one axis.

    Parameters
    ----------
    bells
        From back to front. [px]
    marks
        Places and numbers of the axis. [px]
    scale
        Its unit. [-]

    """

    bells: tuple[Bell, ...]
    marks: tuple[tuple[str, str], ...]
    scale: Scale
    width: str = place(WIDTH)
    height: str = place(HEIGHT)
    foot: str = place(HEIGHT - _BOTTOM)


def bells(laws: Sequence[tuple[str, Quantity]]) -> Bells:
    """Draw laws so that their areas are equal, as probabilities are.

    Parameters
    ----------
    laws
        ``measured`` or ``declared``, and the quantity, all in one unit and with an
        uncertainty. [unit]

    Returns
    -------
    bells
        On one axis, which holds no zero: it shows where they meet. [px]

    """
    edges = [edge for _kind, q in laws for edge in _reach(q)]
    marks = ticks(min(edges), max(edges), 6)
    across = Axis(marks[0], marks[-1], _LEFT, WIDTH - _RIGHT)
    densities = [density(quantity) for _kind, quantity in laws]
    highest = max(
        law(_mode(quantity))
        for law, (_kind, quantity) in zip(densities, laws, strict=True)
    )
    up = Axis(0.0, highest, HEIGHT - _BOTTOM, _TOP)
    scale = scale_for(max(abs(m) for m in marks), laws[0][1].unit)
    least = min(quantity.value for _kind, quantity in laws)
    places = places_of((marks[1] - marks[0]) / scale.by)
    return Bells(
        tuple(
            _bell(kind, quantity, law, (across, up), least=quantity.value == least)
            for (kind, quantity), law in zip(laws, densities, strict=True)
        ),
        tuple((place(across(m)), number(m / scale.by, places)) for m in marks),
        scale,
    )


def density(quantity: Quantity) -> Callable[[float], float]:
    """Give the density of the law of a quantity.

    Parameters
    ----------
    quantity
        With its uncertainty. [unit]

    Returns
    -------
    density
        By value. [1/unit]

    """
    mean, deviation = quantity.value, quantity.uncertainty or 0.0
    if quantity.law == "lognormal" and mean > 0:
        spread = math.sqrt(math.log1p((deviation / mean) ** 2))
        middle = math.log(mean) - 0.5 * spread**2
        return lambda x: _gauss(math.log(x), middle, spread) / x if x > 0 else 0.0
    if quantity.law == "triangular":
        half = deviation * math.sqrt(6.0)
        return lambda x: max(half - abs(x - mean), 0.0) / half**2
    return lambda x: _gauss(x, mean, deviation)


def _gauss(x: float, mean: float, deviation: float) -> float:
    return math.exp(-0.5 * ((x - mean) / deviation) ** 2) / (
        deviation * math.sqrt(2 * math.pi)
    )


def _mode(quantity: Quantity) -> float:
    """Where the law is highest; of a lognormal one, below its mean."""
    if quantity.law != "lognormal" or quantity.value <= 0:
        return quantity.value
    ratio = 1 + ((quantity.uncertainty or 0.0) / quantity.value) ** 2
    return quantity.value * ratio**-1.5


def _reach(quantity: Quantity) -> tuple[float, float]:
    far = _REACH * (quantity.uncertainty or 0.0)
    low = quantity.value - far
    if quantity.law == "lognormal" and quantity.value > 0:
        low = max(low, 0.0)
    return low, quantity.value + far


def _bell(
    kind: str,
    quantity: Quantity,
    law: Callable[[float], float],
    on: tuple[Axis, Axis],
    *,
    least: bool,
) -> Bell:
    across, up = on
    low, high = quantity.bounds() or (quantity.value, quantity.value)
    return Bell(
        kind,
        _outline(law, *_reach(quantity), on),
        _outline(law, low, high, on),
        place(across(quantity.value)),
        place(up(law(quantity.value))),
        place(across(low if least else high)),
        place(up(law(low if least else high))),
        "end" if least else "start",
        place(across(low)),
        place(across(high)),
    )


def _outline(
    law: Callable[[float], float], low: float, high: float, on: tuple[Axis, Axis]
) -> str:
    """Follow the law from an end to the other, and come back along the axis."""
    across, up = on
    values = [low + (high - low) * k / _STEPS for k in range(_STEPS + 1)]
    drawn = [f"{place(across(x))},{place(up(law(x)))}" for x in values]
    ends = (f"{place(across(x))},{place(up(0.0))}" for x in (high, low))
    return " ".join((*drawn, *ends))
