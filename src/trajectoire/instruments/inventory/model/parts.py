"""A line told twice: as a total and as its parts, as a balance and as its sinks."""

from collections import defaultdict
from collections.abc import Sequence

from trajectoire.instruments.inventory.inputs import Row
from trajectoire.instruments.inventory.model.aside import Aside, without
from trajectoire.instruments.inventory.model.facts import (
    FINER,
    LAND,
    PARTS,
    Facts,
    are_enough,
    sums,
)

_BALANCE = frozenset({"emission_ghg", "emission_co2"})  # of land, net of its sinks


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
    lines: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in rows:
        lines[row.territory, row[3:6]].append(row)  # nomenclature, sector, year
    names = {each.part_of for each in facts.nomenclatures.substances.values()}
    aside: list[Aside] = []
    for line in lines.values():
        if len(line) > 1 and any(_may_hold(row, names, facts) for row in line):
            left = _of_line(line, facts)
            aside += left
            aside += _of_land(without(line, left), facts)
    return without(rows, aside), aside


def _may_hold(row: Row, names: set[str], facts: Facts) -> bool:
    """Whether other rows of the line may be parts of this one."""
    if row.substance in names:
        return True
    return row.substance in _BALANCE and facts.of(row).pcaet == LAND


def _of_line(line: list[Row], facts: Facts) -> list[Aside]:
    """Settle each total of a line, the deepest first."""
    chain = facts.nomenclatures.chain
    by_name = {row.substance: row for row in line}
    totals = {above for name in by_name for above in chain(name)[1:]} & set(by_name)
    aside: list[Aside] = []
    for total in sorted(totals, key=lambda name: -len(chain(name))):
        left = {each.row.number for each in aside}
        parts = [
            row
            for row in line
            if row.number not in left and total in chain(row.substance)[1:]
        ]
        if parts:
            aside += _of_total(parts, by_name[total], facts)
    return aside


def _of_total(parts: list[Row], whole: Row, facts: Facts) -> list[Aside]:
    """Count parts that explain a total; else the total, for they may be wrong."""
    numbers = tuple(row.number for row in parts)
    if whole.chosen and not any(row.chosen for row in parts):
        return [Aside(row, "parts_aside", (whole.number,)) for row in parts]
    enough = are_enough(parts, [whole], facts, PARTS)
    if enough and _is_near(parts, whole, facts):
        return [Aside(whole, "total_of_parts", numbers)]
    why = "parts_exceed" if enough else "parts_incomplete"
    return [
        Aside(row, "chosen_would_mix" if row.chosen else why, (whole.number,))
        for row in parts
    ]


def _is_near(parts: list[Row], whole: Row, facts: Facts) -> bool:
    """Whether parts do not exceed their total either, with one set of potentials."""
    detail, total = sums(parts, facts), sums([whole], facts)
    if detail is None or total is None:
        return True
    pairs = zip(detail, total, strict=True)
    return any(abs(part - all_) <= PARTS * abs(all_) for part, all_ in pairs)


def _of_land(line: list[Row], facts: Facts) -> list[Aside]:
    """Count the net balance of land or its sinks: they tell the same carbon."""
    on_land = [row for row in line if facts.of(row).pcaet == LAND]
    family = facts.nomenclatures.family
    sinks = [row for row in on_land if family(row.substance) == "sink"]
    net = [row for row in on_land if row.substance in _BALANCE]
    if not (sinks and net):
        return []
    chosen = any(row.chosen for row in sinks), any(row.chosen for row in net)
    if chosen[0] != chosen[1]:
        prefer_sinks = chosen[0]
    else:
        prefer_sinks = are_enough(sinks, net, facts, FINER)
    kept, lost = (sinks, net) if prefer_sinks else (net, sinks)
    why = "net_of_sinks" if prefer_sinks else "sinks_aside"
    return [Aside(row, why, tuple(each.number for each in kept)) for row in lost]
