"""Totals of rows, exact whatever they share: an activity, a factor, or nothing.

Two emissions computed with one factor go wrong together: their uncertainties do not
average out. Rows that share nothing are simply added, which is what makes the totals of
an intercommunality as quick as a page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from trajectoire.core.quantity import Z_90, Array
from trajectoire.instruments.inventory.inputs import Amount, Potentials, Row
from trajectoire.instruments.inventory.model.addends import Addends, addends
from trajectoire.instruments.inventory.model.drawn import SKEWED, drawn_bounds
from trajectoire.instruments.inventory.model.nomenclature import Nomenclatures
from trajectoire.methods.propagation.cells import Cells, Indices
from trajectoire.methods.propagation.fourth import displacement
from trajectoire.methods.propagation.interval import interval
from trajectoire.methods.propagation.moments import Moments
from trajectoire.methods.propagation.shared import group_moments

MOVED = 0.003  # part of a bound by which the fit may miss it; beyond, it is drawn. [-]
BLIND = 0.05  # share without uncertainty above which a total has no interval. [-]


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
    the interval is read from a law with those moments, or drawn where the skewness or
    the fourth cumulant tell that the law would miss it. It stays on its side of zero
    where all rows are on one side and none may be on the other (``Addends.either``);
    with ``removed``, that of a sink is the same, turned over. A row without uncertainty
    adds its value and no variance: ``unknown`` says its share.

    """
    every = addends(rows, nomenclatures, potentials, removed=removed)
    group = np.array(group_of, dtype=np.intp)
    place = np.flatnonzero(group >= 0)
    count = int(group.max(initial=-1)) + 1
    return _summed(every, place, group[place], count)


def added(every: Addends, groups: Sequence[Sequence[int]]) -> list[Amount | None]:
    """Add up the rows of groups, for a view that adds the same ones in several ways.

    Parameters
    ----------
    every
        The rows. [-]
    groups
        Index of each row of each group; a row may be in several. [-]

    Returns
    -------
    amounts
        As ``totals`` gives them. [tCO2e], [MWh] or [t]

    Raises
    ------
    ValueError
        If a group mixes substances that cannot be added.

    """
    sizes = [len(group) for group in groups]
    place = np.fromiter(chain.from_iterable(groups), np.intp, sum(sizes))
    return _summed(every, place, np.repeat(np.arange(len(groups)), sizes), len(groups))


def _summed(
    every: Addends, place: Indices, group: Indices, count: int
) -> list[Amount | None]:
    valued = ~np.isnan(every.value[place])
    place, group = place[valued], group[valued]
    if not place.size:
        return [None] * count
    units = _units(every, place, group, count)
    found = _Sums.of(every, place, group, count)
    return [found.amount(k, unit) for k, unit in enumerate(units)]


def _units(every: Addends, place: Indices, group: Indices, count: int) -> list[str]:
    kinds = len(every.units)
    met = np.bincount(group * kinds + every.unit[place], minlength=count * kinds) > 0
    units = [""] * count
    for pair in np.flatnonzero(met).tolist():
        unit = every.units[pair % kinds]
        if units[pair // kinds]:
            raise ValueError(f"{unit} is not added to {units[pair // kinds]}")
        units[pair // kinds] = unit
    return units


@dataclass(frozen=True, eq=False)
class _Sums:
    """Sums by group, as arrays."""

    value: Array
    variance: Array
    third: Array
    drawn: NDArray[np.bool_]
    size: Array
    unknown: Array
    fixed: Array
    sided: NDArray[np.bool_]
    count: Indices
    known: Indices
    every: Addends
    place: Indices
    group: Indices

    @classmethod
    def of(cls, every: Addends, place: Indices, group: Indices, count: int) -> "_Sums":
        value, deviation = every.value[place], every.deviation[place]
        blind = np.isnan(deviation)
        derived = every.derived[place]
        alone = ~derived & ~blind

        def added(values: Array, chosen: NDArray[np.bool_]) -> Array:
            sums = np.bincount(group[chosen], values[chosen], minlength=count)
            return np.asarray(sums, dtype=np.float64)

        everything = np.ones(place.size, dtype=bool)
        variances = added(deviation**2, alone)
        thirds = added(every.third[place], alone)
        fourths = added(every.fourth[place], alone)
        if derived.any():
            shared = Cells(
                activity=every.activity[place[derived]],
                factor=every.factor[place[derived]],
                group=group[derived],
                weight=value[derived],
            )
            data = every.activities, every.factors
            _, variance, third, fourth = group_moments(*data, shared, count)
            variances, thirds = variances + variance, thirds + third
            fourths = fourths + fourth
        sums = added(value, everything)
        return cls(
            value=sums,
            variance=variances,
            third=thirds,
            drawn=_missed(sums, variances, thirds, fourths),
            size=added(np.abs(value), everything),
            unknown=added(np.abs(value), blind),
            fixed=added(np.abs(value), every.fixed[place]),
            sided=_sided(value, every.either[place], group, count),
            count=np.bincount(group, minlength=count),
            known=np.bincount(group[~blind], minlength=count),
            every=every,
            place=place,
            group=group,
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
        """Read a total below zero turned over: its interval is that of its opposite."""
        turned = moments.mean < 0
        sided = bool(self.sided[group])
        if self.drawn[group]:
            drawn = self._drawn(group, -1.0 if turned else 1.0)
            if drawn is not None:
                low, high = drawn
                return _turned(max(low, 0.0) if sided else low, high, turned)
        if turned:
            moments = Moments(-moments.mean, moments.variance, -moments.third)
        found = interval(moments, positive=sided)
        return _turned(found.low, found.high, turned)

    def _drawn(self, group: int, sign: float) -> tuple[float, float] | None:
        """Draw the central 90 % of a group; None for a single datum or product."""
        inside, every = self.place[self.group == group], self.every
        rows = [every.rows[place] for place in inside.tolist()]
        value = sign * every.value[inside]
        return drawn_bounds(rows, value, every.deviation[inside], every.derived[inside])


def _turned(low: float, high: float, turned: bool) -> tuple[float, float]:
    return (-high, -low) if turned else (low, high)


def _sided(
    value: Array, either: NDArray[np.bool_], group: Indices, count: int
) -> NDArray[np.bool_]:
    """Say which totals cannot be on the other side of zero."""
    sides = np.zeros((2, count), dtype=bool)
    sides[0, group[(value > 0) | either]] = True
    sides[1, group[(value < 0) | either]] = True
    return np.asarray(~sides.all(axis=0))


def _missed(
    value: Array, variance: Array, third: Array, fourth: Array
) -> NDArray[np.bool_]:
    """Say for which totals the fitted law would miss a bound."""
    deviation = np.sqrt(variance)
    nearest = np.maximum(np.abs(value) - Z_90 * deviation, deviation)
    skewed = np.abs(third) > SKEWED * deviation**3
    moved = displacement(variance, third, fourth) > MOVED * nearest
    return np.asarray(skewed | moved)
