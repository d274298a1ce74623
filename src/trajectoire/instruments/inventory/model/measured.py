"""Measured beside declared: are the two compatible, and how likely is it?"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.instruments.inventory.model.lattice import lattice, law_of
from trajectoire.instruments.inventory.model.sentences import Sentence, comparison

Verdict = Literal["compatible", "higher", "lower", "silent", "incomparable"]
# Least part of the uncertainty of its starting point that a measurement must remove to
# be called one: the threshold of the observatory. [-]
GAIN = 0.1
CERTAIN = 0.95  # probability from which one side is named: the interval then misses 0


@dataclass(frozen=True)
class Gap:
    """A difference or a ratio, with its central 90 %.

    Parameters
    ----------
    value, low, high
        Median and bounds. [unit] or [-]

    """

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Facing:
    """What is put face to face: one sector of the observatory and the accounts.

    Parameters
    ----------
    sector
        Sector of the observatory. [-]
    declared_sectors
        PCAET sectors that were added to face it; empty where none does. [-]
    measured
        What the observatory concludes, its starting point included; None where it
        concludes nothing. [tCO2e]
    prior
        Its starting point; None where it was not kept. [tCO2e]
    declared
        What the accounts say, in their own period; None where they say nothing.
        [tCO2e]
    measured_period, declared_period
        When. [-]
    unlike
        Why the two are not the same thing; None when they are. [-]
    caution
        How their perimeters differ where they can still be compared; None for no
        difference known. [-]

    """

    sector: str
    declared_sectors: tuple[str, ...]
    measured: Quantity | None
    prior: Quantity | None
    declared: Quantity | None
    measured_period: Period
    declared_period: Period
    unlike: Sentence | None = None
    caution: Sentence | None = None


@dataclass(frozen=True)
class Comparison:
    """What was measured beside what is declared, for one sector and one period.

    Parameters
    ----------
    facing
        What was compared. [-]
    air
        What the air alone says, the starting point taken out; None where it cannot be
        told apart. [tCO2e]
    verdict
        ``compatible``; ``higher`` or ``lower``: the air says more, or less, than is
        declared; ``silent``: it says too little; ``incomparable``: not the same thing.
        [-]
    difference
        Air minus declared; None where silent or incomparable. [tCO2e]
    ratio
        Air over declared. [-]
    probability
        That more is emitted than declared, given both. [-]
    sentence
        For the page, with the reason where nothing can be said. [-]

    """

    facing: Facing
    air: Quantity | None
    verdict: Verdict
    difference: Gap | None
    ratio: Gap | None
    probability: float | None
    sentence: Sentence


def compare(facing: Facing) -> Comparison:
    r"""Compare what was measured with what is declared.

    Parameters
    ----------
    facing
        The two, and when. [-]

    Returns
    -------
    comparison
        With one sentence. [-]

    Notes
    -----
    The posterior of an inversion starts from an inventory, often the declared one: to
    compare it with that inventory would count the inventory twice. What the air alone
    says is recovered first, by the marginal Gaussian update run backwards: with the
    starting point :math:`b` of variance :math:`B` and the conclusion :math:`a` of
    variance :math:`A`, :math:`1/L = 1/A - 1/B` and :math:`x = L (a/A - b/B)`. This is
    exact where the errors of this sector were independent of the others' at the start;
    elsewhere it is what the whole measurement brings to this sector, and what it
    borrowed from others stays in.
    The errors of the air and of the accounts are then taken as independent. Quantiles
    are read on a fixed lattice.

    """
    if facing.unlike is not None or not facing.declared_sectors:
        return _nothing(facing, "incomparable", facing.unlike or comparison("none"))
    if facing.declared is None:
        return _nothing(facing, "incomparable", comparison("undeclared"))
    if facing.measured_period != facing.declared_period:
        return _nothing(facing, "incomparable", comparison("periods"))
    if facing.measured is None or facing.prior is None:
        return _nothing(facing, "silent", comparison("unmeasured"))
    air = air_alone(facing.measured, facing.prior)
    if air is None:
        return _nothing(facing, "silent", comparison("silent"))
    return _compared(facing, air, facing.declared)


def air_alone(measured: Quantity, prior: Quantity) -> Quantity | None:
    """Take the starting point out of the conclusion of an inversion.

    Parameters
    ----------
    measured
        Conclusion. [tCO2e]
    prior
        Starting point. [tCO2e]

    Returns
    -------
    air
        What the observations alone say; None where they removed less than a tenth of
        the uncertainty, so that dividing by what they brought would divide by nothing.
        [tCO2e]

    """
    measured, prior = measured.to("tCO2e"), prior.to("tCO2e")
    before, after = prior.uncertainty, measured.uncertainty
    if not before or not after or 1 - after / before < GAIN:
        return None
    gained = 1 / after**2 - 1 / before**2
    value = (measured.value / after**2 - prior.value / before**2) / gained
    return Quantity(value, measured.unit, float(gained**-0.5))


def _nothing(facing: Facing, verdict: Verdict, sentence: Sentence) -> Comparison:
    return Comparison(facing, None, verdict, None, None, None, sentence)


def _compared(facing: Facing, air: Quantity, declared: Quantity) -> Comparison:
    points = lattice(2)
    seen = law_of(air).quantile(points[:, 0])
    said = law_of(declared).quantile(points[:, 1])
    difference = _gap(seen - said)
    ratio = _gap(seen / said) if bool((said > 0).all()) else None
    probability = float((seen > said).mean())
    verdict: Verdict = "compatible"
    if probability >= CERTAIN or probability <= 1 - CERTAIN:
        verdict = "higher" if probability > 0.5 else "lower"
    words = comparison(
        verdict,
        difference=(difference.value, difference.low, difference.high),
        probability=probability,
        certain=declared.uncertainty is None,
    )
    return Comparison(facing, air, verdict, difference, ratio, probability, words)


def _gap(drawn: np.ndarray) -> Gap:
    low, value, high = np.quantile(drawn, (0.05, 0.5, 0.95))
    return Gap(float(value), float(low), float(high))
