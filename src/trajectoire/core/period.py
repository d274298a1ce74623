"""A stretch of time, half-open, in UTC: never a bare year."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta


@dataclass(frozen=True, order=True)
class Period:
    """From ``start`` included to ``end`` excluded.

    Parameters
    ----------
    start, end
        Instants; kept in UTC whatever zone they are given in. [UTC]

    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a period states its time zone: use UTC")
        for name in ("start", "end"):
            object.__setattr__(self, name, getattr(self, name).astimezone(UTC))
        if not self.start < self.end:
            raise ValueError(f"a period goes forward, found {self.start} → {self.end}")

    @classmethod
    def of_days(cls, first: date, days: int) -> "Period":
        """Make the period of whole UTC days.

        Parameters
        ----------
        first
            The first day. [UTC]
        days
            How many. [d]

        Returns
        -------
        period
            From midnight to midnight. [-]

        """
        start = datetime(first.year, first.month, first.day, tzinfo=UTC)
        return cls(start, start + timedelta(days=days))

    @classmethod
    def of_year(cls, year: int) -> "Period":
        """Make the period of a calendar year.

        Parameters
        ----------
        year
            The year. [year]

        Returns
        -------
        period
            From 1 January to 31 December included. [-]

        """
        return cls(
            datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
        )

    @property
    def duration(self) -> timedelta:
        """Length of the period. [s]"""
        return self.end - self.start

    def days(self) -> Iterator["Period"]:
        """Split into days.

        Yields
        ------
        day
            Each UTC day, cut at both ends of the period. [-]

        """
        start = self.start
        while start < self.end:
            midnight = datetime(start.year, start.month, start.day, tzinfo=UTC)
            end = min(midnight + timedelta(days=1), self.end)
            yield Period(start, end)
            start = end

    def months(self) -> Iterator["Period"]:
        """Split into calendar months.

        Yields
        ------
        month
            Each month, cut at both ends of the period. [-]

        """
        start = self.start
        while start < self.end:
            year, month = start.year + start.month // 12, start.month % 12 + 1
            end = min(datetime(year, month, 1, tzinfo=UTC), self.end)
            yield Period(start, end)
            start = end
