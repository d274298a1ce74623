"""Find the territories that look alike and have accounts of their own."""

import math
from dataclasses import replace

from trajectoire.core.quantity import Quantity
from trajectoire.instruments.inventory.gather.comparison import profile
from trajectoire.instruments.inventory.inputs import Amount
from trajectoire.instruments.inventory.model.lookalike import (
    Account,
    Lookalikes,
    Profile,
    distance,
    look_alike,
)
from trajectoire.instruments.inventory.model.overlap import SECTORS
from trajectoire.sources.communes import places
from trajectoire.web.inventory.reading import Book
from trajectoire.web.inventory.shelf import akin
from trajectoire.web.inventory.wholeness import hidden_by_sector, sectors_told
from trajectoire.web.ledger.dimensions import Territory as LedgerTerritory
from trajectoire.web.ledger.mergers import wholes_of
from trajectoire.web.ledger.rows import rows_of, sources_of
from trajectoire.web.territories.directory import Spot
from trajectoire.web.territories.models import OwnTerritory

_READ = 60  # territories whose accounts are read, the nearest first
_NEAR = 2  # years: accounts of another year are compared within so many


def peers(spot: Spot, book: Book, year: int | None) -> Lookalikes | None:
    """Compare a territory with those that look alike.

    Parameters
    ----------
    spot
        The territory. [-]
    book
        Its accounts. [-]
    year
        Of the comparison; None where it has no accounts. [year]

    Returns
    -------
    lookalikes
        Of accounts that tell all sectors; None where nobody knows how many people live
        there, or which year to compare. [-]

    """
    here = profile_of(spot.kind, spot.code)
    if here is None or year is None:
        return None
    near = _nearest(here)
    own = _account(here, book, year)
    codes = [(one.kind, one.code) for one in near]
    years = range(year - _NEAR, year + _NEAR + 1)
    rows = rows_of(codes, years, akin("ghg")) if codes else []
    sources = sources_of({row.source for row in rows})
    others = Book(rows, sources, wholes_of(codes))
    told = (
        _closest(one, others, year)
        for one in near
        if any(row.territory == one.code for row in rows)
    )
    return look_alike(
        replace(own, first_estimate=not own.sectors),
        [account for account in told if account.sectors],
    )


def profile_of(kind: str, code: str) -> Profile | None:
    """Give what makes a territory like another, of the country or our own.

    Parameters
    ----------
    kind, code
        Of the territory. [-]

    Returns
    -------
    profile
        None where nobody knows how many people live there. [-]

    """
    added = OwnTerritory.objects.filter(code=code, kind=kind).first()
    if added is None:
        row = LedgerTerritory.objects.filter(code=code, kind=kind).first()
        return profile(row.thing()) if row else None
    if not added.population:
        return None
    return Profile(code, kind, added.name, int(added.population), 1, added.country)


def sectors_of(book: Book, code: str, year: int) -> dict[str, Quantity]:
    """Give the emissions of a territory by sector of the PCAET.

    Parameters
    ----------
    book
        Accounts, of it alone or of several. [-]
    code
        Of the territory. [-]
    year
        Which. [year]

    Returns
    -------
    sectors
        Those that have a figure. [tCO2e]

    """
    rows = [row for row in book.counted("ghg", year) if row.territory == code]
    found = book.grouped(rows, [book.sector(row) for row in rows], "AR5")
    return {
        sector: quantity_of(amount)
        for sector, amount in found.items()
        if amount is not None
    }


def quantity_of(amount: Amount) -> Quantity:
    """Give a total as a quantity, with its interval.

    Parameters
    ----------
    amount
        A total. [unit]

    Returns
    -------
    quantity
        Lognormal where it is positive. [unit]

    """
    if amount.deviation is None:
        reason = "aucune incertitude publiée"
        return Quantity(amount.value, amount.unit, None, reason=reason)
    law = "lognormal" if amount.value > 0 else "normal"
    return Quantity(amount.value, amount.unit, amount.deviation, law=law)


def _account(here: Profile, book: Book, year: int) -> Account:
    """Give the sectors of a territory that tells all of them: parts are not ranked."""
    rows = [row for row in book.counted("ghg", year) if row.territory == here.code]
    if not sectors_told(book, rows) >= set(SECTORS):
        return Account(here, {})
    sectors = sectors_of(book, here.code, year)
    return Account(here, sectors, least=frozenset(hidden_by_sector(book, rows)))


def _closest(one: Profile, others: Book, year: int) -> Account:
    """Read the year nearest to the one that is compared, the later of two."""
    told = sorted(others.years("ghg"), key=lambda each: (abs(each - year), -each))
    found = (_account(one, others, each) for each in told)
    return next((account for account in found if account.sectors), Account(one, {}))


def _nearest(here: Profile) -> list[Profile]:
    """List the territories of the same kind that the ledger names, the nearest first.

    Populations are compared first, which costs nothing; then what they are made of.
    """
    rows = LedgerTerritory.objects.filter(kind=here.kind).exclude(code=here.code)
    codes = dict.fromkeys(rows.values_list("code", flat=True))
    people = _populations(here.kind)
    known = [code for code in codes if people.get(code)]
    known.sort(key=lambda code: abs(math.log(people[code] / here.population)))
    found = (profile_of(here.kind, code) for code in known[: 2 * _READ])
    near = [one for one in found if one is not None]
    return sorted(near, key=lambda one: distance(here, one))[:_READ]


def _populations(kind: str) -> dict[str, int]:
    """Give the population of every territory of a kind, of the country or our own."""
    own = OwnTerritory.objects.filter(kind=kind, population__gt=0)
    told = {
        one.code: one.population or 0 for one in places().places if one.kind == kind
    }
    return told | dict(own.values_list("code", "population"))
