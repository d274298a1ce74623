"""What follows from sums: which unknown figures a reader of some others can compute."""

from collections.abc import Sequence

import numpy as np

from trajectoire.core.quantity import Array

_NOTHING = 1e-6  # [-] below which what is left of a unit is rounding
_FLAT = 1e-9  # [-] its like for the square of a matrix of small whole numbers


class Knowledge:
    """What can be computed of figures that are bound by sums.

    Parameters
    ----------
    sums : (sum, figure)
        Combinations of figures that are known. [-]
    secret
        Places of the figures that nobody should compute. [-]

    Notes
    -----
    A figure is known where its row is a combination of the rows that are known: where
    nothing of it is left in what is orthogonal to all of them.

    """

    def __init__(self, sums: Array, secret: Sequence[int]) -> None:
        sizes, turned = np.linalg.eigh(sums.T @ sums)
        self._free = turned[:, sizes < _FLAT]
        left = self._free[list(secret)]
        self._left = left[np.linalg.norm(left, axis=1) > _NOTHING]
        self._known = np.zeros((0, self._free.shape[1]))

    def tells(self, figure: int) -> bool:
        """Tell whether one more figure would give away one that is secret.

        Parameters
        ----------
        figure
            Its place. [-]

        Returns
        -------
        telling
            Never of what the sums alone give away. [-]

        """
        new = self._new(figure)
        left = self._left - np.outer(self._left @ new, new)
        return bool((np.linalg.norm(left, axis=1) < _NOTHING).any())

    def learn(self, figure: int) -> None:
        """Publish a figure.

        Parameters
        ----------
        figure
            Its place. [-]

        """
        new = self._new(figure)
        self._left = self._left - np.outer(self._left @ new, new)
        self._known = np.vstack([self._known, new])

    def _new(self, figure: int) -> Array:
        """Give the direction that a figure adds to what is known; nil for none."""
        row = self._free[figure]
        for _ in range(2):  # once more, for rounding
            row = row - self._known.T @ (self._known @ row)
        size = float(np.linalg.norm(row))
        return np.asarray(row / size if size > _NOTHING else 0 * row)
