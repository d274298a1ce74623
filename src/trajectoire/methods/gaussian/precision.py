"""The prior seen from its inverse: three small matrices for any number of days."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_triangular

from trajectoire.core.quantity import Array
from trajectoire.methods.gaussian.chain import Chain
from trajectoire.methods.gaussian.whitening import log_determinant, lower_root


@dataclass(frozen=True, eq=False)
class PriorPrecision:
    """Precision blocks of a chain.

    Parameters
    ----------
    first, innovation : (unknown, unknown)
        Inverses of the covariances of the first day and of the innovations. [1/unit²]
    transition : (unknown,)
        From one day to the next. [-]
    log_determinant
        Of the covariance of the whole chain. [-]

    """

    first: Array
    innovation: Array
    transition: Array
    log_determinant: float

    @property
    def below(self) -> Array:
        """Block between a day (rows) and its eve (columns). [1/unit²]"""
        return -self.innovation * self.transition

    def block(self, day: int, last: int) -> Array:
        """Give the diagonal block of a day.

        Parameters
        ----------
        day, last
            Rank of the day, and of the last one. [-]

        Returns
        -------
        block : (unknown, unknown)
            Of the precision. [1/unit²]

        """
        own = self.innovation if day else self.first
        if day == last:
            return own
        return own + np.outer(self.transition, self.transition) * self.innovation

    def trace(self, covariance: Array, day: int, last: int) -> float:
        """Give the trace of the product of a day's block with a covariance.

        Parameters
        ----------
        covariance : (unknown, unknown)
            Of the unknowns of the day. [unit²]
        day, last
            Rank of the day, and of the last one. [-]

        Returns
        -------
        trace
            How many of the day's unknowns stay as the prior left them. [-]

        """
        return float(np.einsum("ij,ij->", self.block(day, last), covariance))


def prior_precision(chain: Chain) -> PriorPrecision:
    """Invert the two covariances of a chain.

    Parameters
    ----------
    chain
        The prior. [-]

    Returns
    -------
    precision
        Its blocks. [1/unit²]

    """
    roots = [lower_root(chain.initial, "initial")]
    roots.append(lower_root(chain.innovation, "innovation"))
    first, innovation = (_inverse_of(root) for root in roots)
    determinants = [log_determinant(root) for root in roots]
    total = determinants[0] + (chain.days - 1) * determinants[1]
    return PriorPrecision(first, innovation, chain.transition, total)


def _inverse_of(root: Array) -> Array:
    half = solve_triangular(root, np.eye(len(root)), lower=True, check_finite=False)
    inverse: Array = half.T @ half
    return inverse
