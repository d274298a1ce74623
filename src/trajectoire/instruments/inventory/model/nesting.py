"""Which figures of a place and year hold which, and the sums that follow from it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from trajectoire.instruments.inventory.inputs import Row
from trajectoire.instruments.inventory.model.facts import LAND, TOTAL, Facts
from trajectoire.instruments.inventory.model.overlap import BUILDING_SITES

Place = tuple[str, str]  # nomenclature, sector
Cell = tuple[str, str, str]  # nomenclature, sector, substance
Sum = dict[Cell, float]  # what adds up to something that is known
_ALL_GASES, _SINKS = "emission_ghg", "sink_total"  # on land, one less the other is nil


def cell_of(row: Row) -> Cell:
    """Name the cell of a row.

    Parameters
    ----------
    row
        Any. [-]

    Returns
    -------
    cell
        As it is written. [-]

    """
    return row.nomenclature, row.sector, row.substance


def places_of(part: Row, facts: Facts) -> set[Place]:
    """List the lines that hold that of a figure, totals of all sectors left out.

    Parameters
    ----------
    part
        Any. [-]
    facts
        Of its line. [-]

    Returns
    -------
    places
        Where it lands, the line of which it is a detail; never its own. [-]

    """
    fact = facts.of(part)
    found = {("PCAET", fact.pcaet), ("GPC", fact.gpc)}
    if part.sector.startswith(f"{BUILDING_SITES}."):
        found.add(("PCAET", BUILDING_SITES))
    above = part.sector
    while "/" in above:
        above = above.rpartition("/")[0]
        found.add((part.nomenclature, above))
    return found - {(part.nomenclature, part.sector)}


def is_in_total(part: Row, facts: Facts) -> bool:
    """Tell whether the total of all sectors holds a figure.

    Parameters
    ----------
    part
        Any. [-]
    facts
        Of its line. [-]

    Returns
    -------
    held
        Where it is neither of land nor another total. [-]

    """
    return part.sector != TOTAL and facts.of(part).pcaet not in ("", LAND)


class Nesting:
    """The figures of a place and year, told or not, and all that holds one of them.

    Parameters
    ----------
    told, hidden
        One row a cell. [-]
    facts
        Of their lines. [-]

    """

    def __init__(
        self, told: Sequence[Row], hidden: Sequence[Row], facts: Facts
    ) -> None:
        self._facts, self._any = facts, hidden[0]
        spoken = [*told, *hidden]
        self._places = {(row.nomenclature, row.sector) for row in spoken}
        self._totals = {place for place in self._places if place[1] == TOTAL}
        self._land = {
            (row.nomenclature, row.sector)
            for row in spoken
            if facts.of(row).pcaet == LAND
        }
        self._found: dict[Cell, frozenset[Place]] = {}
        self._holding: dict[Cell, frozenset[Cell]] = {}
        self._spoken = {self.name(row) for row in spoken}
        self._said = self._upwards(told)
        self._cells = self._said | self._upwards(hidden)
        self._at: dict[Place, list[Cell]] = defaultdict(list)
        self._of: dict[str, list[Cell]] = defaultdict(list)
        for cell in sorted(self._cells):
            self._at[cell[:2]].append(cell)
            self._of[cell[2]].append(cell)

    def name(self, row: Row) -> Cell:
        """Name what a row tells: the net emission of land is what its sinks take.

        Parameters
        ----------
        row
            Any of those given. [-]

        Returns
        -------
        cell
            One for both. [-]

        """
        return self._named((row.nomenclature, row.sector), row.substance)

    def above(self, cells: Iterable[Cell]) -> set[Cell]:
        """List cells, and all that hold them.

        Parameters
        ----------
        cells
            Some. [-]

        Returns
        -------
        cells
            Those of which a part at least is told or hidden. [-]

        """
        found: set[Cell] = set()
        left = list(cells)
        while left:
            cell = left.pop()
            if cell not in found:
                found.add(cell)
                left += self._wholes(cell)
        return found & self._cells

    def across(self, cell: Cell) -> list[tuple[Cell, bool]]:
        """List what holds something of a cell without holding it, nor being held.

        All the gases of a line of a sector, of which one gas is looked at; one gas of
        all sectors, where all the gases of a sector are.

        Parameters
        ----------
        cell
            Any. [-]

        Returns
        -------
        cells
            Where nothing is said of what both hold; whether it is of a finer line. [-]

        """
        place, substance = cell[:2], cell[2]
        found = [
            (other, True)
            for above in self._chain(cell)[1:]
            for other in self._of[above]
            if place in self._over(other)
            and self._named(other[:2], substance) not in self._cells
        ]
        return found + [
            (other, False)
            for above in sorted(self._over(cell))
            for other in self._at[above]
            if substance in self._chain(other)[1:]
            and self._named(place, other[2]) not in self._cells
        ]

    def by_lines(self, cell: Cell) -> list[Sum]:
        """Write a cell less its finer lines.

        Parameters
        ----------
        cell
            Any. [-]

        Returns
        -------
        sums
            One, or none: where a figure is told and nothing of its parts is, the rest
            is not nil. [-]

        """
        others = self._of[cell[2]]
        return self._less(
            cell, {each for each in others if cell[:2] in self._over(each)}
        )

    def by_gases(self, cell: Cell) -> list[Sum]:
        """Write a cell less its gases or carriers; that of land, less its sinks too.

        Parameters
        ----------
        cell
            Any. [-]

        Returns
        -------
        sums
            As those by lines. [-]

        """
        parts: dict[object, set[Cell]] = defaultdict(set)
        for each in self._at[cell[:2]]:
            if cell[2] in self._chain(each)[1:]:
                parts[self._facts.nomenclatures.family(each[2])].add(each)
        return [one for several in parts.values() for one in self._less(cell, several)]

    def is_spoken(self, one: Sum) -> bool:
        """Tell whether all the parts of a sum are told or hidden themselves.

        Parameters
        ----------
        one
            A cell less its parts. [-]

        Returns
        -------
        spoken
            Not where one is but the sum of what is told of it. [-]

        """
        return self._spoken.issuperset(part for part in one if one[part] < 0)

    def _less(self, cell: Cell, parts: Collection[Cell]) -> list[Sum]:
        if not parts or (cell in self._spoken and self._said.isdisjoint(parts)):
            return []
        counted = self._counted(parts).items()
        return [{cell: 1.0} | {part: -times for part, times in counted if times}]

    def _counted(self, parts: Collection[Cell]) -> Sum:
        """Count each part once: one within two others is taken off once."""
        times: Sum = {}

        def count(part: Cell) -> float:
            if part not in times:
                holding = [each for each in self._wholes(part) if each in parts]
                times[part] = 1.0 - sum(map(count, holding))
            return times[part]

        for part in parts:
            count(part)
        return times

    def _upwards(self, rows: Iterable[Row]) -> set[Cell]:
        found = set()
        for cell in {self.name(row) for row in rows}:
            found |= {cell, *self._wholes(cell)}
        return found

    def _wholes(self, cell: Cell) -> frozenset[Cell]:
        """List all that hold a cell, told or not."""
        if cell not in self._holding:
            found = {
                self._named(place, substance)
                for place in (cell[:2], *self._over(cell))
                for substance in self._chain(cell)
            }
            self._holding[cell] = frozenset(found - {cell})
        return self._holding[cell]

    def _over(self, cell: Cell) -> frozenset[Place]:
        """List the lines spoken of that hold that of a cell."""
        if cell not in self._found:
            nomenclature, sector, substance = cell
            row = self._any._replace(
                nomenclature=nomenclature, sector=sector, substance=substance
            )
            found = places_of(row, self._facts) & self._places
            if is_in_total(row, self._facts):
                found |= self._totals
            self._found[cell] = frozenset(found)
        return self._found[cell]

    def _chain(self, cell: Cell) -> tuple[str, ...]:
        names = self._facts.nomenclatures.chain(cell[2])
        return tuple(self._named(cell[:2], name)[2] for name in names)

    def _named(self, place: Place, substance: str) -> Cell:
        on_land = substance == _ALL_GASES and place in self._land
        return (*place, _SINKS if on_land else substance)
