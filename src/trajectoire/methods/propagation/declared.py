"""From what is declared (a value and a percentage, or two bounds) to a law.

The declared value stays the mean: the mean of a total is then the total of the
declared values, whatever the laws. Uncertainties come at k = 1 or as half of a 95 %
interval: the reader must say which, since mixing them up doubles or halves them all.
"""

from collections.abc import Callable
from typing import Literal

import numpy as np
from scipy.special import ndtri

from trajectoire.core.errors import Fault, InputError
from trajectoire.methods.propagation.laws import (
    Constant,
    Law,
    Lognormal,
    Normal,
    Triangular,
)

Kind = Literal["normal", "lognormal", "triangular"]
Coverage = Literal["k=1", "95 %"]
# Half-width of a stated interval over the standard uncertainty (JCGM 100, 4.3.4). [-]
COVERAGE_FACTOR: dict[Coverage, float] = {"k=1": 1.0, "95 %": float(ndtri(0.975))}


def law_of(
    value: float, relative: float, coverage: Coverage, kind: Kind = "lognormal"
) -> Law:
    r"""Give the law of a value declared with a relative uncertainty.

    Parameters
    ----------
    value
        Declared value, kept as the mean; negative for a sink. [unit]
    relative
        Half-width of the interval over the value: 0.3 for ± 30 %. [-]
    coverage
        What the half-width covers: one standard uncertainty, or 95 %. [-]
    kind
        Shape of the law. [-]

    Returns
    -------
    law
        With the value as mean and the standard uncertainty declared; a constant where
        the value or its uncertainty is zero. [unit]

    Raises
    ------
    InputError
        If a number is missing or the uncertainty is negative.

    Notes
    -----
    The standard uncertainty is :math:`u = r |x| / k`, with k = 1.96 for 95 % [1]_. For
    a lognormal, :math:`\sigma^2 = \ln(1 + (u / x)^2)`. Where the uncertainty is large a
    normal law gives weight to emissions below zero: a lognormal is then advised [2]_.

    References
    ----------
    .. [1] JCGM 100:2008, "Guide to the expression of uncertainty in measurement",
       4.3.4 and annex G.
    .. [2] IPCC, "2006 Guidelines for national greenhouse gas inventories", volume 1,
       chapter 3, "Uncertainties", section 3.2.

    Examples
    --------
    >>> law_of(100.0, 0.196, "95 %", "normal").moments.deviation.__round__(2)
    10.0

    """
    faults = [
        Fault("a finite value", f"{given}", "State it as missing.", column=name)
        for name, given in (("value", value), ("relative", relative))
        if not np.isfinite(given)
    ]
    if relative < 0:
        remedy = "Give half the width of the interval over the value, without sign."
        found = f"{100 * relative:g} %"
        faults.append(Fault("at least 0 %", found, remedy, column="relative"))
    if faults:
        raise InputError(faults)
    variation = relative / COVERAGE_FACTOR[coverage]
    if value * variation == 0:
        return Constant(value)
    return _SHAPES[kind](value, variation)


def law_between(
    low: float, high: float, kind: Literal["normal", "lognormal"], coverage: float
) -> Law:
    """Give the law of which a central interval is declared.

    Parameters
    ----------
    low, high
        Bounds of the interval. [unit]
    kind
        Shape: the middle of the bounds is their mean for a normal law, their geometric
        mean for a lognormal one. [-]
    coverage
        Probability of the interval: 0.95 in the IPCC guidelines. [-]

    Returns
    -------
    law
        Whose interval is the one declared. [unit]

    Raises
    ------
    InputError
        If the bounds are not in order, or change sign for a lognormal law.

    Notes
    -----
    For bounds that nothing can exceed, take a ``Triangular``.

    """
    faults = []
    if not low < high or not np.isfinite(high - low):
        remedy = "Give the lower bound first; a constant if they are equal."
        faults.append(Fault("two bounds in order", f"{low}, {high}", remedy))
    if kind == "lognormal" and not low * high > 0:
        remedy = "Take a normal law where the sign is not known."
        faults.append(Fault("two bounds of one sign", f"{low}, {high}", remedy))
    if not 0 < coverage < 1:
        remedy = "Give 0.95 for an interval of 95 %."
        faults.append(Fault("a probability", f"{coverage}", remedy, column="coverage"))
    if faults:
        raise InputError(faults)
    half = float(ndtri((1 + coverage) / 2))
    if kind == "normal":
        return Normal((low + high) / 2, (high - low) / (2 * half))
    median = float(np.sign(low) * np.sqrt(low * high))
    return Lognormal(median, float(np.exp(abs(np.log(high / low)) / (2 * half))))


def lognormal_of(mean: float, spread: float) -> Lognormal:
    r"""Give the lognormal law with a mean and a deviation of the logarithms.

    Parameters
    ----------
    mean
        Expected value, not zero. [unit]
    spread
        Deviation of the logarithms. [-]

    Returns
    -------
    law
        Whose median is :math:`m \exp(-\sigma^2 / 2)`. [unit]

    """
    return Lognormal(mean * float(np.exp(-(spread**2) / 2)), float(np.exp(spread)))


def _normal(value: float, variation: float) -> Law:
    return Normal(value, abs(value) * variation)


def _lognormal(value: float, variation: float) -> Law:
    return lognormal_of(value, float(np.sqrt(np.log1p(variation**2))))


def _triangular(value: float, variation: float) -> Law:
    half = float(np.sqrt(6)) * abs(value) * variation  # variance: half² / 6
    return Triangular(value - half, value, value + half)


_SHAPES: dict[Kind, Callable[[float, float], Law]] = {
    "normal": _normal,
    "lognormal": _lognormal,
    "triangular": _triangular,
}
