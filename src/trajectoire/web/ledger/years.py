"""Years and days to come: nothing is observed or published yet, where people type."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from trajectoire.core.errors import Fault
from trajectoire.core.indicator import CellState, Indicator
from trajectoire.core.source import Source

_TOLD = frozenset({CellState.OBSERVED, CellState.ESTIMATED})


def is_future(year: int) -> bool:
    """Tell whether a calendar year has not begun, in UTC.

    Parameters
    ----------
    year
        The year. [year]

    Returns
    -------
    future
        False for the present one, which may be told in part. [-]

    """
    return year > datetime.now(UTC).year


def refuse_day_to_come(day: date) -> None:
    """Refuse a publication to come: the latest of a cell counts by default, for years.

    Parameters
    ----------
    day
        As it was typed. [-]

    Raises
    ------
    ValidationError
        If it is after today.

    """
    if day > timezone.localdate():
        raise ValidationError(_("Cette date est à venir."))


def future_faults(figures: Iterable[tuple[int, Indicator]]) -> list[Fault]:
    """List figures observed or estimated of years that have not begun, or so published.

    Parameters
    ----------
    figures
        With the row that each came in. [-]

    Returns
    -------
    faults
        One each, and one for each source. Aims and projections are no cells of the
        accounts. [-]

    """
    today = timezone.localdate()
    found: list[Fault] = []
    seen: set[Source] = set()
    for row, figure in figures:
        if figure.state in _TOLD and is_future(figure.period.start.year):
            found.append(
                Fault(
                    "a year that has begun",
                    f"{figure.period.start.year}",
                    "Correct the year: what is aimed at or projected is no figure of "
                    "accounts.",
                    row=row,
                    column="year",
                )
            )
        published = figure.source.published
        if published and published > today and figure.source not in seen:
            seen.add(figure.source)
            found.append(
                Fault(
                    "a day of publication that has come",
                    published.isoformat(),
                    "Correct the day on which the source was published.",
                    row=row,
                    column="published",
                )
            )
    return found
