"""Rows that speak of the same tonnes: which count, and why the others do not."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from trajectoire.instruments.inventory.inputs import Framework, Row
from trajectoire.instruments.inventory.model.aside import Aside, without
from trajectoire.instruments.inventory.model.facts import LAND, TOTAL, Facts
from trajectoire.instruments.inventory.model.meeting import Meeting, Reasons, settled
from trajectoire.instruments.inventory.model.needs import Place, needs_of
from trajectoire.instruments.inventory.model.nomenclature import NATIVE

SECTORS = (
    "residential",
    "tertiary",
    "road",
    "other_transport",
    "agriculture",
    "waste",
    "industry",
    "energy",
)
BUILDING_SITES = "chantiers"
_LINES = Reasons("coarser_lines", "finer_incomplete", "finer_lines")
_SECTORS = Reasons("all_sectors", "finer_incomplete", "finer_lines")
_TOTALS = Reasons("another_total", "another_total", "another_total")
_LEVELS = Reasons("part_of_whole", "whole_incomplete", "whole_incomplete")
Kept = tuple[list[Row], list[Aside]]
Where = tuple[Hashable, ...]


@dataclass(frozen=True)
class Encounter:
    """How rows meet: on which side each stands, and where.

    Parameters
    ----------
    is_preferred
        Side of a row; None for a row that does not take part. [-]
    where
        What two rows that meet have in common; empty where a row meets nobody. [-]
    is_whole
        Whether rows of a side may tell the whole of the place. [-]
    reasons
        Why rows are set aside. [-]

    """

    is_preferred: Callable[[Row], bool | None]
    where: Callable[[Row], Where]
    is_whole: Callable[[Where, Sequence[Row]], bool]
    reasons: Reasons


def one_nomenclature(rows: Sequence[Row], facts: Facts, framework: Framework) -> Kept:
    """Count the same emissions of a framework in one nomenclature.

    Parameters
    ----------
    rows
        That land in the framework. [-]
    facts
        Of their lines. [-]
    framework
        Where the rows meet. [-]

    Returns
    -------
    kept, aside
        The rows that count, and the others. [-]

    """
    needs = needs_of(facts.nomenclatures)
    sites = _sites(rows, facts)

    def at_reference(row: Row) -> Where:
        fact = facts.of(row)
        return (fact.family, fact.gpc, fact.place(framework)) if fact.gpc else ()

    def at_place(row: Row) -> Where:
        fact = facts.of(row)
        apart = (row.territory, row.year, fact.family) in sites and _on_sites(row)
        code = BUILDING_SITES if apart else fact.place(framework)
        return (fact.family, code) if code != TOTAL else ()

    def of_reference(where: Where, several: Sequence[Row]) -> bool:
        return needs.is_whole(several, ("GPC", str(where[1]), str(where[0])))

    def of_place(where: Where, several: Sequence[Row]) -> bool:
        return needs.is_whole(several, (framework, str(where[1]), str(where[0])))

    ranks = {NATIVE: True, "GPC": False}
    by_reference = Encounter(
        lambda row: ranks.get(row.nomenclature), at_reference, of_reference, _LINES
    )
    by_place = Encounter(
        lambda row: row.nomenclature in ranks, at_place, of_place, _LINES
    )
    kept, first = _meet(rows, facts, by_reference)
    kept, second = _meet(kept, facts, by_place)
    return kept, first + second


def _sites(rows: Iterable[Row], facts: Facts) -> set[Where]:
    """Where building sites stand beside the industry, which is then told without."""
    return {
        (row.territory, row.year, facts.of(row).family)
        for row in rows
        if row.nomenclature == "PCAET" and row.sector == BUILDING_SITES
    }


def _on_sites(row: Row) -> bool:
    return row.sector.split(".")[0] == BUILDING_SITES


def sectors_or_total(rows: Sequence[Row], facts: Facts) -> Kept:
    """Count a total of all sectors, or the sectors where they say enough.

    Parameters
    ----------
    rows
        That land in the PCAET, one nomenclature for the same emissions. [-]
    facts
        Of their lines. [-]

    Returns
    -------
    kept, aside
        The rows that count, and the others. [-]

    """
    if all(row.sector != TOTAL for row in rows):
        return list(rows), []
    one_total = Encounter(
        lambda row: row.nomenclature != "all" if row.sector == TOTAL else None,
        lambda row: (facts.of(row).family,),
        partial(_tells_all, facts),
        _TOTALS,
    )
    sectors = Encounter(
        lambda row: row.sector != TOTAL if facts.of(row).pcaet != LAND else None,
        lambda row: (facts.of(row).family,),
        partial(_tells_all, facts),
        _SECTORS,
    )
    kept, first = _meet(rows, facts, one_total)
    kept, second = _meet(kept, facts, sectors)
    return kept, first + second


def _tells_all(facts: Facts, where: Where, several: Sequence[Row]) -> bool:
    """Whether rows tell all sectors: by a total, or each of them."""
    totals = [row for row in several if row.sector == TOTAL]
    if totals:
        place: Place = ("PCAET", TOTAL, str(where[0]))
        return needs_of(facts.nomenclatures).is_whole(totals, place)
    return {facts.of(row).pcaet for row in several} >= set(SECTORS)


def one_level(
    rows: Sequence[Row],
    facts: Facts,
    framework: Framework,
    wholes: Mapping[str, str],
) -> Kept:
    """Count a territory or those within it, never both, for each thing told.

    Parameters
    ----------
    rows
        That land in the framework, one nomenclature for the same emissions. [-]
    facts
        Of their lines. [-]
    framework
        Where they land. [-]
    wholes
        Code of a territory → code of the one that it is counted in, itself counted in
        a third one perhaps. [-]

    Returns
    -------
    kept, aside
        The rows that count, and the others. [-]

    """
    by_territory = _by_territory(rows)
    present = by_territory.keys()
    around = {code: _around(code, wholes) for code in present}
    outer = {each for several in around.values() for each in several} & present
    aside: list[Aside] = []
    for whole in sorted(outer, key=lambda code: (-len(around[code]), code)):
        inside = [code for code in present if whole in around[code]]
        here = [row for code in (whole, *inside) for row in by_territory[code]]
        here.sort(key=lambda row: row.number)
        kept, left = _meet(here, facts, _level(whole, here, facts, framework))
        if left:
            aside += left
            by_territory |= dict.fromkeys((whole, *inside), ()) | _by_territory(kept)
    return without(rows, aside), aside


def _by_territory(rows: Iterable[Row]) -> dict[str, Sequence[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.territory].append(row)
    return dict(found)


def _around(code: str, wholes: Mapping[str, str]) -> list[str]:
    """List the territories that hold one, the nearest first."""
    found: list[str] = []
    while code in wholes and wholes[code] not in (*found, code):
        code = wholes[code]
        found.append(code)
    return found


def _level(
    whole: str, rows: Iterable[Row], facts: Facts, framework: Framework
) -> Encounter:
    """Let a territory meet those within it, by line, or whole where one is told so."""
    needs = needs_of(facts.nomenclatures)
    undivided = {
        (row.year, facts.of(row).family) for row in rows if row.sector == TOTAL
    }

    def where(row: Row) -> Where:
        fact = facts.of(row)
        code = fact.place(framework)
        merged = (row.year, fact.family) in undivided and code != LAND
        return fact.family, TOTAL if merged else code

    def is_whole(at: Where, several: Sequence[Row]) -> bool:
        if any(row.territory != whole for row in several):
            return False
        if at[1] == TOTAL:
            return _tells_all(facts, at, several)
        return needs.is_whole(several, (framework, str(at[1]), str(at[0])))

    return Encounter(lambda row: row.territory == whole, where, is_whole, _LEVELS)


def _meet(rows: Sequence[Row], facts: Facts, encounter: Encounter) -> Kept:
    """Settle all the meetings of an encounter, of each territory apart but by level."""
    nested = encounter.reasons is _LEVELS
    sides = list(map(encounter.is_preferred, rows))
    if not (True in sides and False in sides):
        return list(rows), []
    meetings: dict[Where, Meeting] = {}
    for row, side in zip(rows, sides, strict=True):
        where = encounter.where(row) if side is not None else ()
        if where:
            key = ("" if nested else row.territory, row.year, *where)
            meeting = meetings.setdefault(key, Meeting())
            (meeting.preferred if side else meeting.others).append(row)
    aside: list[Aside] = []
    for key, meeting in meetings.items():
        if meeting.preferred and meeting.others:
            is_whole = partial(encounter.is_whole, key[2:])
            aside += settled(meeting, facts, encounter.reasons, is_whole, hold=nested)
    return without(rows, aside), aside
