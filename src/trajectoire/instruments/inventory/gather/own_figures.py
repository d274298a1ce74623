"""Figures of a table that this service wrote: each with its own law and source."""

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from trajectoire.core.quantity import Quantity
from trajectoire.core.source import Source
from trajectoire.instruments.inventory.gather.certainty import law_of
from trajectoire.instruments.inventory.gather.figure import Figure, Key
from trajectoire.instruments.inventory.gather.findings import Findings
from trajectoire.instruments.inventory.gather.mapping import Mapping, Role
from trajectoire.instruments.inventory.gather.numbers_as_written import (
    decimal_of,
    number,
    word_of,
)
from trajectoire.instruments.inventory.gather.own_table import (
    APART,
    DEVIATION,
    NUMBERS,
    PUBLISHER,
    ROLES,
    VALUE,
    is_own,
)
from trajectoire.instruments.inventory.gather.units_as_written import multiplier
from trajectoire.sources.sheet_grid import Cell
from trajectoire.sources.sheets import Sheet

_LAWS = ("normal", "lognormal", "triangular")
_ROUNDING = 1e-6  # [-] of a deviation: bounds nearer than that follow from the law
_LAST_DIGIT = 1e-12  # [-] of a value
_COMPUTED = ("activity_value", "factor_identifier")
_OURS = "inventory.import"
_NOT_TWO = "Filter the table by source, or let its column “publisher” say the source."


def with_own(
    figures: Sequence[Figure], sheet: Sheet, mapping: Mapping, findings: Findings
) -> list[Figure]:
    """Give figures the law, the interval and the source that a table of ours states.

    Parameters
    ----------
    figures
        As plain tables are read. [-]
    sheet
        Any table, as `own_sheet` gives it. [-]
    mapping
        What its columns say. [-]
    findings
        Where what is wrong is noted, and what cannot be kept. [-]

    Returns
    -------
    figures
        Those of another table as they are. [-]

    """
    if not is_own(sheet):
        return list(figures)
    return _OwnRows(sheet, mapping, findings).completed(figures)


