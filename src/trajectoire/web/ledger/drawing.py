"""Draw figures as rows of the table of entries: words by their numbers."""

from collections.abc import Iterable, Mapping
from typing import Any

from trajectoire.core.indicator import Indicator
from trajectoire.core.period import Period
from trajectoire.web.ledger.dimensions import Numbers, numbers_of
from trajectoire.web.ledger.factors import factor_numbers
from trajectoire.web.ledger.insertion import prepared
from trajectoire.web.ledger.models import Entry

CELL = ("definition_id", "territory_id", "sector_id", "start", "end", "year")
CONTENT = (
    *("state", "value", "unit", "uncertainty", "low", "high", "law", "reason", "note"),
    *("source_id", "method_id", "activity_id", "factor_id"),
)
METHOD = CONTENT.index("method_id")

Values = tuple[Any, ...]


class Drawing:
    """Gives the columns of figures; each word is looked up once.

    Parameters
    ----------
    figures
        All that will be drawn; they must live as long as this. [-]
    activities
        Number of the entry of each activity that they were computed from, by its
        place in memory. [-]

    """

    def __init__(
        self, figures: Iterable[Indicator], activities: Mapping[int, int]
    ) -> None:
        figures = list(figures)
        self._numbers: Numbers = numbers_of(figures)
        self._activities = activities
        factors = {f.derivation.factor for f in figures if f.derivation is not None}
        self._factors = factor_numbers(factors)
        self._periods: dict[int, Values] = {}

    def cell(self, figure: Indicator) -> Values:
        """Give the columns ``CELL``."""
        numbers, period = self._numbers, figure.period
        when = self._periods.get(id(period))
        if when is None:
            self._periods[id(period)] = when = _when(period)
        return (
            numbers[id(figure.definition)],
            numbers[id(figure.territory)],
            numbers[id(figure.sector)],
            *when,
        )

    def content(self, figure: Indicator) -> Values:
        """Give the columns ``CONTENT``."""
        quantity, derivation = figure.quantity, figure.derivation
        said: Values = (None, "", None, None, None, "normal", "")
        if quantity is not None:
            low, high = quantity.interval or (None, None)
            said = (
                quantity.value,
                quantity.unit,
                quantity.uncertainty,
                low,
                high,
                quantity.law,
                quantity.reason,
            )
        origin: Values = (None, None)
        if derivation is not None:
            activity = self._activities[id(derivation.activity)]
            origin = (activity, self._factors[derivation.factor])
        return (
            figure.state.value,
            *said,
            figure.note,
            self._numbers[id(figure.source)],
            self._numbers[id(figure.method)],
            *origin,
        )


def year_of(period: Period) -> int | None:
    """Give the calendar year that a period is.

    Parameters
    ----------
    period
        A period. [-]

    Returns
    -------
    year
        None unless it is one exactly, in UTC. [year]

    """
    year = period.start.year
    return year if year < 9999 and period == Period.of_year(year) else None


def _when(period: Period) -> Values:
    return (
        prepared(Entry, "start", period.start),
        prepared(Entry, "end", period.end),
        year_of(period),
    )
