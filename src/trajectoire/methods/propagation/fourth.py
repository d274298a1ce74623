"""The fourth cumulant: tells what a law fitted to three moments leaves out.

It is the expected fourth power of the gap to the mean, less three times the squared
variance; zero for a normal law. As means and variances, it adds up over what is
independent, and unlike a third moment it does not cancel between emissions and sinks.
"""

import numpy as np
from numpy.typing import ArrayLike

from trajectoire.core.quantity import Z_90, Array

PER_EXCESS = abs(Z_90**3 - 3 * Z_90) / 24  # deviations that a 90 % bound moves by. [-]
_TRIANGLE = -0.6  # excess of a symmetric triangular law


def law_fourths(
    deviation: Array, variation: Array, lognormal: Array, triangular: Array
) -> Array:
    r"""Give the fourth cumulant of data.

    Parameters
    ----------
    deviation : (datum,)
        Standard uncertainty, k = 1. [unit]
    variation : (datum,)
        The same over the mean; for lognormal laws. [-]
    lognormal, triangular : (datum,), (datum,)
        Which law each has, a symmetric one if triangular; else normal. [-]

    Returns
    -------
    fourth : (datum,)
        With :math:`v` the variation, the excess of a lognormal law is
        :math:`16 v^2 + 15 v^4 + 6 v^6 + v^8`. [unit⁴]

    """
    excess = np.where(lognormal, lognormal_excess(variation**2), 0.0)
    variance = deviation**2  # a square is quick, a fourth power is not
    return np.asarray(np.where(triangular, _TRIANGLE, excess) * variance**2)


def product_fourth(first: Array, second: Array) -> Array:
    """Give the fourth cumulant of products of two independent quantities.

    Parameters
    ----------
    first, second : (cumulant, pair), (cumulant, pair)
        Mean, variance, third moment and fourth cumulant of each. [any]

    Returns
    -------
    fourth : (pair,)
        Exact, whatever the laws. [fourth power of the unit of the product]

    Notes
    -----
    Of the gap :math:`s f + a (m + f)`, with means s and m and gaps a and f; what
    cancels is left out before it is computed.

    """
    s, va, ta, ka = first
    m, vf, tf, kf = second
    fourth = ka * (m**4 + 6 * m**2 * vf + 4 * m * tf + kf + 3 * vf**2)
    fourth += 4 * s * ta * (3 * m**2 * vf + 3 * m * tf + kf + 3 * vf**2)
    fourth += 6 * s**2 * va * (2 * m * tf + kf + 2 * vf**2) + s**4 * kf
    fourth += 3 * va**2 * (4 * m**2 * vf + 4 * m * tf + kf + 2 * vf**2)
    return np.asarray(fourth)


def displacement(variance: Array, third: Array, fourth: Array) -> Array:
    r"""Say how far the fourth cumulant moves the bounds that ``interval`` fits.

    Parameters
    ----------
    variance, third, fourth : (total,), (total,), (total,)
        Of totals. [unit²], [unit³], [unit⁴]

    Returns
    -------
    displacement : (total,)
        Of the bounds of 90 %, without sign; zero for what is known exactly. [unit]

    Notes
    -----
    To first order, by the expansion of [1]_: with :math:`z = 1.645` a bound moves by
    :math:`(z^3 - 3 z) / 24` deviations for each unit of excess that the total has and
    the fitted law has not.

    References
    ----------
    .. [1] Cornish, Fisher, "Moments and cumulants in the specification of
       distributions", Revue de l'Institut international de statistique 5, 1938,
       doi:10.2307/1400905.

    """
    certain = variance <= 0
    safe = np.where(certain, 1.0, variance)
    excess = fourth / safe**2 - fitted_excess(third / safe**1.5)
    moved = PER_EXCESS * np.abs(excess) * np.sqrt(safe)
    return np.asarray(np.where(certain, 0.0, moved))


def fitted_excess(skewness: ArrayLike) -> Array:
    """Give the excess of the shifted lognormal law of a skewness.

    Parameters
    ----------
    skewness
        Of a total. [-]

    Returns
    -------
    excess
        Fourth cumulant over the squared variance. [-]

    """
    variation = 2 * np.sinh(np.arcsinh(np.asarray(skewness) / 2) / 3)
    return lognormal_excess(variation**2)


def lognormal_excess(squared: ArrayLike) -> Array:
    """Give the excess of lognormal laws.

    Parameters
    ----------
    squared
        Square of their coefficients of variation. [-]

    Returns
    -------
    excess
        Fourth cumulant over the squared variance. [-]

    """
    v = np.asarray(squared, dtype=np.float64)
    return np.asarray(v * (16 + v * (15 + v * (6 + v))))
