"""The same totals by drawing, to check the formulas: approach 2 of the guidelines."""

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from trajectoire.core.quantity import Array
from trajectoire.methods.propagation.cells import Cells
from trajectoire.methods.propagation.laws import Law

BATCH = 2_000_000  # products held at a time, cells times draws


def draw_totals(
    activities: Sequence[Law],
    factors: Sequence[Law],
    cells: Cells,
    generator: np.random.Generator,
    count: int,
) -> Array:
    """Draw every datum, and sum the cells by group, many times.

    Parameters
    ----------
    activities, factors : (activity,), (factor,)
        Laws, independent of each other. [any]
    cells
        Which activity, factor and group each cell has. [-]
    generator
        Source of randomness. [-]
    count
        Number of draws. [-]

    Returns
    -------
    totals : (draw, group)
        One line a draw; a datum has one value in all its cells. [unit]

    Raises
    ------
    InputError
        If a cell names a datum that is not given.

    Notes
    -----
    Approach 2 (Monte Carlo) of IPCC 2006, volume 1, chapter 3, section 3.2.3.2.

    """
    cells.check(len(activities), len(factors))
    groups = cells.groups
    entries = (cells.weight, (cells.group, np.arange(cells.size)))
    sums = sparse.csr_array(sparse.coo_array(entries, shape=(groups, cells.size)))
    totals = np.empty((count, groups))
    step = max(1, BATCH // max(1, cells.size + len(activities) + len(factors)))
    for start in range(0, count, step):
        batch = min(step, count - start)
        a = _drawn(activities, generator, batch)[cells.activity]
        a *= _drawn(factors, generator, batch)[cells.factor]
        totals[start : start + batch] = (sums @ a).T
    return totals


def _drawn(laws: Sequence[Law], generator: np.random.Generator, count: int) -> Array:
    values = np.empty((len(laws), count))
    for row, law in zip(values, laws, strict=True):
        row[:] = law.draws(generator, count)
    return values
