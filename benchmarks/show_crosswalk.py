"""Is any tonne of the real city inventories counted twice, or lost without a word?

Every row of every inventory must stand once in each framework, or aside with a reason;
the totals of the frameworks must be joined by the rows that set them apart. Then each
inventory is doubled on purpose: sector totals of the PCAET are added that hold the very
tonnes of its GPC rows, and no total may move.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from benchmarks.city_rows import TABLE, city_rows
from benchmarks.verdict import conclude
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.inputs import Amount, Framework, Row
from trajectoire.instruments.inventory.model.beges import beges
from trajectoire.instruments.inventory.model.gpc import gpc
from trajectoire.instruments.inventory.model.pcaet import SECTORS, pcaet
from trajectoire.instruments.inventory.model.reconciliation import printed, reconcile
from trajectoire.instruments.inventory.model.standing import Standing, stand

ROUNDING = 1e-12  # relative to the sum of the sizes of the rows
SHOWN = ("Paris", 2019)
FRAMEWORKS: tuple[Framework, ...] = ("PCAET", "GPC", "BEGES")
WORDS = nomenclatures()


@dataclass
class Found:
    """What was counted over all the inventories."""

    rows: int = 0
    unsaid: int = 0
    twice: int = 0
    moved: int = 0
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


def moved_by_doubling(rows: list[Row], standing: Standing) -> int:
    """Add the same tonnes as sector totals; count the totals that move."""
    first = rows[0]
    sums = _sectors(standing)
    doubled = [
        first._replace(
            number=10**9 + k, nomenclature="PCAET", sector=sector, value=amount.value
        )
        for k, (sector, amount) in enumerate(sums.items())
        if amount is not None
    ]
    again = stand([*rows, *doubled], WORDS)
    before, after = _totals(standing), _totals(again)
    size = sum(abs(row.value or 0.0) for row in rows) or 1.0
    apart = (abs(after[name] - before[name]) for name in before)
    return sum(each > ROUNDING * size for each in apart)


def _sectors(standing: Standing) -> dict[str, Amount | None]:
    cells = pcaet(standing, WORDS, "AR5").grids["ghg"].cells
    return {sector: cells[sector, "total"].amount for sector in SECTORS}


def _totals(standing: Standing) -> dict[str, float]:
    found: dict[str, Amount | None] = dict(gpc(standing, WORDS, "AR5").levels)
    found |= _sectors(standing)
    return {name: amount.value if amount else 0.0 for name, amount in found.items()}


def main() -> None:
    """Measure, and say whether it holds."""
    bar = "each row once in each framework or says why not; totals reconciled"
    if not TABLE.is_file():
        conclude("crosswalk", "real data absent, see CONTRIBUTING.md", bar, holds=False)
    _, rows, names = city_rows()
    inventories: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in rows:
        inventories[names[row.territory], row.year].append(row)
    found = Found()
    for key, several in inventories.items():
        standing = look_at(several, found)
        found.moved += moved_by_doubling(several, standing)
        if key == SHOWN:
            print(f"{key[0]} {key[1]}, from one framework to the next:")
            print(printed(reconcile(standing, WORDS, "AR5"), WORDS, "en"))
    for framework in FRAMEWORKS:
        print(f"{framework}: {found.landed[framework]} of {found.rows} rows land")
        for (where, why), times in sorted(found.reasons.items()):
            if where == framework:
                said = WORDS.reasons[why].en if why in WORDS.reasons else "nothing said"
                print(f"  {times:5d} do not: {said}")
    print(
        f"{len(WORDS.landings)} landings and reasons in the crosswalk; "
        f"{found.moved} totals moved when {len(inventories)} inventories were doubled"
    )
    conclude(
        "crosswalk",
        f"{found.rows} rows of {len(inventories)} real inventories x 3 frameworks: "
        f"{found.twice} counted twice, {found.unsaid} left out without reason; totals "
        f"reconciled within {found.gap:.0e}; {found.moved} totals moved by doubling",
        bar,
        holds=not (found.twice or found.unsaid or found.moved)
        and found.gap <= ROUNDING
        and len(inventories) == 313,
    )


if __name__ == "__main__":
    main()
