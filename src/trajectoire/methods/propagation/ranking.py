"""Which datum to improve first: its share in the variance of the total."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.methods.propagation.cells import Cells
from trajectoire.methods.propagation.laws import Law
from trajectoire.methods.propagation.shared import total


@dataclass(frozen=True)
class Contribution:
    """What one datum brings to the variance of the total.

    Parameters
    ----------
    kind
        Activity or factor. [-]
    index
        Which one. [-]
    share
        Part of the variance that would go, on average, if it were known exactly. [-]
    narrowing
        Part of the standard uncertainty that would then go. [-]

    """

    kind: Literal["activity", "factor"]
    index: int
    share: float
    narrowing: float


@dataclass(frozen=True)
class Ranking:
    """The data in the order in which improving them narrows the total.

    Parameters
    ----------
    contributions
        Largest first; data that bring nothing are left out. [-]
    joint
        Share of the variance that no datum alone removes: products of two errors. [-]

    """

    contributions: tuple[Contribution, ...]
    joint: float


def ranking(activities: Sequence[Law], factors: Sequence[Law], cells: Cells) -> Ranking:
    r"""Order the data by what improving them would narrow.

    Parameters
    ----------
    activities, factors : (activity,), (factor,)
        Laws, independent of each other. [any]
    cells
        Which activity and factor each cell has; groups are put together. [-]

    Returns
    -------
    ranking
        Shares, which add up to 1 with the joint one; empty for a total without
        uncertainty. [-]

    Raises
    ------
    InputError
        If a cell names a datum that is not given.

    Notes
    -----
    First-order sensitivity indices, exact: :math:`(p_i)^2 v_i / \mathrm{Var}(T)`, the
    expected reduction of the variance when the datum becomes known [1]_. It is the
    uncertainty budget of [2]_ with shared data counted once.

    References
    ----------
    .. [1] Saltelli et al., "Global sensitivity analysis: the primer", Wiley, 2008,
       section 1.2.
    .. [2] JCGM 100:2008, "Guide to the expression of uncertainty in measurement", 5.1.

    """
    found = total(activities, factors, cells.together())
    variance = found.whole.variance
    if not variance > 0:
        return Ranking((), 0.0)
    brought: Array = np.asarray(found.loadings.power(2).sum(axis=1)).ravel() / variance
    data = len(activities) + len(factors)
    order = np.argsort(-brought[:data], kind="stable")
    listed = (
        _contribution(int(datum), len(activities), float(brought[datum]))
        for datum in order
        if brought[datum] > 0
    )
    return Ranking(tuple(listed), float(brought[data:].sum()))


def _contribution(datum: int, activities: int, share: float) -> Contribution:
    narrowing = 1 - float(np.sqrt(max(1 - share, 0.0)))
    if datum < activities:
        return Contribution("activity", datum, share, narrowing)
    return Contribution("factor", datum - activities, share, narrowing)
