"""Is the interval of a total right? Values drawn from the same data decide."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trajectoire.core.errors import MissingData
from trajectoire.core.quantity import Array
from trajectoire.methods.propagation.cells import Cells
from trajectoire.methods.propagation.drawing import draw_totals
from trajectoire.methods.propagation.interval import Interval, interval
from trajectoire.methods.propagation.laws import Law
from trajectoire.methods.propagation.shared import total

FEWEST = 20_000  # draws of a first check; four times as many while it is not clear. [-]
TOLERANCE = 0.01  # relative gap beyond which the fitted bounds are given up. [-]


@dataclass(frozen=True)
class Agreement:
    """How far an interval is from values drawn at random.

    Parameters
    ----------
    low, high
        Bounds found by drawing. [unit]
    gap
        Largest relative gap between a bound and the drawn one. [-]
    noise
        What chance alone can make of it: two standard errors of the drawn bounds. [-]
    inside
        Share of the draws that the interval holds. [-]

    """

    low: float
    high: float
    gap: float
    noise: float
    inside: float

    @property
    def holds(self) -> bool:
        """Whether the gap is within the tolerance."""
        return self.gap <= TOLERANCE

    @property
    def is_settled(self) -> bool:
        """Whether chance cannot turn the answer, nor spoil the drawn bounds."""
        clear = abs(self.gap - TOLERANCE) > self.noise
        return clear and (self.holds or self.noise <= TOLERANCE / 2)


def agreement(found: Interval, drawn: Array) -> Agreement:
    """Compare an interval with draws.

    Parameters
    ----------
    found
        The interval. [unit]
    drawn : (draw,)
        Values of the same total, drawn from the laws of its data. [unit]

    Returns
    -------
    agreement
        Drawn bounds, gap, noise, coverage. [unit]

    Raises
    ------
    MissingData
        If nothing was drawn.

    Notes
    -----
    The standard error of a quantile is read off the draws: the rank of the quantile p
    among n draws is uncertain by the root of n p (1 - p).

    """
    if not drawn.size:
        raise MissingData("an interval is checked against draws, found none")
    tails = np.array([1 - found.probability, 1 + found.probability]) / 2
    error = np.sqrt(tails * (1 - tails) / drawn.size)
    ranks = np.clip([tails, tails - 2 * error, tails + 2 * error], 0, 1)
    bounds, below, above = np.quantile(drawn, ranks)
    scale = np.where(bounds == 0, 1.0, np.abs(bounds))
    gap = np.abs(np.array([found.low, found.high]) - bounds) / scale
    return Agreement(
        low=float(bounds[0]),
        high=float(bounds[1]),
        gap=float(gap.max()),
        noise=float(((above - below) / 2 / scale).max()),
        inside=float(np.mean((drawn >= found.low) & (drawn <= found.high))),
    )


def checked_interval(
    activities: Sequence[Law],
    factors: Sequence[Law],
    cells: Cells,
    generator: np.random.Generator,
    most: int = 1_000_000,
) -> tuple[Interval, Agreement]:
    """Give the 90 % interval of a total, fitted where that is right, drawn elsewhere.

    Parameters
    ----------
    activities, factors : (activity,), (factor,)
        Laws, independent of each other. [any]
    cells
        Which activity and factor each cell has; groups are put together. [-]
    generator
        Source of randomness. [-]
    most
        Most draws that check the interval, and give it where the fit is off; fewer are
        made where the answer is clear earlier. [-]

    Returns
    -------
    interval
        Its shape says which it is. [unit]
    agreement
        Of the fitted interval with the draws. [-]

    Raises
    ------
    InputError
        If a cell names a datum that is not given.

    Notes
    -----
    The fit is off mostly by its lower bound, for sums of a few terms whose errors are
    large factors (``make show-uncertainty`` says how far): drawing, approach 2 of IPCC
    2006, volume 1, chapter 3, section 3.2.3.2, is advised there.

    """
    cells = cells.together()
    whole = total(activities, factors, cells).whole
    positive = all(law.positive for law in (*activities, *factors))
    positive = positive and bool((cells.weight >= 0).all())
    fitted = interval(whole, positive=positive)
    drawn = np.empty(0)
    while True:
        count = min(max(FEWEST, 3 * drawn.size), most - drawn.size)
        more = draw_totals(activities, factors, cells, generator, count)
        drawn = np.concatenate([drawn, more.sum(axis=1)])
        found = agreement(fitted, drawn)
        if found.is_settled or drawn.size >= most:
            break
    if found.holds:
        return fitted, found
    return Interval(found.low, found.high, fitted.probability, "drawn"), found
