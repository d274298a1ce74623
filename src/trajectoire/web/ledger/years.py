"""Years of which nothing can be observed yet: refused where people enter figures."""

from collections.abc import Iterable
from datetime import UTC, datetime

from trajectoire.core.errors import Fault
from trajectoire.core.indicator import CellState, Indicator

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


def future_faults(figures: Iterable[tuple[int, Indicator]]) -> list[Fault]:
    """List the figures observed or estimated of years that have not begun.

    Parameters
    ----------
    figures
        With the row that each came in. [-]

    Returns
    -------
    faults
        One each. Aims and projections are no cells of the accounts. [-]

    """
    return [
        Fault(
            "a year that has begun",
            f"{figure.period.start.year}",
            "Correct the year: what is aimed at or projected is no figure of accounts.",
            row=row,
            column="year",
        )
        for row, figure in figures
        if figure.state in _TOLD and is_future(figure.period.start.year)
    ]
