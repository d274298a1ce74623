"""The inventory of a city in the GPC: references, scopes, notation keys, two levels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trajectoire.core.indicator import CellState
from trajectoire.instruments.inventory.inputs import Amount, Potentials, Row
from trajectoire.instruments.inventory.model.addends import addends
from trajectoire.instruments.inventory.model.aside import Aside
from trajectoire.instruments.inventory.model.completeness import Coverage, remarks_on
from trajectoire.instruments.inventory.model.facts import TOTAL
from trajectoire.instruments.inventory.model.gases import (
    GPC_GASES,
    columns_of,
    gas_columns,
    units_of,
)
from trajectoire.instruments.inventory.model.grid import Completeness, Grid
from trajectoire.instruments.inventory.model.gridding import (
    Placed,
    Shape,
    lay,
    place,
    silent_of,
)
from trajectoire.instruments.inventory.model.nomenclature import (
    BIOGENIC,
    NATIVE,
    Line,
    Nomenclatures,
    line_of,
)
from trajectoire.instruments.inventory.model.standing import Standing
from trajectoire.instruments.inventory.model.totals import added

BASIC, PLUS, INSIDE, OTHER = "BASIC", "BASIC+", "TERRITORIAL", "OTHER"
SECTORS = ("I", "II", "III", "IV", "V", "VI")
SCOPES = (1, 2, 3)
_INSIDE = frozenset({(NATIVE, "air.landing_takeoff")})
# GPC, section 2.2: the four notation keys and the states that say the same.
NOTATION = {
    CellState.NOT_OCCURRING: "NO",
    CellState.MISSING: "NE",
    CellState.INCLUDED_ELSEWHERE: "IE",
    CellState.CONFIDENTIAL: "C",
}


@dataclass(frozen=True, eq=False)
class GpcTable:
    """An inventory by reference of the GPC.

    Parameters
    ----------
    grid
        Each reference by gas, in CO2 equivalent; the sums are those of BASIC+. [tCO2e]
    notation
        Key of each reference without figure of which something is said. [-]
    silent
        References of which nothing is said at all: read neither as zero nor as not
        occurring. [-]
    scopes
        Total by sector and scope. [tCO2e]
    levels
        Total of ``BASIC``, of ``BASIC+`` (which holds the first), and of everything
        emitted inside the boundary, ``TERRITORIAL``. [tCO2e]
    aside
        Rows that count, and that the GPC leaves out, with the reason. [-]

    """

    grid: Grid
    notation: Mapping[str, str]
    silent: tuple[str, ...]
    scopes: Mapping[tuple[str, int], Amount | None]
    levels: Mapping[str, Amount | None]
    aside: tuple[Aside, ...]

    def demanded(self, level: str, nomenclatures: Nomenclatures) -> tuple[int, int]:
        """Count the references that a level demands, and those that are complete.

        Parameters
        ----------
        level
            ``BASIC`` or ``BASIC+``. [-]
        nomenclatures
            For the level of each reference. [-]

        Returns
        -------
        complete, demanded
            Numbers of references. [-]

        """
        wanted = _of_level(nomenclatures, level)
        done = (self.grid.cells[code, TOTAL].completeness for code in wanted)
        complete = sum(one is Completeness.COMPLETE for one in done)
        return complete, len(wanted)


def gpc(
    standing: Standing,
    nomenclatures: Nomenclatures,
    potentials: Potentials,
    coverage: Coverage | None = None,
) -> GpcTable:
    """Lay the rows of a year under the references of the GPC.

    Parameters
    ----------
    standing
        Rows that count, of one year. [-]
    nomenclatures
        The crosswalk. [-]
    potentials
        Set of warming potentials. [-]
    coverage
        Communes that a sum should hold, where the rows are those of communes. [-]

    Returns
    -------
    table
        Each row that counts stands under one reference, or aside with its reason. [-]

    Notes
    -----
    BASIC holds scope 1 and 2 of stationary energy and transport, and waste generated
    inside wherever it is treated; BASIC+ adds scope 3 of energy and transport,
    industrial processes and land [1]_. Energy delivered to a network and waste brought
    from elsewhere are told, and stand in neither. What is emitted inside the boundary
    holds scope 1, and landings and take-offs. Sinks are negative emissions under V.2.
    Biogenic CO2 is told apart.

    References
    ----------
    .. [1] WRI, C40, ICLEI, "Global Protocol for Community-Scale Greenhouse Gas
       Inventories", version 1.1, 2021.

    """
    placed, aside = place(standing, nomenclatures, "GPC")
    references = tuple(nomenclatures.lines["GPC"])
    shape = Shape(
        name="ghg",
        nomenclature="GPC",
        lines=references,
        columns=columns_of(GPC_GASES),
        units=units_of(GPC_GASES),
        line_of=lambda each: each.code,
        columns_of=lambda row: gas_columns(row, nomenclatures, GPC_GASES),
        required=lambda line, column: (
            column == TOTAL and nomenclatures.lines["GPC"][line].level == BASIC
        ),
        silent=lambda line, column, rows: (
            silent_of(rows, ("GPC", line, "ghg"), nomenclatures)
            if column == TOTAL
            else ()
        ),
        removed=True,
        added=lambda line: nomenclatures.lines["GPC"][line].level in (BASIC, PLUS),
    )
    remarks = remarks_on(standing, nomenclatures, "GPC", coverage or Coverage())
    grid = lay(placed, shape, nomenclatures, potentials, remarks)
    cells = {code: grid.cells[code, TOTAL] for code in references}
    scopes, levels = _totalled(placed, nomenclatures, potentials)
    return GpcTable(
        grid=grid,
        notation={
            code: NOTATION[cell.state]
            for code, cell in cells.items()
            if cell.rows and cell.amount is None and cell.state in NOTATION
        },
        silent=tuple(code for code, cell in cells.items() if not cell.rows),
        scopes=scopes,
        levels=levels,
        aside=tuple(aside),
    )


def is_inside(row: Row, line: Line) -> bool:
    """Tell whether a row is emitted inside the boundary.

    Parameters
    ----------
    row
        That counts. [-]
    line
        Reference of the GPC where it lands. [-]

    Returns
    -------
    inside
        Scope 1; and landings and take-offs of flights that leave the territory, of
        which the GPC makes scope 3 though they are in its air. [-]

    """
    sector = line_of(row.nomenclature, row.sector)
    return line.scope == 1 or (row.nomenclature, sector) in _INSIDE


def _of_level(nomenclatures: Nomenclatures, level: str) -> tuple[str, ...]:
    levels = (BASIC, PLUS) if level == PLUS else (level,)
    return tuple(
        code
        for code, line in nomenclatures.lines["GPC"].items()
        if line.level in levels
    )


def _totalled(
    placed: Sequence[Placed], nomenclatures: Nomenclatures, potentials: Potentials
) -> tuple[dict[tuple[str, int], Amount | None], dict[str, Amount | None]]:
    """Add up by sector and scope, and by level; the CO2 of biomass left out."""
    lines = nomenclatures.lines["GPC"]
    counted = [each for each in placed if each.row.substance != BIOGENIC]
    scopes: dict[tuple[str, int], list[int]] = {
        (sector, scope): [] for sector in SECTORS for scope in SCOPES
    }
    levels: dict[str, list[int]] = {BASIC: [], PLUS: [], INSIDE: []}
    known: dict[tuple[str, ...], list[list[int]]] = {}
    for index, (row, code) in enumerate(counted):
        key = code, row.nomenclature, row.sector
        groups = known.get(key)
        if groups is None:
            line = lines[code]
            held = {BASIC: (BASIC, PLUS), PLUS: (PLUS,)}.get(line.level, ())
            inside = (INSIDE,) if is_inside(row, line) else ()
            groups = [levels[level] for level in (*held, *inside)]
            known[key] = [scopes[code.split(".")[0], line.scope], *groups]
        for group in known[key]:
            group.append(index)
    rows = [each.row for each in counted]
    every = addends(rows, nomenclatures, potentials, removed=True)
    found = added(every, [*scopes.values(), *levels.values()])
    whole = dict(zip(levels, found[len(scopes) :], strict=True))
    return dict(zip(scopes, found, strict=False)), whole
