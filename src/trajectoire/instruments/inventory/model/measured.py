"""Measured beside declared: are the two compatible, and how likely is it?"""

from dataclasses import dataclass
from typing import Literal

from trajectoire.core.quantity import Quantity

Verdict = Literal["compatible", "higher", "lower", "silent", "incomparable"]


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
class Comparison:
    """What was measured beside what is declared, for one sector and one period.

    Parameters
    ----------
    sector
        Sector of the observatory. [-]
    declared_sectors
        Lines of the accounts that were added to face it. [-]
    measured
        What the observatory concludes, its starting point included. [tCO2e]
    air
        What the air alone says, the starting point taken out; None where it cannot be
        told apart. [tCO2e]
    declared
        What the accounts say; None where they say nothing. [tCO2e]
    verdict
        ``compatible``; measured ``higher`` or ``lower`` than declared; ``silent``: the
        air says too little; ``incomparable``: not the same thing. [-]
    difference
        Air minus declared; None where incomparable or silent. [tCO2e]
    ratio
        Air over declared. [-]
    probability
        That what is emitted exceeds what is declared, given both. [-]
    sentence_fr, sentence_en
        One sentence for the page. [-]
    reason_fr, reason_en
        Why they cannot be compared; empty otherwise. [-]

    """

    sector: str
    declared_sectors: tuple[str, ...]
    measured: Quantity | None
    air: Quantity | None
    declared: Quantity | None
    verdict: Verdict
    difference: Gap | None
    ratio: Gap | None
    probability: float | None
    sentence_fr: str
    sentence_en: str
    reason_fr: str = ""
    reason_en: str = ""
