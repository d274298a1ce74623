"""Read a table as figures of the ledger: all of them, or all that is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.indicator import CellState, Definition, Indicator, Method
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.instruments.inventory.gather.cell_reader import read_figures
from trajectoire.instruments.inventory.gather.certainty import Certainty
from trajectoire.instruments.inventory.gather.doubles import (
    look_at_wholes,
    one_each,
    without_totals,
)
from trajectoire.instruments.inventory.gather.figure import Figure
from trajectoire.instruments.inventory.gather.findings import Findings, Remark
from trajectoire.instruments.inventory.gather.mapping import Choices, Mapping, Role
from trajectoire.instruments.inventory.gather.own_figures import with_own
from trajectoire.instruments.inventory.gather.own_table import (
    is_own,
    own_rows,
    own_sheet,
)
from trajectoire.instruments.inventory.gather.reading import read_rows
from trajectoire.instruments.inventory.gather.swapped import (
    exchanged,
    look_at_names,
)
from trajectoire.instruments.inventory.gather.vocabulary import (
    Gazetteer,
    Vocabulary,
    places_of_france,
)
from trajectoire.instruments.inventory.model.nomenclature import Nomenclatures
from trajectoire.sources.collector import collector_paused
from trajectoire.sources.sheets import Sheet

METHOD = "inventory.import"
_VERSION = "1"


@dataclass(frozen=True)
class Drafts:
    """What a table says, ready to be looked at.

    Parameters
    ----------
    indicators
        The figures that could be read. [-]
    rows
        Row of the file of each of them. [-]
    faults
        Everything that is wrong, alike ones counted together. [-]
    notes
        What was done and must be seen. [-]
    beyond
        How many faults are not listed, because there are too many. [-]

    """

    indicators: tuple[Indicator, ...]
    rows: tuple[int, ...]
    faults: tuple[Fault, ...]
    notes: tuple[Remark, ...]
    beyond: int = 0

    def settle(self) -> tuple[Indicator, ...]:
        """Give the figures, all or none.

        Returns
        -------
        indicators
            Ready for the ledger. [-]

        Raises
        ------
        InputError
            With every fault, where there is one.

        """
        if self.faults:
            raise InputError(self.faults)
        return self.indicators


def draft(
    sheet: Sheet,
    mapping: Mapping,
    nomenclatures: Nomenclatures,
    territories: Gazetteer | None = None,
) -> Drafts:
    """Read a table as figures.

    Parameters
    ----------
    sheet
        The table. [-]
    mapping
        What its columns and words say. [-]
    nomenclatures
        Substances and sectors that are known. [-]
    territories
        What finds a territory by its code; None for those of France. [-]

    Returns
    -------
    drafts
        Figures, faults and notes; nothing is stored. [-]

    """
    with collector_paused():
        return _draft(sheet, mapping, nomenclatures, territories or places_of_france())


def _draft(
    sheet: Sheet, mapping: Mapping, nomenclatures: Nomenclatures, gazetteer: Gazetteer
) -> Drafts:
    findings = Findings(sheet.file)
    sheet = own_rows(own_sheet(sheet), findings)
    vocabulary = Vocabulary(nomenclatures, mapping.constants.nomenclature)
    figures: list[Figure] = []
    _look_at_mapping(sheet, mapping, findings)
    named = is_own(sheet)  # its columns say by their names what they hold
    if named or not exchanged(sheet, mapping, vocabulary, findings):
        rows = read_rows(sheet, mapping, vocabulary, gazetteer, findings)
        look_at_names(sheet, mapping, rows, gazetteer, findings)
        figures = read_figures(sheet, mapping, rows, vocabulary, findings)
        figures = with_own(figures, sheet, mapping, findings)
        figures = one_each(figures, mapping.choices, findings)
        figures = without_totals(figures, mapping.choices, findings)
        look_at_wholes(figures, nomenclatures, findings)
    if not figures and not findings.faults:
        remedy = "Say which column holds the values."
        findings.fault("figures", "none", remedy)
    return drafts_of(figures, mapping.choices, findings)


def drafts_of(
    figures: Sequence[Figure], choices: Choices, findings: Findings
) -> Drafts:
    """Put figures as the ledger takes them, with what was found on the way.

    Parameters
    ----------
    figures
        One for each cell and source. [-]
    choices
        How they were obtained. [-]
    findings
        Faults and remarks. [-]

    Returns
    -------
    drafts
        Nothing is stored. [-]

    """
    return Drafts(
        _indicators(figures, choices),
        tuple(figure.row for figure in figures),
        findings.faults,
        findings.remarks,
        findings.beyond,
    )


def _look_at_mapping(sheet: Sheet, mapping: Mapping, findings: Findings) -> None:
    """Refuse a mapping that does not fit the table, or leaves out what must be said."""
    for column in mapping.columns:
        if column.name not in sheet.columns:
            there = ", ".join(list(sheet.columns)[:10])
            remedy = "Map the columns anew: the table is not the one of the mapping."
            findings.fault(f"a column “{column.name}”", f"only {there}", remedy)
    constants = mapping.constants
    for name, what in (("title", "a title"), ("licence", "a licence")):
        if not getattr(constants, name).strip():
            remedy = "Say where the figures come from: nothing is kept without it."
            findings.fault(f"{what} of the source", "nothing", remedy)
    needed = (
        (Role.VALUE, "a column of values", False),
        (Role.YEAR, "a year, in a column or for the whole table", bool(constants.year)),
        (
            Role.TERRITORY,
            "a territory, in a column or for the whole table",
            bool(constants.territory),
        ),
        (
            Role.SUBSTANCE,
            "a substance, in a column or for the whole table",
            bool(constants.substance),
        ),
        (
            Role.SOURCE,
            "a publisher of the source, in a column or for the whole table",
            bool(constants.publisher.strip()),
        ),
    )
    for role, expected, constant in needed:
        if not constant and not _says(mapping, role):
            remedy = "Say which column holds it, or give it for the whole table."
            there = ", ".join(list(sheet.columns)[:10])
            findings.fault(expected, f"only the columns {there}", remedy)
    _look_at_roles(mapping, findings)


def _look_at_roles(mapping: Mapping, findings: Findings) -> None:
    """Refuse two columns that say the same thing: nobody knows which is right."""
    for role in Role:
        columns = mapping.of_role(role)
        if role not in (Role.VALUE, Role.IGNORED) and len(columns) > 1:
            names = ", ".join(f"“{column.name}”" for column in columns)
            remedy = "Leave the others out."
            findings.fault(f"one column for {role.value}", names, remedy)


def _says(mapping: Mapping, role: Role) -> bool:
    """Tell whether a column says it, or each column of values for itself."""
    if mapping.of_role(role):
        return True
    values = mapping.of_role(Role.VALUE)
    if role is Role.YEAR:
        return bool(values) and all(column.year for column in values)
    if role is Role.SUBSTANCE:
        own = bool(values) and all(column.substance for column in values)
        return own or bool(mapping.of_role(Role.LINE))
    return role is Role.TERRITORY and bool(mapping.of_role(Role.TERRITORY_NAME))


def method_of(choices: Choices, assumed: bool) -> Method:
    """Name how the figures were obtained.

    Parameters
    ----------
    choices
        What was said of their quality. [-]
    assumed
        Whether their uncertainty is assumed from it. [-]

    Returns
    -------
    method
        ``inventory.import``, then the quality where an uncertainty was assumed:
        ``inventory.import.unknown``, or the marks: ``inventory.import.23512``. [-]

    """
    if not assumed:
        return Method(METHOD, _VERSION)
    marks = choices.marks
    quality = "".join(map(str, marks)) if marks else choices.quality.value
    return Method(f"{METHOD}.{quality}", _VERSION)


def _indicators(figures: Sequence[Figure], choices: Choices) -> tuple[Indicator, ...]:
    certainty = Certainty(choices)
    definitions: dict[str, Definition] = {}
    periods: dict[int, Period] = {}
    methods = {flag: method_of(choices, flag) for flag in (False, True)}
    made = []
    for figure in figures:
        substance = figure.substance
        definition = definitions.get(substance.name)
        if definition is None:
            definition = Definition(substance.name, substance.unit, substance.better)
            definitions[substance.name] = definition
        period = periods.get(figure.year)
        if period is None:
            period = periods[figure.year] = Period.of_year(figure.year)
        quantity = _quantity(figure, certainty)
        stated = figure.uncertainty is not None or figure.bounds is not None
        assumed = quantity is not None and not stated and quantity.value != 0
        made.append(
            Indicator(
                definition,
                figure.spot.territory,
                figure.sector,
                period,
                quantity,
                figure.state,
                figure.source,
                methods[assumed],
                figure.note,
            )
        )
    return tuple(made)


def _quantity(figure: Figure, certainty: Certainty) -> Quantity | None:
    if figure.value is None or figure.quantity is not None:
        return figure.quantity
    if figure.state is CellState.CONFIRMED_ZERO:
        return Quantity(0.0, figure.substance.unit, 0.0)
    return certainty.quantity(
        figure.value, figure.substance, figure.uncertainty, figure.bounds
    )
