"""The stretch of time that a page answers for: the whole run, a month, a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from trajectoire.web.typography.numbers import long_day, long_month

WHOLE = "tout"
Balance = Mapping[str, float]


@dataclass(frozen=True)
class Choice:
    """A stretch of time that can be chosen.

    Parameters
    ----------
    key
        As the address writes it: ``tout``, ``2026-01`` or ``2026-01-15``. [-]
    label
        As people read it. [-]
    first, last
        Days, both included. [-]

    """

    key: str
    label: str
    first: date
    last: date

    @property
    def words(self) -> str:
        """When, in words."""
        if self.first == self.last:
            return long_day(self.first)
        return _("du %(first)s au %(last)s") % {
            "first": long_day(self.first),
            "last": long_day(self.last),
        }


def whole(summary: Mapping[str, Any]) -> Choice:
    """Give the whole period of a run.

    Parameters
    ----------
    summary
        The summary of the run. [-]

    Returns
    -------
    choice
        From its first to its last day. [-]

    """
    days = summary["daily"]["days"]
    first, last = date.fromisoformat(days[0]), date.fromisoformat(days[-1])
    return Choice(WHOLE, _("Toute la période"), first, last)


def months(summary: Mapping[str, Any]) -> tuple[Choice, ...]:
    """Give the months of a run, cut at its ends.

    Parameters
    ----------
    summary
        The summary of the run. [-]

    Returns
    -------
    choices
        In order. [-]

    """
    days = [date.fromisoformat(day) for day in summary["daily"]["days"]]
    found: dict[str, list[date]] = {}
    for day in days:
        found.setdefault(f"{day:%Y-%m}", []).append(day)
    return tuple(
        Choice(key, long_month(inside[0]), inside[0], inside[-1])
        for key, inside in found.items()
    )


def chosen(summary: Mapping[str, Any], key: str) -> Choice | None:
    """Find the stretch of time that an address asks for.

    Parameters
    ----------
    summary
        The summary of the run. [-]
    key
        ``tout`` or nothing, a month, or a day. [-]

    Returns
    -------
    choice
        None when the run does not cover it, or when it is no date. [-]

    """
    if key in {"", WHOLE}:
        return whole(summary)
    if key in summary["daily"]["days"]:
        day = date.fromisoformat(key)
        return Choice(key, long_day(day), day, day)
    return next((month for month in months(summary) if month.key == key), None)


def balance(summary: Mapping[str, Any], choice: Choice, sector: str) -> Balance | None:
    """Find what was emitted by a sector over a stretch of time.

    Parameters
    ----------
    summary
        The summary of the run. [-]
    choice
        When. [-]
    sector
        Code of a sector, or ``total``. [-]

    Returns
    -------
    balance
        ``prior``, ``posterior``, their ``_sd``, and ``truth`` of a twin; None where
        the run says nothing. [t]

    """
    if choice.key == WHOLE:
        return summary["totals"].get(sector)
    if choice.first == choice.last and choice.key in summary["daily"]["days"]:
        daily = summary["daily"]
        columns = daily["total"] if sector == "total" else daily["sectors"].get(sector)
        at = daily["days"].index(choice.key)
        return {name: values[at] for name, values in (columns or {}).items()} or None
    for month in summary["months"]:
        if month["month"] == choice.key:
            return month.get(sector)
    return None


def neighbours(
    summary: Mapping[str, Any], choice: Choice
) -> tuple[str | None, str | None]:
    """Give the days before and after, where the run has them.

    Parameters
    ----------
    summary
        The summary of the run. [-]
    choice
        A day. [-]

    Returns
    -------
    before, after
        Keys of the two days; None beyond the ends. [-]

    """
    days = set(summary["daily"]["days"])
    step = timedelta(days=1)
    around = (choice.first - step).isoformat(), (choice.last + step).isoformat()
    return tuple(day if day in days else None for day in around)
