"""Bounds of a total that a fitted law would miss: few rows, each very uncertain."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from trajectoire.core.quantity import Z_90, Array
from trajectoire.instruments.inventory.inputs import Row
from trajectoire.methods.propagation.declared import Kind, law_of
from trajectoire.methods.propagation.fourth import PER_EXCESS, lognormal_excess
from trajectoire.methods.propagation.interval import fitted
from trajectoire.methods.propagation.laws import (
    Constant,
    Law,
    Lognormal,
    Triangular,
)
from trajectoire.methods.propagation.moments import Moments
from trajectoire.methods.propagation.product import product_law

SKEWED = 0.9  # skewness from which the fit may be off by 1 %; see the tests. [-]
_POINTS = 200_000  # at most: the bounds are then known to better than 1 %. [-]
_WORK = 4_000_000  # data times points: thirty megabytes, a seventh of a second
_SEED = 2026  # the same rows give the same bounds
_FOLDED = 0.0005  # part of its distance by which a bound may move for it
_MOST = 400  # data that are drawn apart; see Notes for what the others cost
_LIGHT = 500  # rows of a total whose bounds are kept
_TRIANGLE = 1.5  # a triangle moves its bounds as this excess would, if it is alone
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
    relative: float  # variance of its datum or product, of mean 1
    activity: tuple[object, Law]
    factor: tuple[object, Law]

    @property
    def exact(self) -> bool:
        """Whether the fitted law is the law of this term."""
        first, second = self.activity[1], self.factor[1]
        if self.factor is _ALONE:
            return not isinstance(first, Triangular)
        return product_law(first, second) is not None


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
    points that fill the unit cube evenly [1]_ rather than at random. Rows that matter
    to a bound are drawn with what they share. The others are many and small: those of a
    factor enter as one activity of that factor, for they go wrong together; those that
    share nothing as their sum. Both keep mean, variance and third moment. What is small
    is seen from how close the nearer bound lies, not from the variance, which one long
    tail may fill while other rows make the low bound. Where more than ``_MOST`` data
    matter, the least of them are put together all the same: hundreds of rows, each
    several times more uncertain than its value, may then miss a bound by more than 1 %.

    References
    ----------
    .. [1] Richtmyer, "The evaluation of definite integrals, and a quasi-Monte-Carlo
       method based on the properties of algebraic numbers", Los Alamos LA-1342, 1951.

    """
    said = np.stack([value, np.nan_to_num(deviation), derived])
    draw = _once if len(rows) <= _LIGHT else _bounds
    return draw(tuple(rows), *map(tuple, said.tolist()))


def _bounds(
    rows: Sequence[Row],
    value: Sequence[float],
    deviation: Sequence[float],
    derived: Sequence[float],
) -> tuple[float, float] | None:
    terms = _terms(rows, value, deviation, derived)
    if len(terms) < 2 and all(term.exact for term in terms):
        return None
    drawn = _drawn(_few(sorted(terms, key=_order)))
    low, high = np.quantile(drawn, _TAILS)
    return float(low), float(high)


_once = lru_cache(maxsize=1000)(_bounds)  # the same total stands on several pages


def _order(term: _Term) -> tuple[float, str]:
    """Place the most variance first, whatever the order and the split of the rows."""
    variance = term.amount**2 * term.relative
    return -float(f"{variance:.9g}"), f"{term.activity[0]} {term.factor[0]}"


def _few(terms: Sequence[_Term]) -> list[_Term]:
    """Put together what is small: by factor, for its error stays shared."""
    activities, factors = _sizes(terms, "activity"), _sizes(terms, "factor")
    near = sum(size.near**2 for size in (*activities.values(), *factors.values()))
    names = sorted(activities, key=lambda name: activities[name].order)
    moved = np.cumsum([activities[name].moved(near) for name in names])
    count = max(int(np.sum(moved <= _FOLDED)), len(names) - _MOST)
    small = set(names[:count]) - {_ALONE[0]}
    several: dict[object, list[_Term]] = defaultdict(list)
    for term in terms:
        if term.activity[0] in small:
            several[term.factor[0]].append(term)
    kept = [term for term in terms if term.activity[0] not in small]
    return [*kept, *(part for each in several.values() for part in _together(each))]


