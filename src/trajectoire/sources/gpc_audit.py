"""Add up city inventories by GPC scope and level, and list what does not hold in them.

C40's table states no total and no scope: both follow from the reference number.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from trajectoire.core.units import factor
from trajectoire.sources.gpc_table import GpcRow

INSIDE = "TERRITORIAL"  # scope 1 that BASIC leaves out: power sold, waste taken in
BASIC, PLUS, OTHER = "BASIC", "BASIC+", "OTHER"

_TWO, _THREE = ("1", "2"), ("1", "2", "3")
_UNIT = "kgCO2e"
_LEAP = 50.0  # [-] between two inventories of a city: more looks like a slip of unit
_PLACEHOLDERS = frozenset({"", "0", "-"})


def _references() -> dict[str, tuple[int, str]]:
    """Scope and level of each reference (GPC v1.1, chapter 4, table of sources)."""
    known: dict[str, tuple[int, str]] = {}
    for sector, branches in (("I", 6), ("II", 5)):
        for branch in range(1, branches + 1):
            for scope in _THREE:
                level = PLUS if scope == "3" else BASIC
                known[f"{sector}.{branch}.{scope}"] = int(scope), level
    del known["II.5.3"]  # off-road machines cross no boundary
    known |= {"I.4.4": (1, INSIDE), "I.7.1": (1, BASIC), "I.8.1": (1, BASIC)}
    for branch in range(1, 5):
        known[f"III.{branch}.1"] = 1, BASIC
        known[f"III.{branch}.2"] = 3, BASIC
        known[f"III.{branch}.3"] = 1, INSIDE
    known |= {f"IV.{branch}": (1, PLUS) for branch in _TWO}
    known |= {f"V.{branch}": (1, PLUS) for branch in _THREE}
    return known | {"VI.1": (3, OTHER)}


REFERENCES: Mapping[str, tuple[int, str]] = _references()


@dataclass(frozen=True)
class Totals:
    """The sums of one inventory.

    Parameters
    ----------
    city, year
        Which one. [-]
    scopes
        Sum of each scope, in the order 1, 2, 3; the references that the GPC does not
        have are in none. [kgCO2e]
    basic, basic_plus
        Sums of the two levels of reporting; the second holds the first. [kgCO2e]
    everything
        Sum of all rows, scope 2 and waste counted where they fall. [kgCO2e]
    silent
        References of which a notation key says that the figure exists and is not here
        (NE, C): the sums are then lower bounds. [-]

    """

    city: str
    year: int
    scopes: tuple[float, float, float]
    basic: float
    basic_plus: float
    everything: float
    silent: tuple[str, ...]


@dataclass(frozen=True)
class Discrepancy:
    """Something that does not hold in an inventory.

    Parameters
    ----------
    kind
        ``unknown reference``, ``absent``, ``boundary``, ``repeated``, ``leap`` or
        ``negative``. [-]
    city, year
        Where. [-]
    reference
        Of the GPC; empty when it concerns the whole inventory. [-]
    found
        What the table says. [-]

    """

    kind: str
    city: str
    year: int
    reference: str
    found: str


def totals(rows: Iterable[GpcRow]) -> tuple[Totals, ...]:
    """Add up each inventory by scope and by level.

    Parameters
    ----------
    rows
        Of a table; rows of gases other than CO2e are refused. [-]

    Returns
    -------
    totals
        One per city and year, in order. [-]

    Raises
    ------
    UnitError
        If a row has a unit that is no mass of CO2e.

    """
    return tuple(
        _totals(city, year, inventory)
        for (city, year), inventory in _inventories(rows).items()
    )


def audit(rows: Iterable[GpcRow]) -> tuple[Discrepancy, ...]:
    """List what does not hold in each inventory, and from one to the next.

    Parameters
    ----------
    rows
        Of a table. [-]

    Returns
    -------
    discrepancies
        Sorted by city, year and reference. [-]

    Notes
    -----
    - *unknown reference*: the GPC has no such number; the row is in no scope;
    - *absent*: references of BASIC with neither number nor notation key: silence is
      read neither as zero nor as “not occurring”;
    - *boundary*: the inventory does not name what it covers;
    - *repeated*: the very figure of the inventory before: carried over, it seems;
    - *leap*: more than fifty times more, or less, than the inventory before;
    - *negative*: outside land use (V), where sinks are expected.

    """
    rows = tuple(rows)
    found = [gap for row in rows for gap in _of_row(row)]
    for (city, year), inventory in _inventories(rows).items():
        found += _of_inventory(city, year, inventory)
    series: dict[tuple[str, str, str], list[GpcRow]] = {}
    for row in rows:
        if row.value is not None:
            series.setdefault((row.city, row.reference, row.gas), []).append(row)
    for several in series.values():
        for before, after in pairwise(sorted(several, key=lambda row: row.year)):
            found += _of_pair(before, after)
    return tuple(sorted(found, key=lambda d: (d.city, d.year, d.reference, d.kind)))


def _inventories(rows: Iterable[GpcRow]) -> dict[tuple[str, int], list[GpcRow]]:
    inventories: dict[tuple[str, int], list[GpcRow]] = {}
    for row in rows:
        inventories.setdefault((row.city, row.year), []).append(row)
    return dict(sorted(inventories.items()))


def _totals(city: str, year: int, rows: list[GpcRow]) -> Totals:
    scopes = {1: 0.0, 2: 0.0, 3: 0.0}
    levels = dict.fromkeys((BASIC, PLUS, INSIDE, OTHER, ""), 0.0)
    for row in rows:
        if row.value is None:
            continue
        value = row.value * factor(row.unit, _UNIT)
        scope, level = REFERENCES.get(row.reference, (0, ""))
        levels[level] += value
        if scope:
            scopes[scope] += value
    silent = (row.reference for row in rows if row.notation in ("NE", "C"))
    return Totals(
        city,
        year,
        (scopes[1], scopes[2], scopes[3]),
        basic=levels[BASIC],
        basic_plus=levels[BASIC] + levels[PLUS],
        everything=sum(levels.values()),
        silent=tuple(silent),
    )


def _of_row(row: GpcRow) -> list[Discrepancy]:
    found = []
    if row.reference not in REFERENCES:
        found.append(("unknown reference", f"{row.value} {row.unit}"))
    if row.value is not None and row.value < 0 and not row.reference.startswith("V."):
        found.append(("negative", f"{row.value} {row.unit}"))
    return [
        Discrepancy(kind, row.city, row.year, row.reference, said)
        for kind, said in found
    ]


def _of_inventory(city: str, year: int, rows: list[GpcRow]) -> list[Discrepancy]:
    found = []
    there = {row.reference for row in rows}
    absent = [
        reference
        for reference, (_, level) in REFERENCES.items()
        if level == BASIC and reference not in there
    ]
    if absent:
        found.append(Discrepancy("absent", city, year, "", ", ".join(absent)))
    if {row.boundary.strip() for row in rows} & _PLACEHOLDERS:
        said = f"“{rows[0].boundary}”"
        found.append(Discrepancy("boundary", city, year, "", said))
    return found


def _of_pair(before: GpcRow, after: GpcRow) -> list[Discrepancy]:
    then = before.value or 0.0
    now = (after.value or 0.0) * factor(after.unit, before.unit)
    if then == now != 0:
        kind = "repeated"
    elif then * now > 0 and not 1 / _LEAP <= now / then <= _LEAP:
        kind = "leap"
    else:
        return []
    said = f"{then:.6g} {before.unit} in {before.year}, {now:.6g} in {after.year}"
    return [Discrepancy(kind, after.city, after.year, after.reference, said)]
