"""An invented tower whose ground is known: views, inputs, outliers, faults."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from trajectoire.core.errors import InputError, MissingData
from trajectoire.core.quantity import Z_90
from trajectoire.core.series import Series, Station
from trajectoire.core.territory import Territory
from trajectoire.instruments.observatory.gather.tower import (
    Footing,
    TowerView,
    view_of,
)
from trajectoire.instruments.observatory.gather.tower_case import read_case
from trajectoire.instruments.observatory.gather.tower_inputs import (
    Beliefs,
    tower_inputs,
    tuned,
)
from trajectoire.instruments.observatory.model.heavy_tails import widened, widening
from trajectoire.instruments.observatory.model.inversion import estimate
from trajectoire.instruments.observatory.model.prior import scales
from trajectoire.methods.transport.kormann_meixner import Domain
from trajectoire.sources.tower import SOURCE, TowerRecord

PLACE = Territory("TOWN", "city", "Invented town", 2025)
FOOTING = Footing(
    date(2025, 1, 1), 12, "UTC", (10.0, 16.0), 10.0, (0.0, 500.0, 3000.0), 4, Domain()
)
TRUE = np.array([[5.0, 10.0], [40.0, 10.0], [5.0, 10.0], [20.0, 10.0]])  # µmol m-2 s-1
BELIEFS = Beliefs(15.0, noise=3.0, shared=1.0, own=0.1, storage=0.5, flow=0.5, bias=0.5)


def _record(height: float, seed: int, strength: float = 0.4) -> TowerRecord:
    random = np.random.default_rng(seed)
    start = np.datetime64("2025-01-01", "s") + np.timedelta64(1800, "s") * np.arange(
        12 * 48
    )
    count = len(start)
    one = np.ones(count)
    station = Station(f"tower-{height:g}", 48.0, 2.0, height)
    flux = Series(
        station, "co2_flux", "µmol/m^2/s", start, 1800 * one, one, np.nan * one, SOURCE
    )
    return TowerRecord(
        flux=flux,
        wind_speed=random.uniform(3, 6, count),
        wind_from_direction=random.uniform(0, 360, count),
        friction_velocity=strength * one,
        heat_flux=random.uniform(0, 60, count),
        temperature=280 * one,
        pressure=1e5 * one,
        density=1.25 * one,
        northward_deviation=0.8 * one,
        westward_deviation=0.8 * one,
    )


@pytest.fixture(scope="module")
def view() -> TowerView:
    """What two levels of the invented tower see of the known ground."""
    still = view_of((_record(30.0, 1), _record(70.0, 2)), FOOTING)
    random = np.random.default_rng(3)
    seen = np.einsum("osr,sr->o", still.weight, TRUE) + random.normal(
        0, 3, len(still.level)
    )
    records = []
    for index, record in enumerate(still.records):
        value = record.flux.value.copy()
        mine = still.level == index
        value[still.place[mine]] = seen[mine]
        records.append(replace(record, flux=replace(record.flux, value=value)))
    return replace(still, records=tuple(records))


def test_only_the_hours_asked_are_seen(view):
    # 12 days x 12 half-hours from 10 to 16 h x 2 levels
    assert len(view.level) == 12 * 12 * 2
    assert view.weight.shape == (288, 4, 2)


def test_half_hours_outside_the_domain_are_counted():
    still = _record(30.0, 1)
    weak = still.friction_velocity.copy()
    weak[20:23] = 0.05  # 10 h to 11 h 30 of the first day
    seen = view_of((replace(still, friction_velocity=weak),), FOOTING)
    assert seen.refused == {"friction velocity below 0.1 m/s": 3}
    assert len(seen.level) == 12 * 12 - 3


def test_a_tower_that_saw_nothing_is_said():
    with pytest.raises(MissingData, match="found none that can be used"):
        view_of((_record(30.0, 1, strength=0.01),), FOOTING)


def test_every_zone_is_as_uncertain_as_declared(view):
    inputs = tower_inputs(view, replace(BELIEFS, zone=0.8, whole=0.4), PLACE)
    found = scales(inputs)
    assert found.fast[0] == pytest.approx(0.8, rel=1e-6)
    assert found.slow[0] == pytest.approx(0.4, rel=1e-6)


def test_the_prior_expects_its_flux_over_the_share_that_is_seen(view):
    inputs = tower_inputs(view, BELIEFS, PLACE)
    expected = 15.0 * view.weight.sum(axis=(1, 2))
    assert inputs.contributions.signal.sum(axis=(1, 2, 3)) == pytest.approx(expected)
    assert np.all(inputs.contributions.background == 0)


def test_the_known_ground_is_found_within_its_intervals(view):
    answer = estimate(tower_inputs(view, BELIEFS, PLACE))
    days, unknowns = answer.posterior.mean.shape
    weights = np.zeros((8, days, unknowns))
    weights[np.arange(8), :, np.arange(8)] = 1 / days
    weights[:, :, 8] = 1 / days
    sums = answer.posterior.aggregate(weights)
    found, spread = 15.0 * (1 + sums.mean), 15.0 * sums.deviation
    assert np.mean(np.abs(found - TRUE.ravel()) <= Z_90 * spread) >= 0.75
    assert np.all(np.abs(found - TRUE.ravel()) <= 4 * spread)
    assert np.argmax(found) == 2  # east, near: the 40 of TRUE
    assert spread[2] < 0.3 * 15.0  # the prior said 100 %


def test_one_wild_value_moves_the_answer_less_once_widened(view):
    wild = tower_inputs(view, BELIEFS, PLACE)
    value = wild.observations.value.copy()
    value[7] += 300.0
    wild = replace(wild, observations=replace(wild.observations, value=value))
    calm = estimate(tower_inputs(view, BELIEFS, PLACE)).posterior.mean[:, :9]
    shaken = estimate(wild).posterior.mean[:, :9]
    held = estimate(widened(wild)).posterior.mean[:, :9]
    assert np.abs(held - calm).max() < 0.3 * np.abs(shaken - calm).max()


def test_widening_by_hand():
    # freedom 4: sqrt((4 + 0)/5) = 0.8944, sqrt((4 + 1)/5) = 1, sqrt((4 + 36)/5) = 2.828
    factor = widening(np.array([0.0, 2.0, 12.0]), np.array([2.0, 2.0, 2.0]))
    assert factor == pytest.approx([0.8944, 1.0, 2.8284], abs=1e-4)


def test_likelihood_finds_the_noise_that_was_put_in(view):
    start = replace(BELIEFS, noise=8.0, length=1.0)
    best = tuned(view, start, PLACE, np.ones(len(view.level), dtype=bool))
    # drawn with 3: with outliers narrowed to 0.89 of it, 3/0.95 or so
    assert best.noise == pytest.approx(3.2, abs=0.5)
    assert best.flux == start.flux
    assert best.zone == start.zone


def test_a_wrong_description_is_told_whole(tmp_path):
    example = Path(__file__).parents[4] / "examples" / "beijing_tower.toml"
    said = example.read_text(encoding="utf-8")
    wrong = said.replace("latitude = 39.97430417", "latitude = 139.0")
    path = tmp_path / "tower.toml"
    path.write_text(wrong.replace("stable = 2.0\n", "steady = 2.0\n"), "utf-8")
    with pytest.raises(InputError) as raised:
        read_case(path, tmp_path)
    places = {fault.column for fault in raised.value.faults}
    assert {"tower.latitude", "footprint.stable", "footprint.steady"} <= places


def test_missing_levels_are_all_named(tmp_path):
    example = Path(__file__).parents[4] / "examples" / "beijing_tower.toml"
    with pytest.raises(InputError) as raised:
        read_case(example, tmp_path)
    assert len(raised.value.faults) == 5
    assert raised.value.faults[0].file == "Beijing_47m.csv"