@dataclass(frozen=True)
class _Size:
    """How far a datum moves a total."""

    deviation: float
    near: float  # to its nearer bound, over that of a normal law of deviation 1
    excess: float
    several: bool  # whether it stands beside several data
    order: tuple[float, str]

    def moved(self, near: float) -> float:
        """Say how far a bound moves, as part of its distance, if this enters a sum."""
        part = self.deviation**2 / near if near else 0.0
        return PER_EXCESS * self.excess * part**2 + self.several * part / 2


def _sizes(terms: Sequence[_Term], kind: str) -> dict[object, _Size]:
    amounts: dict[object, list[float]] = defaultdict(list)
    laws: dict[object, Law] = {}
    for term in terms:
        name, law = term.activity if kind == "activity" else term.factor
        amounts[name].append(term.amount)
        laws[name] = law
    return {name: _size(name, amounts[name], law) for name, law in laws.items()}


def _size(name: object, amounts: Sequence[float], law: Law) -> _Size:
    variation, amount = law.moments.deviation, abs(sum(amounts))
    spread = np.sqrt(np.log1p(variation**2))
    near = np.exp(-(spread**2) / 2) * -np.expm1(-Z_90 * spread) / Z_90
    deviation = sum(abs(each) for each in amounts) * variation
    return _Size(
        deviation=deviation,
        near=float(amount * near),
        excess=_excess(law, variation),
        several=len(amounts) > 1,
        order=(float(f"{deviation:.9g}"), f"{name}"),
    )


def _excess(law: Law, variation: float) -> float:
    match law:
        case Lognormal():
            return float(lognormal_excess(variation**2))
        case Triangular():
            return _TRIANGLE
    return 0.0


def _together(terms: Sequence[_Term]) -> list[_Term]:
    """Give the sum of the activities of a factor: what is sure, and a law."""
    amounts = np.array([term.amount for term in terms])
    moments = [term.activity[1].moments for term in terms]
    variance = float(amounts**2 @ [one.variance for one in moments])
    third = float(amounts**3 @ [one.third for one in moments])
    _, shift, law = fitted(Moments(float(amounts.sum()), variance, third))
    factor = terms[0].factor
    rest = ("rest", factor[0]), law
    return [_Term(shift, 0.0, _ALONE, factor), _Term(1.0, 0.0, rest, factor)]


def _terms(
    rows: Sequence[Row],
    value: Sequence[float],
    deviation: Sequence[float],
    derived: Sequence[float],
) -> list[_Term]:
    terms: dict[object, _Term] = {}
    shares = zip(rows, value, deviation, derived, strict=True)
    for place, (row, amount, spread, shared) in enumerate(shares):
        if not amount:
            continue
        key: object = (row.activity, row.factor) if shared else ("", place)
        known = terms.get(key)
        if known is not None:
            known.amount += float(amount)
        elif shared:
            terms[key] = _Term(
                float(amount),
                float((spread / amount) ** 2),
                (("activity", row.activity), _law(row.activity_variation, row)),
                (row.factor, law_of(1.0, row.factor_variation or 0.0, "k=1")),
            )
        else:
            own = _law(float(spread / abs(amount)), row, row.law)
            name = ("row", round(float(amount), 9), place)
            terms[key] = _Term(
                float(amount), float((spread / amount) ** 2), (name, own), _ALONE
            )
    return [term for term in terms.values() if term.amount]


def _drawn(terms: Sequence[_Term]) -> Array:
    """Draw a total from its terms, the weightiest first."""
    data = dict(datum for term in terms for datum in (term.factor, term.activity))
    data.pop(_ALONE[0], None)
    count = min(_POINTS, _WORK // max(1, len(data)))
    generator = np.random.default_rng(_SEED)
    laws = list(data.values())
    values = dict(zip(data, _values(laws, generator, count), strict=True))
    total = np.zeros(count)
    for term in terms:
        product = values.get(term.activity[0], 1.0) * term.amount
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
