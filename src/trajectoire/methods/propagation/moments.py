"""Mean, variance and skewness: all that an exact propagation has to carry along."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Moments:
    """The first three moments of an uncertain quantity.

    Parameters
    ----------
    mean
        Expected value. [unit]
    variance
        Expected square of the gap to the mean. [unit²]
    third
        Expected cube of the gap to the mean. [unit³]

    """

    mean: float
    variance: float
    third: float = 0.0

    @property
    def deviation(self) -> float:
        """Standard uncertainty, k = 1."""
        return float(np.sqrt(self.variance))

    @property
    def skewness(self) -> float:
        """Third moment over the cube of the deviation; zero for a constant."""
        return self.third / self.variance**1.5 if self.variance > 0 else 0.0
