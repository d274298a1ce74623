"""Bounds of a total that a fitted law would miss: few rows, each very uncertain."""

from collections.abc import Sequence

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.instruments.inventory.inputs import Row
from trajectoire.methods.propagation.cells import Cells
from trajectoire.methods.propagation.declared import law_of
from trajectoire.methods.propagation.drawing import draw_totals
from trajectoire.methods.propagation.laws import Constant, Law, Normal

SKEWED = 0.9  # skewness from which the fit may be off by 1 %; see the tests. [-]
_DRAWS = 40_000  # the bounds are then known to about 1 %. [-]
_SEED = 2026  # the same rows give the same bounds
_APART = 60  # rows drawn one by one; the rest together, as a normal law
_TAILS = (0.05, 0.95)


def drawn_bounds(
    rows: Sequence[Row], value: Array, deviation: Array, derived: Array
) -> tuple[float, float]:
    """Draw the central 90 % of a total.

    Parameters
    ----------
    rows
        That are added. [-]
    value, deviation : (row,), (row,)
        In the unit of the total; a row without uncertainty has none. [unit]
    derived : (row,)
        Whether each was computed from an activity and a factor. [-]

    Returns
    -------
    low, high
        Bounds. [unit]

    Notes
    -----
    Approach 2 (Monte Carlo) of IPCC 2006, volume 1, chapter 3, section 3.2.3.2. The
    rows that carry most of the variance are drawn with what they share; the others are
    many and small, and enter with their sum and their variance.

    """
    order = np.argsort(-np.nan_to_num(deviation), kind="stable")
    apart, rest = order[:_APART], order[_APART:]
    activities: list[Law] = []
    factors: list[Law] = [Constant(1.0)]
    known: dict[object, int] = {}
    cells: list[tuple[int, int, float]] = []
    for index in apart:
        row, amount = rows[index], float(value[index])
        if derived[index]:
            first = _place(activities, known, ("activity", row.activity))
            if first == len(activities):
                activities.append(_law(row.activity_variation, row.activity_law))
            second = _place(factors, known, ("factor", row.factor))
            if second == len(factors):
                factors.append(_law(row.factor_variation, "lognormal"))
            cells.append((first, second, amount))
        elif amount:
            cells.append((len(activities), 0, amount))
            spread = np.nan_to_num(deviation[index]) / abs(amount)
            activities.append(_law(float(spread), row.law))
    if rest.size:
        spread = float(np.sqrt(np.nansum(deviation[rest] ** 2)))
        cells.append((len(activities), 0, 1.0))
        total = float(value[rest].sum())
        activities.append(Normal(total, spread) if spread else Constant(total))
    which = np.array([(first, second) for first, second, _ in cells], dtype=np.intp)
    weight = np.array([amount for _, _, amount in cells])
    drawn = draw_totals(
        activities,
        factors,
        Cells(which[:, 0], which[:, 1], np.zeros(len(cells), dtype=np.intp), weight),
        np.random.default_rng(_SEED),
        _DRAWS,
    )
    low, high = np.quantile(drawn.sum(axis=1), _TAILS)
    return float(low), float(high)


def _place(laws: Sequence[Law], known: dict[object, int], name: object) -> int:
    """Give the place of a datum among the laws; the next one when it is new."""
    return known.setdefault(name, len(laws))


def _law(variation: float | None, kind: str) -> Law:
    """Give the law of a datum of mean 1."""
    shape = kind if kind in ("normal", "lognormal", "triangular") else "lognormal"
    return law_of(1.0, variation or 0.0, "k=1", shape)  # type: ignore[arg-type]
