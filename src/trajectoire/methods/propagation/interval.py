"""The interval of a total: a law with the right mean, spread and skewness."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from trajectoire.methods.propagation.declared import lognormal_of
from trajectoire.methods.propagation.laws import Constant, Law, Normal
from trajectoire.methods.propagation.moments import Moments

# Below this skewness a normal law is as good: its 90 % bounds move by less than 0.03 %
# of the deviation (Cornish-Fisher: skewness / 6 × (1.645² - 1)). [-]
SYMMETRIC = 1e-3
Shape = Literal[
    "normal", "lognormal", "shifted lognormal", "constant", "known", "drawn"
]


@dataclass(frozen=True)
class Interval:
    """A central interval, and the law that it was read from.

    Parameters
    ----------
    low, high
        Bounds. [unit]
    probability
        That the value lies between them. [-]
    shape
        Law fitted to the moments, or how else the bounds were found. [-]

    """

    low: float
    high: float
    probability: float
    shape: Shape


def interval(moments: Moments, *, positive: bool, probability: float = 0.9) -> Interval:
    r"""Give the central interval of a total from its moments.

    Parameters
    ----------
    moments
        Of the total, from ``total`` or ``product_moments``. [unit]
    positive
        Whether no value below zero is possible: every activity, factor and weight is
        positive. [-]
    probability
        Of the interval. [-]

    Returns
    -------
    interval
        Bounds and the law that was fitted. [unit]

    Notes
    -----
    A lognormal law shifted and, for a long tail towards low values, mirrored, has the
    mean, variance and skewness given: with :math:`y = 2 \sinh(\mathrm{arsinh}(g/2)/3)`,
    the root of :math:`y^3 + 3 y = g`, its logarithms have the variance
    :math:`\ln(1 + y^2)`. It is exact for products of lognormals, becomes normal where
    the skewness vanishes, and is approximate elsewhere (``make show-uncertainty``).
    Where it would reach below zero what cannot, mean and variance alone are kept, with
    a lognormal law, as advised by [1]_.

    References
    ----------
    .. [1] IPCC, "2006 Guidelines for national greenhouse gas inventories", volume 1,
       chapter 3, "Uncertainties", section 3.2.

    """
    tails = np.array([1 - probability, 1 + probability]) / 2
    shape, shift, law = fitted(moments)
    low, high = shift + law.quantile(tails)
    if positive and low < 0 < moments.mean:
        variation = moments.deviation / moments.mean
        law = lognormal_of(moments.mean, float(np.sqrt(np.log1p(variation**2))))
        shape, (low, high) = "lognormal", law.quantile(tails)
    return Interval(float(low), float(high), probability, shape)


def interval_of_law(law: Law, probability: float = 0.9) -> Interval:
    """Give the central interval of a datum or product whose law is known.

    Parameters
    ----------
    law
        Its law. [unit]
    probability
        Of the interval. [-]

    Returns
    -------
    interval
        Exact bounds. [unit]

    """
    low, high = law.quantile(np.array([1 - probability, 1 + probability]) / 2)
    return Interval(float(low), float(high), probability, "known")


def fitted(moments: Moments) -> tuple[Shape, float, Law]:
    """Give the law of ``interval``, before what cannot be below zero is looked at.

    Parameters
    ----------
    moments
        Of the total. [unit]

    Returns
    -------
    shape
        Which law it is. [-]
    shift
        To be added to the values of the law. [unit]
    law
        With the variance and the skewness of the total. [unit]

    """
    if moments.variance == 0:
        return "constant", 0.0, Constant(moments.mean)
    skewness = moments.skewness
    if abs(skewness) < SYMMETRIC:
        return "normal", 0.0, Normal(moments.mean, moments.deviation)
    variation = 2 * float(np.sinh(np.arcsinh(skewness / 2) / 3))
    centre = moments.deviation / variation
    law = lognormal_of(centre, float(np.sqrt(np.log1p(variation**2))))
    return "shifted lognormal", moments.mean - centre, law
