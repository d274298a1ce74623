"""Local hours: cities change their clocks, sensors do not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trajectoire.instruments.observatory.gather.clock import local_hours


def hours_from(first, count):
    start = np.datetime64(first, "s")
    return start + np.arange(count) * np.timedelta64(3600, "s")


def test_summer_time_begins_at_one_utc():
    """30 March 2025: 1 h becomes 3 h, no hour is called 2."""
    found = local_hours(hours_from("2025-03-29T23:00", 5), "Europe/Paris")
    assert found.tolist() == [0, 1, 3, 4, 5]


@pytest.mark.bad_input("daylight-saving hours", door="file")
def test_summer_time_ends_at_one_utc():
    """26 October 2025: 2 h comes twice."""
    found = local_hours(hours_from("2025-10-25T22:00", 5), "Europe/Paris")
    assert found.tolist() == [0, 1, 2, 2, 3]


def test_the_other_side_of_the_world_and_half_hours():
    assert local_hours(hours_from("2025-01-01T12:00", 1), "Asia/Kolkata") == 17.5
    assert local_hours(hours_from("2025-01-01T12:00", 1), "America/Lima") == 7.0


def test_minutes_are_kept():
    instant = np.array(["2025-07-01T10:45:00"], dtype="datetime64[s]")
    assert local_hours(instant, "Europe/Paris").tolist() == [12.75]


@given(st.integers(0, 400_000))
def test_an_hour_is_between_0_and_24_and_utc_is_itself(offset):
    instant = hours_from("1990-01-01", 1) + np.timedelta64(offset, "h")
    assert 0 <= local_hours(instant, "Europe/Paris")[0] < 24
    assert local_hours(instant, "UTC")[0] == offset % 24
