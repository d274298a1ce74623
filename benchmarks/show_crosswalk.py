"""Is any tonne of the real city inventories counted twice, or lost without a word?

Every row of every inventory must stand once in each framework, or aside with a reason;
the totals of the frameworks must be joined by the rows that set them apart. Then the
last inventory of each city is told again on purpose, in whole or in part, in every way
that the accounts know: sectors of the PCAET, native lines, a total, former communes,
members of an intercommunality, sinks, gases with a wrong unit. No total may move.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from benchmarks.city_rows import TABLE, city_rows
from benchmarks.told_again import AGAIN, ROUNDING, SPLIT, WORDS, moved
from benchmarks.verdict import conclude
from trajectoire.instruments.inventory.inputs import Framework, Row
from trajectoire.instruments.inventory.model.beges import beges
from trajectoire.instruments.inventory.model.gpc import gpc
from trajectoire.instruments.inventory.model.pcaet import pcaet
from trajectoire.instruments.inventory.model.reconciliation import printed, reconcile
from trajectoire.instruments.inventory.model.standing import Standing, stand

SHOWN = ("Paris", 2019)
FRAMEWORKS: tuple[Framework, ...] = ("PCAET", "GPC", "BEGES")


@dataclass
class Found:
    """What was counted over all the inventories."""

    rows: int = 0
    unsaid: int = 0
    twice: int = 0
    retold: int = 0
    moved: Counter[str] = field(default_factory=Counter)
    gap: float = 0.0
    landed: Counter[str] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)


def look_at(rows: list[Row], found: Found) -> Standing:
    """Follow each row of an inventory through the three frameworks."""
    standing = stand(rows, WORDS)
    found.rows += len(rows)
    views = {
        "PCAET": _places_of_pcaet(standing),
        "GPC": _places_of_gpc(standing),
        "BEGES": _places_of_beges(standing),
    }
    before = {aside.row.number: aside.reason for aside in standing.aside}
    for framework, (places, aside) in views.items():
        said = aside | before
        for row in rows:
            times = places[row.number]
            found.twice += times > 1 or (times == 1 and row.number in said)
            found.unsaid += times == 0 and not said.get(row.number)
            if times:
                found.landed[framework] += 1
            else:
                found.reasons[framework, said.get(row.number, "?")] += 1
    size = sum(abs(row.value or 0.0) for row in rows) or 1.0
    bridges = reconcile(standing, WORDS, "AR5").bridges
    found.gap = max([found.gap, *(abs(bridge.gap) / size for bridge in bridges)])
    return standing


Places = tuple[Counter[int], dict[int, str]]


def _places_of_pcaet(standing: Standing) -> Places:
    view = pcaet(standing, WORDS, "AR5")
    places = Counter(
        number
        for grid in view.grids.values()
        for cell in grid.cells.values()
        if cell.column == "total"
        for number in cell.rows
    )
    return places, {aside.row.number: aside.reason for aside in view.aside}


def _places_of_gpc(standing: Standing) -> Places:
    view = gpc(standing, WORDS, "AR5")
    cells = view.grid.cells.values()
    places = Counter(n for cell in cells if cell.column == "total" for n in cell.rows)
    return places, {aside.row.number: aside.reason for aside in view.aside}


def _places_of_beges(standing: Standing) -> Places:
    view = beges(standing, WORDS, "AR5")
    cells = view.grid.cells.values()
    places = Counter(n for cell in cells if cell.column == "total" for n in cell.rows)
    return places, {aside.row.number: aside.reason for aside in view.aside}


def _tell(found: Found) -> None:
    """Print what lands, what does not and why, and what moved."""
    for framework in FRAMEWORKS:
        print(f"{framework}: {found.landed[framework]} of {found.rows} rows land")
        for (where, why), times in sorted(found.reasons.items()):
            if where == framework:
                said = WORDS.reasons[why].en if why in WORDS.reasons else "nothing said"
                print(f"  {times:5d} do not: {said}")
    print(f"{len(WORDS.landings)} landings and reasons in the crosswalk")
    for way in (*AGAIN, *SPLIT):
        print(f"  told again as {way}: {found.moved[way]} totals moved")


def main() -> None:
    """Measure, and say whether it holds."""
    bar = "each row once in each framework or says why not; no total moved"
    if not TABLE.is_file():
        conclude("crosswalk", "real data absent, see CONTRIBUTING.md", bar, holds=False)
    _, rows, names = city_rows()
    inventories: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in rows:
        inventories[names[row.territory], row.year].append(row)
    found = Found()
    latest = dict(sorted(inventories))
    for key, several in inventories.items():
        standing = look_at(several, found)
        if latest[key[0]] == key[1]:
            found.retold += 1
            found.moved += moved(several, standing)
        if key == SHOWN:
            print(f"{key[0]} {key[1]}, from one framework to the next:")
            print(printed(reconcile(standing, WORDS, "AR5"), WORDS, "en"))
    _tell(found)
    moves = sum(found.moved.values())
    conclude(
        "crosswalk",
        f"{found.rows} rows of {len(inventories)} real inventories x 3 frameworks: "
        f"{found.twice} counted twice, {found.unsaid} left out without reason; totals "
        f"reconciled within {found.gap:.0e}; {found.retold} told again in "
        f"{len(AGAIN) + len(SPLIT)} ways: {moves} totals moved",
        bar,
        holds=not (found.twice or found.unsaid or moves)
        and found.gap <= ROUNDING
        and len(inventories) == 313,
    )


if __name__ == "__main__":
    main()
