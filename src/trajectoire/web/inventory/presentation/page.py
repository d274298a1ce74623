"""The page of the inventory, put together from the rows that count."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trajectoire.instruments.inventory.inputs import Amount, Row
from trajectoire.web.inventory.demonstration import INVENTED
from trajectoire.web.inventory.presentation.adding import adding
from trajectoire.web.inventory.presentation.amounts import Said, said
from trajectoire.web.inventory.presentation.answer import (
    answer,
    covered,
    question,
    warming,
)
from trajectoire.web.inventory.presentation.asked import (
    Asked,
    family_names,
    pollutant_names,
)
from trajectoire.web.inventory.presentation.bars import Bars, Part, bars
from trajectoire.web.inventory.presentation.headline import partial_years, unlike
from trajectoire.web.inventory.presentation.parts import (
    by_sector,
    by_substance,
    first_of,
)
from trajectoire.web.inventory.presentation.proof import proof
from trajectoire.web.inventory.presentation.table import sector_of, table
from trajectoire.web.inventory.presentation.years import years
from trajectoire.web.inventory.reading import Accounts, Book
from trajectoire.web.inventory.wholeness import Wholeness, wholeness_of

_BY_SECTOR = {"ghg", "energy", "pollutant"}
_BY_SUBSTANCE = {"ghg", "energy", "sink", "renewable"}
_WHOLES = {"emission_ghg", "energy_final"}  # alone, they say nothing of the parts


@dataclass(frozen=True)
class Picture:
    """Bars with their title and their text.

    Parameters
    ----------
    code
        In addresses. [-]
    title, text, unit
        What it shows, in a few words, in a sentence, in which unit. [-]
    bars
        The drawing. [-]
    address
        Where it is taken away. [-]

    """

    code: str
    title: str
    text: str
    unit: str
    bars: Bars
    address: str


@dataclass(frozen=True)
class Way:
    """One of two ways of counting, side by side."""

    title: str
    said: Said
    text: str
    here: bool


def page(
    accounts: Accounts,
    shown: Asked,
    series: Mapping[int, Amount],
    held: Mapping[int, Wholeness],
) -> dict[str, Any]:
    """Prepare the page.

    Parameters
    ----------
    accounts
        Of the territory. [-]
    shown
        What the address asks for. [-]
    series
        Totals of the years; those that were read are added up again. [-]
    held
        How much of the territory each holds, where somebody looked. [-]

    Returns
    -------
    context
        For the template. [-]

    """
    book = accounts.shown(shown.family)
    substance = shown.substance
    read = book.by_year(shown.family, shown.potentials, substance)
    series = dict(sorted({**series, **read}.items()))
    total = series.get(shown.year) if shown.year else None
    rows = rows_of_page(book, shown)
    drawn = pictures(accounts, book, shown, rows)
    here = wholeness_of(book, shown.family, shown.year, substance)
    told = answer(accounts, book, shown, total, here)
    if drawn and here.whole:
        told = replace(told, sentence=drawn[0].text)
    curve = years(
        _drawn(series, shown),
        shown.year or 0,
        partial_years(held, series),
        unlike(held, series),
    )
    return {
        "spot": accounts.spot,
        "question": question(accounts.spot.name, shown.family),
        "year": shown.year,
        "answer": told,
        "series": curve,
        "series_title": _series_title(shown),
        "series_unit": _unit_words(curve.scale.unit, curve.scale.of) if curve else "",
        "warming": warming(book, shown, total),
        "pictures": drawn,
        "told": bool(rows),
        "groups": _groups(accounts, book, shown, rows),
        "adding": adding(shown, _told(book, shown, rows)),
        "table_caption": _caption(shown),
        "twice": _twice(accounts, shown, substance, total),
        "twice_text": covered(accounts, shown) if accounts.members else "",
        "invented": is_invented(book),
        "proof": proof(book, shown, total),
    }


def _drawn(series: Mapping[int, Amount], shown: Asked) -> dict[int, Amount]:
    """Leave out years to come: a year mistyped would flatten all the others."""
    now = timezone.localdate().year
    return {y: one for y, one in series.items() if y <= now or y == shown.year}


def rows_of_page(book: Book, shown: Asked) -> list[Row]:
    """List the rows that the page shows.

    Parameters
    ----------
    book
        Of the territory or of its members. [-]
    shown
        What the address asks for. [-]

    Returns
    -------
    rows
        Of the year and the family; of the pollutant, for that family. [-]

    """
    rows = book.counted(shown.family, shown.year or 0)
    if shown.family != "pollutant":
        return rows
    return [row for row in rows if row.substance == shown.pollutant]


def _told(book: Book, shown: Asked, rows: list[Row]) -> set[str]:
    """List the sectors, or the sinks and channels, that rows tell."""
    if shown.family in _BY_SECTOR:
        return {book.sector(row) for row in rows}
    return {row.substance for row in rows}


def pictures(
    accounts: Accounts, book: Book, shown: Asked, rows: list[Row]
) -> list[Picture]:
    """Draw where the tonnes are.

    Parameters
    ----------
    accounts
        Of the territory. [-]
    book
        Of the rows. [-]
    shown
        What the address asks for. [-]
    rows
        Those of the page. [-]

    Returns
    -------
    pictures
        By sector, then by gas, carrier, sink or channel; empty without a figure. [-]

    """
    if not any(row.value is not None for row in rows):
        return []
    given = (book, rows, shown.family, shown.potentials)
    found = []
    if shown.family in _BY_SECTOR:
        listed = {sector_of(row, book.known) for row in _own(accounts, rows)}
        parts = [
            part if part.code in listed else replace(part, link="")
            for part in by_sector(*given)
        ]
        found.append(("secteurs", _title(shown), parts))
    if shown.family in _BY_SUBSTANCE:
        detail = by_substance(*given)
        if not found or {part.code for part in detail} - _WHOLES:
            found.append(("detail", _detail_title(shown.family), detail))
    return [_picture(accounts, shown, *one) for one in found if one[2]]


def is_invented(book: Book) -> bool:
    """Tell whether the figures describe no real place."""
    return any(source.publisher == INVENTED for source in book.sources.values())


def _picture(
    accounts: Accounts, shown: Asked, code: str, title: str, parts: list[Part]
) -> Picture:
    unit = next(part.amount.unit for part in parts if part.amount is not None)
    drawn = bars(parts, unit)
    address = reverse("inventory:picture", args=[accounts.spot.code, code])
    return Picture(
        code,
        title,
        first_of(parts),
        _unit_words(drawn.scale.unit, drawn.scale.of),
        drawn,
        f"{address}?{shown.query}",
    )


def _groups(accounts: Accounts, book: Book, shown: Asked, rows: list[Row]) -> Any:
    """List the cells that can be read here: those of communes have their own pages."""
    where = (accounts.spot.code, shown.family)
    return table(_own(accounts, rows), book.known, book.sources, where)


def _own(accounts: Accounts, rows: list[Row]) -> list[Row]:
    """Keep what the territory tells itself, where communes are added up."""
    if accounts.members is None:
        return rows
    return [row for row in rows if row.territory == accounts.spot.code]


def _twice(
    accounts: Accounts, shown: Asked, substance: str, total: Amount | None
) -> list[Way]:
    """Set a figure of its own beside the sum of its communes, where both exist."""
    if accounts.members is None or shown.year is None:
        return []
    ways = []
    one = len(accounts.places) == 1
    theirs = _("Déclaré par sa seule commune") if one else _("Somme de ses communes")
    for name, book in (
        (_("Déclaré pour le territoire entier"), accounts.own),
        (theirs, accounts.members),
    ):
        found = book.by_year(shown.family, shown.potentials, substance)
        amount = found.get(shown.year)
        if amount is None:
            return []
        here = total is not None and amount.value == total.value
        text = covered(accounts, shown) if book is accounts.members else ""
        told = _("C’est ce chiffre que la page détaille.") if here else ""
        ways.append(Way(name, said(amount), f"{told} {text}".strip(), here))
    return ways


def _title(shown: Asked) -> str:
    titles = {
        "ghg": _("D’où viennent ces tonnes\u202f?"),
        "energy": _("Qui consomme cette énergie\u202f?"),
        "pollutant": _("D’où viennent ces %s\u202f?"),
    }
    title = titles[shown.family]
    return title % pollutant_names()[shown.pollutant] if "%s" in title else title


def _detail_title(family: str) -> str:
    titles = {
        "ghg": _("De quels gaz\u202f?"),
        "energy": _("Par quels vecteurs\u202f?"),
        "sink": _("Quels puits, et quelles pertes\u202f?"),
        "renewable": _("Par quelles filières\u202f?"),
    }
    return titles[family]


def _series_title(shown: Asked) -> str:
    return _("%s, année après année") % _counted(shown)


def _caption(shown: Asked) -> str:
    return _("%(what)s, année %(year)s") % {
        "what": _counted(shown),
        "year": shown.year or "",
    }


def _counted(shown: Asked) -> str:
    name = family_names()[shown.key]
    if shown.family != "pollutant":
        return name
    told = {"whole": name, "part": pollutant_names()[shown.pollutant]}
    return _("%(whole)s\u00a0: %(part)s") % told


def _unit_words(unit: str, of: str) -> str:
    words: Mapping[str, str] = {
        "Mt": _("millions de tonnes"),
        "kt": _("milliers de tonnes"),
        "t": _("tonnes"),
        "kg": _("kilogrammes"),
        "TWh": _("térawattheures (milliards de kWh)"),
        "GWh": _("gigawattheures (millions de kWh)"),
        "MWh": _("mégawattheures (milliers de kWh)"),
    }
    told = words.get(unit, unit)
    return _("%(unit)s de %(of)s") % {"unit": told, "of": of} if of else told
