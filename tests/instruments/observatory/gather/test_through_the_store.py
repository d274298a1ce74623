"""The observations of a run go through the store, and stay beside its results."""

import csv

import numpy as np
import pytest

from trajectoire.core.period import Period
from trajectoire.instruments.observatory.gather.config import read_config
from trajectoire.instruments.observatory.gather.example import write_example
from trajectoire.instruments.observatory.gather.observations import read_observations
from trajectoire.instruments.observatory.instrument import run_folder
from trajectoire.store.series import SeriesStore


@pytest.fixture(scope="module")
def config_path(tmp_path_factory):
    return write_example(tmp_path_factory.mktemp("city"))


def test_what_is_read_from_the_store_is_what_the_files_say(config_path, tmp_path):
    config = read_config(config_path)
    plain = read_observations(config)
    kept = read_observations(config, SeriesStore(tmp_path / "series"))
    assert kept.sensors == plain.sensors
    for name in ("sensor", "start", "local_hour", "value", "deviation"):
        there, here = (getattr(w.observations, name) for w in (kept, plain))
        np.testing.assert_array_equal(there, here)


def test_a_run_leaves_the_observations_that_it_used(config_path, tmp_path):
    run_folder(config_path, tmp_path / "out")
    again = run_folder(config_path, tmp_path / "out")  # replaces, adds nothing
    config = read_config(config_path)
    store = SeriesStore(tmp_path / "out" / "series")
    assert store.verify() == []
    with (config_path.parent / "M01.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter=";"))
    held = store.read("M01", "co2", Period(config.span.start, config.span.end))
    assert [round(float(v), 2) for v in held.value] == [
        float(row["co2_ppm"]) for row in rows
    ]
    assert not (tmp_path / "out" / ".work").exists()
    codes = {line.station for line in store.inventory()}
    assert codes == {one["code"] for one in again.diagnostics["stations"]}
