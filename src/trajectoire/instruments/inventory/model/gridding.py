"""Lay rows in the cells of a framework, and say of each cell what it lacks."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from trajectoire.core.indicator import CellState
from trajectoire.instruments.inventory.inputs import (
    Amount,
    Framework,
    Potentials,
    Row,
)
from trajectoire.instruments.inventory.model.addends import addends
from trajectoire.instruments.inventory.model.aside import Aside
from trajectoire.instruments.inventory.model.completeness import (
    Remarks,
    completeness,
    hidden_in,
    together,
)
from trajectoire.instruments.inventory.model.grid import Completeness, Grid, GridCell
from trajectoire.instruments.inventory.model.needs import Need, Place, needs_of
from trajectoire.instruments.inventory.model.nomenclature import (
    BIOGENIC,
    Landing,
    Nomenclatures,
)
from trajectoire.instruments.inventory.model.standing import Standing
from trajectoire.instruments.inventory.model.totals import added

Key = tuple[str, str]  # line and column


class Placed(NamedTuple):
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
        Line of the grid where a placed row counts, by its line and substance; empty
        for none. [-]
    columns_of
        Columns where it counts, by its substance. [-]
    required
        Whether the framework demands a cell. [-]
    silent
        What the rows of a line and column leave unsaid. [-]
    removed
        Whether sinks count as negative emissions. [-]
    added
        Whether a line enters the sum of its column. [-]
    shown_in
        Line that shows a placed row once more, within another, by its line; empty for
        none. [-]

    """

    name: str
    nomenclature: str
    lines: tuple[str, ...]
    columns: tuple[str, ...]
    units: Mapping[str, str]
    line_of: Callable[[Placed], str]
    columns_of: Callable[[Row], Sequence[str]]
    required: Callable[[str, str], bool]
    silent: Callable[[str, str, Sequence[Row]], tuple[Need, ...]] = lambda *_: ()
    removed: bool = False
    added: Callable[[str], bool] = bool
    shown_in: Callable[[Placed], str] = lambda _: ""


def place(
    standing: Standing, nomenclatures: Nomenclatures, framework: Framework
) -> tuple[list[Placed], list[Aside]]:
    """Tell where each row that counts lands in a framework.

    Parameters
    ----------
    standing
        What counts. [-]
    nomenclatures
        The crosswalk. [-]
    framework
        Which. [-]

    Returns
    -------
    placed, aside
        Each row that counts, once: on a line, or aside with the reason. [-]

    """
    placed: list[Placed] = []
    aside: list[Aside] = list(standing.elsewhere.get(framework, ()))
    known: dict[tuple[str, str, str], Landing] = {}
    for row in standing.within(framework):
        nomenclature, sector, substance = row.nomenclature, row.sector, row.substance
        to = known.get((nomenclature, sector, substance))
        if to is None:
            to = nomenclatures.landing(nomenclature, sector, framework, substance)
            known[nomenclature, sector, substance] = to
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
    remarks: Remarks,
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
    remarks
        What the choice of rows leaves to be said. [-]

    Returns
    -------
    grid
        Every cell of the shape, and the sum of each column. [-]

    """
    rows = [each.row for each in placed]
    every = addends(rows, nomenclatures, potentials, removed=shape.removed)
    there = _laid(placed, shape)
    silenced = {
        (shape.line_of(Placed(row, code)), column): why
        for row, code, why in remarks.unheard
        for column in shape.columns_of(row)
    }
    keys = [(line, column) for line in shape.lines for column in shape.columns]
    columns = [
        [
            place
            for line in shape.lines
            if shape.added(line)
            for place in there[line, column]
        ]
        for column in shape.columns
    ]
    amounts = added(every, [*(there[key] for key in keys), *columns])
    told = nomenclatures, remarks, silenced
    cells = {
        key: _cell(key, [rows[place] for place in there[key]], amount, shape, told)
        for key, amount in zip(keys, amounts, strict=False)
    }
    return Grid(
        name=shape.name,
        nomenclature=shape.nomenclature,
        lines=shape.lines,
        columns=shape.columns,
        units=shape.units,
        cells=cells,
        sums=dict(zip(shape.columns, amounts[len(keys) :], strict=True)),
        hidden={
            column: hidden_in(
                state
                for line in filter(shape.added, shape.lines)
                if (state := _unheard(cells[line, column])) is not None
            )
            for column in shape.columns
        },
    )


def _unheard(cell: GridCell) -> CellState | None:
    """Say what a cell keeps from its column; silence counts where it is demanded."""
    if cell.hidden is None and cell.told and cell.told[0] < cell.told[1]:
        return CellState.MISSING  # communes that say nothing
    return cell.hidden or (cell.state if cell.required and not cell.rows else None)


def _laid(placed: Sequence[Placed], shape: Shape) -> dict[Key, list[int]]:
    """Give the places of the rows of each cell."""
    there: dict[Key, list[int]] = defaultdict(list)
    known: dict[tuple[str, ...], list[list[int]]] = {}
    for place, each in enumerate(placed):
        row = each.row
        key = each.code, row.nomenclature, row.sector, row.substance
        cells = known.get(key)
        if cells is None:
            lines = filter(None, (shape.line_of(each), shape.shown_in(each)))
            columns = shape.columns_of(row)
            cells = [there[line, column] for line in lines for column in columns]
            known[key] = cells
        for cell in cells:
            cell.append(place)
    return there


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


def silent_of(
    rows: Sequence[Row], place: Place, nomenclatures: Nomenclatures
) -> tuple[Need, ...]:
    """List what a cell needs and of which nothing is said, territory by territory.

    Parameters
    ----------
    rows
        Of the cell. [-]
    place
        Framework, line, and family or pollutant. [-]
    nomenclatures
        Lines and needs. [-]

    Returns
    -------
    silent
        Sorted, lines before gases and carriers. [-]

    """
    needs = needs_of(nomenclatures)
    by_territory: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_territory[row.territory].append(row)
    found = {
        need
        for several in by_territory.values()
        for need in needs.silent(several, place)
    }
    return tuple(sorted(found, key=lambda need: (need[0] == "substances", need)))


def _cell(
    key: Key,
    rows: Sequence[Row],
    amount: Amount | None,
    shape: Shape,
    told: tuple[Nomenclatures, Remarks, Mapping[Key, str]],
) -> GridCell:
    nomenclatures, remarks, silenced = told
    line, column = key
    silent = shape.silent(line, column, rows)
    heard = remarks.coverage.told(rows)
    done, why = completeness(rows, silent, nomenclatures)
    if not rows and key in silenced:
        done, why = Completeness.TO_JUSTIFY, silenced[key]
    elif done is Completeness.COMPLETE:
        why = remarks.why(rows)
        done = Completeness.TO_JUSTIFY if why else done
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
        told=heard,
        hidden=hidden_in(row.state for row in rows if row.value is None),
    )
