"""Amounts of the inventory in words: the right unit, no digit that is not known."""

import math
from dataclasses import dataclass

from django.utils.translation import gettext as _

from trajectoire.instruments.inventory.inputs import Amount
from trajectoire.web.typography.numbers import decimals, number, percent

CARBON = "CO2e"
_UNSURE = 0.005  # share of a total without stated uncertainty that is worth a word
_DIGITS = 3  # significant digits of a figure whose uncertainty nobody states
# Unit as it is written, and how many units of the ledger it holds.
_LADDERS: dict[str, tuple[tuple[str, float], ...]] = {
    "tCO2e": (("Mt", 1e6), ("kt", 1e3), ("t", 1.0)),
    "MWh": (("TWh", 1e6), ("GWh", 1e3), ("MWh", 1.0)),
    "t": (("Mt", 1e6), ("kt", 1e3), ("t", 1.0), ("kg", 1e-3)),
}


@dataclass(frozen=True)
class Scale:
    """A unit in which amounts are written.

    Parameters
    ----------
    unit
        As it is written. [-]
    by
        How many units of the ledger it holds. [-]
    of
        What it counts, after the unit: ``CO2e``, or nothing. [-]

    """

    unit: str
    by: float
    of: str = ""


@dataclass(frozen=True)
class Said:
    """An amount, ready to be read.

    Parameters
    ----------
    value, low, high
        Written in the language of the page; bounds empty where none is known. [unit]
    scale
        The unit. [-]
    unsure
        Share of the total that states no uncertainty, written; empty when it does not
        matter. [%]

    """

    value: str
    low: str
    high: str
    scale: Scale
    unsure: str = ""

    @property
    def known(self) -> bool:
        """Whether an interval is known."""
        return bool(self.low)

    @property
    def unit(self) -> str:
        """The unit, as text: ``kt CO2e``."""
        return f"{self.scale.unit} {self.scale.of}".strip()

    @property
    def words(self) -> str:
        """The interval in words; why there is none, otherwise."""
        if not self.known:
            return _("incertitude non renseignée")
        return _("entre %(low)s et %(high)s (9 chances sur 10)") % {
            "low": self.low,
            "high": self.high,
        }


def scale_for(largest: float, unit: str) -> Scale:
    """Choose the unit in which amounts read best.

    Parameters
    ----------
    largest
        The largest amount to be written. [unit]
    unit
        Unit of the ledger: ``tCO2e``, ``MWh``, ``t``, or another. [-]

    Returns
    -------
    scale
        Shared by all the figures of a picture. [-]

    """
    of = CARBON if unit == "tCO2e" else ""
    ladder = _LADDERS.get(unit, ((unit, 1.0),))
    for name, by in ladder:
        if abs(largest) >= 0.5 * by:
            return Scale(name, by, of)
    return Scale(*ladder[-1], of)


def said(amount: Amount, scale: Scale | None = None) -> Said:
    """Write an amount with its interval.

    Parameters
    ----------
    amount
        What was added up. [unit]
    scale
        The unit wanted; the one that reads best when None. [-]

    Returns
    -------
    said
        As many digits as the interval allows. [-]

    """
    scale = scale or scale_for(amount.value, amount.unit)
    value = amount.value / scale.by
    unsure = percent(amount.unknown) if amount.unknown > _UNSURE else ""
    if amount.low is None or amount.high is None:
        return Said(number(value, _places(value)), "", "", scale, unsure)
    low, high = amount.low / scale.by, amount.high / scale.by
    places = decimals(0.5 * (high - low))
    written = (number(x, places) for x in (value, low, high))
    return Said(*written, scale, unsure)


def plain(value: float, scale: Scale, digits: int = _DIGITS) -> str:
    """Write a value that has no interval of its own.

    Parameters
    ----------
    value
        In the unit of the ledger. [unit]
    scale
        The unit wanted. [-]
    digits
        How many are worth writing. [-]

    Returns
    -------
    text
        With so many significant digits. [-]

    """
    return number(value / scale.by, _places(value / scale.by, digits))


def _places(value: float, digits: int = _DIGITS) -> int:
    return digits - 1 - math.floor(math.log10(abs(value))) if value else 0
