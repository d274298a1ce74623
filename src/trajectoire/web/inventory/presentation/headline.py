"""What comes first: the total of a territory, or a part of it and a first estimate."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from trajectoire.core.indicator import CellState
from trajectoire.instruments.inventory.gather.estimate import first_estimate
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.inputs import Amount
from trajectoire.instruments.inventory.model.overlap import SECTORS
from trajectoire.web.inventory.presentation.amounts import Said, said
from trajectoire.web.inventory.reading import Accounts, Book
from trajectoire.web.inventory.wholeness import Wholeness
from trajectoire.web.territories.directory import Spot
from trajectoire.web.typography.numbers import number, typeset


@dataclass(frozen=True)
class Headline:
    """A figure that comes first, or stands beside it.

    Parameters
    ----------
    title
        What it is, where it stands beside. [-]
    said
        The figure. [-]
    year
        Of the figure. [year]
    kind
        What sort of figure it is. [-]
    partial
        How little of the territory is told; empty for all of it. [-]
    least
        Why the true total is larger, where all of the territory is told. [-]
    beside
        The other figure, where this one is not all that can be said. [-]
    guessed
        Whether it is the first estimate, and what is told is only beside it. [-]

    """

    title: str
    said: Said
    year: int
    kind: str
    partial: str = ""
    least: str = ""
    beside: "Headline | None" = None
    guessed: bool = False

    @property
    def caveat(self) -> str:
        """What is said before the figure: a part, or a least amount."""
        return self.partial or self.least


def headline(
    spot: Spot, told: tuple[Amount, int], held: Wholeness, kind: str, family: str
) -> Headline:
    """Choose what comes first.

    Parameters
    ----------
    spot
        The territory. [-]
    told
        What its accounts add up to, and of which year. [unit], [year]
    held
        How much of the territory that holds. [-]
    kind
        What sort of figure it is. [-]
    family
        What is counted. [-]

    Returns
    -------
    headline
        The accounts where they hold the territory; a part is said to be one, with the
        first estimate beside it, or before it where few communes are told. [-]

    """
    total, year = told
    partial = partial_words(held)
    title = _("Ce qui est déclaré")
    least = least_words(held, family)
    alone = Headline(title, said(total), year, kind, partial, least)
    guess = estimated(spot) if partial and family == "ghg" else None
    if guess is None:
        return alone
    if held.leads:
        return replace(alone, beside=guess)
    return replace(guess, partial=communes_words(held), beside=alone, guessed=True)


def estimated(spot: Spot) -> Headline | None:
    """Give the first estimate of a territory.

    Parameters
    ----------
    spot
        The territory. [-]

    Returns
    -------
    estimated
        None where nothing is known that could be shared. [-]

    """
    if spot.place is None:
        return None
    found = first_estimate(spot.territory())
    total = found.totals.get("emission_ghg")
    if total is None:
        return None
    low, high = total.bounds() or (None, None)
    amount = Amount(total.value, total.unit, total.uncertainty, low, high, 0.0, 1)
    title = _("Première estimation du territoire entier")
    return Headline(title, said(amount), found.year, _("première estimation"))


def kind_words(accounts: Accounts, book: Book, family: str, year: int) -> str:
    """Say what sort of figure a total is.

    Parameters
    ----------
    accounts
        Of the territory. [-]
    book
        That the total was added from. [-]
    family
        What is counted. [-]
    year
        Which. [year]

    Returns
    -------
    words
        Declared, added up over communes, or both. [-]

    """
    if not accounts.by_members(book, family, year) and book is not accounts.members:
        return _("déclaré")
    if len(accounts.places) == 1:
        return _("déclaré par sa seule commune")
    if accounts.by_itself(book, family, year):
        return _("déclaré et communes")
    return _("somme des communes")


def partial_words(held: Wholeness) -> str:
    """Say how little of a territory a total holds.

    Parameters
    ----------
    held
        What it holds. [-]

    Returns
    -------
    words
        Empty where it holds all. [-]

    """
    if held.whole:
        return ""
    said = []
    if held.silent:
        told = ngettext(
            "%(told)s secteur sur %(every)s renseigné",
            "%(told)s secteurs sur %(every)s renseignés",
            len(held.told),
        )
        said.append(told % {"told": len(held.told), "every": len(SECTORS)})
    if held.communes < held.expected:
        said.append(communes_words(held))
    if not said:
        said.append(_("des communes n’ont pas renseigné tous les secteurs"))
    return _("partiel\u00a0: %s") % ", ".join(said)


def least_words(held: Wholeness, family: str = "ghg") -> str:
    """Say why the true total of a whole territory is larger.

    Parameters
    ----------
    held
        What the total holds. [-]
    family
        What is counted: what is not told of sinks may be a loss. [-]

    Returns
    -------
    words
        Empty for a part of the territory, which is said to be one, and where every
        figure is there. [-]

    """
    if not held.whole or held.hidden is None:
        return ""
    confidential = held.hidden is CellState.CONFIDENTIAL
    if family == "sink" and confidential:
        return _("en partie\u00a0: un puits ou une perte est confidentiel")
    if family == "sink":
        return _("en partie\u00a0: un puits ou une perte manque")
    if confidential:
        return _("au moins\u00a0: une partie est confidentielle")
    return _("au moins\u00a0: une partie manque")


def caveat(held: Wholeness) -> str:
    """Say why the emissions that are told are not those of the whole territory.

    Parameters
    ----------
    held
        What their total holds. [-]

    Returns
    -------
    words
        A part, or a least amount; empty where it holds everything. [-]

    """
    return partial_words(held) or least_words(held)


def communes_words(held: Wholeness) -> str:
    """Say how many communes told something.

    Parameters
    ----------
    held
        What the total holds. [-]

    Returns
    -------
    words
        Of all of them. [-]

    """
    text = ngettext(
        "%(told)s commune sur %(every)s a déclaré",
        "%(told)s communes sur %(every)s ont déclaré",
        held.communes,
    )
    every = number(held.expected)
    return text % {"told": number(held.communes), "every": every}


def sectors_words(held: Wholeness) -> str:
    """Name the sectors that a part of a total holds, and those that it does not.

    Parameters
    ----------
    held
        What it holds. [-]

    Returns
    -------
    sentence
        Empty where every sector says something. [-]

    """
    if not held.silent:
        return ""
    return _("Renseigné\u00a0: %(told)s. Rien encore\u00a0: %(silent)s.") % {
        "told": _names(held.told) or _("aucun secteur"),
        "silent": _names(held.silent),
    }


def unlike(held: Mapping[int, Wholeness], years: Collection[int]) -> str:
    """Say which years of a series do not hold the whole territory.

    Parameters
    ----------
    held
        What the total of each year holds, where somebody looked. [-]
    years
        Of the series. [year]

    Returns
    -------
    sentence
        Empty where all of them hold as much: they can be compared. [-]

    """
    found = {held[year] for year in years if year in held}
    if len(found) < 2 or all(one.whole for one in found):
        return ""
    return _(
        "Les années ne comptent pas toutes la même chose\u00a0: leurs écarts ne disent "
        "pas une évolution. Partielles\u00a0: %s."
    ) % ", ".join(map(str, partial_years(held, years)))


def partial_years(
    held: Mapping[int, Wholeness], years: Collection[int]
) -> tuple[int, ...]:
    """List the years of a series that are a part only.

    Parameters
    ----------
    held
        What the total of each year holds, where somebody looked. [-]
    years
        Of the series. [year]

    Returns
    -------
    partial
        In the same order. [year]

    """
    return tuple(year for year in years if year in held and not held[year].whole)


def _names(sectors: tuple[str, ...]) -> str:
    known, language = nomenclatures(), get_language() or "fr"
    return typeset(", ".join(known.name("PCAET", code, language) for code in sectors))
