"""Yearly tonnes over the days of a run: seasons, weeks, and not a tonne lost."""

from datetime import date

import numpy as np
import pytest

from trajectoire.core.period import Period
from trajectoire.instruments.observatory.gather.calendar import daily_shares

CODES = ("buildings", "road", "photosynthesis", "unheard of")


def shares(first: date, days: int) -> np.ndarray:
    return daily_shares(Period.of_days(first, days), CODES)


@pytest.mark.parametrize(("year", "days"), [(2025, 365), (2024, 366)])
def test_a_calendar_year_sums_to_the_declared_tonnes(year, days):
    whole = shares(date(year, 1, 1), days)
    assert whole.shape == (days, 4)
    assert whole.sum(axis=0) == pytest.approx(np.ones(4), rel=1e-12)


def test_heating_belongs_to_winter():
    """TNO, GNFR C: 1.7 in January, 0.2 in July; both begin on the same weekdays."""
    january, july = shares(date(2025, 1, 6), 7), shares(date(2025, 7, 7), 7)
    assert january[:, 0] / july[:, 0] == pytest.approx(np.full(7, 1.7 / 0.2))
    assert (january[:, 2] < july[:, 2]).all()  # leaves


def test_a_sunday_has_fewer_cars_than_a_friday():
    week = shares(date(2025, 6, 2), 7)[:, 1]  # from a Monday
    assert week[6] / week[4] == pytest.approx(0.79 / 1.14)


def test_a_sector_that_no_table_knows_is_flat():
    assert shares(date(2025, 3, 1), 60)[:, 3] == pytest.approx(np.full(60, 1 / 365))


def test_a_run_over_new_year_takes_each_day_from_its_year():
    over = shares(date(2024, 12, 31), 2)[:, 3]
    assert over.tolist() == pytest.approx([1 / 366, 1 / 365])
