"""A period is half-open, in UTC, and splits without loss."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trajectoire.core.period import Period

instants = st.datetimes(
    datetime(1990, 1, 1),  # noqa: DTZ001  (made UTC below)
    datetime(2060, 1, 1),  # noqa: DTZ001
).map(lambda at: at.replace(tzinfo=UTC))


@given(instants, st.integers(1, 800 * 86_400))
def test_days_and_months_cover_the_period_once(start, seconds):
    period = Period(start, start + timedelta(seconds=seconds))
    for pieces in (list(period.days()), list(period.months())):
        assert pieces[0].start == period.start
        assert pieces[-1].end == period.end
        assert all(a.end == b.start for a, b in pairwise(pieces))


def test_a_leap_year_has_366_days_and_12_months():
    year = Period.of_year(2024)
    assert len(list(year.days())) == 366
    months = list(year.months())
    assert [m.duration.days for m in months[:3]] == [31, 29, 31]
    assert len(months) == 12


def test_months_are_cut_at_both_ends():
    period = Period.of_days(date(2022, 12, 30), 4)
    assert [m.duration.days for m in period.months()] == [2, 2]


def test_days_of_a_period_from_noon_to_noon_end_at_midnight():
    noon = Period(
        datetime(2022, 1, 1, 12, tzinfo=UTC), datetime(2022, 1, 3, 12, tzinfo=UTC)
    )
    assert [d.start.isoformat()[:13] for d in noon.days()] == [
        "2022-01-01T12",
        "2022-01-02T00",
        "2022-01-03T00",
    ]


@pytest.mark.parametrize("seconds", [0, -1])
def test_a_period_goes_forward(seconds):
    start = datetime(2022, 1, 1, tzinfo=UTC)
    with pytest.raises(ValueError, match="goes forward"):
        Period(start, start + timedelta(seconds=seconds))


def test_a_period_states_its_zone():
    naive = datetime(2022, 1, 1)  # noqa: DTZ001  (what is refused)
    with pytest.raises(ValueError, match="time zone"):
        Period(naive, naive + timedelta(days=1))


def test_a_period_given_in_another_zone_is_kept_in_utc():
    paris = timezone(timedelta(hours=1))
    period = Period(
        datetime(2022, 2, 1, 0, 30, tzinfo=paris), datetime(2022, 2, 2, tzinfo=paris)
    )
    assert [m.start.isoformat() for m in period.months()] == [
        "2022-01-31T23:30:00+00:00",
        "2022-02-01T00:00:00+00:00",
    ]
