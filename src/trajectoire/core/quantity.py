"""A value with its unit and how sure we are."""

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trajectoire.core.units import factor

Array = NDArray[np.float64]

Law = Literal["normal", "lognormal", "triangular"]

Z_90 = 1.6448536269514722  # half-width of the central 90 % of a normal law, in k = 1


@dataclass(frozen=True)
class Quantity:
    """A number that does not travel without its unit and its uncertainty.

    Parameters
    ----------
    value
        Best estimate. [unit]
    unit
        Its unit, known to the registry. [-]
    uncertainty
        Standard uncertainty, k = 1; None only with a written reason. [unit]
    interval
        Bounds of the central 90 %, where the law is not normal. [unit]
    reason
        Why there is no uncertainty. [-]
    law
        Shape of the law, of which ``value`` is the mean. [-]

    Notes
    -----
    Without ``interval`` the bounds follow from the law: value ± 1.645 uncertainty for a
    normal one; the quantiles of the lognormal or of the symmetric triangular law with
    the same mean and deviation for the others.

    """

    value: float
    unit: str
    uncertainty: float | None = None
    interval: tuple[float, float] | None = None
    reason: str = ""
    law: Law = "normal"

    def __post_init__(self) -> None:
        if self.law not in _BOUNDS:
            raise ValueError(f"a law is one of {', '.join(_BOUNDS)}, found {self.law}")
        if self.uncertainty is None and not self.reason:
            raise ValueError("a quantity without uncertainty states the reason")
        if self.uncertainty is not None and not self.uncertainty >= 0:
            raise ValueError(f"uncertainty is not negative, found {self.uncertainty}")
        if not np.isfinite(self.value):
            raise ValueError(f"a quantity is finite, found {self.value}")

    def to(self, unit: str) -> "Quantity":
        """Give the same quantity in another unit.

        Parameters
        ----------
        unit
            The unit wanted. [-]

        Returns
        -------
        quantity
            The same, converted. [unit]

        Raises
        ------
        UnitError
            If the two units measure different things.

        """
        by = factor(self.unit, unit)
        spread = None if self.uncertainty is None else self.uncertainty * abs(by)
        bounds = None
        if self.interval is not None:
            low, high = sorted((self.interval[0] * by, self.interval[1] * by))
            bounds = (low, high)
        return replace(
            self, value=self.value * by, unit=unit, uncertainty=spread, interval=bounds
        )

    def bounds(self) -> tuple[float, float] | None:
        """Give the central 90 % interval.

        Returns
        -------
        bounds
            Lower and upper bound; None when no uncertainty is known. [unit]

        """
        if self.interval is not None:
            return self.interval
        if self.uncertainty is None:
            return None
        return _BOUNDS[self.law](self.value, self.uncertainty)

    def __add__(self, other: "Quantity") -> "Quantity":
        """Sum two independent quantities, in the unit of the first."""
        same = other.to(self.unit)
        value = self.value + same.value
        if self.uncertainty is None or same.uncertainty is None:
            reason = self.reason or same.reason
            return Quantity(value, self.unit, None, reason=reason)
        spread = float(np.hypot(self.uncertainty, same.uncertainty))
        return Quantity(value, self.unit, spread)


def _normal(value: float, deviation: float) -> tuple[float, float]:
    return value - Z_90 * deviation, value + Z_90 * deviation


def _lognormal(value: float, deviation: float) -> tuple[float, float]:
    """Give the quantiles; of a sink, those of its opposite, turned over."""
    if value == 0:
        return _normal(value, deviation)
    variation = deviation / abs(value)
    if variation == 0:
        return value, value
    # log(1 + variation²), whose square may be endless; the standard library is ten
    # times quicker than NumPy on one number, and a page has thousands.
    twice = 2 * math.log(variation)
    spread = math.sqrt(max(twice, 0.0) + math.log1p(math.exp(-abs(twice))))
    median = value * math.exp(-(spread**2) / 2)
    bounds = sorted(median * math.exp(side * Z_90 * spread) for side in (-1, 1))
    return bounds[0], bounds[1]


def _triangular(value: float, deviation: float) -> tuple[float, float]:
    """Give the quantiles of the symmetric law: half-width √6 deviations, tails 5 %."""
    half = deviation * float(np.sqrt(6.0)) * (1.0 - float(np.sqrt(0.1)))
    return value - half, value + half


_BOUNDS = {"normal": _normal, "lognormal": _lognormal, "triangular": _triangular}


def as_array(values: ArrayLike) -> Array:
    """Give a read-only array of floats.

    Parameters
    ----------
    values
        Any array-like. [any]

    Returns
    -------
    array
        The same values, 64 bits, that nobody can change. [any]

    """
    array = np.array(values, dtype=np.float64)
    array.flags.writeable = False
    return array
