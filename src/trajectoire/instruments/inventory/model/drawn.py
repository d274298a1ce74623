"""Bounds of a total that a fitted law would miss: few rows, each very uncertain."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.instruments.inventory.inputs import Row
from trajectoire.methods.propagation.cells import Cells
from trajectoire.methods.propagation.declared import Kind, law_of
from trajectoire.methods.propagation.drawing import draw_totals
from trajectoire.methods.propagation.laws import Constant, Law

SKEWED = 0.9  # skewness from which the fit may be off by 1 %; see the tests. [-]
_DRAWS = 40_000  # at most: the bounds are then known to about 1 %. [-]
_WORK = 8_000_000  # rows times draws: a third of a second
_SEED = 2026  # the same rows give the same bounds
_TOGETHER = 0.02  # share of the variance that may be drawn together, as a normal law
_TAILS = (0.05, 0.95)
_ALONE = ("", Constant(1.0))
_SHAPES: dict[str, Kind] = {
    "normal": "normal",
    "lognormal": "lognormal",
    "triangular": "triangular",
}


@dataclass
class _Term:
    """Rows that are one activity times one factor, or a row of its own."""

    amount: float
    variance: float
    activity: tuple[object, Law]
    factor: tuple[object, Law]


def drawn_bounds(
    rows: Sequence[Row], value: Array, deviation: Array, derived: Array
) -> tuple[float, float] | None:
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
    bounds
        Low and high; None for a single datum or product, whose fitted law is right.
        [unit]

    Notes
    -----
    Approach 2 (Monte Carlo) of IPCC 2006, volume 1, chapter 3, section 3.2.3.2. The
    rows that carry most of the variance are drawn with what they share; the others are
    many and small, and enter with their sum and their variance.

    """
    terms = _terms(rows, value, np.nan_to_num(deviation), derived)
    if len(terms) < 2:
        return None
    terms.sort(key=_order)
    variance = np.array([term.variance for term in terms])
    few = _TOGETHER * variance.sum() * (1 - 1e-9)
    small = int(np.sum(np.cumsum(variance) < few))
    rest, apart = terms[:small], terms[small:]
    spread = float(np.sqrt(variance[:small].sum()))
    together = sum(term.amount for term in rest)
    activities, factors, cells = _problem(apart)
    count = min(_DRAWS, _WORK // cells.size)
    generator = np.random.default_rng(_SEED)
    drawn = draw_totals(activities, factors, cells, generator, count).sum(axis=1)
    drawn += generator.normal(together, spread, count)
    low, high = np.quantile(drawn, _TAILS)
    return float(max(low, 0.0) if (value >= 0).all() else low), float(high)


def _order(term: _Term) -> tuple[float, str]:
    """Place the least variance first, whatever the order and the split of the rows."""
    return float(f"{term.variance:.9g}"), f"{term.activity[0]} {term.factor[0]}"


def _terms(
    rows: Sequence[Row], value: Array, deviation: Array, derived: Array
) -> list[_Term]:
    terms: dict[object, _Term] = {}
    shares = zip(rows, value, deviation, derived, strict=True)
    for place, (row, amount, spread, shared) in enumerate(shares):
        if not amount:
            continue
        key: object = (row.activity, row.factor) if shared else ("", place)
        known = terms.get(key)
        if known is not None:
            known.variance *= (1 + amount / known.amount) ** 2
            known.amount += amount
        elif shared:
            terms[key] = _Term(
                float(amount),
                float(spread**2),
                (("activity", row.activity), _law(row.activity_variation, row)),
                (row.factor, law_of(1.0, row.factor_variation or 0.0, "k=1")),
            )
        else:
            own = _law(float(spread / abs(amount)), row, row.law)
            name = ("row", round(float(amount), 9), place)
            terms[key] = _Term(float(amount), float(spread**2), (name, own), _ALONE)
    return list(terms.values())


def _problem(terms: Sequence[_Term]) -> tuple[list[Law], list[Law], Cells]:
    """Number the data that the terms name."""
    activities = {term.activity[0]: term.activity[1] for term in terms}
    factors = {term.factor[0]: term.factor[1] for term in terms}
    first = {name: place for place, name in enumerate(activities)}
    second = {name: place for place, name in enumerate(factors)}
    cells = Cells(
        activity=np.array([first[term.activity[0]] for term in terms], dtype=np.intp),
        factor=np.array([second[term.factor[0]] for term in terms], dtype=np.intp),
        group=np.zeros(len(terms), dtype=np.intp),
        weight=np.array([term.amount for term in terms]),
    )
    return list(activities.values()), list(factors.values()), cells


def _law(variation: float | None, row: Row, kind: str = "") -> Law:
    """Give the law of a datum of mean 1."""
    shape: Kind = _SHAPES.get(kind or row.activity_law, "lognormal")
    return law_of(1.0, variation or 0.0, "k=1", shape)
