"""Bounds of a total that a fitted law would miss: few rows, each very uncertain."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.instruments.inventory.inputs import Row
from trajectoire.methods.propagation.declared import Kind, law_of
from trajectoire.methods.propagation.laws import Constant, Law, Normal

SKEWED = 0.9  # skewness from which the fit may be off by 1 %; see the tests. [-]
_POINTS = 100_000  # at most: the bounds are then known to better than 1 %. [-]
_WORK = 4_000_000  # data times points: thirty megabytes, a seventh of a second
_SEED = 2026  # the same rows give the same bounds
_TOGETHER = 0.02  # share of the variance that may be drawn as few data
_TAILS = (0.05, 0.95)
_EDGE = 1e-12  # from certainty: laws have no value there
# Roots of primes step evenly through the data that matter most; others are at random.
_PRIMES = [n for n in range(2, 174) if all(n % k for k in range(2, n))]
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
    Approach 2 (Monte Carlo) of IPCC 2006, volume 1, chapter 3, section 3.2.3.2, with
    points that fill the unit cube evenly [1]_ rather than at random: as many of them
    give bounds several times closer (``make show-uncertainty``). The rows that carry
    most of the variance are drawn with what they share. The others are many and small:
    those of a factor enter as one activity of that factor, for they go wrong together;
    those that share nothing with their sum and their variance.

    References
    ----------
    .. [1] Richtmyer, "The evaluation of definite integrals, and a quasi-Monte-Carlo
       method based on the properties of algebraic numbers", Los Alamos LA-1342, 1951.

    """
    terms = _terms(rows, value, np.nan_to_num(deviation), derived)
    if len(terms) < 2:
        return None
    terms.sort(key=_order)
    variance = np.array([term.variance for term in terms])
    few = _TOGETHER * variance.sum() * (1 - 1e-9)
    small = int(np.sum(np.cumsum(variance) < few))
    apart = [*_by_factor(terms[:small]), *terms[small:]]
    alone = [term for term in terms[:small] if term.factor is _ALONE]
    drawn = _drawn(apart[::-1], alone)
    low, high = np.quantile(drawn, _TAILS)
    return float(max(low, 0.0) if (value >= 0).all() else low), float(high)


def _by_factor(terms: Sequence[_Term]) -> list[_Term]:
    """Put together the small activities of each factor: its error stays shared."""
    several: dict[object, list[_Term]] = defaultdict(list)
    for term in terms:
        if term.factor is not _ALONE:
            several[term.factor[0]].append(term)
    return [_together(each) for each in several.values()]


def _together(terms: Sequence[_Term]) -> _Term:
    amounts = np.array([term.amount for term in terms])
    spreads = np.array([term.activity[1].moments.deviation for term in terms])
    size = float(np.abs(amounts).sum())
    whole, spread = amounts.sum() / size, np.linalg.norm(amounts * spreads) / size
    law: Law = Normal(float(whole), float(spread))
    if abs(whole) > 1 - 1e-9:  # all of one sign
        law = law_of(float(whole), float(spread), "k=1")
    factor = terms[0].factor
    return _Term(size, 0.0, (("rest", factor[0]), law), factor)


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


def _drawn(terms: Sequence[_Term], alone: Sequence[_Term]) -> Array:
    """Draw a total: its terms, the weightiest first, and what is added to them."""
    data = dict(datum for term in terms for datum in (term.factor, term.activity))
    data.pop(_ALONE[0], None)
    count = min(_POINTS, _WORK // max(1, len(data)))
    generator = np.random.default_rng(_SEED)
    values = dict(
        zip(data, _values(list(data.values()), generator, count), strict=True)
    )
    total = np.full(count, float(sum(term.amount for term in alone)))
    total += generator.normal(0.0, np.sqrt(sum(t.variance for t in alone)), count)
    for term in terms:
        product = values[term.activity[0]] * term.amount
        total += product * values.get(term.factor[0], 1.0)
    return total


def _values(
    laws: Sequence[Law], generator: np.random.Generator, count: int
) -> Iterator[Array]:
    """Give the values of each law at the points, the first ones spread evenly."""
    places = np.arange(1, count + 1)
    steps = np.sqrt(_PRIMES)
    for number, law in enumerate(laws):
        if number < steps.size:
            points = places * steps[number] + generator.random()
            points -= np.floor(points)
        else:
            points = generator.random(count)
        yield law.quantile(np.clip(points, _EDGE, 1 - _EDGE))


def _law(variation: float | None, row: Row, kind: str = "") -> Law:
    """Give the law of a datum of mean 1."""
    shape: Kind = _SHAPES.get(kind or row.activity_law, "lognormal")
    return law_of(1.0, variation or 0.0, "k=1", shape)
