"""The cells of an inventory: which activity, factor and group each of them has."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.quantity import Array

Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Cells:
    """Which activity, which factor and which group each cell of an inventory has.

    Parameters
    ----------
    activity, factor : (cell,), (cell,)
        Index of the activity and of the factor; a cell declared directly in tonnes has
        the constant 1 as its factor. [-]
    group : (cell,)
        Index of what the cell counts for: a sector, a gas, a pair of them. [-]
    weight : (cell,)
        Exact multiplier: warming potential, share, change of unit. [any]

    """

    activity: Indices
    factor: Indices
    group: Indices
    weight: Array

    def __post_init__(self) -> None:
        faults = [
            Fault(f"{self.size} cells", f"{given.shape}", "One entry a cell.", column=n)
            for n, given in self._columns()
            if given.shape != (self.size,)
        ]
        faults += [
            Fault("no negative index", f"{given.min()}", "Count from 0.", column=name)
            for name, given in self._columns()[:3]
            if given.size and given.min() < 0
        ]
        if not np.isfinite(self.weight).all():
            remedy = "Leave missing cells out: missing is never zero."
            faults.append(Fault("finite weights", "none", remedy, column="weight"))
        if faults:
            raise InputError(faults)

    def _columns(self) -> list[tuple[str, NDArray[np.generic]]]:
        names = ("activity", "factor", "group", "weight")
        return [(name, np.asarray(getattr(self, name))) for name in names]

    @property
    def size(self) -> int:
        """Number of cells."""
        return int(np.size(self.activity))

    @property
    def groups(self) -> int:
        """Number of groups."""
        return int(self.group.max()) + 1 if self.size else 0

    def together(self) -> "Cells":
        """Put all the cells in one group.

        Returns
        -------
        cells
            The same, for the total of everything. [-]

        """
        return replace(self, group=np.zeros(self.size, dtype=np.intp))

    def check(self, activities: int, factors: int) -> None:
        """Refuse cells that ask for data that are not there.

        Parameters
        ----------
        activities, factors
            How many there are. [-]

        Raises
        ------
        InputError
            If an index is too large.

        """
        asked = (
            (self.activity, activities, "activity"),
            (self.factor, factors, "factor"),
        )
        remedy = "Give every activity and factor that a cell names."
        faults = [
            Fault(f"indices below {count}", f"{index.max()}", remedy, column=name)
            for index, count, name in asked
            if self.size and index.max() >= count
        ]
        if faults:
            raise InputError(faults)
