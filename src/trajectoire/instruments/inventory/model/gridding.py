"""Lay rows in the cells of a framework, and say of each cell what it lacks."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from trajectoire.core.indicator import CellState
from trajectoire.instruments.inventory.inputs import (
    Amount,
    Framework,
    Potentials,
    Row,
)
from trajectoire.instruments.inventory.model.grid import Completeness, Grid, GridCell
from trajectoire.instruments.inventory.model.nomenclature import (
    BIOGENIC,
    NATIVE,
    Family,
    Nomenclatures,
    line_of,
)
from trajectoire.instruments.inventory.model.overlap import Aside
from trajectoire.instruments.inventory.model.totals import totals

TOTAL = "total"
# Of several states without figure, the one that asks for most work is shown.
_SILENT = (
    CellState.MISSING,
    CellState.CONFIDENTIAL,
    CellState.INCLUDED_ELSEWHERE,
    CellState.NOT_OCCURRING,
)


@dataclass(frozen=True)
class Placed:
    """A row and the line of the framework where it is counted.

    Parameters
    ----------
    row
        That counts. [-]
    code
        Line of the framework. [-]

    """

    row: Row
    code: str


@dataclass(frozen=True, eq=False)
class Shape:
    """What a grid looks like before anything is laid in it.

    Parameters
    ----------
    name, nomenclature
        Of the grid and of its lines. [-]
    lines, columns
        In the order of the framework. [-]
    units
        Of each column. [-]
    line_of
        Line of the grid where a placed row counts; empty for none. [-]
    columns_of
        Columns where it counts. [-]
    required
        Whether the framework demands a cell. [-]
    usual
        Usual native lines of each line of the grid. [-]
    removed
        Whether sinks count as negative emissions. [-]
    added
        Whether a line enters the sum of its column. [-]

    """

    name: str
    nomenclature: str
    lines: tuple[str, ...]
    columns: tuple[str, ...]
    units: Mapping[str, str]
    line_of: Callable[[Placed], str]
    columns_of: Callable[[Row], Sequence[str]]
    required: Callable[[str, str], bool]
    usual: Mapping[str, frozenset[str]] = field(default_factory=dict)
    removed: bool = False
    added: Callable[[str], bool] = bool


def place(
    rows: Iterable[Row], nomenclatures: Nomenclatures, framework: Framework
) -> tuple[list[Placed], list[Aside]]:
    """Tell where each row lands in a framework.

    Parameters
    ----------
    rows
        That count. [-]
    nomenclatures
        The crosswalk. [-]
    framework
        Which. [-]

    Returns
    -------
    placed, aside
        Each row given, once: on a line, or aside with the reason. [-]

    """
    placed: list[Placed] = []
    aside: list[Aside] = []
    for row in rows:
        to = nomenclatures.landing(
            row.nomenclature, row.sector, framework, row.substance
        )
        if to.code is None:
            aside.append(Aside(row, to.why))
        else:
            placed.append(Placed(row, to.code))
    return placed, aside


def told_apart(placed: Sequence[Placed]) -> tuple[list[Placed], list[Aside]]:
    """Set the CO2 of biomass aside, for a framework that has no column for it.

    Parameters
    ----------
    placed
        Rows on their lines. [-]

    Returns
    -------
    placed, aside
        The others, and the CO2 of biomass. [-]

    """
    kept = [each for each in placed if each.row.substance != BIOGENIC]
    left = [each.row for each in placed if each.row.substance == BIOGENIC]
    return kept, [Aside(row, "biogenic_apart") for row in left]


def lay(
    placed: Sequence[Placed],
    shape: Shape,
    nomenclatures: Nomenclatures,
    potentials: Potentials,
) -> Grid:
    """Fill a grid.

    Parameters
    ----------
    placed
        Rows on their lines. [-]
    shape
        Of the grid. [-]
    nomenclatures
        Units and gases. [-]
    potentials
        Set of warming potentials. [-]

    Returns
    -------
    grid
        Every cell of the shape, and the sum of each column. [-]

    """
    there: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for each in placed:
        line = shape.line_of(each)
        for column in shape.columns_of(each.row) if line else ():
            there[line, column].append(each.row)
    keys = [(line, column) for line in shape.lines for column in shape.columns]
    amounts = _amounts([there[key] for key in keys], shape, nomenclatures, potentials)
    columns = [
        [
            row
            for line in shape.lines
            if shape.added(line)
            for row in there[line, column]
        ]
        for column in shape.columns
    ]
    sums = _amounts(columns, shape, nomenclatures, potentials)
    cells = {
        key: _cell(key, there[key], amount, shape)
        for key, amount in zip(keys, amounts, strict=True)
    }
    return Grid(
        name=shape.name,
        nomenclature=shape.nomenclature,
        lines=shape.lines,
        columns=shape.columns,
        units=shape.units,
        cells=cells,
        sums=dict(zip(shape.columns, sums, strict=True)),
    )


def _amounts(
    groups: Sequence[Sequence[Row]],
    shape: Shape,
    nomenclatures: Nomenclatures,
    potentials: Potentials,
) -> list[Amount | None]:
    rows = [row for several in groups for row in several]
    group_of = [k for k, several in enumerate(groups) for _ in several]
    found = totals(rows, group_of, nomenclatures, potentials, removed=shape.removed)
    return found + [None] * (len(groups) - len(found))


def negated(amount: Amount | None) -> Amount | None:
    """Turn an emission into a removal.

    Parameters
    ----------
    amount
        Any total. [tCO2e]

    Returns
    -------
    amount
        Its opposite, with the interval turned over. [tCO2e]

    """
    if amount is None or amount.low is None or amount.high is None:
        return amount and replace(amount, value=-amount.value)
    return replace(amount, value=-amount.value, low=-amount.high, high=-amount.low)


def usual_lines(
    nomenclatures: Nomenclatures, framework: Framework, family: Family
) -> dict[str, frozenset[str]]:
    """List the native lines that nearly every territory has, by where they land.

    Parameters
    ----------
    nomenclatures
        The crosswalk. [-]
    framework
        Which. [-]
    family
        What the lines carry. [-]

    Returns
    -------
    usual
        Codes of native lines by line of the framework. [-]

    """
    found: dict[str, set[str]] = defaultdict(set)
    for line in nomenclatures.lines[NATIVE].values():
        key = NATIVE, line.code, framework, family
        landing = nomenclatures.landings.get(key)
        if line.usual and landing is not None and landing.code:
            found[landing.code].add(line.code)
    return {code: frozenset(lines) for code, lines in found.items()}


def _cell(
    key: tuple[str, str], rows: Sequence[Row], amount: Amount | None, shape: Shape
) -> GridCell:
    line, column = key
    native = {line_of(NATIVE, row.sector) for row in rows if row.nomenclature == NATIVE}
    wanted = shape.usual.get(line, frozenset()) if native and column == TOTAL else ()
    silent = tuple(sorted(code for code in wanted if code not in native))
    done, why = completeness(rows, silent)
    return GridCell(
        line=line,
        column=column,
        state=together(rows),
        amount=amount,
        completeness=done,
        why=why,
        required=shape.required(line, column),
        rows=tuple(row.number for row in rows),
        notes=tuple(sorted({row.note for row in rows if row.note})),
        silent=silent,
    )


def together(rows: Sequence[Row]) -> CellState:
    """Say in one state what several rows say.

    Parameters
    ----------
    rows
        Of one cell. [-]

    Returns
    -------
    state
        Of the weakest figure; without figure, what asks for most work; missing where
        there is no row. [-]

    """
    figures = {row.state for row in rows if row.value is not None}
    if CellState.ESTIMATED in figures:
        return CellState.ESTIMATED
    if CellState.OBSERVED in figures:
        return CellState.OBSERVED
    if figures:
        return CellState.CONFIRMED_ZERO
    said = {row.state for row in rows}
    return next((state for state in _SILENT if state in said), CellState.MISSING)


def completeness(
    rows: Sequence[Row], silent: Sequence[str]
) -> tuple[Completeness, str]:
    """Decide whether a cell can be deposited as it stands.

    Parameters
    ----------
    rows
        Of the cell. [-]
    silent
        Usual lines of which nothing is said. [-]

    Returns
    -------
    completeness, why
        And the code of the reason; empty when complete. [-]

    """
    if not rows:
        return Completeness.TO_FILL, "nothing_said"
    if any(row.value is not None for row in rows):
        why = _why_of_figures(rows, silent)
    else:
        why = _why_of_silence(rows)
    if not why:
        return Completeness.COMPLETE, ""
    fill = why == "said_missing"
    return (Completeness.TO_FILL if fill else Completeness.TO_JUSTIFY), why


def _why_of_figures(rows: Sequence[Row], silent: Sequence[str]) -> str:
    states = {row.state for row in rows}
    if states & {CellState.MISSING, CellState.CONFIDENTIAL}:
        return "lower_bound"
    if silent:
        return "lines_silent"
    zero = all(not row.value for row in rows)
    confirmed = states <= {CellState.CONFIRMED_ZERO, CellState.NOT_OCCURRING}
    return "zero_to_confirm" if zero and not confirmed else ""


def _why_of_silence(rows: Sequence[Row]) -> str:
    state = together(rows)
    if state is CellState.MISSING:
        return "said_missing"
    if all(row.note for row in rows if row.state is state):
        return ""
    return "held_back" if state is CellState.CONFIDENTIAL else "not_explained"
