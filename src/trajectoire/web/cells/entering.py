"""Turn what the API is sent into figures, or say everything that is wrong with it."""

import uuid
from collections.abc import Sequence

from trajectoire.core.errors import Fault, InputError, UnitError
from trajectoire.core.indicator import VALUED, Definition, Indicator
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.core.units import factor as conversion
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.model.entry import METHOD
from trajectoire.web.cells.schemas import CellIn, FigureIn
from trajectoire.web.ledger import dimensions
from trajectoire.web.ledger.cells import chain_of
from trajectoire.web.ledger.years import future_faults

_LOOSE = 3.0  # [-] a law that none of ours fits may be as much wider or narrower
_ONLY_VALUED = "Leave out the value, or correct the state."


def figures_from(
    territory: Territory, sent: Sequence[FigureIn]
) -> tuple[list[Indicator], dict[uuid.UUID, int]]:
    """Draw figures from what was sent.

    Parameters
    ----------
    territory
        Whose. [-]
    sent
        The figures, in the order of the rows. [-]

    Returns
    -------
    figures, expected
        As ``record`` takes them. [-]

    Raises
    ------
    InputError
        With every fault of every row.

    """
    faults: list[Fault] = []
    figures: list[Indicator] = []
    expected: dict[uuid.UUID, int] = {}
    for row, one in enumerate(sent, start=1):
        found = _faults(one, row)
        faults += found
        if found:
            continue
        figure = _figure(territory, one)
        faults += future_faults([(row, figure)])
        figures.append(figure)
        if one.expected is not None:
            expected[chain_of(figure)] = one.expected
    if faults:
        raise InputError(faults)
    return figures, expected


def definition_named(name: str) -> Definition | None:
    """Give a substance of the accounts, or an activity that the ledger knows.

    Parameters
    ----------
    name
        Of the definition. [-]

    Returns
    -------
    definition
        None when nobody knows the name. [-]

    """
    known = nomenclatures().substances.get(name)
    if known is not None:
        return Definition(known.name, known.unit, known.better)
    row = dimensions.Definition.objects.filter(name=name).order_by("pk").first()
    return None if row is None else row.thing()


def sector_named(cell: CellIn) -> Sector | None:
    """Give the line of a nomenclature that a cell names.

    Parameters
    ----------
    cell
        Nomenclature and code. [-]

    Returns
    -------
    sector
        None when the nomenclature has no such line. [-]

    """
    known = nomenclatures()
    if known.line(cell.nomenclature, cell.sector) is None:
        return None
    name = known.name(cell.nomenclature, cell.sector, "en")
    return Sector(cell.nomenclature, cell.sector, name)


def _figure(territory: Territory, one: FigureIn) -> Indicator:
    """Draw a figure that has no fault."""
    definition, sector = definition_named(one.definition), sector_named(one)
    assert definition is not None  # noqa: S101  (its fault was told)
    assert sector is not None  # noqa: S101
    quantity = None
    if one.value is not None:
        unit = one.unit or definition.unit
        quantity = Quantity(
            one.value, unit, one.uncertainty, one.interval_90, one.reason, one.law
        )
    return Indicator(
        definition,
        territory,
        sector,
        Period.of_year(one.year),
        quantity,
        one.state,
        Source(**one.source.dict()),
        METHOD,
        one.note,
    )


def _faults(one: FigureIn, row: int) -> list[Fault]:
    faults: list[Fault] = []

    def fault(column: str, expected: str, found: object, remedy: str) -> None:
        faults.append(Fault(expected, str(found), remedy, row=row, column=column))

    definition = definition_named(one.definition)
    if definition is None:
        remedy = "Take a name of the nomenclature."
        fault("definition", "a substance of the accounts", one.definition, remedy)
    if sector_named(one) is None:
        found = f"{one.nomenclature} {one.sector}"
        remedy = "Take a line of the nomenclature that you name."
        fault("sector", "a line of a nomenclature of the accounts", found, remedy)
    else:
        for column, *said in _carrying_faults(one):
            fault(column, *said)
    for name in ("publisher", "title", "licence"):
        if not getattr(one.source, name).strip():
            fault(name, "who says it", "spaces", "Name the source.")
    for column, *said in (*_number_faults(one), *_unit_faults(one, definition)):
        fault(column, *said)
    return faults


_Said = tuple[str, str, object, str]


def _carrying_faults(one: FigureIn) -> list[_Said]:
    """Refuse a substance that a line does not carry, as an import does."""
    known = nomenclatures()
    substance = known.substances.get(one.definition)
    line = known.line(one.nomenclature, one.sector)
    if substance is None or line is None or substance.family in line.families:
        return []
    expected = f"a sector that carries {substance.family} figures"
    found = f"{one.nomenclature}/{one.sector} with {substance.name}"
    return [("sector", expected, found, "Check the sector and the substance.")]


def _number_faults(one: FigureIn) -> list[_Said]:
    """Say what does not hold together of a state, a value and its uncertainty."""
    said: list[_Said] = []
    if one.state not in VALUED:
        if one.value is not None:
            expected = f"no value in a cell {one.state.value}"
            said.append(("value", expected, one.value, _ONLY_VALUED))
        return said
    if one.value is None:
        expected = f"a value in a cell {one.state.value}"
        said.append(("value", expected, "nothing", "Add it, or correct the state."))
    elif one.state.value == "confirmed_zero" and one.value != 0:
        said.append(("value", "zero", one.value, "Correct the value or the state."))
    if one.uncertainty is None and not one.reason.strip():
        remedy = "Give it, or write why none is known."
        said.append(("uncertainty", "an uncertainty or a reason", "neither", remedy))
    said += _interval_faults(one)
    return said


def _interval_faults(one: FigureIn) -> list[_Said]:
    """Say where an interval contradicts itself, or the uncertainty beside it."""
    if one.interval_90 is None:
        return []
    low, high = one.interval_90
    if low > high:
        remedy = "Give the lower bound first."
        return [("interval_90", "bounds in order", one.interval_90, remedy)]
    if one.uncertainty is None or one.value is None:
        return []
    told = Quantity(one.value, "", one.uncertainty, law=one.law).bounds()
    width = 0.0 if told is None else told[1] - told[0]
    if width / _LOOSE <= high - low <= width * _LOOSE:
        return []
    expected = f"an interval that agrees with the uncertainty, about {width:.3g} wide"
    remedy = "Give one of the two: the uncertainty is one standard deviation (k = 1)."
    return [("interval_90", expected, f"{low:g} to {high:g}", remedy)]


def _unit_faults(one: FigureIn, definition: Definition | None) -> list[_Said]:
    if definition is None or one.unit is None:
        return []
    try:
        conversion(one.unit, definition.unit)
    except UnitError:
        expected = f"a unit that converts to {definition.unit}"
        return [("unit", expected, one.unit, "Correct the unit, or leave it out.")]
    return []
