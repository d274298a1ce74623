"""Bounds of ledgers made at random, fitted or drawn as the product decides, judged.

A few rows or many, of four laws and many sizes, alone or computed with factors that
they share, with sinks among them. Nothing says beforehand which bounds the product
draws. A gap is a part of the bound; among sinks, where a bound may be near zero, a part
of the distance to the median if that is larger.
"""

from dataclasses import dataclass

import numpy as np

from trajectoire.core.indicator import CellState
from trajectoire.core.quantity import Array
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.inputs import Amount, Row
from trajectoire.instruments.inventory.model.totals import totals

SEED, LEDGERS, DRAWS = 19_340_521, 60, 1_000_000
RANKS = (0.05, 0.5, 0.95)
STEP = 2 * float(np.sqrt(0.05 * 0.95 / DRAWS))  # two standard errors of a rank
WIDEST = {"normal": 0.3, "triangular": 0.35, "lognormal": 3.0}  # above zero, nearly


@dataclass(frozen=True)
class Gap:
    """The larger one of two bounds, and what chance in the judge can make of it."""

    found: float
    noise: float


def ledger(generator: np.random.Generator) -> list[Row]:
    """Make rows at random."""
    count = int(generator.choice([1, 2, 2, 3, 5, 8, 12, 20, 40]))
    wide = float(generator.choice([0.2, 0.3, 0.5, 0.8, 1.0, 1.5, 3.0]))
    usual = float(generator.choice([0.1, 0.2, 0.3]))
    spread = float(generator.choice([0.0, 0.7, 1.5]))
    sinks = 0.3 * (generator.random() < 0.3)
    factors = generator.choice([0.05, 0.1, 0.2, 0.3, 1.0], generator.choice([1, 2, 3]))
    derived = 0.8 * (generator.random() < 0.6)
    rows = []
    for number in range(1, count + 1):
        law = str(generator.choice(["lognormal", "lognormal", "normal", "triangular"]))
        variation = min(float(generator.choice([usual] * 3 + [wide])), WIDEST[law])
        value = 100 * float(generator.lognormal(0, spread))
        value *= -0.5 if generator.random() < sinks else 1
        said = value, abs(value) * variation, law
        place = "T", "emission_ghg", "accounts", "road.cars", 2022
        row = Row(number, *place, CellState.ESTIMATED, *said)
        if generator.random() < derived:
            row = product(
                row, variation, int(generator.integers(factors.size)), factors
            )
        rows.append(row)
    return rows


def product(row: Row, variation: float, factor: int, factors: Array) -> Row:
    """Make a row an activity times one of the factors."""
    own = float(factors[factor])
    relative = np.sqrt((1 + variation**2) * (1 + own**2) - 1)
    return row._replace(
        activity=row.number,
        activity_variation=variation,
        activity_law=row.law,
        factor=f"T/1/{factor}",
        factor_variation=own,
        deviation=float(abs(row.value or 0.0) * relative),
    )


def drawn(law: str, variation: float, generator: np.random.Generator) -> Array:
    """Draw a datum of mean 1 from the definition of its law."""
    if law == "normal":
        return 1 + variation * generator.standard_normal(DRAWS)
    if law == "triangular":
        half = variation * np.sqrt(6)
        both = generator.random(DRAWS) - generator.random(DRAWS)
        return np.asarray(1 + half * both)
    spread = np.sqrt(np.log(1 + variation**2))
    return np.exp(spread * generator.standard_normal(DRAWS) - spread**2 / 2)


def separate(rows: list[Row], generator: np.random.Generator) -> Array:
    """Draw the total of rows without the product."""
    shared: dict[str, Array] = {}
    total = np.zeros(DRAWS)
    for row in rows:
        value, deviation = row.value or 0.0, row.deviation or 0.0
        if not row.activity:
            total += value * drawn(row.law, deviation / abs(value), generator)
            continue
        own = row.factor_variation or 0.0
        if row.factor not in shared:
            shared[row.factor] = drawn("lognormal", own, generator)
        activity = drawn(row.activity_law, row.activity_variation or 0.0, generator)
        total += value * activity * shared[row.factor]
    return total


def gap_of(rows: list[Row], generator: np.random.Generator) -> Gap:
    """Compare the bounds of the product with those of the separate draws."""
    found = totals(rows, [0] * len(rows), nomenclatures(), "AR5")[0]
    if not isinstance(found, Amount) or found.low is None or found.high is None:
        raise AssertionError("the product gives no interval")
    values = separate(rows, generator)
    low, middle, high = np.quantile(values, RANKS)
    near = min(middle - low, high - middle)
    floor = near if any((row.value or 0.0) < 0 for row in rows) else 0.0
    gaps, noises = [], []
    for bound, true, rank in ((found.low, low, 0.05), (found.high, high, 0.95)):
        size = max(abs(true), floor)
        below, above = np.quantile(values, [rank - STEP, rank + STEP])
        gaps.append(abs(bound - true) / size)
        noises.append((above - below) / 2 / size)
    return Gap(float(max(gaps)), float(max(noises)))


def judge_at_random(bar: float) -> bool:
    """Judge the ledgers; print how many miss; say whether none does beyond chance."""
    generator = np.random.default_rng(SEED)
    gaps = [gap_of(ledger(generator), generator) for _ in range(LEDGERS)]
    missed = [gap for gap in gaps if gap.found > bar]
    beyond = [gap for gap in gaps if gap.found - gap.noise > bar]
    worst = max(gap.found for gap in gaps)
    print(
        f"{LEDGERS} ledgers at random, seed {SEED}: largest gap {worst:.2%}, "
        f"{len(missed)} off by more than {bar:.0%}, of which {len(beyond)} beyond "
        f"chance in the judge (at most {max(gap.noise for gap in gaps):.2%})"
    )
    return not beyond
