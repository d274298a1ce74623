"""Observations of all the files of a run: hours, sensors, what is left out."""

import numpy as np
import pytest

from trajectoire.core.errors import InputError
from trajectoire.core.period import Period
from trajectoire.core.series import Series, Station
from trajectoire.core.source import Source
from trajectoire.instruments.observatory.gather.config import read_config
from trajectoire.instruments.observatory.gather.observations import (
    hourly,
    no_quieter,
    read_observations,
    within,
)
from trajectoire.instruments.observatory.gather.sections import HoursConfig
from trajectoire.instruments.observatory.inputs import Sensor

SOURCE = Source("Town", "Roof", "Licence Ouverte", address="roof.csv")


def series(starts, seconds, values, deviations=None):
    start = np.array(starts, dtype="datetime64[s]")
    deviation = np.full(len(starts), np.nan) if deviations is None else deviations
    return Series(
        Station("S", 48.8, 2.3, 20.0),
        "co2",
        "ppm",
        start,
        np.broadcast_to(np.asarray(seconds, float), start.shape).copy(),
        np.asarray(values, float),
        np.asarray(deviation, float),
        SOURCE,
    )


def test_whole_hours_are_left_as_they_are():
    given = series(["2025-01-30T12:00", "2025-01-30T13:00"], 3600, [420, 430])
    assert hourly(given) is given


def test_minutes_are_averaged_by_hand():
    # two thirds of the hour at 420 and one at 426; noise (40^2 1 + 20^2 4)^0.5 / 60
    given = series(
        ["2025-01-30T12:00", "2025-01-30T12:40"], [2400, 1200], [420, 426], [1, 2]
    )
    found = hourly(given)
    assert found.value.tolist() == pytest.approx([422.0])
    assert found.deviation.tolist() == pytest.approx([np.sqrt(1600 + 1600) / 60])
    assert found.duration.tolist() == [3600]


def test_an_hour_covered_by_less_than_half_is_left_out():
    """Ten minutes are no hour; thirty are, and the dropped one is counted."""
    starts = ["2025-01-30T12:00", "2025-01-30T13:00", "2025-01-30T13:20"]
    found = hourly(series(starts, [600, 1200, 600], [500, 420, 426]))
    assert found.value.tolist() == pytest.approx([422.0])
    assert found.refused == {"hour covered by less than half": 1}


@pytest.mark.known_fault("interval stamps")
def test_an_interval_astride_two_hours_is_shared_between_them():
    """12 h 30 to 13 h 30 is half of each hour: half an hour is not lost."""
    given = series(["2025-01-30T12:30", "2025-01-30T13:30"], 3600, [420, 430])
    found = hourly(given)
    assert found.start.astype("datetime64[h]").astype(int) % 24 == pytest.approx(
        [12, 13, 14]
    )
    assert found.value.tolist() == [420, 425, 430]


def test_a_daily_mean_is_not_an_hour():
    with pytest.raises(InputError, match="intervals of an hour at most, found 24 h"):
        hourly(series(["2025-01-30"], 86400, [420]))


def test_only_the_days_and_the_local_hours_of_the_run_are_kept():
    starts = np.datetime64("2025-01-29T00:00", "s") + np.arange(72) * np.timedelta64(
        3600, "s"
    )
    given = series(starts, 3600, np.arange(72.0))
    run = Period.of_days(np.datetime64("2025-01-30").item(), 1)
    found = within(given, run, HoursConfig(), 3)
    # 12 to 17 h in Paris is 11 to 16 h UTC in winter, of the second day
    assert found.value.tolist() == [24 + h for h in (11, 12, 13, 14, 15)]
    assert found.local_hour.tolist() == [12, 13, 14, 15, 16]
    assert set(found.sensor) == {3}


MAP = """\
[station]
code = "{code}"
latitude = {latitude}
longitude = 2.35
height_m = 30
[time]
column = "date"
zone = "UTC"
stamp = "beginning"
interval_s = 3600
[value]
column = "value"
species = "{species}"
unit = "{unit}"
[source]
publisher = "Town"
title = "Roof"
licence = "Licence Ouverte"
"""
CONFIG = """\
title = "Town"
emissions = "zones.geojson"
[territory]
code = "TOWN"
name = "Town"
vintage = 2025
[period]
first_day = 2025-01-30
days = 2
[zones]
file = "zones.geojson"
[[sectors]]
code = "road"
{observations}
[operator]
kind = "plume"
weather = "zones.geojson"
[background]
value_ppm = 420.0
"""


@pytest.fixture
def reading(tmp_path):
    """Read files given as (code, rows, differences of the column map)."""

    def read(*files):
        (tmp_path / "zones.geojson").write_text("{}", encoding="utf-8")
        blocks = []
        for index, (code, rows, changes) in enumerate(files):
            told = {"latitude": 48.85, "species": "co2", "unit": "ppm"} | changes
            extra = told.pop("extra", "")
            mapping = MAP.format(code=code, **told)
            (tmp_path / f"{index}.toml").write_text(mapping, encoding="utf-8")
            text = "date,value\n" + "".join(f"{day},{value}\n" for day, value in rows)
            (tmp_path / f"{index}.csv").write_text(text, encoding="utf-8")
            blocks.append(
                f'[[observations]]\nfile = "{index}.csv"\n'
                f'mapping = "{index}.toml"\n{extra}'
            )
        path = tmp_path / "config.toml"
        path.write_text(CONFIG.format(observations="\n".join(blocks)))
        watched = read_observations(read_config(path))
        return watched.sensors, watched.observations

    return read


