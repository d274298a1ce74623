"""What a store of series keeps, and gives back."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trajectoire.core.errors import InputError, MissingData, UnitError
from trajectoire.core.period import Period
from trajectoire.core.series import Series, Station
from trajectoire.store import importing
from trajectoire.store import series as series_module
from trajectoire.store.series import SeriesStore


def files(store: SeriesStore) -> set[Path]:
    return set(store.folder.rglob("*.parquet"))


def test_a_series_comes_back_as_it_was_written(store, measured, first_days):
    written = replace(
        measured([410.0, 411.5, 409.25]), deviation=np.array([0.5, np.nan, 0.1])
    )
    assert store.write(written) == 3
    read = store.read("ROOF", "co2", first_days)
    for column in ("start", "duration", "value", "deviation"):
        np.testing.assert_array_equal(getattr(read, column), getattr(written, column))
    assert (read.unit, read.source) == ("ppm", written.source)
    assert read.station.name == "Toit <b>é</b> 🌍"
    assert np.isnan(read.station.elevation)
    assert read.start.dtype == written.start.dtype


def test_the_same_import_twice_adds_nothing(store, measured, first_days):
    series = measured([410.0] * 2000)
    store.write(series)
    before = files(store), (store.folder / "manifest.json").read_bytes()
    assert store.write(series) == 0
    assert (files(store), (store.folder / "manifest.json").read_bytes()) == before


def test_an_import_that_goes_further_adds_what_is_new(store, measured, first_days):
    store.write(measured([1.0, 2.0, 3.0]))
    assert store.write(measured([1.0, 2.0, 3.0, 4.0, 5.0])) == 2
    np.testing.assert_array_equal(
        store.read("ROOF", "co2", first_days).value, [1, 2, 3, 4, 5]
    )


def test_a_gap_may_be_filled_later(store, measured, first_days):
    store.write(measured([1.0]))
    store.write(measured([3.0], begin="2022-01-01T00:02:00"))
    store.write(measured([2.0], begin="2022-01-01T00:01:00"))
    np.testing.assert_array_equal(
        store.read("ROOF", "co2", first_days).value, [1, 2, 3]
    )


def test_rows_of_one_day_lie_in_the_folder_of_that_day(store, measured):
    store.write(measured([1.0, 2.0], begin="2022-01-01T23:30:00", every=3600))
    days = {path.parent.name for path in files(store)}
    assert days == {"day=2022-01-01", "day=2022-01-02"}


def test_a_contradiction_is_refused_with_both_values(store, measured, first_days):
    store.write(measured([410.0, 411.0]))
    with pytest.raises(InputError) as caught:
        store.write_many(
            [measured([410.0, 499.0, 412.0]), measured([5.0], station="YARD")]
        )
    fault = caught.value.faults[0]
    assert "co2 at ROOF as held, 2022-01-01T00:01:00 over 60 s = 411 ppm" in str(fault)
    assert "found 2022-01-01T00:01:00 over 60 s = 499 ppm" in str(fault)
    assert "as a correction" in fault.remedy
    assert fault.file == "Roof-top sensors.csv"
    assert len(store.read("ROOF", "co2", first_days)) == 2
    assert [station.code for station in store.stations()] == ["ROOF"]


def test_another_sampling_of_the_same_time_is_a_contradiction(store, measured):
    store.write(measured([410.0] * 60))
    with pytest.raises(InputError, match="over 3600 s = 415"):
        store.write(measured([415.0], every=3600, begin="2022-01-01T00:30:00"))
    with pytest.raises(InputError, match="over 3600 s = 415"):
        store.write(measured([415.0], every=3600, begin="2021-12-31T23:30:00"))


def test_intervals_that_only_touch_do_not_contradict(store, measured):
    store.write(measured([410.0] * 60, begin="2022-01-01T01:00:00"))
    assert store.write(measured([1.0], every=3600)) == 1
    assert store.write(measured([1.0], every=3600, begin="2022-01-01T02:00:00")) == 1


def test_a_correction_replaces_and_keeps_the_former_values(store, measured, first_days):
    store.write(measured([1.0, 2.0, 3.0]))
    store.write(measured([7.0], station="YARD"))
    corrected = measured([2.5, 3.0], begin="2022-01-01T00:01:00")
    assert store.write(corrected, correction=True) == 1
    np.testing.assert_array_equal(
        store.read("ROOF", "co2", first_days).value, [1, 2.5, 3]
    )
    assert store.read("YARD", "co2", first_days).value.tolist() == [7.0]
    (former,) = (store.folder / "superseded").glob("*.parquet")
    with series_module.engine(store.folder) as connection:
        kept = connection.read_parquet(str(former).replace("[a] *", "[[]a] [*]"))
        assert kept.project("station, value").fetchall() == [("ROOF", 2.0)]


def test_a_correction_by_hours_replaces_the_minutes(store, measured, first_days):
    store.write(measured([float(v) for v in range(120)]))
    assert store.write(measured([50.0], every=3600), correction=True) == 1
    read = store.read("ROOF", "co2", first_days)
    assert len(read) == 61
    assert read.value[0] == 50.0
    assert store.write(measured([50.0], every=3600)) == 0


def test_a_unit_is_converted_to_the_one_that_the_species_has(
    store, measured, first_days
):
    store.write(measured([410.0]))
    store.write(measured([0.00041], station="YARD", unit="mol/mol"))
    yard = store.read("YARD", "co2", first_days)
    assert yard.unit == "ppm"
    assert yard.value[0] == pytest.approx(410.0, rel=1e-12)
    with pytest.raises(UnitError, match="measure different things"):
        store.write(measured([1.0], station="CAVE", unit="kg"))


def test_a_sensor_that_moved_needs_another_code(store, measured):
    store.write(measured([410.0]))
    moved = replace(
        measured([1.0], begin="2022-06-01T00:00:00"),
        station=Station("ROOF", 48.9, 2.35, 20.0),
    )
    with pytest.raises(InputError, match=r"latitude 48\.9.*takes another code"):
        store.write(moved)


def test_intervals_without_length_are_refused(store, measured):
    series = replace(measured([1.0, 2.0]), duration=np.array([60.0, 0.0]))
    with pytest.raises(InputError, match="expected intervals that last, found 0 s"):
        store.write(series)


def test_all_the_faults_of_an_import_are_told_together(store, measured):
    store.write_many([measured([1.0]), measured([1.0], station="YARD")])
    with pytest.raises(InputError, match="2 faults") as caught:
        store.write_many([measured([9.0]), measured([9.0], station="YARD")])
    assert len(caught.value.faults) == 2


def test_an_unknown_series_is_missing_and_the_known_ones_are_named(
    store, measured, first_days
):
    store.write(measured([1.0]))
    with pytest.raises(MissingData, match=r"ch4 at ROOF\. Held: ROOF co2"):
        store.read("ROOF", "ch4", first_days)


def test_an_empty_period_gives_an_empty_series(store, measured):
    store.write(measured([1.0]))
    assert len(store.read("ROOF", "co2", Period.of_year(2030))) == 0


def test_an_empty_series_adds_nothing(store, measured, first_days):
    assert store.write(measured([])) == 0
    assert store.stations() == ()


def test_several_sources_are_quoted_together(store, measured, first_days):
    store.write(measured([1.0]))
    store.write(measured([2.0], begin="2022-01-02T00:00:00", title="Second delivery"))
    source = store.read("ROOF", "co2", first_days).source
    assert source.publisher == "Air Town"
    assert source.title == "Roof-top sensors; Second delivery"


def test_many_small_files_of_a_day_are_gathered(store, measured, first_days):
    for minute in range(importing.MOST_PARTS + 1):
        begin = f"2022-01-01T00:{minute:02d}:00"
        store.write(measured([float(minute)], begin=begin))
    store.write(measured([1.0], station="YARD"))
    assert len(files(store)) == 2
    read = store.read("ROOF", "co2", first_days)
    np.testing.assert_array_equal(read.value, np.arange(17.0))
    assert store.verify() == []


def test_an_import_larger_than_a_batch_is_one_import(
    store, measured, first_days, monkeypatch
):
    monkeypatch.setattr(series_module, "BATCH", 10)
    same = measured([1.0] * 8)
    added = store.write_many(
        [same, measured([2.0] * 8, station="YARD"), same, measured([1.0] * 9)]
    )
    assert added == 17
    assert len(store.read("ROOF", "co2", first_days)) == 9


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(cuts=st.lists(st.integers(0, 200), max_size=4), order=st.randoms())
def test_however_a_series_is_cut_and_in_any_order_the_same_is_held(
    tmp_path_factory, measured, first_days, cuts, order
):
    whole = measured([float(value) for value in range(200)], every=600)
    store = SeriesStore(tmp_path_factory.mktemp("cut"))
    edges = sorted({0, 200, *cuts})
    pieces = [_piece(whole, first, last) for first, last in pairwise(edges)]
    order.shuffle(pieces)
    assert sum(store.write(piece) for piece in pieces) == 200
    np.testing.assert_array_equal(
        store.read("ROOF", "co2", first_days).value, whole.value
    )


def _piece(whole: Series, first: int, last: int) -> Series:
    names = ("start", "duration", "value", "deviation")
    return replace(whole, **{name: getattr(whole, name)[first:last] for name in names})
