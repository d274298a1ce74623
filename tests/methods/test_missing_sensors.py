"""Sensors that come, go and fall silent: an ordinary case, not a failure."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trajectoire.methods.gaussian.chain import Chain, DayData, no_data, stationary_chain
from trajectoire.methods.gaussian.smoother import smooth

DAYS, UNKNOWNS, SENSORS = 6, 3, 4
SILENT = 1e12  # variance of a sensor that says nothing, against 1 for the others


def _chain() -> Chain:
    memory = np.full(UNKNOWNS, 0.7)
    return stationary_chain(np.ones(UNKNOWNS), np.eye(UNKNOWNS), memory, DAYS)


def _day(rng, present, variance) -> DayData:
    operator = rng.random((SENSORS, UNKNOWNS))
    eve = rng.random((SENSORS, UNKNOWNS))
    residual = rng.normal(size=SENSORS)
    return DayData(
        residual[present], operator[present], eve[present], np.diag(variance[present])
    )


def _told(seed, presence):
    """The same days, told without the silent sensors, and with them but worthless."""
    everyone = np.arange(SENSORS)
    without, worthless = [], []
    for day, present in enumerate(presence):
        here = np.flatnonzero(present)
        variance = np.where(present, 1.0, SILENT)
        for kept, told in ((here, without), (everyone, worthless)):
            data = _day(np.random.default_rng(seed + day), kept, variance)
            told.append(no_data(UNKNOWNS) if not kept.size else _first(data, day))
    return without, worthless


def _first(data: DayData, day: int) -> DayData:
    """The first day has no eve."""
    eve = data.yesterday if day else None
    return DayData(data.residual, data.today, eve, data.covariance)


@pytest.mark.known_fault("missing sensors")
@pytest.mark.known_fault("whole days without data")
@pytest.mark.parametrize("form", ["information", "dual"])
@given(
    seed=st.integers(0, 1000),
    presence=st.lists(
        st.lists(st.booleans(), min_size=SENSORS, max_size=SENSORS),
        min_size=DAYS,
        max_size=DAYS,
    ),
)
@settings(max_examples=25, deadline=None)
def test_a_silent_sensor_is_one_that_is_worth_nothing(form, seed, presence):
    without, worthless = _told(seed, presence)
    absent = smooth(_chain(), without, form)
    silent = smooth(_chain(), worthless, form)
    assert absent.mean == pytest.approx(silent.mean, abs=1e-6)
    assert absent.deviation == pytest.approx(silent.deviation, abs=1e-6)


@pytest.mark.known_fault("missing sensors")
def test_a_sensor_that_starts_late_changes_only_what_it_sees_and_remembers():
    """Each sensor sees one unknown; the three chains are independent."""
    see = np.eye(UNKNOWNS)
    early = [DayData(np.ones(1), see[:1], None, np.eye(1)) for _ in range(DAYS)]
    late = [*early[:-1], DayData(np.ones(2), see[:2], None, np.eye(2))]
    before, after = smooth(_chain(), early), smooth(_chain(), late)
    assert after.mean[:, 0] == pytest.approx(before.mean[:, 0])
    assert after.mean[:, 2] == pytest.approx(np.zeros(DAYS))
    # variance 1, R = 1: the last day is seen by half, the days before by 0.7 each
    assert after.mean[:, 1] == pytest.approx(0.5 * 0.7 ** np.arange(DAYS)[::-1])


@pytest.mark.known_fault("whole days without data")
def test_a_gap_of_days_is_crossed_by_the_memory_of_the_chain():
    # seen on the first day only, by half: 0.7 of it is left each day after
    data = [DayData(np.ones(1), np.eye(UNKNOWNS)[:1], None, np.eye(1))]
    data += [no_data(UNKNOWNS)] * (DAYS - 1)
    posterior = smooth(_chain(), data)
    assert posterior.mean[:, 0] == pytest.approx(0.5 * 0.7 ** np.arange(DAYS))
    # and the uncertainty returns to the prior's: 1 - 0.5 x 0.49^d
    expected = 1 - 0.5 * 0.49 ** np.arange(DAYS)
    assert posterior.deviation[:, 0] ** 2 == pytest.approx(expected)
