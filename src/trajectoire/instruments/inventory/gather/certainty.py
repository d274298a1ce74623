"""How sure a figure of a table is: what it states, or else a written assumption.

A table that states no uncertainty still has one. Whoever sends it says how the figures
were obtained; who does not know is given the worst marks, never none.
"""

import math
from collections.abc import Mapping

from trajectoire.core.quantity import Z_90, Law, Quantity
from trajectoire.instruments.inventory.gather.mapping import (
    Choices,
    Marks,
    Quality,
    Spread,
)
from trajectoire.instruments.inventory.model.nomenclature import Substance
from trajectoire.methods.propagation.declared import COVERAGE_FACTOR
from trajectoire.methods.propagation.pedigree import Pedigree

# Reliability, completeness, temporal, geographical, technological: our reading of the
# descriptors of the pedigree matrix (Frischknecht et al. 2007, table 7.3) for each of
# the answers that a person can give. "I do not know" is the worst mark everywhere.
MARKS: Mapping[Quality, Marks] = {
    Quality.MEASURED: (1, 1, 1, 1, 1),
    Quality.COMPUTED: (2, 2, 2, 1, 2),
    Quality.APPORTIONED: (3, 3, 3, 2, 3),
    Quality.JUDGED: (4, 4, 3, 3, 4),
    Quality.UNKNOWN: (5, 5, 5, 5, 5),
}

# Geometric standard deviation of the best data of the kind, squared (Frischknecht et
# al. 2007, table 7.2, combustion); where the table says nothing, or where gases of
# several kinds are added, that of the least known gas, which never flatters. [-]
_BASIC_BY_FAMILY = {"energy": 1.05, "renewable": 1.05, "activity": 1.05, "sink": 2.0}
_BASIC_BY_NAME = {
    "emission_co2": 1.05,
    "emission_co2_biogenic": 1.05,
    "pollutant_so2": 1.05,
    "pollutant_pm10": 2.0,
    "pollutant_pm2_5": 3.0,
}
_BASIC = 1.5

_PER_CENT = (Spread.PERCENT_K1, Spread.PERCENT_95)
_AT_95 = (Spread.PERCENT_95, Spread.ABSOLUTE_95)
NOBODY_CONFIRMED = "A zero as published: nobody confirmed that there is nothing."


def basic_uncertainty(substance: Substance) -> float:
    """Give the uncertainty that the best data of a kind still have.

    Parameters
    ----------
    substance
        What is counted. [-]

    Returns
    -------
    basic
        Squared geometric standard deviation. [-]

    """
    known = _BASIC_BY_NAME.get(substance.name)
    return known or _BASIC_BY_FAMILY.get(substance.family, _BASIC)


class Certainty:
    """Gives each figure its law.

    Parameters
    ----------
    choices
        What the column of uncertainties holds, and how the figures were obtained. [-]

    """

    def __init__(self, choices: Choices) -> None:
        self._relative = choices.spread in _PER_CENT
        self._coverage = COVERAGE_FACTOR["95 %" if choices.spread in _AT_95 else "k=1"]
        self._marks = Pedigree(*(choices.marks or MARKS[choices.quality]))
        self._assumed: dict[str, float] = {}

    def assumed(self, substance: Substance) -> float:
        r"""Give the relative uncertainty of a figure that states none.

        Parameters
        ----------
        substance
            What is counted. [-]

        Returns
        -------
        variation
            Relative standard uncertainty, k = 1. [-]

        Notes
        -----
        The marks give a geometric standard deviation :math:`\sigma_g`; the lognormal
        law with it has the coefficient of variation
        :math:`\sqrt{\exp(\ln^2 \sigma_g) - 1}`.

        """
        known = self._assumed.get(substance.name)
        if known is None:
            spread = math.log(
                self._marks.geometric_deviation(basic_uncertainty(substance))
            )
            known = self._assumed[substance.name] = math.sqrt(math.expm1(spread**2))
        return known

    def stated(self, value: float, written: float, by: float) -> float:
        """Give the standard uncertainty that a column states.

        Parameters
        ----------
        value
            In the unit of the ledger. [unit]
        written
            As the column writes it: per cent, or in the unit of the value. [-]
        by
            Multiplier from the unit of the table to that of the ledger. [-]

        Returns
        -------
        uncertainty
            k = 1. [unit]

        """
        if self._relative:
            return abs(value) * written / 100 / self._coverage
        return written * by / self._coverage

    def quantity(
        self,
        value: float,
        substance: Substance,
        uncertainty: float | None = None,
        bounds: tuple[float, float] | None = None,
    ) -> Quantity:
        """Give a figure with its law.

        Parameters
        ----------
        value
            The figure. [unit]
        substance
            What is counted. [-]
        uncertainty
            Standard, k = 1; None where the table states none. [unit]
        bounds
            Of 95 %; None where the table states none. [unit]

        Returns
        -------
        quantity
            With the value as its mean. [unit]

        """
        unit, law = substance.unit, law_of(value, substance)
        if bounds is not None and bounds[0] < bounds[1]:
            deviation, low, high = _between(*bounds)
            inside = low <= value <= high  # of the 90 %: it is inside the 95 % declared
            interval = (low, high) if inside else None
            return Quantity(value, unit, deviation, interval, law=law)
        if uncertainty is not None:
            return Quantity(value, unit, uncertainty, law=law)
        if value == 0:
            return Quantity(0.0, unit, None, reason=NOBODY_CONFIRMED)
        return Quantity(value, unit, abs(value) * self.assumed(substance), law=law)


def law_of(value: float, substance: Substance) -> Law:
    """Give the shape that keeps an emission above zero; a balance may have any sign.

    Parameters
    ----------
    value
        The figure. [unit]
    substance
        What is counted. [-]

    Returns
    -------
    law
        Of a figure of which nothing says it. [-]

    """
    return "normal" if value <= 0 or substance.family == "sink" else "lognormal"


def _between(low: float, high: float) -> tuple[float, float, float]:
    r"""Give the deviation and the central 90 % of a law with these bounds of 95 %.

    Notes
    -----
    As ``methods.propagation.declared.law_between`` does, without making a law for each
    of a hundred thousand rows: lognormal between bounds above zero, else normal.

    """
    half = COVERAGE_FACTOR["95 %"]
    if low <= 0:
        deviation = (high - low) / (2 * half)
        middle = (low + high) / 2
        return deviation, middle - Z_90 * deviation, middle + Z_90 * deviation
    spread = math.log(high / low) / (2 * half)
    median = math.sqrt(low * high)
    mean = median * math.exp(spread**2 / 2)
    deviation = mean * math.sqrt(math.expm1(spread**2))
    reach = math.exp(Z_90 * spread)
    return deviation, median / reach, median * reach
