"""Hourly means: by hand, and by laws, for samplings that differ."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trajectoire.core.period import Period
from trajectoire.store.series import SeriesStore


def test_minutes_of_an_hour(store, measured, first_days):
    store.write(measured([400.0, 402.0, 404.0]))
    hourly = store.hourly(first_days)
    # mean 402; sd = sqrt((4 + 0 + 4) / 2) = 2; 3 minutes of 60
    assert (hourly.mean[0], hourly.deviation[0], hourly.count[0]) == (402.0, 2.0, 3)
    assert hourly.covered[0] == pytest.approx(0.05)
    assert hourly.units == {"co2": "ppm"}
    assert hourly.hour[0] == np.datetime64("2022-01-01T00:00:00")


def test_one_value_has_no_deviation(store, measured, first_days):
    store.write(measured([400.0], every=3600))
    hourly = store.hourly(first_days)
    assert np.isnan(hourly.deviation[0])
    assert hourly.covered[0] == 1.0


def test_an_interval_across_the_hour_weighs_in_both(store, measured, first_days):
    store.write(measured([10.0, 40.0], begin="2022-01-01T00:45:00", every=3600))
    hourly = store.hourly(first_days)
    # 00 h: 15 min of 10; 01 h: 45 min of 10 and 15 min of 40; 02 h: 45 min of 40
    np.testing.assert_allclose(hourly.mean, [10.0, 0.75 * 10 + 0.25 * 40, 40.0])
    np.testing.assert_allclose(hourly.covered, [0.25, 1.0, 0.75])
    np.testing.assert_array_equal(hourly.count, [1, 2, 1])


def test_a_long_interval_fills_all_its_hours(store, measured, first_days):
    store.write(measured([7.0], begin="2022-01-01T22:00:00", every=4 * 3600))
    hourly = store.hourly(first_days)
    assert hourly.mean.tolist() == [7.0] * 4
    assert hourly.covered.tolist() == [1.0] * 4


def test_sampling_that_changes_within_an_hour_does_not_shift_the_mean(
    store, measured, first_days
):
    store.write(measured([100.0] * 30))
    store.write(measured([200.0], begin="2022-01-01T00:30:00", every=1800))
    hourly = store.hourly(first_days)
    # half an hour of 100, half an hour of 200; the plain mean of rows would be 103
    assert hourly.mean.tolist() == [150.0]
    assert hourly.count.tolist() == [31]
    # population variance 50^2, times 31/30
    assert hourly.deviation[0] == pytest.approx(50 * np.sqrt(31 / 30))


def test_regular_and_irregular_series_stand_side_by_side(store, measured, first_days):
    store.write(measured([1.0, 2.0]))
    store.write(
        measured([5.0], station="YARD", begin="2022-01-01T00:30:00", every=3600)
    )
    hourly = store.hourly(first_days)
    assert hourly.station.tolist() == ["ROOF", "YARD", "YARD"]
    assert hourly.mean.tolist() == [1.5, 5.0, 5.0]


def test_only_whole_hours_of_the_period_are_given(store, measured):
    store.write(measured([1.0] * 240))
    period = Period(
        datetime(2022, 1, 1, 0, 30, tzinfo=UTC), datetime(2022, 1, 1, 3, 30, tzinfo=UTC)
    )
    hours = store.hourly(period).hour
    assert hours.astype(str).tolist() == ["2022-01-01T01:00:00", "2022-01-01T02:00:00"]


def test_a_period_in_another_zone_is_the_same_period(store, measured):
    store.write(measured([1.0] * 240))
    zone = timezone(timedelta(hours=2))
    period = Period(
        datetime(2022, 1, 1, 3, tzinfo=zone), datetime(2022, 1, 1, 4, tzinfo=zone)
    )
    assert store.hourly(period).hour.astype(str).tolist() == ["2022-01-01T01:00:00"]
    assert len(store.read("ROOF", "co2", period)) == 60


def test_an_interval_begun_the_day_before_is_not_forgotten(store, measured):
    store.write(measured([3.0], begin="2022-01-01T23:30:00", every=3600))
    period = Period(datetime(2022, 1, 2, tzinfo=UTC), datetime(2022, 1, 3, tzinfo=UTC))
    assert store.hourly(period).mean.tolist() == [3.0]


def test_an_empty_store_gives_no_line(store, first_days):
    assert len(store.hourly(first_days)) == 0


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    lengths=st.lists(st.integers(1, 9000), min_size=1, max_size=30),
    offset=st.integers(0, 7200),
)
def test_the_time_measured_and_the_total_are_conserved(
    tmp_path_factory, measured, first_days, lengths, offset
):
    store = SeriesStore(tmp_path_factory.mktemp("law"))
    edges = np.cumsum([offset, *lengths])
    series = replace(
        measured([float(n % 7) for n in range(len(lengths))]),
        start=np.datetime64("2022-01-01T00:00:00", "s")
        + edges[:-1] * np.timedelta64(1, "s"),
        duration=np.array(lengths, dtype=np.float64),
    )
    store.write(series)
    hourly = store.hourly(Period.of_days(first_days.start.date(), 5))
    seconds = hourly.covered * 3600
    assert seconds.sum() == pytest.approx(series.duration.sum())
    assert np.all(seconds <= 3600 * (1 + 1e-12))
    assert (hourly.mean * seconds).sum() == pytest.approx(
        (series.value * series.duration).sum()
    )
