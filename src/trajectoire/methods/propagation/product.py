"""An activity times its factor: exact moments, and the law where it has a name."""

import numpy as np

from trajectoire.methods.propagation.laws import Constant, Law, Lognormal, Normal
from trajectoire.methods.propagation.moments import Moments


def product_moments(first: Moments, second: Moments) -> Moments:
    r"""Give the moments of the product of two independent quantities.

    Parameters
    ----------
    first, second
        Activity and emission factor. [any]

    Returns
    -------
    moments
        Exact, whatever the laws. [product of the units]

    Notes
    -----
    :math:`\mathrm{Var}(xy) = \bar x^2 v_y + \bar y^2 v_x + v_x v_y` [1]_, and in the
    same way :math:`\mu_3(xy) = \bar y^3 \mu_x + \bar x^3 \mu_y
    + 6 \bar x \bar y v_x v_y + 3 \bar y \mu_x v_y + 3 \bar x v_x \mu_y + \mu_x \mu_y`.
    The first-order formula of the guidelines (approach 1 [2]_) leaves out the last term
    of the variance.

    References
    ----------
    .. [1] Goodman, "On the exact variance of products", J. Am. Stat. Assoc. 55, 1960,
       doi:10.1080/01621459.1960.10483369.
    .. [2] IPCC, "2006 Guidelines for national greenhouse gas inventories", volume 1,
       chapter 3, "Uncertainties", equation 3.1.

    Examples
    --------
    >>> product_moments(Moments(10.0, 1.0), Moments(2.0, 0.25)).variance
    29.25

    """
    x, y = first, second
    variance = x.mean**2 * y.variance + y.mean**2 * x.variance
    third = y.mean**3 * x.third + x.mean**3 * y.third + x.third * y.third
    third += 6 * x.mean * y.mean * x.variance * y.variance
    third += 3 * (y.mean * x.third * y.variance + x.mean * x.variance * y.third)
    return Moments(x.mean * y.mean, variance + x.variance * y.variance, third)


def correlated_normal_moments(
    first: Normal, second: Normal, correlation: float
) -> Moments:
    r"""Give the moments of the product of two correlated normal quantities.

    Parameters
    ----------
    first, second
        Two quantities whose errors go together, as when both rest on one survey. [any]
    correlation
        Between -1 and 1. [-]

    Returns
    -------
    moments
        Exact for a joint normal law. [product of the units]

    Notes
    -----
    With the covariance :math:`c`: mean :math:`\bar x \bar y + c`, variance
    :math:`\bar x^2 v_y + \bar y^2 v_x + 2 \bar x \bar y c + v_x v_y + c^2` [1]_.

    References
    ----------
    .. [1] Bohrnstedt, Goldberger, "On the exact covariance of products of random
       variables", J. Am. Stat. Assoc. 64, 1969, doi:10.1080/01621459.1969.10501069.

    """
    _check(correlation)
    x, y = first.moments, second.moments
    shared = correlation * first.deviation * second.deviation
    to_x = y.mean * x.variance + x.mean * shared  # covariance of the linear part with x
    to_y = y.mean * shared + x.mean * y.variance
    return Moments(
        x.mean * y.mean + shared,
        y.mean * to_x + x.mean * to_y + x.variance * y.variance + shared**2,
        6 * to_x * to_y + 2 * shared**3 + 6 * shared * x.variance * y.variance,
    )


def lognormal_product(
    first: Lognormal, second: Lognormal, correlation: float = 0.0
) -> Lognormal:
    r"""Give the law of the product of two lognormal quantities.

    Parameters
    ----------
    first, second
        Activity and emission factor. [any]
    correlation
        Between the logarithms of their sizes. [-]

    Returns
    -------
    law
        Exact: logarithms add up, with variance
        :math:`\sigma_x^2 + \sigma_y^2 + 2 \rho \sigma_x \sigma_y`.
        [product of the units]

    """
    _check(correlation)
    variance = first.spread**2 + second.spread**2
    variance += 2 * correlation * first.spread * second.spread
    spread = float(np.sqrt(max(variance, 0.0)))
    return Lognormal(first.median * second.median, float(np.exp(spread)))


def product_law(first: Law, second: Law) -> Law | None:
    """Give the law of the product of two independent quantities, where it has a name.

    Parameters
    ----------
    first, second
        Activity and emission factor. [any]

    Returns
    -------
    law
        Exact when one of them is constant or both are lognormal; None otherwise: the
        moments then stay exact, and a law is fitted to them. [product of the units]

    """
    if isinstance(first, Constant):
        return second.scaled(first.value)
    if isinstance(second, Constant):
        return first.scaled(second.value)
    if isinstance(first, Lognormal) and isinstance(second, Lognormal):
        return lognormal_product(first, second)
    return None


def _check(correlation: float) -> None:
    if not -1 <= correlation <= 1:
        raise ValueError(f"a correlation lies between -1 and 1, found {correlation}")