ONE = [("2025-01-30T12:00:00", 421.0), ("2025-01-30T13:00:00", 422.0)]
TWO = [("2025-01-31T12:00:00", 431.0)]


def test_two_files_of_one_station_are_one_sensor(reading):
    """Its bias is one: a new year of data does not make a new instrument."""
    sensors, seen = reading(("A", ONE, {}), ("B", ONE, {}), ("A", TWO, {}))
    assert [s.station.code for s in sensors] == ["A", "B"]
    assert seen.sensor.tolist() == [0, 0, 1, 1, 0]
    assert seen.value.tolist() == [421, 422, 421, 422, 431]


@pytest.mark.bad_input("duplicated rows", door="configuration")
@pytest.mark.bad_input("overlapping periods", door="configuration")
def test_an_hour_of_a_sensor_in_two_files_counts_once_or_not_at_all(reading):
    with pytest.raises(InputError) as raised:
        reading(("A", ONE, {}), ("A", [*ONE, *TWO], {}))
    said = str(raised.value)
    assert "expected each hour of A co2 once, found it in two files (2 times)" in said
    assert "an hour counts once" in said


def test_two_places_of_one_code_are_refused(reading):
    with pytest.raises(InputError, match="one place and one class of A, co2"):
        reading(("A", ONE, {}), ("A", TWO, {"latitude": 48.9}))


def test_values_are_brought_to_one_unit(reading):
    sensors, seen = reading(
        ("A", [("2025-01-30T12:00:00", 421000.0)], {"unit": "nmol/mol"}),
        ("B", [("2025-01-30T12:00:00", 0.21)], {"species": "co", "unit": "ppm"}),
    )
    assert [s.unit for s in sensors] == ["ppm", "nmol/mol"]
    assert seen.value == pytest.approx([421.0, 210.0])


def test_a_species_that_the_observatory_does_not_know_is_refused(reading):
    with pytest.raises(InputError, match="one of co2, co, nox, found “ch4”"):
        reading(("A", [("2025-01-30T12:00:00", 2.0)], {"species": "ch4"}))


def test_the_class_of_an_instrument_can_be_replaced_by_its_own_figures(reading):
    own = "noise_ppm = 0.7\nbias_ppm = 0.4\ndrift_ppm_per_day = 0.01"
    (usual, other), _ = reading(("A", ONE, {}), ("B", ONE, {"extra": own}))
    assert (usual.noise, usual.bias, usual.drift) == (1.0, 1.5, 0.05)  # mid-cost
    assert (other.noise, other.bias, other.drift) == (0.7, 0.4, 0.01)


def test_a_class_is_worth_what_it_is_for_its_species(reading):
    """A reference analyser of CO has a noise of 2 nmol/mol, not of 100."""
    extra = 'instrument_class = "reference"'
    co = {"species": "co", "unit": "nmol/mol", "extra": extra}
    nox = {"species": "nox", "unit": "nmol/mol", "extra": extra}
    (first, second), _ = reading(("A", ONE, co), ("B", ONE, nox))
    assert (first.unit, first.noise) == ("nmol/mol", 2.0)
    assert (second.unit, second.noise) == ("nmol/mol", 1.0)


def test_own_figures_are_in_ppm_for_every_species(reading):
    own = {"species": "co", "unit": "nmol/mol", "extra": "noise_ppm = 0.003"}
    [sensor], _ = reading(("A", ONE, own))
    assert sensor.noise == pytest.approx(3.0)  # nmol/mol


def test_a_mean_is_not_quieter_than_its_class():
    """The spread of a mean of minutes says nothing of what they have in common."""
    hours = [f"2025-01-30T{h}:00" for h in (12, 13, 14)]
    given = series(hours, 3600, [420, 421, 422], [0.1, 3.0, np.nan])
    run = Period.of_days(np.datetime64("2025-01-30").item(), 1)
    seen = within(given, run, HoursConfig(), 0)
    sensor = Sensor(given.station, "co2", "ppm", 1.0, 1.5, 0.05)
    found = no_quieter(seen, sensor).deviation
    assert found[:2].tolist() == [1.0, 3.0]
    assert np.isnan(found[2])  # which takes the sensor's


def test_a_sensor_that_is_silent_within_the_run_is_no_sensor(reading):
    late = [("2026-01-30T12:00:00", 421.0)]
    sensors, _ = reading(("A", ONE, {}), ("B", late, {}))
    assert [s.station.code for s in sensors] == ["A"]


def test_nothing_within_the_run_is_told(reading):
    with pytest.raises(InputError) as raised:
        reading(("A", [("2026-01-30T12:00:00", 421.0)], {}))
    assert "observations within 2025-01-30 → 2025-02-01, 12 h to 17 h local" in str(
        raised.value
    )


def test_the_faults_of_every_file_are_told_together(reading):
    wrong = [("2025-01-30T12:00:00", "many")]
    with pytest.raises(InputError) as raised:
        reading(("A", wrong, {}), ("B", ONE, {}), ("C", wrong, {}))
    said = str(raised.value)
    assert "0.csv" in said
    assert "2.csv" in said
    assert "1.csv" not in said
