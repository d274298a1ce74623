"""Small inventories whose cells share data."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from trajectoire.methods.propagation.cells import Cells


@pytest.fixture
def cells_of() -> Callable[..., Cells]:
    """Make cells from lists; one group and weights of 1 unless told."""

    def make(
        activity: Sequence[int],
        factor: Sequence[int],
        group: Sequence[int] | None = None,
        weight: Sequence[float] | None = None,
    ) -> Cells:
        count = len(activity)
        return Cells(
            np.array(activity, dtype=np.intp),
            np.array(factor, dtype=np.intp),
            np.array([0] * count if group is None else group, dtype=np.intp),
            np.array([1.0] * count if weight is None else weight, dtype=np.float64),
        )

    return make
