"""Points that fill space evenly, in place of chance: the same answer each time."""

from functools import lru_cache

import numpy as np
from scipy.special import ndtri

from trajectoire.core.quantity import Array, Quantity
from trajectoire.methods.propagation.declared import lognormal_of
from trajectoire.methods.propagation.laws import Constant, Law, Normal, Triangular

_NODES = 4093  # points, a prime: quantiles to half a percent. [-]
_GENERATOR = 2410  # of the Korobov lattice with that many points. [-]


@lru_cache(maxsize=64)
def lattice(dimensions: int) -> Array:
    r"""Give points of the unit cube: (node, dimension).

    Parameters
    ----------
    dimensions
        How many. [-]

    Returns
    -------
    points : (node, dimension)
        Strictly between 0 and 1. [-]

    Notes
    -----
    Korobov's rank-1 lattice [1]_: node :math:`i` is :math:`(i g^k \bmod n + 1/2) / n`
    in dimension :math:`k`.

    References
    ----------
    .. [1] Sloan, Joe, "Lattice methods for multiple integration", Oxford, 1994.

    """
    powers = [pow(_GENERATOR, axis, _NODES) for axis in range(dimensions)]
    ranks = np.outer(np.arange(_NODES), powers) % _NODES
    return np.asarray((ranks + 0.5) / _NODES)


@lru_cache(maxsize=64)
def deviates(dimensions: int) -> Array:
    """Give standard normal deviates at the points of the lattice.

    Parameters
    ----------
    dimensions
        How many. [-]

    Returns
    -------
    deviates : (node, dimension)
        As if drawn, without chance. [-]

    """
    return np.asarray(ndtri(lattice(dimensions)))


def law_of(quantity: Quantity) -> Law:
    """Give the law of a quantity, as the methods of propagation take it.

    Parameters
    ----------
    quantity
        Of which the value is the mean. [unit]

    Returns
    -------
    law
        A constant where no uncertainty is stated. [unit]

    """
    value, deviation = quantity.value, quantity.uncertainty
    if not deviation:
        return Constant(value)
    if quantity.law == "lognormal" and value > 0:
        return lognormal_of(value, float(np.sqrt(np.log1p((deviation / value) ** 2))))
    if quantity.law == "triangular":
        half = deviation * float(np.sqrt(6.0))  # variance: half² / 6
        return Triangular(value - half, value, value + half)
    return Normal(value, deviation)