class _OwnRows:
    """Reads what stands beside the values of a table of ours."""

    def __init__(self, sheet: Sheet, mapping: Mapping, findings: Findings) -> None:
        self._sheet, self._mapping, self._findings = sheet, mapping, findings
        self._places = {row: index for index, row in enumerate(sheet.rows)}
        told = (cell for name in NUMBERS for cell in sheet.columns.get(name, ()))
        self._decimal = mapping.choices.decimal or decimal_of(told) or "."
        self._sources: dict[tuple[str, ...], Source] = {}
        self._units: dict[tuple[str, str], float] = {}
        units = (c.unit for c in mapping.of_role(Role.VALUE) if c.name == VALUE)
        self._own_unit = next(units, "")
        self._says_source = self._has_role(PUBLISHER, Role.SOURCE)
        self._says_law = self._has_role(DEVIATION, Role.UNCERTAINTY) or (
            DEVIATION not in sheet.columns
        )

    def completed(self, figures: Sequence[Figure]) -> list[Figure]:
        """Complete figures, and note what an import does not keep."""
        self._look_at_columns()
        if not self._says_law:
            text = "the uncertainties of the table are not read: its columns say so"
            self._findings.remark(text, column=DEVIATION)
        if not self._says_source:
            self._look_at_sources(figures)
        return [self._one(figure) for figure in figures]

    def _look_at_columns(self) -> None:
        """Refuse to read the cells without what tells them apart."""
        for name in APART:
            if not self._has_role(name, ROLES[name]):
                expected = f"the column “{name}” read as {ROLES[name].value}"
                remedy = "Map the columns anew, as they are proposed."
                self._findings.fault(expected, "another reading", remedy, column=name)

    def _has_role(self, name: str, role: Role) -> bool:
        return any(column.name == name for column in self._mapping.of_role(role))

    def _one(self, figure: Figure) -> Figure:
        if figure.column != VALUE:
            return figure  # somebody took another column for values
        self._look_at_kind(figure)
        self._look_at_origin(figure)
        source = self._source(figure) if self._says_source else None
        figure = figure._replace(source=source or figure.source)
        quantity = self._quantity(figure) if self._says_law else None
        if quantity is None:
            return figure
        spread = quantity.uncertainty
        return figure._replace(uncertainty=spread, bounds=None, quantity=quantity)

    def _cell(self, name: str, figure: Figure) -> Cell:
        cells = self._sheet.columns.get(name)
        return cells[self._places[figure.row]] if cells else ""

    def _look_at_kind(self, figure: Figure) -> None:
        """Refuse a code that names another kind of territory than its row."""
        kind, place = word_of(self._cell("territory_kind", figure)), figure.spot
        if kind and kind != place.territory.kind and not place.through:
            self._findings.fault(
                f"a territory of kind {kind}",
                f"{place.territory.code}, of kind {place.territory.kind}",
                "Check the code and the kind of the territory.",
                figure.row,
                "territory_kind",
            )

    def _look_at_origin(self, figure: Figure) -> None:
        """Say what a plain figure does not hold."""
        if any(self._cell(name, figure) != "" for name in _COMPUTED):
            text = (
                "computed figures come back as plain ones: the activity and the "
                "factor of their rows are not kept"
            )
            self._findings.remark(text, figure.row)
        method = word_of(self._cell("method", figure))
        if method and not method.startswith(_OURS):
            text = (
                "methods that the rows name are not kept: their figures are said to "
                "come from this import"
            )
            self._findings.remark(text, figure.row)

    def _look_at_sources(self, figures: Sequence[Figure]) -> None:
        """Refuse to make one figure of what several sources say of a cell."""
        said: dict[Key, dict[str, Figure]] = defaultdict(dict)
        for figure in figures:
            names = (PUBLISHER, "source_title")
            words = ", ".join(word_of(self._cell(name, figure)) for name in names)
            said[figure.key].setdefault(words, figure)
        for voices in said.values():
            if len(voices) > 1:
                last = list(voices.values())[-1]
                found = " and ".join(f"“{words}”" for words in voices)
                expected = "one source for each cell"
                self._findings.fault(expected, found, _NOT_TWO, last.row, PUBLISHER)

    def _source(self, figure: Figure) -> Source | None:
        """Read who says a figure; None where the columns do not say it."""
        names = (PUBLISHER, "source_title", "licence")
        if not set(names) <= self._sheet.columns.keys():
            return None
        words = [word_of(self._cell(name, figure)) for name in names]
        if not any(words):
            return None
        if not all(map(str.strip, words)):
            self._findings.fault(
                "a publisher, a title and a licence of the source",
                ", ".join(word or "nothing" for word in words),
                "Say where the figures come from: nothing is kept without it.",
                figure.row,
                PUBLISHER,
            )
            return None
        day = word_of(self._cell("published", figure))
        address = word_of(self._cell("address", figure))
        key = (*words, day, address)
        if key not in self._sources:
            publisher, title, licence = words
            published = self._day(day, figure)
            one = Source(publisher, title, licence, published, address)
            self._sources[key] = one
        return self._sources[key]

    def _day(self, word: str, figure: Figure) -> date | None:
        try:
            return date.fromisoformat(word[:10]) if word else None
        except ValueError:
            remedy = "Write it so, or leave it empty."
            expected = "a day, as 2025-03-01"
            self._findings.fault(expected, f"“{word}”", remedy, figure.row, "published")
            return None

    def _quantity(self, figure: Figure) -> Quantity | None:
        """Read how sure a figure is; None where the table does not say it."""
        value, substance = figure.value, figure.substance
        if value is None:
            return None
        by = self._multiplier(figure)
        spread, low, high = (
            None if one is None else one * by
            for one in (self._number(name, figure) for name in NUMBERS[1:])
        )
        reason = word_of(self._cell("reason", figure))
        law = word_of(self._cell("law", figure)) or law_of(value, substance)
        if law not in _LAWS:
            remedy = "Correct the law, or leave it empty."
            expected = f"a law among {', '.join(_LAWS)}"
            self._findings.fault(expected, f"“{law}”", remedy, figure.row, "law")
            return None
        if spread is None and not reason:
            if low is not None or high is not None:
                self._refuse_bounds(figure, "a standard uncertainty beside the bounds")
            return None
        if spread is not None and spread < 0:
            return None  # it is noted where plain tables are read
        plain = Quantity(value, substance.unit, spread, None, reason, law)  # type: ignore[arg-type]
        return self._bounded(figure, plain, low, high)

    def _bounded(
        self, figure: Figure, plain: Quantity, low: float | None, high: float | None
    ) -> Quantity | None:
        """Keep the bounds of 90 % where they do not follow from the law."""
        if low is None and high is None:
            return plain
        if low is None or high is None:
            self._refuse_bounds(figure, "two bounds, the value between them")
            return None
        follow = plain.bounds()
        near = _ROUNDING * (plain.uncertainty or 0.0) + _LAST_DIGIT * abs(plain.value)
        if follow and math.dist(follow, (low, high)) <= near:
            return plain
        if not low <= plain.value <= high:
            self._refuse_bounds(figure, "two bounds, the value between them")
            return None
        text = "bounds of 90 % that do not follow from the law are kept as written"
        self._findings.remark(text, figure.row)
        values = plain.value, plain.unit, plain.uncertainty, (low, high)
        return Quantity(*values, plain.reason, plain.law)

    def _refuse_bounds(self, figure: Figure, expected: str) -> None:
        cells = [word_of(self._cell(name, figure)) for name in ("low_90", "high_90")]
        shown = " to ".join(cell or "nothing" for cell in cells)
        around = word_of(self._cell(VALUE, figure))
        remedy = "Correct the bounds, or leave both empty: the law gives them."
        found = f"{shown} around {around}"
        self._findings.fault(expected, found, remedy, figure.row, "low_90")

    def _multiplier(self, figure: Figure) -> float:
        """Give what turns the unit of the row into that of the ledger, as it was."""
        words, choices = self._mapping.words, self._mapping.choices
        written = self._own_unit or word_of(self._cell("unit", figure))
        key = written or self._mapping.constants.unit, figure.substance.name
        if key not in self._units:
            said = key[0], figure.substance, choices.potentials, words.units
            self._units[key] = multiplier(*said)
        return self._units[key]

    def _number(self, name: str, figure: Figure) -> float | None:
        """Read a number beside the value; the deviation is refused by who read it."""
        cell = self._cell(name, figure)
        if cell == "":
            return None
        try:
            found = number(cell, self._decimal) if isinstance(cell, str) else cell
            if math.isfinite(found):
                return found
        except ValueError:
            pass
        if name != DEVIATION:
            expected = f"a finite number written with “{self._decimal}”"
            remedy = "Correct the bounds, or leave both empty: the law gives them."
            self._findings.fault(expected, f"“{cell}”", remedy, figure.row, name)
        return None
