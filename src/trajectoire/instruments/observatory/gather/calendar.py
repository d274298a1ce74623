"""The calendar of emissions: a year's tonnes over its months and its weeks."""

import numpy as np

from trajectoire.core.period import Period
from trajectoire.core.quantity import Array
from trajectoire.core.series import Instants
from trajectoire.instruments.observatory.gather.tables import calendar_profiles

DAY = np.timedelta64(1, "D")
THURSDAY = 3  # day of the week of 1 January 1970, Monday being 0


def daily_shares(period: Period, codes: tuple[str, ...]) -> Array:
    r"""Give the share of a year's emission that falls on each day of a run.

    Parameters
    ----------
    period
        Days of the run. [UTC]
    codes
        Code of each sector. [-]

    Returns
    -------
    shares : (day, sector)
        They sum to 1 over a calendar year, leap or not. [-]

    Notes
    -----
    :math:`s_d = m_d w_d / \sum_{d'} m_{d'} w_{d'}`, with m the factor of the month and
    w that of the day of the week; the sum runs over the calendar year of the day.

    """
    first = np.datetime64(period.start.date(), "D")
    days = first + np.arange(period.duration.days) * DAY
    years = days.astype("datetime64[Y]")
    weights = _weights(days, codes)
    for year in np.unique(years):
        begins = [(year + shift).astype("datetime64[D]") for shift in (0, 1)]
        whole = _weights(np.arange(begins[0], begins[1]), codes).sum(axis=0)
        weights[years == year] /= whole
    return weights


def _weights(days: Instants, codes: tuple[str, ...]) -> Array:
    monthly, weekly = calendar_profiles(codes)
    month = days.astype("datetime64[M]").astype(np.int64) % 12
    weekday = (days.astype("datetime64[D]").astype(np.int64) + THURSDAY) % 7
    return np.asarray(monthly[month] * weekly[weekday])
