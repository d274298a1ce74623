"""A native line and its details, as petrol and diesel of cars: one or the others.

Each activity of a line may have a detail of its own (``road.cars/diesel``): details add
up. Where a figure stands for the whole line too, both would count the same tonnes.
"""

from collections import defaultdict
from collections.abc import Sequence

from trajectoire.instruments.inventory.inputs import Row
from trajectoire.instruments.inventory.model.aside import Aside
from trajectoire.instruments.inventory.model.facts import FINER, Facts, stand_for
from trajectoire.instruments.inventory.model.nomenclature import NATIVE, line_of
from trajectoire.instruments.inventory.model.sourcing import SURENESS


def details_or_line(rows: Sequence[Row], facts: Facts) -> tuple[list[Row], list[Aside]]:
    """Count the details of a line together, or the line, never both.

    Parameters
    ----------
    rows
        One a cell, totals or parts. [-]
    facts
        Of their lines. [-]

    Returns
    -------
    kept, aside
        The rows that count, and the others. [-]

    """
    detailed = {
        (row.territory, row.year, line_of(NATIVE, row.sector))
        for row in rows
        if row.nomenclature == NATIVE and "/" in row.sector
    }
    if not detailed:
        return list(rows), []
    groups: dict[tuple[object, ...], tuple[list[Row], list[Row]]] = defaultdict(
        lambda: ([], [])
    )
    for row in rows:
        where = row.territory, row.year, line_of(NATIVE, row.sector)
        if row.nomenclature == NATIVE and where in detailed:
            whole = "/" not in row.sector
            groups[*where, facts.of(row).family][whole].append(row)
    aside = [
        left
        for details, whole in groups.values()
        if details and whole
        for left in _settled(details, whole, facts)
    ]
    numbers = {left.row.number for left in aside}
    return [row for row in rows if row.number not in numbers], aside


def _settled(details: list[Row], whole: list[Row], facts: Facts) -> list[Aside]:
    if _are_preferred(details, whole, facts):
        by = tuple(row.number for row in details)
        return [Aside(row, "line_of_details", by) for row in whole]
    chosen = any(row.chosen for row in whole)
    why = "details_aside" if chosen else "details_incomplete"
    by = tuple(row.number for row in whole)
    return [Aside(row, why, by) for row in details]


def _are_preferred(details: list[Row], whole: list[Row], facts: Facts) -> bool:
    """Where neither has a figure, the surest of what they say instead."""
    if any(row.value is not None or row.chosen for row in (*details, *whole)):
        return stand_for(details, whole, facts, FINER)
    ours, its = (min(SURENESS[row.state] for row in rows) for rows in (details, whole))
    return ours < its
