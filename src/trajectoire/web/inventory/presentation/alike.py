"""Where a territory stands among those that look like it."""

import math
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trajectoire.core.quantity import Quantity
from trajectoire.instruments.inventory.inputs import Amount
from trajectoire.instruments.inventory.model.lookalike import (
    TOTAL,
    Account,
    Lookalikes,
    Standing,
)
from trajectoire.web.inventory.presentation.bars import Bars, Part, bars
from trajectoire.web.inventory.reading import Book
from trajectoire.web.territories.directory import Spot
from trajectoire.web.typography.numbers import decimals, number, percent, typeset

_ALL = 0.005  # share of the others that is nobody
_PLACES = 1  # decimals of tonnes by inhabitant, first
_FINE = 2  # in the table: more for what is smaller


@dataclass(frozen=True)
class Place:
    """Where a territory stands for one sector.

    Parameters
    ----------
    name
        Of the sector. [-]
    value, interval
        Of the territory, with its 90 %; a least amount says so. [t/inhabitant]
    between, median
        Of eight others in ten; of the middle one. [t/inhabitant]
    words
        The same in a sentence. [-]
    count
        How many others have a figure. [-]

    """

    name: str
    value: str
    interval: str
    between: str
    median: str
    words: str
    count: int


def alike_page(spot: Spot, book: Book, found: Lookalikes) -> dict[str, Any]:
    """Prepare the page.

    Parameters
    ----------
    spot
        The territory. [-]
    book
        Its accounts. [-]
    found
        Those that look alike. [-]

    Returns
    -------
    context
        For the template. [-]

    """
    places = [_place(one, book) for one in found.standings if one.shown]
    english = (get_language() or "fr").startswith("en")
    total = next((one for one in found.standings if one.sector == TOTAL), None)
    return {
        "total": total,
        "each": number(total.value[0], _PLACES) if total and total.value else "",
        "interval": _between(total.value[1:]) if total and total.value else "",
        "words": _words(total) if total and total.shown else "",
        "sentence": found.sentence.en if english else found.sentence.fr,
        "places": places,
        "bars": _picture(spot, found, total),
        "neighbours": [
            (
                one.account.profile.name,
                number(one.account.profile.population),
                reverse("inventory:inventory", args=[one.account.profile.code]),
            )
            for one in found.neighbours
        ],
    }


def _picture(spot: Spot, found: Lookalikes, total: Standing | None) -> Bars | None:
    if not found.neighbours or total is None:
        return None
    parts = [
        Part(
            one.account.profile.code,
            one.account.profile.name,
            each(one.account),
            note=_hides() if one.account.least else "",
            link=reverse("inventory:inventory", args=[one.account.profile.code]),
        )
        for one in found.neighbours
    ]
    if total.value is not None:
        value, low, high = total.value
        mine = Amount(value, "tCO2e", 0.0, low, high, 0.0, 1)
        note = _hides() if total.least else ""
        parts.append(Part(spot.code, spot.name, mine, note=note, marked=True))
    return bars(parts, "tCO2e")


def _hides() -> str:
    return _("au moins\u00a0: une partie n’est pas dite")


def each(account: Account) -> Amount:
    """Give the emissions of a territory by inhabitant.

    Parameters
    ----------
    account
        Its emissions by sector. [tCO2e]

    Returns
    -------
    amount
        With its interval, the errors of sectors being independent.
        [tCO2e/inhabitant]

    """
    people = account.profile.population
    value = sum(one.value for one in account.sectors.values()) / people
    squares = [one.uncertainty for one in account.sectors.values()]
    if any(one is None for one in squares):
        return Amount(value, "tCO2e", None, None, None, 1.0, len(squares))
    deviation = sum((one or 0.0) ** 2 for one in squares) ** 0.5 / people
    bounds = Quantity(value, "tCO2e", deviation, law="lognormal").bounds()
    low, high = bounds or (None, None)
    return Amount(value, "tCO2e", deviation, low, high, 0.0, len(squares))


def _place(one: Standing, book: Book) -> Place:
    language = get_language() or "fr"
    name = _("En tout") if one.sector == TOTAL else ""
    name = name or typeset(book.known.name("PCAET", one.sector, language))
    value, interval, median, between = figures_of(one)
    return Place(name, value, interval, between, median, _words(one), one.count)


def figures_of(one: Standing) -> tuple[str, str, str, str]:
    """Write the figures of a sector, with digits enough for the smallest.

    Parameters
    ----------
    one
        Where the territory stands. [t/inhabitant]

    Returns
    -------
    value, interval
        Of the territory, with as many digits as its interval allows; a dash and
        nothing where it has none. [t/inhabitant]
    median, between
        Of the others. [t/inhabitant]

    """
    others = (one.low or 0.0, one.median or 0.0, one.high or 0.0)
    places = max(_FINE, *(_first_digit(x) for x in others))
    told = number(others[1], places), _between(others[::2], places)
    if one.value is None:
        return "–", "", *told
    value, low, high = one.value
    own = decimals((high - low) / 2)
    least = _("au moins %s") if one.least else "%s"
    return least % number(value, own), _between((low, high), own), *told


def _first_digit(value: float) -> int:
    """Give the decimals that show one digit of a small number."""
    rounded = float(f"{value:.1g}")
    return -math.floor(math.log10(rounded)) if rounded > 0 else 0


def _between(bounds: tuple[float, ...], places: int = _PLACES) -> str:
    low, high = bounds
    return _("%(low)s à %(high)s") % {
        "low": number(low, places),
        "high": number(high, places),
    }


def _words(one: Standing) -> str:
    if one.least:
        return _(
            "Pas de rang\u00a0: une partie n’est pas dite, ce chiffre est un minimum."
        )
    if one.rank is None:
        return _("Pas de chiffre propre à placer.")
    if one.rank < _ALL:
        return _("Tous les autres rejettent davantage par habitant.")
    if one.rank > 1 - _ALL:
        return _("Tous les autres rejettent moins par habitant.")
    told = {
        "share": percent(one.rank),
        "low": percent(one.rank_low or 0.0),
        "high": percent(one.rank_high or 0.0),
    }
    return (
        _("%(share)s d’entre eux rejettent moins par habitant (%(low)s à %(high)s).")
        % told
    )
