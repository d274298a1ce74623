"""How figures are written: never more digits than the interval allows.

French writes 25,2 with a comma and thin spaces; English 25.2 with a comma for
thousands. A figure and its bounds share their unit and their last digit.
"""

import math
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trajectoire.core.quantity import Z_90

PARIS = ZoneInfo("Europe/Paris")
_TWO_DIGITS = 3.55  # leading digits of an interval below which two of them are kept
NARROW, FIXED, MINUS = "\u202f", "\u00a0", "\u2212"
STEPS = {"Mt": 1e6, "kt": 1e3, "t": 1.0}


@dataclass(frozen=True)
class Amount:
    """A figure ready to be read, with its interval.

    Parameters
    ----------
    value, low, high
        Written in the language of the page. [unit]
    unit
        ``Mt``, ``kt`` or ``t``. [-]
    known
        Whether an interval is known. [-]

    """

    value: str
    low: str
    high: str
    unit: str
    known: bool = True


def decimals(half_width: float) -> int:
    """Give how many decimals an interval allows.

    Parameters
    ----------
    half_width
        Half of the interval, in the unit shown. [any]

    Returns
    -------
    decimals
        Two significant digits of a half-width that starts with 1, 2 or 3, one
        otherwise; negative rounds to tens. [-]

    Notes
    -----
    Rounding then moves a bound by a seventh of the half-width at most: the rule of the
    Particle Data Group, which turns at 3.55 [1]_.

    References
    ----------
    .. [1] Particle Data Group, "Review of Particle Physics", introduction, section
       5.3 "Rounding", 2022, doi:10.1093/ptep/ptac097.

    Examples
    --------
    >>> decimals(1.65), decimals(0.15), decimals(0.84), decimals(42)
    (1, 2, 1, -1)

    """
    if not half_width > 0 or not math.isfinite(half_width):
        return 2
    first = math.floor(math.log10(half_width))
    return (1 if half_width / 10.0**first < _TWO_DIGITS else 0) - first


def number(value: float, places: int = 0, *, sign: bool = False) -> str:
    """Write a number in the language of the page.

    Parameters
    ----------
    value
        The number. [any]
    places
        Decimals; negative rounds to tens, hundreds… [-]
    sign
        Whether a plus is written too. [-]

    Returns
    -------
    text
        Digits in groups of three, with a true minus. [any]

    """
    rounded = round(value, places)
    digits = f"{abs(rounded):,.{max(places, 0)}f}"
    if not (get_language() or "fr").startswith("en"):
        digits = digits.replace(",", NARROW).replace(".", ",")
    if rounded < 0:
        return f"{MINUS}{digits}"
    return f"+{digits}" if sign and rounded > 0 else digits


def tonnes(
    value: float,
    deviation: float | None,
    *,
    unit: str = "",
    rounding: float | None = None,
) -> Amount:
    """Write an amount of CO2 with its central 90 %.

    Parameters
    ----------
    value
        The amount. [t]
    deviation
        Its standard uncertainty; None where unknown. [t]
    unit
        ``t``, ``kt`` or ``Mt``, shared by a table; chosen when empty. [-]
    rounding
        Standard uncertainty that sets the digits where there is none of its own. [t]

    Returns
    -------
    amount
        Value and bounds in t, kt or Mt. [-]

    """
    unit = unit or unit_for(value)
    by = STEPS[unit]
    if deviation is None:
        places = decimals(Z_90 * (rounding or 0.0) / by)
        return Amount(number(value / by, places), "", "", unit, known=False)
    half = Z_90 * deviation / by
    places = decimals(half)
    low, high = value / by - half, value / by + half
    return Amount(*(number(x, places) for x in (value / by, low, high)), unit)


def unit_for(largest: float, *, at_least: float = 0.5) -> str:
    """Choose the unit in which an amount reads best.

    Parameters
    ----------
    largest
        The largest amount to be written. [t]
    at_least
        Smallest number worth writing in a unit. [-]

    Returns
    -------
    unit
        ``Mt``, ``kt`` or ``t``. [-]

    """
    fitting = (u for u, by in STEPS.items() if abs(largest) >= at_least * by)
    return next(fitting, "t")


def percent(part: float, places: int = 0) -> str:
    """Write a fraction as a percentage.

    Parameters
    ----------
    part
        The fraction. [-]
    places
        Decimals. [-]

    Returns
    -------
    text
        With the space that French wants before the sign. [%]

    """
    space = "" if (get_language() or "fr").startswith("en") else FIXED
    return f"{number(100 * part, places)}{space}%"


def long_day(day: date) -> str:
    """Write a date in full, as « 1er décembre 2026 ».

    Parameters
    ----------
    day
        The date. [-]

    Returns
    -------
    text
        Day, month in letters, year. [-]

    """
    if (get_language() or "fr").startswith("en"):
        return date_format(day, "j F Y").replace(" ", FIXED, 1)
    first = f"1er{FIXED}" if day.day == 1 else f"{day.day}{FIXED}"
    return first + date_format(day, "F Y")


def long_month(day: date) -> str:
    """Write a month, as « décembre 2026 ».

    Parameters
    ----------
    day
        Any day of it. [-]

    Returns
    -------
    text
        Month in letters and year. [-]

    """
    return date_format(day, "F Y")


def moment(instant: datetime) -> str:
    """Write an instant with its zone.

    Parameters
    ----------
    instant
        With its time zone. [UTC]

    Returns
    -------
    text
        « 12 mars 2026 à 14 h 05 (heure de Paris) ». [-]

    """
    local = instant.astimezone(PARIS)
    return _("%(day)s à %(hour)s (heure de Paris)") % {
        "day": long_day(local.date()),
        "hour": local.strftime(_("%H h %M")).replace(" ", FIXED),
    }


def typeset(text: str) -> str:
    """Give French text its apostrophes and the spaces that do not break.

    Parameters
    ----------
    text
        Plain text of a table or a file. [-]

    Returns
    -------
    text
        The same, as a printer would set it. [-]

    Examples
    --------
    >>> typeset("Production d'énergie : « oui »") == (
    ...     "Production d’énergie\u00a0: «\u00a0oui\u00a0»"
    ... )
    True

    """
    for mark in ";?!":
        text = text.replace(f" {mark}", f"{NARROW}{mark}")
    for loose, fixed in ((" :", ":"), (" »", "»"), (" %", "%")):
        text = text.replace(loose, f"{FIXED}{fixed}")
    return text.replace("« ", f"«{FIXED}").replace("'", "’")
