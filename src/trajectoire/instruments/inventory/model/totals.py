"""Totals of rows, exact whatever they share: an activity, a factor, or nothing.

Two emissions computed with one factor go wrong together: their uncertainties do not
average out. Rows that share nothing are simply added, which is what makes the totals of
an intercommunality as quick as a page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.instruments.inventory.inputs import Amount, Potentials, Row
from trajectoire.instruments.inventory.model.drawn import SKEWED, drawn_bounds
from trajectoire.instruments.inventory.model.nomenclature import Nomenclatures
from trajectoire.instruments.inventory.model.worth import Worth, worths
from trajectoire.methods.propagation.cells import Cells, Indices
from trajectoire.methods.propagation.interval import interval
from trajectoire.methods.propagation.moments import Moments
from trajectoire.methods.propagation.shared import group_moments

BLIND = 0.05  # share without uncertainty above which a total has no interval. [-]
_NO_FACTOR = ""


def totals(
    rows: Sequence[Row],
    group_of: Sequence[int],
    nomenclatures: Nomenclatures,
    potentials: Potentials,
    *,
    removed: bool = False,
) -> list[Amount | None]:
    """Add up rows by group, with exact uncertainties.

    Parameters
    ----------
    rows
        That count; those without figure add nothing. [-]
    group_of : (row,)
        Index of the group of each row; negative for none. [-]
    nomenclatures
        For the unit and the gas of each substance. [-]
    potentials
        Set of warming potentials for the gases that are known by their mass. [-]
    removed
        Whether sinks count as negative emissions, to be added to emissions. [-]

    Returns
    -------
    amounts
        One for each group up to the last; None where no row has a figure: missing is
        not zero. [tCO2e], [MWh] or [t]

    Raises
    ------
    ValueError
        If a group mixes substances that cannot be added.

    Notes
    -----
    A row computed from an activity and a factor is their product, each of mean 1 times
    the declared value; rows with the same activity or factor share its error. Other
    rows are independent. The first three moments are exact (see ``group_moments``), and
    the interval is read from a law with those moments. A row without stated uncertainty
    adds its value and no variance: ``unknown`` says its share.

    """
    scale = worths(nomenclatures, potentials, removed=removed)
    pairs = [
        (row, group, scale[row.substance])
        for row, group in zip(rows, group_of, strict=True)
        if group >= 0 and row.value is not None
    ]
    count = max(group_of, default=-1) + 1
    if not pairs:
        return [None] * count
    units = _units(pairs, count)
    columns = _Columns.of(pairs, count)
    return [columns.amount(group, unit) for group, unit in enumerate(units)]


def _units(pairs: Sequence[tuple[Row, int, Worth]], count: int) -> list[str]:
    units = [""] * count
    for _, group, worth in pairs:
        if units[group] != worth.unit:
            if units[group]:
                raise ValueError(f"{worth.unit} is not added to {units[group]}")
            units[group] = worth.unit
    return units


@dataclass(frozen=True, eq=False)
class _Columns:
    """Sums by group, as arrays."""

    value: Array
    variance: Array
    third: Array
    size: Array
    unknown: Array
    fixed: Array
    lowest: Array
    count: Indices
    known: Indices
    each: "_Each"

    @classmethod
    def of(cls, pairs: Sequence[tuple[Row, int, Worth]], count: int) -> "_Columns":
        rows = [row for row, _, _ in pairs]
        group = np.array([group for _, group, _ in pairs])
        worth = np.array([worth.multiplier for _, _, worth in pairs])
        fixed = np.array([worth.fixed for _, _, worth in pairs])
        value = np.array([row.value for row in rows], dtype=np.float64) * worth
        deviation = np.array([row.deviation for row in rows], dtype=np.float64)
        deviation *= np.abs(worth)
        blind = np.isnan(deviation)
        derived = _derived(rows) & ~blind
        alone = ~derived & ~blind
        laws = [row.law for row in rows]
        third = _third(value, deviation, laws)

        def added(values: Array, chosen: Array) -> Array:
            sums = np.bincount(group[chosen], values[chosen], minlength=count)
            return np.asarray(sums, dtype=np.float64)

        everything = np.ones(len(rows), dtype=bool)
        variances = added(deviation**2, alone)
        thirds = added(third, alone)
        if derived.any():
            chosen = [row for row, one in zip(rows, derived, strict=True) if one]
            found = _products(chosen, value[derived], group[derived], count)
            variances, thirds = variances + found[0], thirds + found[1]
        lowest = np.zeros(count)
        np.minimum.at(lowest, group, value)
        return cls(
            value=added(value, everything),
            variance=variances,
            third=thirds,
            size=added(np.abs(value), everything),
            unknown=added(np.abs(value), blind),
            fixed=added(np.abs(value), fixed),
            lowest=lowest,
            count=np.bincount(group, minlength=count),
            known=np.bincount(group[~blind], minlength=count),
            each=_Each(rows, group, value, deviation, derived),
        )

    def amount(self, group: int, unit: str) -> Amount | None:
        """Give the total of a group, with its interval."""
        rows = int(self.count[group])
        if not rows:
            return None
        value, size = float(self.value[group]), float(self.size[group])
        unknown = float(self.unknown[group]) / size if size else 0.0
        fixed = float(self.fixed[group]) / size if size else 0.0
        deviation = low = high = None
        if self.known[group] and unknown <= BLIND:
            moments = Moments(
                value, float(self.variance[group]), float(self.third[group])
            )
            deviation = moments.deviation
            low, high = self._bounds(group, moments)
        return Amount(value, unit, deviation, low, high, unknown, rows, fixed)

    def _bounds(self, group: int, moments: Moments) -> tuple[float, float]:
        if abs(moments.skewness) > SKEWED:
            drawn = self.each.bounds(group)
            if drawn is not None:
                return drawn
        found = interval(moments, positive=bool(self.lowest[group] >= 0))
        return found.low, found.high


@dataclass(frozen=True, eq=False)
class _Each:
    """The rows themselves, for totals that must be drawn."""

    rows: Sequence[Row]
    group: Indices
    value: Array
    deviation: Array
    derived: Array

    def bounds(self, group: int) -> tuple[float, float] | None:
        """Draw the central 90 % of a group; None for a single datum or product."""
        inside = np.flatnonzero(self.group == group)
        return drawn_bounds(
            [self.rows[int(index)] for index in inside],
            self.value[inside],
            self.deviation[inside],
            self.derived[inside],
        )


def _derived(rows: Sequence[Row]) -> Array:
    return np.array(
        [
            bool(row.activity)
            and row.factor != _NO_FACTOR
            and row.activity_variation is not None
            and row.factor_variation is not None
            for row in rows
        ]
    )


def _third(mean: Array, deviation: Array, laws: Sequence[str]) -> Array:
    """Give the third moment of each row: zero but for the lognormal law."""
    long_tailed = np.array([law == "lognormal" for law in laws]) & (mean != 0)
    safe = np.where(long_tailed, mean, 1.0)
    squared = (deviation / safe) ** 2
    return np.where(long_tailed, safe**3 * squared**2 * (squared + 3), 0.0)


def _products(
    rows: Sequence[Row], value: Array, group: Indices, count: int
) -> tuple[Array, Array]:
    """Give variance and third moment of products that share activities and factors."""
    first = {row.activity: row for row in rows}
    second = {row.factor: row for row in rows}
    activities = _data(
        [row.activity_variation for row in first.values()],
        [row.activity_law for row in first.values()],
    )
    factors = _data(
        [row.factor_variation for row in second.values()], ["lognormal"] * len(second)
    )
    rank = {number: k for k, number in enumerate(first)}
    order = {key: k for k, key in enumerate(second)}
    cells = Cells(
        activity=np.array([rank[row.activity] for row in rows]),
        factor=np.array([order[row.factor] for row in rows]),
        group=group,
        weight=value,
    )
    _, variance, third = group_moments(activities, factors, cells, count)
    return variance, third


def _data(variations: Sequence[float | None], laws: Sequence[str]) -> Array:
    """Give the moments of data of mean 1: (moment, datum)."""
    deviation = np.array(variations, dtype=np.float64)
    mean = np.ones(deviation.size)
    return np.stack([mean, deviation**2, _third(mean, deviation, laws)])
