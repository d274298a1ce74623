"""Correlations of errors between places, hours and sites, and their products.

Every builder gives a positive semi-definite matrix with a unit diagonal, and so does a
product of them element by element (Schur): errors are then deviations times
correlations, plus what is independent.
"""

import numpy as np
from numpy.typing import NDArray

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.quantity import Array, as_array


def distance_correlation(distance: Array, length: float) -> Array:
    r"""Give correlations that fade exponentially with distance.

    Parameters
    ----------
    distance : (place, place)
        Euclidean distances between places. [km]
    length
        Distance at which 1/e is left. [km]

    Returns
    -------
    correlation : (place, place)
        :math:`\exp(-d / L)`, positive definite between distinct places of a plane. [-]

    """
    return np.exp(-as_array(distance) / _positive(length, "length"))


def distances(east: Array, north: Array) -> Array:
    """Give the straight distances between places of a plane.

    Parameters
    ----------
    east, north : (place,)
        Coordinates in a projection. [km]

    Returns
    -------
    distance : (place, place)
        Between all pairs. [km]

    """
    return np.hypot(
        np.subtract.outer(east, east), np.subtract.outer(north, north)
    ).astype(float)


def time_correlation(hours: Array, time_constant: float) -> Array:
    r"""Give the correlations of an Ornstein-Uhlenbeck process at any instants.

    Parameters
    ----------
    hours : (observation,)
        Instants, in any order and at any spacing. [h]
    time_constant
        Time after which 1/e is left. [h]

    Returns
    -------
    correlation : (observation, observation)
        :math:`\exp(-|t - t'| / \tau)`; 1 at equal instants. [-]

    """
    lag = np.abs(np.subtract.outer(hours, hours))
    return np.exp(-as_array(lag) / _positive(time_constant, "time constant"))


def shared_correlation(site: Array, share: float) -> Array:
    r"""Give the correlations of an error of which all sites share a part.

    Parameters
    ----------
    site : (observation,)
        Code of each observation's site. [-]
    share
        Part of the variance that is common to all sites, in [0, 1]. [-]

    Returns
    -------
    correlation : (observation, observation)
        1 within a site, the share between sites. [-]

    """
    if not 0 <= share <= 1:
        remedy = "Give the common part of the variance."
        raise InputError([Fault("a share in [0, 1]", f"{share:g}", remedy)])
    codes = np.asarray(site)
    return share + (1 - share) * np.equal.outer(codes, codes)


def by_index(correlation: Array, index: NDArray[np.int64]) -> Array:
    """Spread a small table of correlations over the observations.

    Parameters
    ----------
    correlation : (place, place)
        Between places, or hours, or sectors. [-]
    index : (observation,)
        Place of each observation. [-]

    Returns
    -------
    correlation : (observation, observation)
        Between observations; a full grid of places and hours gives the Kronecker
        product of their tables once multiplied. [-]

    """
    spread: Array = correlation[np.ix_(index, index)]
    return spread


def error_covariance(deviation: Array, *correlations: Array) -> Array:
    """Give the covariance of one kind of error.

    Parameters
    ----------
    deviation : (observation,)
        Standard deviation of the error of each observation. [unit]
    correlations : (observation, observation)
        Multiplied element by element; none for independent errors. [-]

    Returns
    -------
    covariance : (observation, observation)
        To be added to those of the other kinds of errors. [unit²]

    """
    spread = as_array(deviation)
    if not correlations:
        return np.diag(spread**2)
    covariance = np.outer(spread, spread)
    for correlation in correlations:
        covariance *= correlation
    return covariance


def _positive(value: float, name: str) -> float:
    if not value > 0:
        remedy = "For independent errors, leave this correlation out."
        raise InputError([Fault(f"a positive {name}", f"{value:g}", remedy)])
    return value
