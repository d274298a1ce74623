"""The accounts of a territory, once read: its own, and its members’."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from trajectoire.core.source import Source
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.inputs import Amount, Potentials, Row
from trajectoire.instruments.inventory.model.aside import Aside
from trajectoire.instruments.inventory.model.completeness import Coverage
from trajectoire.instruments.inventory.model.nomenclature import (
    BIOGENIC,
    Nomenclatures,
)
from trajectoire.instruments.inventory.model.standing import Standing, stand
from trajectoire.instruments.inventory.model.totals import totals
from trajectoire.sources.communes import Place
from trajectoire.web.territories.directory import Spot

_SINKS = "utcatf"  # sector that removes more than it emits: never in the total


@dataclass(frozen=True, eq=False)
class Book:
    """Rows of one territory, or of several together, and what counts among them.

    Parameters
    ----------
    rows
        All of them. [-]
    sources
        By their number. [-]
    wholes
        Code of a territory → code of the one that it is counted in. [-]
    told
        By family, years that there are, read or not; None where all were read. [year]
    expected
        Codes of the communes that a sum should hold; empty where it is none. [-]

    """

    rows: Sequence[Row]
    sources: Mapping[int, Source]
    wholes: Mapping[str, str]
    told: Mapping[str, tuple[int, ...]] | None = None
    expected: frozenset[str] = frozenset()

    @property
    def coverage(self) -> Coverage:
        """The communes that the cells of a sum should hold."""
        return Coverage(self.expected, self.wholes)

    @property
    def known(self) -> Nomenclatures:
        """Lines, substances and crosswalk."""
        return nomenclatures()

    @cached_property
    def standing(self) -> Standing:
        """The rows that count, and the others with the reason."""
        return stand(self.rows, self.known, self.sources, self.wholes)

    @property
    def aside(self) -> tuple[Aside, ...]:
        """The rows that land in a sector of the PCAET and do not count there."""
        return self.standing.left("PCAET")

    @cached_property
    def _families(self) -> Mapping[str, str]:
        """Family of each substance met, each looked up once."""
        met = {row.substance for row in self.rows}
        return {name: self.known.family(name) or "" for name in met}

    @cached_property
    def _sectors(self) -> dict[tuple[object, ...], str]:
        """Where each line met is counted, each looked up once."""
        return {}

    def years(self, family: str) -> tuple[int, ...]:
        """List the years that say something of a family, in order."""
        if self.told is not None:
            return self.told.get(family, ())
        families = self._families
        told = {row.year for row in self.rows if families[row.substance] == family}
        return tuple(sorted(told))

    def counted(self, family: str, year: int) -> list[Row]:
        """List the rows of a family and a year that count in the PCAET, or nowhere."""
        return [
            row
            for row in self.standing.within("PCAET")
            if row.year == year and self._families[row.substance] == family
        ]

    def by_year(
        self, family: str, potentials: Potentials, substance: str = ""
    ) -> dict[int, Amount]:
        """Add up each year that was read.

        Parameters
        ----------
        family
            What is added. [-]
        potentials
            Set of warming potentials. [-]
        substance
            Only this one; all of the family when empty. [-]

        Returns
        -------
        totals
            Of each year that has a figure. [unit of the family]

        """
        rows = [
            row
            for row in self.standing.within("PCAET")
            if self._families[row.substance] == family
            and substance in ("", row.substance)
            and self.sector(row)
        ]
        years = sorted({row.year for row in rows})
        groups = [years.index(row.year) for row in rows]
        found = totals(rows, groups, self.known, potentials)
        return {y: a for y, a in zip(years, found, strict=True) if a is not None}

    def grouped(
        self, rows: Sequence[Row], names: Sequence[str], potentials: Potentials
    ) -> dict[str, Amount | None]:
        """Add up rows by a name that is given for each.

        Parameters
        ----------
        rows
            Rows. [-]
        names : (row,)
            Of the group of each; a row with an empty one is left out. [-]
        potentials
            Set of warming potentials. [-]

        Returns
        -------
        amounts
            By name; None where no row has a figure. [unit]

        """
        order = list(dict.fromkeys(name for name in names if name))
        groups = [order.index(name) if name else -1 for name in names]
        found = totals(rows, groups, self.known, potentials) if order else []
        return dict(zip(order, found, strict=True))

    def sector(self, row: Row) -> str:
        """Sector of the PCAET in whose total a row is counted; empty for none."""
        key = row[2:5]  # substance, nomenclature, sector
        if key not in self._sectors:
            self._sectors[key] = self._sector(*key)
        return self._sectors[key]

    def _sector(self, substance: str, nomenclature: str, sector: str) -> str:
        if substance == BIOGENIC:
            return ""
        landing = self.known.landing(nomenclature, sector, "PCAET", substance)
        sinks = self._families[substance] == "sink"
        return "" if landing.code == _SINKS and not sinks else landing.code or ""


@dataclass(frozen=True, eq=False)
class Accounts:
    """What the ledger holds of a territory.

    Parameters
    ----------
    spot
        The territory. [-]
    own
        What is said of it as a whole. [-]
    members
        What is said of its communes; None where it has none. [-]
    places
        Its communes, largest first. [-]
    vast
        Whether what these tell is too much to be added up. [-]

    """

    spot: Spot
    own: Book
    members: Book | None
    places: tuple[Place, ...]
    vast: bool = False

    @cached_property
    def together(self) -> Book:
        """Its own figures and those of its members, each thing counted once."""
        own, members = self.own, self.members
        if members is None:
            return own
        within = {place.code: self.spot.code for place in self.places}
        families = {*(own.told or ()), *(members.told or ())}
        return Book(
            [*own.rows, *members.rows],
            own.sources | members.sources,
            own.wholes | within | members.wholes,
            {
                name: tuple(sorted({*own.years(name), *members.years(name)}))
                for name in families
            },
            members.expected,
        )

    def shown(self, family: str) -> Book:
        """Its own figures, those of its members, or both where both have some."""
        if self.members is None or not self.members.years(family):
            return self.own
        return self.together if self.own.years(family) else self.members

    def by_itself(self, book: Book, family: str, year: int) -> tuple[str, ...]:
        """List the sectors that the territory tells, and not its communes."""
        told = self._told(book, family, year)
        return tuple(sorted({sector for sector, own in told if own}))

    def by_members(self, book: Book, family: str, year: int) -> tuple[str, ...]:
        """List the sectors that its communes tell."""
        told = self._told(book, family, year)
        return tuple(sorted({sector for sector, own in told if not own}))

    def _told(self, book: Book, family: str, year: int) -> set[tuple[str, bool]]:
        alone = self.members is None
        return {
            (book.sector(row), alone or row.territory == self.spot.code)
            for row in book.counted(family, year)
            if row.value is not None and book.sector(row)
        }

    def covered(self, family: str, year: int) -> int:
        """How many of its communes have a figure in a year."""
        rows = self.members.counted(family, year) if self.members else []
        return len({row.territory for row in rows if row.value is not None})
