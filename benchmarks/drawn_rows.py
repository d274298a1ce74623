"""Totals of rows too uncertain for a fitted law, judged by draws that share no code.

The product draws the bounds of such totals. Here the same rows are drawn anew with
another seed and numpy alone: laws, products and sums are written out again, and nothing
of ``methods/propagation`` is called.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from trajectoire.core.indicator import CellState
from trajectoire.core.quantity import Array
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.inputs import Amount, Row
from trajectoire.instruments.inventory.model.drawn import SKEWED
from trajectoire.instruments.inventory.model.totals import totals

SEED, DRAWS = 7_041_961, 1_000_000  # a seed that the product does not know
TAILS = (0.05, 0.95)

Drawn = Callable[[np.random.Generator], Array]


@dataclass(frozen=True)
class Skewed:
    """Rows, and the same total drawn without the product."""

    name: str
    rows: list[Row]
    drawn: Drawn


@dataclass(frozen=True)
class Judged:
    """Relative gaps of the product to the separate draws."""

    name: str
    skewness: float
    low: float
    high: float
    noise: float

    @property
    def gap(self) -> float:
        """The larger one of the two bounds."""
        return max(self.low, self.high)


def of_mean_one(generator: np.random.Generator, variation: float) -> Array:
    """Draw a lognormal law of mean 1 from the normal draws under it."""
    spread = np.sqrt(np.log(1 + variation**2))
    return np.exp(spread * generator.standard_normal(DRAWS) - spread**2 / 2)


def rows_of(values: list[tuple[float, float]], law: str = "lognormal") -> list[Row]:
    """Make rows of their own from values and relative deviations."""
    return [
        Row(
            *(number, "T", "emission_co2", "accounts", "road.cars", 2022),
            *(CellState.ESTIMATED, value, value * variation, law),
        )
        for number, (value, variation) in enumerate(values, 1)
    ]


def apart(name: str, values: list[tuple[float, float]]) -> Skewed:
    """Rows that share nothing."""

    def drawn(generator: np.random.Generator) -> Array:
        total = np.zeros(DRAWS)
        for value, variation in values:
            total += value * of_mean_one(generator, variation)
        return total

    return Skewed(name, rows_of(values), drawn)


def sharing(name: str, factors: list[float], places: int) -> Skewed:
    """Communes with an activity of 30 % for each factor, that all of them share."""
    values = [
        (1.0 + place, fuel) for place in range(places) for fuel in range(len(factors))
    ]
    rows = [
        row._replace(
            activity=number,
            activity_variation=0.3,
            activity_law="lognormal",
            factor=f"T/1/{fuel}",
            factor_variation=factors[fuel],
            deviation=value * float(np.hypot(0.3, factors[fuel])),
        )
        for number, (row, (value, fuel)) in enumerate(
            zip(rows_of([(value, 0.0) for value, _ in values]), values, strict=True), 1
        )
    ]

    def drawn(generator: np.random.Generator) -> Array:
        shared = [of_mean_one(generator, variation) for variation in factors]
        total = np.zeros(DRAWS)
        for value, fuel in values:
            total += value * of_mean_one(generator, 0.3) * shared[fuel]
        return total

    return Skewed(name, rows, drawn)


def with_exact(name: str) -> Skewed:
    """One very uncertain row among forty well known ones, of a normal law."""
    known = [(10.0, 0.05)] * 40

    def drawn(generator: np.random.Generator) -> Array:
        total = 100.0 * of_mean_one(generator, 1.5)
        for value, variation in known:
            total += value * (1 + variation * generator.standard_normal(DRAWS))
        return total

    heavy = rows_of([(100.0, 1.5)])
    others = [row._replace(number=row.number + 1) for row in rows_of(known, "normal")]
    return Skewed(name, heavy + others, drawn)


def cases() -> list[Skewed]:
    """Totals that the product draws rather than fits."""
    return [
        apart("two rows, 80 %", [(100.0, 0.8)] * 2),
        apart("five rows, 110 %", [(10.0, 1.1)] * 5),
        apart("three rows, 200 %", [(100.0, 2.0)] * 3),
        apart("ten rows, 300 %", [(100.0, 3.0)] * 10),
        apart("one of 500 % in 1,000 t", [(1000.0, 0.03), (100.0, 5.0)]),
        sharing("6 communes, 3 shared factors", [0.1, 0.6, 1.5], 6),
        sharing("30 communes, 2 shared factors", [0.8, 2.0], 30),
        with_exact("one of 150 % in 41 rows"),
    ]


def judged(case: Skewed, generator: np.random.Generator) -> Judged:
    """Compare the bounds of the product with those of the separate draws."""
    found = totals(case.rows, [0] * len(case.rows), nomenclatures(), "AR5")[0]
    if not isinstance(found, Amount) or found.low is None or found.high is None:
        raise AssertionError(f"the product gives no interval: {case.name}")
    drawn = case.drawn(generator)
    centred = drawn - drawn.mean()
    skewness = float((centred**3).mean() / drawn.std() ** 3)
    if skewness <= SKEWED:
        raise AssertionError(
            f"the product fits this one, it does not draw: {case.name}"
        )
    low, high = np.quantile(drawn, TAILS)
    return Judged(
        case.name,
        skewness,
        float(abs(found.low / low - 1)),
        float(abs(found.high / high - 1)),
        _noise(drawn),
    )


def judge() -> list[Judged]:
    """Judge every case; print what is found."""
    generator = np.random.default_rng(SEED)
    found = [judged(case, generator) for case in cases()]
    print(
        f"totals of rows that are drawn, against {DRAWS} separate draws, seed {SEED}:"
    )
    for one in found:
        print(
            f"  {one.name:30s} skewness {one.skewness:5.1f}, low {one.low:.2%}, high "
            f"{one.high:.2%} (chance alone in the judge: {one.noise:.2%})"
        )
    return found


def _noise(drawn: Array) -> float:
    """Two standard errors of a bound, read from the draws around it."""
    error = 2 * np.sqrt(TAILS[0] * TAILS[1] / DRAWS)
    worst = 0.0
    for tail in TAILS:
        below, bound, above = np.quantile(drawn, [tail - error, tail, tail + error])
        worst = max(worst, float((above - below) / 2 / abs(bound)))
    return worst
