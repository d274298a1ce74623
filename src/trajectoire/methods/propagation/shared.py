r"""Totals of an inventory whose cells share activities and emission factors.

A cell is a weight times an activity times a factor: one kilowatt-hour figure serves
several gases, one factor serves many communes. Cells that share a datum go wrong
together, so that their uncertainties do not average out. The sums below keep that
exactly, with work that grows as the number of cells.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from trajectoire.core.quantity import Array
from trajectoire.methods.propagation.cells import Cells, Indices
from trajectoire.methods.propagation.fourth import product_fourth
from trajectoire.methods.propagation.laws import Law
from trajectoire.methods.propagation.moments import Moments


@dataclass(frozen=True, eq=False)
class Totals:
    """Totals by group, and how their errors go together.

    Parameters
    ----------
    mean, deviation, third : (group,), (group,), (group,)
        Expected value, standard uncertainty (k = 1), third moment. [unit], [unit³]
    whole
        Of the sum of all the groups. [unit]
    loadings : (datum, group)
        Root of the covariance, sparse: activities, factors, then pairs. [unit]

    """

    mean: Array
    deviation: Array
    third: Array
    whole: Moments
    loadings: sparse.csr_array

    @cached_property
    def covariance(self) -> Array:
        """Covariance of each two groups: (group, group)."""
        return np.asarray((self.loadings.T @ self.loadings).toarray())

    def group(self, index: int) -> Moments:
        """Give the moments of one group.

        Parameters
        ----------
        index
            Of the group. [-]

        Returns
        -------
        moments
            Exact. [unit]

        """
        deviation = float(self.deviation[index])
        return Moments(float(self.mean[index]), deviation**2, float(self.third[index]))


def total(activities: Sequence[Law], factors: Sequence[Law], cells: Cells) -> Totals:
    r"""Sum the cells of an inventory by group, with exact uncertainties.

    Parameters
    ----------
    activities : (activity,)
        Laws, independent of each other and of the factors. [any]
    factors : (factor,)
        Laws, independent of each other. [any]
    cells
        Which activity, factor and group each cell has. [-]

    Returns
    -------
    totals
        Mean, deviation and third moment by group and of the whole, covariance between
        groups. [unit]

    Raises
    ------
    InputError
        If a cell names a datum that is not given.

    Notes
    -----
    With :math:`T_g = \sum_{ij} W^g_{ij} a_i f_j`, :math:`p^g = W^g \bar f`,
    :math:`q^g = \bar a W^g`:

    .. math:: \mathrm{cov}(T_g, T_h) = \sum_i p^g_i p^h_i v_i + \sum_j q^g_j q^h_j v_j
       + \sum_{ij} W^g_{ij} W^h_{ij} v_i v_j.

    Exact for any laws: the three parts are uncorrelated. It is approach 1 of the
    guidelines [1]_ without its linearisation and with its correlations kept; the first
    two sums are the law of propagation of [2]_.

    References
    ----------
    .. [1] IPCC, "2006 Guidelines for national greenhouse gas inventories", volume 1,
       chapter 3, "Uncertainties", section 3.2.3.1.
    .. [2] JCGM 100:2008, "Guide to the expression of uncertainty in measurement", 5.1.

    """
    cells.check(len(activities), len(factors))
    data = _Data.of(activities, factors)
    mean, third, loadings = _propagated(data, cells)
    sums, thirds, roots = _propagated(data, cells.together())
    variance = float(roots.power(2).sum())
    whole = Moments(float(sums.sum()), variance, float(thirds.sum()))
    deviation = np.sqrt(np.asarray(loadings.power(2).sum(axis=0)).ravel())
    return Totals(mean, deviation, third, whole, loadings)


def group_moments(
    activities: Array, factors: Array, cells: Cells, groups: int
) -> tuple[Array, Array, Array, Array]:
    """Give the exact moments of groups of cells, without how the groups go together.

    Parameters
    ----------
    activities, factors : (moment, activity), (moment, factor)
        Mean, variance, third moment and fourth cumulant of each datum. [any]
    cells
        Which activity, factor and group each cell has. [-]
    groups
        How many groups to give. [-]

    Returns
    -------
    mean, variance, third, fourth : (group,), (group,), (group,), (group,)
        The first three as ``total`` finds them, quicker where thousands of data have no
        law to be drawn from. The fourth cumulant is exact where cells share an activity
        or a factor; it leaves out what ties three cells or more by both in turn.
        [unit], [unit²], [unit³], [unit⁴]

    """
    cells.check(activities.shape[1], factors.shape[1])
    sums = _summed(_Data(activities[:3], factors[:3]), cells, groups)
    (a, va), (f, vf) = activities[:2, sums.i], factors[:2, sums.j]
    variance = _added(sums.g, sums.W**2 * va * vf, groups)
    for (key, value, _), data in (
        (sums.of_activity, activities),
        (sums.of_factor, factors),
    ):
        datum, group = np.divmod(key, groups or 1)
        variance = variance + _added(group, value**2 * data[1][datum], groups)
    fourth = _fourths(sums, activities, factors, groups)
    return _added(sums.g, sums.W * a * f, groups), variance, sums.third, fourth


def _fourths(sums: "_Sums", activities: Array, factors: Array, groups: int) -> Array:
    """Add up by factor and by activity, less what was counted in both."""
    power = sums.W ** np.array([[1], [2], [3], [4]])
    by_activity, by_factor = activities[:, sums.i], factors[:, sums.j]
    fourth = -_added(sums.g, product_fourth(power * by_activity, by_factor), groups)
    for (key, mean, place), own, others in (
        (sums.of_factor, factors, by_activity),
        (sums.of_activity, activities, by_factor),
    ):
        parts = [_added(place, each, key.size) for each in (power * others)[1:]]
        datum, group = np.divmod(key, groups or 1)
        found = product_fourth(np.stack([mean, *parts]), own[:, datum])
        fourth = fourth + _added(group, found, groups)
    return fourth


@dataclass(frozen=True, eq=False)
class _Data:
    """Moments of the activities and of the factors, as arrays."""

    activity: Array
    factor: Array

    @classmethod
    def of(cls, activities: Sequence[Law], factors: Sequence[Law]) -> "_Data":
        return cls(_table(activities), _table(factors))


def _table(laws: Sequence[Law]) -> Array:
    found = (law.moments for law in laws)
    rows = [(one.mean, one.variance, one.third) for one in found]
    return np.array(rows, dtype=np.float64).reshape(-1, 3).T


@dataclass(frozen=True, eq=False)
class _Sums:
    """One entry per pair of data and group, and what each datum moves in a group."""

    pair: Indices
    i: Indices
    j: Indices
    g: Indices
    W: Array
    of_activity: tuple[Indices, Array, Indices]
    of_factor: tuple[Indices, Array, Indices]
    third: Array


def _summed(data: _Data, cells: Cells, groups: int) -> _Sums:
    factors = data.factor.shape[1]
    key = (cells.activity * factors + cells.factor) * groups + cells.group
    entry, W = _gathered(key, cells.weight)[:2]  # one entry per pair and group
    pair, g = np.divmod(entry, groups or 1)
    i, j = np.divmod(pair, factors or 1)
    (a, va, ma), (f, vf, mf) = data.activity[:, i], data.factor[:, j]
    of_activity = _gathered(i * groups + g, W * f)
    of_factor = _gathered(j * groups + g, W * a)
    p, q = of_activity[1][of_activity[2]], of_factor[1][of_factor[2]]
    third = 6 * p * q * W * va * vf + W**3 * ma * mf
    third += 3 * W**2 * (p * ma * vf + q * va * mf)
    third += p**2 * W * f * ma + q**2 * W * a * mf  # adds up to p³ and q³ over pairs
    by_group = _added(g, third, groups)
    return _Sums(pair, i, j, g, W, of_activity, of_factor, by_group)


def _propagated(data: _Data, cells: Cells) -> tuple[Array, Array, sparse.csr_array]:
    """Give the mean, the third moment and the root of the covariance of the groups."""
    groups = cells.groups
    sums = _summed(data, cells, groups)
    (a, va, _), (f, vf, _) = data.activity[:, sums.i], data.factor[:, sums.j]
    unique, row = np.unique(sums.pair, return_inverse=True)
    loadings = [
        _loaded(sums.of_activity, groups, data.activity[1]),
        _loaded(sums.of_factor, groups, data.factor[1]),
        _root(sums.W * np.sqrt(va * vf), row, sums.g, (unique.size, groups)),
    ]
    return (
        _added(sums.g, sums.W * a * f, groups),
        sums.third,
        sparse.csr_array(sparse.vstack(loadings, format="csr")),
    )


def _gathered(key: Indices, values: Array) -> tuple[Indices, Array, Indices]:
    """Sum the values that have one key; say which keys, and where each value went."""
    unique, inverse = np.unique(key, return_inverse=True)
    return unique, _added(inverse, values, unique.size), inverse


def _added(group: Indices, values: Array, groups: int) -> Array:
    """Sum the values by group, which may be more than those that occur."""
    sums = np.bincount(group, values, minlength=groups)
    return np.asarray(sums, dtype=np.float64)


def _loaded(
    gathered: tuple[Indices, Array, Indices], groups: int, variance: Array
) -> sparse.csr_array:
    """Give what one standard deviation of each datum moves in each group."""
    row, column = np.divmod(gathered[0], groups or 1)
    values = gathered[1] * np.sqrt(variance[row])
    return _root(values, row, column, (variance.size, groups))


def _root(
    values: Array, row: Indices, column: Indices, shape: tuple[int, int]
) -> sparse.csr_array:
    return sparse.csr_array(sparse.coo_array((values, (row, column)), shape=shape))
