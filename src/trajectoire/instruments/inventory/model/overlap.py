"""Rows that speak of the same tonnes: which count, and why the others do not."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from trajectoire.instruments.inventory.inputs import Row
from trajectoire.instruments.inventory.model.facts import (
    FINER,
    PARTS,
    Facts,
    stand_for,
)

TOTAL = "total"
LAND = "utcatf"  # left out of the total of all sectors


@dataclass(frozen=True)
class Aside:
    """A row that is not counted.

    Parameters
    ----------
    row
        The row. [-]
    reason
        Code of the sentence that says why. [-]
    by
        Numbers of the rows that are counted in its place. [-]

    """

    row: Row
    reason: str
    by: tuple[int, ...] = ()


def parts_or_total(rows: Sequence[Row], facts: Facts) -> tuple[list[Row], list[Aside]]:
    """Count a total or its parts, never both, on each line.

    Parameters
    ----------
    rows
        One a cell. [-]
    facts
        Of their lines. [-]

    Returns
    -------
    kept, aside
        The rows that count, and the others. [-]

    """
    names = {each.part_of for each in facts.nomenclatures.substances.values()}
    lines = {_line(row) for row in rows if row.substance in names}
    keyed = ((row, _line(row)) for row in rows if lines)
    several = _grouped((row, line) for row, line in keyed if line in lines)
    aside: list[Aside] = []
    for line in several.values():
        aside += _of_line(line, facts)
    return _without(rows, aside), aside


def _line(row: Row) -> tuple[str, int, str, str]:
    return row.territory, row.year, row.nomenclature, row.sector


def _of_line(line: list[Row], facts: Facts) -> list[Aside]:
    """Settle each total of a line, the deepest first."""
    substances = facts.nomenclatures.substances
    by_name = {row.substance: row for row in line}
    totals = {substances[name].part_of for name in by_name} & set(by_name)
    aside: list[Aside] = []
    for total in sorted(totals, key=lambda name: -_depth(name, facts)):
        left = {each.row.number for each in aside}
        parts = [
            row
            for row in line
            if row.number not in left and _is_part(row.substance, total, facts)
        ]
        whole = by_name[total]
        if stand_for(parts, [whole], facts, PARTS):
            numbers = tuple(row.number for row in parts)
            aside.append(Aside(whole, "total_of_parts", numbers))
        else:
            why = "parts_aside" if whole.chosen else "parts_incomplete"
            aside += [Aside(row, why, (whole.number,)) for row in parts]
    return aside


def _depth(name: str, facts: Facts) -> int:
    above = facts.nomenclatures.substances[name].part_of
    return 1 + _depth(above, facts) if above else 0


def _is_part(name: str, total: str, facts: Facts) -> bool:
    above = facts.nomenclatures.substances[name].part_of
    return bool(above) and (above == total or _is_part(above, total, facts))


def one_nomenclature(
    rows: Sequence[Row], facts: Facts
) -> tuple[list[Row], list[Aside]]:
    """Count the same emissions in one nomenclature.

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
    aside = _between(rows, facts, {"accounts": 0, "GPC": 1}, by_root=True)
    kept = _without(rows, aside)
    ranks = {"accounts": 0, "GPC": 0, "PCAET": 1}
    second = _between(kept, facts, ranks, by_root=False)
    return _without(kept, second), aside + second


def _between(
    rows: Sequence[Row], facts: Facts, ranks: Mapping[str, int], *, by_root: bool
) -> list[Aside]:
    """Choose between finer (rank 0) and coarser (rank 1) lines where both speak."""
    present = {row.nomenclature for row in rows} & set(ranks)
    if len({ranks[name] for name in present}) < 2:
        return []
    groups: dict[Hashable, tuple[list[Row], list[Row]]] = {}
    for row in rows:
        rank = ranks.get(row.nomenclature)
        fact = facts.of(row)
        meeting = fact.root if by_root else fact.sector
        if rank is None or not meeting or meeting == TOTAL:
            continue
        key = row.territory, row.year, fact.family, meeting
        groups.setdefault(key, ([], []))[rank].append(row)
    aside: list[Aside] = []
    for finer, coarser in groups.values():
        if finer and coarser:
            aside += _settled(finer, coarser, facts)
    return aside


def _settled(finer: list[Row], coarser: list[Row], facts: Facts) -> list[Aside]:
    if stand_for(finer, coarser, facts, FINER):
        numbers = tuple(row.number for row in finer)
        return [Aside(row, "coarser_lines", numbers) for row in coarser]
    chosen = any(row.chosen for row in coarser)
    why = "finer_lines" if chosen else "finer_incomplete"
    numbers = tuple(row.number for row in coarser)
    return [Aside(row, why, numbers) for row in finer]


def sectors_or_total(
    rows: Sequence[Row], facts: Facts
) -> tuple[list[Row], list[Aside]]:
    """Count a total of all sectors only where no sector has a figure.

    Parameters
    ----------
    rows
        One nomenclature for the same emissions. [-]
    facts
        Of their lines. [-]

    Returns
    -------
    kept, aside
        The rows that count, and the others. [-]

    """
    totals = [row for row in rows if row.sector == TOTAL]
    if not totals:
        return list(rows), []
    groups = _grouped(
        (row, (row.territory, row.year, facts.of(row).family))
        for row in rows
        if row.value is not None and facts.of(row).sector not in ("", LAND)
    )
    aside: list[Aside] = []
    for total in totals:
        key = total.territory, total.year, facts.of(total).family
        others = groups.get(key, [])
        sectors = [row for row in others if row.sector != TOTAL]
        same = [row for row in others if row.sector == TOTAL]
        first = min(same, key=lambda row: row.nomenclature, default=total)
        if sectors or first.nomenclature != total.nomenclature:
            numbers = tuple(row.number for row in sectors or [first])
            aside.append(Aside(total, "all_sectors", numbers))
    return _without(rows, aside), aside


def one_level(
    rows: Sequence[Row], facts: Facts, wholes: Mapping[str, str]
) -> tuple[list[Row], list[Aside]]:
    """Count a territory or those within it, never both, for each sector.

    Parameters
    ----------
    rows
        One nomenclature for the same emissions. [-]
    facts
        Of their lines. [-]
    wholes
        Code of a territory → code of the one that it is counted in. [-]

    Returns
    -------
    kept, aside
        The rows that count, and the others. [-]

    """
    if not wholes:
        return list(rows), []
    figures = _grouped(
        (row, (row.territory, row.year, facts.of(row).family))
        for row in rows
        if row.value is not None
    )
    aside: list[Aside] = []
    for row in rows:
        fact = facts.of(row)
        whole = wholes.get(row.territory)
        own = figures.get((whole, row.year, fact.family), [])
        numbers = tuple(
            each.number for each in own if _same(fact.place, facts.of(each).place)
        )
        if numbers:
            aside.append(Aside(row, "part_of_whole", numbers))
    return _without(rows, aside), aside


def _same(place: str, other: str) -> bool:
    """Whether two places are one, or one of them is the total that holds the other."""
    return place == other or (TOTAL in (place, other) and LAND not in (place, other))


def _grouped(keyed: Iterable[tuple[Row, Hashable]]) -> dict[Hashable, list[Row]]:
    groups: dict[Hashable, list[Row]] = defaultdict(list)
    for row, key in keyed:
        groups[key].append(row)
    return groups


def _without(rows: Sequence[Row], aside: Iterable[Aside]) -> list[Row]:
    left = {each.row.number for each in aside}
    return [row for row in rows if row.number not in left] if left else list(rows)
