"""Totals that tell a secret together: by sums and differences, however many.

Two secrets hide each other in a total that holds both, until another total that holds
one of them is taken off. Which figures are known is therefore asked of all of them at
once, as of a system of equations; where nothing is secret, nothing is asked.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.instruments.inventory.inputs import Row
from trajectoire.instruments.inventory.model.facts import Facts
from trajectoire.instruments.inventory.model.knowledge import Knowledge
from trajectoire.instruments.inventory.model.nesting import (
    Cell,
    Nesting,
    Sum,
    cell_of,
)

_MANY = 900  # figures bound together beyond which all that may tell are withheld


def telling_together(
    told: Sequence[Row], hidden: Sequence[Row], lost: Collection[Cell], facts: Facts
) -> set[Cell]:
    """Name the figures that would tell a secret together with others.

    Parameters
    ----------
    told, hidden
        Of a place and year, one row a cell. [-]
    lost
        Cells of those told that are withheld already. [-]
    facts
        Of their lines. [-]

    Returns
    -------
    cells
        Of totals first, whatever the order of the rows. [-]

    Notes
    -----
    The smallest figures are published first; each of the others as long as no secret
    follows from it and from those. Of what is not said, two readings are kept apart,
    for neither is always the more careful: it is nil, and what then follows from parts
    that are published is no secret; or a secret holds more than these parts, and all
    the gases of a line hold some of the one that is secret.

    """
    nesting = Nesting(told, hidden, facts)
    secret = {nesting.name(row) for row in hidden}
    across = {pair for cell in secret for pair in nesting.across(cell)}
    seeds = {nesting.name(row) for row in told if cell_of(row) in lost}
    every = nesting.above(seeds | secret | {cell for cell, _ in across})
    size = Counter(whole for cell in every for whole in nesting.above([cell]))
    asked: dict[Cell, list[Row]] = defaultdict(list)
    for row in sorted(told, key=lambda row: (size[nesting.name(row)], cell_of(row))):
        if row.value is not None and cell_of(row) not in lost:
            asked[nesting.name(row)].append(row)
    nil, more = _sums(every, secret, across, nesting)
    activities = _of_activities(hidden, nesting)
    readings = [*activities, *nil], [*activities, *more]
    return {
        cell_of(row)
        for bound in _bound(every, readings[0])
        if bound & secret
        for cell in _telling(
            sorted(bound & asked.keys(), key=lambda cell: (size[cell], cell)),
            bound,
            secret,
            readings,
        )
        for row in asked[cell]
    }


def _sums(
    every: Iterable[Cell],
    secret: Collection[Cell],
    across: Collection[tuple[Cell, bool]],
    nesting: Nesting,
) -> tuple[list[Sum], list[Sum]]:
    """Write what adds up where what is not said is nil, and where it may not be."""
    above = [(one, cell) for one in secret for cell in nesting.above([one])]
    same_line = {cell for one, cell in above if one[:2] == cell[:2]}
    same_gas = {cell for one, cell in above if one[2] == cell[2]}
    nil: list[Sum] = []
    more: list[Sum] = []
    for cell in sorted(every):
        ways = (
            (nesting.by_lines(cell), (cell, False) in across, cell in same_line),
            (nesting.by_gases(cell), (cell, True) in across, cell in same_gas),
        )
        for sums, is_open, is_beside in ways:
            nil += sums
            if cell not in secret and not is_open:
                more += [s for s in sums if not is_beside or nesting.is_spoken(s)]
    return nil, more


def _of_activities(hidden: Sequence[Row], nesting: Nesting) -> list[Sum]:
    """Bind the secrets of one activity: with the factors, each tells the others.

    Which factors does not matter, but that no two are alike.
    """
    first: dict[int, Cell] = {}
    found: list[Sum] = []
    for row in hidden:
        cell = nesting.name(row)
        one = first.setdefault(row.activity, cell) if row.activity else cell
        if one != cell:
            found.append({one: float(np.sqrt(len(found) + 2)), cell: -1.0})
    return found


def _bound(every: Iterable[Cell], sums: Iterable[Sum]) -> list[set[Cell]]:
    """Part the cells into those that no sum binds to others."""
    groups = {cell: {cell} for cell in sorted(every)}
    for one in sums:
        met = [groups[cell] for cell in one if cell in groups]
        largest = max(met, key=len)
        for other in met:
            if other is not largest:
                largest |= other
                groups |= dict.fromkeys(other, largest)
    return list({id(group): group for group in groups.values()}.values())


def _telling(
    asked: Sequence[Cell],
    bound: Collection[Cell],
    secret: Collection[Cell],
    readings: Iterable[Sequence[Sum]],
) -> list[Cell]:
    """List those that may not be published, the smallest being published first."""
    if len(bound) > _MANY:
        return list(asked)
    place = {cell: number for number, cell in enumerate(sorted(bound))}
    kept = [place[cell] for cell in sorted(secret) if cell in place]
    known = [Knowledge(_matrix(sums, place), kept) for sums in readings]
    found = []
    for cell in asked:
        if any(reading.tells(place[cell]) for reading in known):
            found.append(cell)
        else:
            for reading in known:
                reading.learn(place[cell])
    return found


def _matrix(sums: Iterable[Sum], place: Mapping[Cell, int]) -> Array:
    """Write sums row by row; what is around no secret is known, and left out."""
    rows = [one for one in sums if any(cell in place for cell in one)]
    matrix = np.zeros((len(rows), len(place)))
    for row, one in zip(matrix, rows, strict=True):
        for cell, times in one.items():
            if cell in place:
                row[place[cell]] = times
    return matrix
