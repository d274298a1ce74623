"""From values to places on a drawing, and round numbers for its axis."""

import math
from dataclasses import dataclass

_ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Scale:
    """A straight scale.

    Parameters
    ----------
    low, high
        Values at both ends. [any]
    start, end
        Places of both ends on the drawing. [px]

    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Place a value."""
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def ticks(low: float, high: float, count: int = 5) -> tuple[float, ...]:
    """Give round values that frame an interval.

    Parameters
    ----------
    low, high
        The interval. [any]
    count
        About how many steps. [-]

    Returns
    -------
    values
        From at most ``low`` to at least ``high``. [any]

    Examples
    --------
    >>> ticks(0, 87)
    (0.0, 20.0, 40.0, 60.0, 80.0, 100.0)

    """
    if not high > low:
        low, high = min(low, 0.0), max(high, 1.0)
    rough = (high - low) / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * r for r in _ROUND if power * r >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(step * k for k in range(first, last + 1))


def places_of(step: float, most: int = 3) -> int:
    """Give how many decimals tell the marks of an axis apart.

    Parameters
    ----------
    step
        Between two marks, in the unit written. [any]
    most
        Largest count. [-]

    Returns
    -------
    places
        The fewest that write the step itself. [-]

    Examples
    --------
    >>> places_of(20.0), places_of(2.5), places_of(0.25)
    (0, 1, 2)

    """
    exact = (p for p in range(most) if math.isclose(round(step, p), step))
    return next(exact, most)


def place(value: float) -> str:
    """Write a place on a drawing, the same in every language.

    Parameters
    ----------
    value
        Along an axis. [px]

    Returns
    -------
    text
        One decimal, with a dot. [px]

    """
    return f"{value:.1f}".removesuffix(".0")
