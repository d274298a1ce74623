"""Where accounts are taken from: the years that there are, and one of them opened."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TypeVar

from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.inputs import Amount, Potentials
from trajectoire.sources.communes import Place, places
from trajectoire.web.inventory.reading import Accounts, Book
from trajectoire.web.ledger.contents import Contents, contents_of, kept_by_year
from trajectoire.web.ledger.mergers import wholes_of
from trajectoire.web.ledger.rows import rows_of, sources_of
from trajectoire.web.ledger.withholding import deciding, may_withhold
from trajectoire.web.territories.directory import Spot

GROUPS = ("epci", "departement", "region", "country")
Value = TypeVar("Value")
MANY = 200  # communes of which all years are added up: no intercommunality has more
MOST = 6000  # communes that are added up: those of every région, not of the country
MOST_TOLD = 100_000  # figures of a year that are added up while somebody waits


@dataclass(frozen=True)
class Shelf:
    """The accounts of a territory before they are opened: which years there are.

    Parameters
    ----------
    spot
        The territory. [-]
    places
        Its communes, largest first. [-]
    own, members
        What is told of it as a whole, and of its communes where they are added up. [-]
    vast
        Whether its communes, or what they tell, are too many to be added up. [-]

    """

    spot: Spot
    places: tuple[Place, ...]
    own: Contents
    members: Contents
    vast: bool = False

    def years(self, family: str) -> tuple[int, ...]:
        """List the years that tell a family, in order.

        Parameters
        ----------
        family
            What is counted. [-]

        Returns
        -------
        years
            Of the territory and of its communes. [year]

        """
        names = _names(family)
        return tuple(sorted({*self.own.years(names), *self.members.years(names)}))

    @property
    def here(self) -> list[tuple[str, str]]:
        """Kind and code of the territory."""
        return [(self.spot.kind, self.spot.code)]

    @property
    def within(self) -> list[tuple[str, str]]:
        """Kinds and codes of the communes that are added up."""
        added = () if self.vast else self.places
        return [(place.kind, place.code) for place in added]

    def open(
        self, years: Collection[int], definitions: Collection[str] | None = None
    ) -> Accounts:
        """Read some years.

        Parameters
        ----------
        years
            Which. [year]
        definitions
            Names of substances; None for all. [-]

        Returns
        -------
        accounts
            With the rows of these years, and the list of all years. [-]

        """
        own = rows_of(self.here, years, definitions)
        theirs = rows_of(self.within, years, definitions) if self.within else []
        sources = sources_of({row.source for row in (*own, *theirs)})
        book = Book(own, sources, wholes_of(self.here), _families(self.own))
        if not self.members.definitions:
            return Accounts(self.spot, book, None, self.places, self.vast)
        expected = frozenset(place.code for place in self.places)
        wholes, told = wholes_of(self.within), _families(self.members)
        added = Book(theirs, sources, wholes, told, expected)
        return Accounts(self.spot, book, added, self.places)

    def series(
        self, family: str, potentials: Potentials, substance: str = ""
    ) -> dict[int, Amount]:
        """Add up each year, where the communes are few enough to read all of them.

        Parameters
        ----------
        family, potentials, substance
            As for ``Book.by_year``. [-]

        Returns
        -------
        totals
            Of each year that has a figure. [unit of the family]

        """
        return self.kept(
            f"sum:{potentials}:{substance}",
            family,
            lambda book: book.by_year(family, potentials, substance),
        )

    def kept(
        self, name: str, family: str, compute: Callable[[Book], Mapping[int, Value]]
    ) -> dict[int, Value]:
        """Give what is computed of every year, where they are few enough to be read.

        Parameters
        ----------
        name
            Of what is computed. [-]
        family
            What is counted. [-]
        compute
            Gives the value of each year of accounts. [-]

        Returns
        -------
        values
            By year, kept until something of it changes; empty where the communes are
            too many. [-]

        """
        if len(self.within) > MANY and self.members.definitions:
            return {}

        def look(years: Collection[int]) -> Mapping[int, Value]:
            key = tuple(sorted(years)), family
            if key not in self._opened:
                accounts = self.open(years, akin(family))
                self._opened[key] = accounts.shown(family)
            return compute(self._opened[key])

        if self.vast:  # what its communes hold back is in no stamp
            return dict(look(self.years(family)))
        told = (self.own, self.members, self._deciding)
        stamps = {
            year: " ".join(each.stamps.get(year, "") for each in told)
            for year in self.years(family)
        }
        key = ":".join((*(each.name for each in told), family, name))
        return kept_by_year(key, stamps, look)

    @cached_property
    def _deciding(self) -> Contents:
        """What else decides, where something is secret, which totals are withheld."""
        groups = deciding(*self.here[0])
        return contents_of(groups if groups and may_withhold(*self.here[0]) else [])

    @cached_property
    def _opened(self) -> dict[tuple[tuple[int, ...], str], Book]:
        """What was opened to be kept: totals and what they hold are read at once."""
        return {}


def shelf(spot: Spot) -> Shelf:
    """Look at which accounts there are of a territory.

    Parameters
    ----------
    spot
        The territory. [-]

    Returns
    -------
    shelf
        To be opened at some years; the country is not added up, nor communes that tell
        more in a year than ``MOST_TOLD`` figures. [-]

    """
    inside: tuple[Place, ...] = ()
    if spot.kind in GROUPS:
        inside = places().communes(spot.kind, spot.code)
    own = contents_of([(spot.kind, spot.code)])
    vast = len(inside) > MOST
    members = contents_of([] if vast else [(one.kind, one.code) for one in inside])
    if max(members.counts.values(), default=0) > MOST_TOLD:
        vast, members = True, contents_of([])
    return Shelf(spot, inside, own, members, vast)


def akin(family: str) -> tuple[str, ...]:
    """List the substances that decide together which rows of a family count.

    Parameters
    ----------
    family
        What is counted. [-]

    Returns
    -------
    definitions
        Sinks with greenhouse gases: the net balance of land tells both. [-]

    """
    both = ("ghg", "sink")
    return _names(*(both if family in both else (family,)))


@cache
def _names(*families: str) -> tuple[str, ...]:
    known = nomenclatures()
    return tuple(name for name in known.substances if known.family(name) in families)


def _families(contents: Contents) -> dict[str, tuple[int, ...]]:
    family = nomenclatures().family
    told: dict[str, set[int]] = {}
    for year, names in contents.definitions.items():
        for name in names:
            told.setdefault(family(name) or "", set()).add(year)
    return {name: tuple(sorted(years)) for name, years in told.items()}
