"""A factor as its page shows it: digits that the interval allows, gases, units."""

import math
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trajectoire.core.factor import Factor
from trajectoire.core.quantity import Quantity
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.model.emission import SUBSTANCES, substance_of
from trajectoire.methods.warming import has_potential, potential
from trajectoire.web.factors.models import Line
from trajectoire.web.typography.numbers import decimals, number

_WIDTH = 1000.0  # of the bar, in its own units
_SIGNS = {
    "m^2": "m²",
    "m^3": "m³",
    "hectare": "ha",
    "tonne": "t",
    "hour": "h",
    "year": "an",
    "kiloeuro": "k€",
    "euro": "€",
    "litre": "l",
    "inhabitant": "habitant",
}


@dataclass(frozen=True)
class Amount:
    """A figure of a factor, ready to be read.

    Parameters
    ----------
    value, low, high
        Written in the language of the page; bounds empty where none is known. [unit]

    """

    value: str
    low: str = ""
    high: str = ""


@dataclass(frozen=True)
class Share:
    """A gas of a factor, as a bar and as a row.

    Parameters
    ----------
    name
        In the language of the page. [-]
    equivalent, mass
        Per unit of activity; the mass empty for a mixture. [kgCO2e/unit], [kg/unit]
    percent
        Of the total; empty for biogenic CO2, which is not in it. [%]
    x, width
        On the bar, whose width is 1000; no width where it is not drawn. [-]
    gas
        Its code. [-]

    """

    name: str
    equivalent: str
    mass: str
    percent: str
    x: float
    width: float
    gas: str


@dataclass(frozen=True)
class Shown:
    """A factor, ready for its page.

    Parameters
    ----------
    name, unit, written
        Name, unit of activity, whole unit as published. [-]
    amount
        The total. [unit]
    shares
        Its gases. [-]
    drawn
        Whether the bar can be drawn: gases are given and none is negative. [-]
    comment, locality
        In the language of the page where the publisher wrote it. [-]

    """

    name: str
    unit: str
    written: str
    amount: Amount
    shares: list[Share]
    drawn: bool
    comment: str
    locality: str


def shown(line: Line) -> Shown:
    """Prepare a factor for its page.

    Parameters
    ----------
    line
        Of the library. [-]

    Returns
    -------
    shown
        In the language of the page. [-]

    """
    english = _is_english()
    factor = line.factor()
    return Shown(
        name=name_of(line),
        unit=sign_of(line.unit),
        written=line.written_unit,
        amount=amount_of(line.total, line.relative),
        shares=_shares(factor),
        drawn=bool(factor.gases) and all(value >= 0 for _gas, value in factor.gases),
        comment=(line.comment_en if english else "") or line.comment_fr,
        locality=line.locality_en if english else line.locality_fr,
    )


def name_of(line: Line) -> str:
    """Give the name of a factor in the language of the page.

    Parameters
    ----------
    line
        Of the library. [-]

    Returns
    -------
    name
        As published. [-]

    """
    return line.name_en if _is_english() else line.name_fr


def amount_of(total: float, relative: float | None) -> Amount:
    """Write a total with its central 90 %.

    Parameters
    ----------
    total
        Of a factor. [unit]
    relative
        Its relative standard uncertainty; None where none is stated. [-]

    Returns
    -------
    amount
        The total as published; bounds with the digits that their distance allows.
        [unit]

    """
    if relative is None or total == 0:
        return Amount(number(total, _published(total)))
    quantity = Quantity(total, "", abs(total) * relative, law="lognormal")
    low, high = quantity.bounds() or (total, total)
    places = _published(total)
    allowed = decimals((high - low) / 2)
    # One digit of the half-width at least, so that the bounds differ.
    near = max(min(allowed, places), _places((high - low) / 2, 1))
    return Amount(number(total, places), number(low, near), number(high, near))


def significant(value: float, digits: int = 3) -> str:
    """Write a number with so many digits.

    Parameters
    ----------
    value
        The number. [any]
    digits
        How many are worth writing. [-]

    Returns
    -------
    text
        In the language of the page; whole numbers keep theirs. [any]

    """
    return number(value, max(_places(value, digits), 0))


def place_of(line: Line) -> str:
    """Say where a factor holds, in the language of the page.

    Parameters
    ----------
    line
        Of the library. [-]

    Returns
    -------
    place
        The locality where the publisher names one, else the region. [-]

    """
    locality = line.locality_en if _is_english() else line.locality_fr
    return locality or line.region


def sign_of(unit: str) -> str:
    """Write a unit as people do.

    Parameters
    ----------
    unit
        Of the registry, with its basis: ``m^2 SHON``. [-]

    Returns
    -------
    sign
        As ``m² SHON``. [-]

    """
    word, _space, basis = unit.partition(" ")
    parts = "·".join(_SIGNS.get(part, part) for part in word.split("*"))
    return f"{parts} {basis}".strip()


def gas_name(gas: str) -> str:
    """Name a gas in the language of the page.

    Parameters
    ----------
    gas
        As a factor names it. [-]

    Returns
    -------
    name
        That of its substance in the accounts. [-]

    """
    substance = SUBSTANCES[substance_of(gas)][0]
    words = nomenclatures().substances[substance].words
    return words.of(get_language() or "fr")


def _shares(factor: Factor) -> list[Share]:
    counted = sum(value for gas, value in factor.gases if gas != "co2_biogenic")
    shares, x = [], 0.0
    for gas, value in factor.gases:
        if not value:
            continue
        beside = gas == "co2_biogenic"
        width = 0.0 if beside or counted <= 0 else _WIDTH * max(value, 0.0) / counted
        mass = value / potential(gas, factor.potentials) if has_potential(gas) else None
        part = "" if beside or not counted else significant(100 * value / counted, 2)
        said = significant(value), "" if mass is None else significant(mass)
        shares.append(
            Share(gas_name(gas), *said, part, round(x, 1), round(width, 1), gas)
        )
        x += width
    return shares


def _published(value: float) -> int:
    """Count the decimals that the publisher writes, five digits at most."""
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    return max(min(-int(exponent), _places(value, 5)), 0)


def _places(value: float, digits: int) -> int:
    if value == 0 or not math.isfinite(value):
        return 0
    return digits - 1 - math.floor(math.log10(abs(value)))


def _is_english() -> bool:
    return (get_language() or "fr").startswith("en")


def status_of(line: Line) -> str:
    """Say what the publisher holds of a factor.

    Parameters
    ----------
    line
        Of the library. [-]

    Returns
    -------
    status
        In the language of the page. [-]

    """
    known = {
        "Valide générique": _("valide, générique"),
        "Valide spécifique": _("valide, spécifique à une organisation"),
        "Archivé": _("archivé\u00a0: l’éditeur ne le recommande plus"),
    }
    return known.get(line.status, line.status)
