"""The demonstration city: its size, its truth, and that it never hides what it is."""

import json

import numpy as np
import pytest

from trajectoire.core.quantity import Z_90
from trajectoire.instruments.observatory.gather.tables import (
    calendar_profiles,
    hourly_profiles,
    instrument_class,
    read_table,
    sector_names,
    sector_priors,
    transport_error,
)
from trajectoire.instruments.observatory.gather.twin import twin_inputs, twin_zones
from trajectoire.instruments.observatory.instrument import Observatory, run_twin
from trajectoire.instruments.observatory.model.inversion import estimate
from trajectoire.instruments.observatory.model.totals import (
    Selection,
    sector_rows,
    totals,
)
from trajectoire.instruments.observatory.model.truth import invent_truth

DAYS = 8
FOSSIL = ("energy", "industry", "buildings", "road", "other")


@pytest.fixture(scope="module")
def city():
    return twin_inputs(DAYS)


def sums_of(inputs):
    every = np.ones(inputs.days, bool)
    inside = inputs.zones.inside
    rows = [Selection(every, row, inside) for row in sector_rows(inputs)]
    zones = [
        Selection(every, sector_rows(inputs)[0], zone)
        for zone in np.eye(len(inputs.zones), dtype=bool)
    ]
    return totals(estimate(inputs), [*rows, *zones])


@pytest.fixture(scope="module")
def many(city):
    """Sums of 48 cities that differ by their truth and their errors."""
    generators = (np.random.default_rng(seed) for seed in range(48))
    return [sums_of(invent_truth(city, generator)) for generator in generators]


def test_stated_intervals_hold_the_truth_as_often_as_they_say(many):
    """48 truths; 22 sums each, correlated: as many as 5 independent ones at least."""
    within, scores = [], []
    for sums in many:
        error = (sums.truth - sums.posterior) / sums.posterior_deviation
        within.append(np.abs(error) <= Z_90)
        scores.append(error)
    share = np.mean(within)
    # 48 x 5 independent draws of 0.9: standard deviation 0.019, three of them
    assert 0.84 <= share <= 0.96
    # the city's total alone: 48 draws, 0.9 within three deviations of 0.043
    assert 0.77 <= np.mean(np.array(within)[:, 0]) <= 1.0
    # neither too wide nor too narrow: mean square 1, over 240 draws 0.09
    assert np.mean(np.square(scores)) == pytest.approx(1.0, abs=0.3)
    # and no drift: the mean error of 48 draws is within three of 1 / sqrt(48)
    assert np.abs(np.mean(scores, axis=0)).max() < 4 / np.sqrt(48)


def test_the_data_bring_the_total_closer_to_the_truth(many):
    before = [sums.prior[0] - sums.truth[0] for sums in many]
    after = [sums.posterior[0] - sums.truth[0] for sums in many]
    assert np.std(after) < 0.75 * np.std(before)


def test_the_city_has_the_size_and_the_shares_of_paris():
    """TNO for Paris in 2018, after the ICOS Cities table: 25.2 Mt, shares to 2 %."""
    inside = {r["code"] for r in read_table("twin_zones") if r["inside"] == "1"}
    rows = [r for r in read_table("twin_emissions") if r["zone"] in inside]
    by_sector = {code: sum(float(r[code]) for r in rows) for code in FOSSIL}
    total = sum(by_sector.values())  # kt
    assert total == pytest.approx(25_200, rel=0.005)
    for code, share in (("energy", 0.22), ("buildings", 0.45), ("road", 0.23)):
        assert by_sector[code] / total == pytest.approx(share, abs=0.01)


def test_the_signal_of_the_city_is_that_of_a_city(city):
    """Afternoon enhancements of a few ppm: Paris sees 2 to 10 (Bréon 2015)."""
    fossil = np.array([not p.biosphere for p in city.sectors])
    signal = city.contributions.signal[:, :, fossil].sum(axis=(1, 2, 3))
    assert 1.0 < np.median(signal) < 15.0
    assert np.all(signal >= 0)


def test_the_same_seed_is_the_same_city_and_another_seed_another(city):
    again, other = twin_inputs(DAYS), twin_inputs(DAYS, seed=7)
    assert np.array_equal(again.observations.value, city.observations.value)
    assert np.array_equal(again.truth, city.truth)
    assert not np.array_equal(other.observations.value, city.observations.value)
    assert not np.array_equal(other.truth, city.truth)


def test_the_same_seed_is_the_same_run(tmp_path):
    one = run_twin(tmp_path / "one", days=2)
    two = run_twin(tmp_path / "two", days=2)
    three = run_twin(tmp_path / "three", days=2, seed=7)
    assert one.diagnostics == two.diagnostics
    assert one.indicators == two.indicators
    run = [r.diagnostics["method"]["run"] for r in (one, three)]
    assert run[0] != run[1]


def test_a_twin_is_labelled_everywhere(tmp_path):
    report = run_twin(tmp_path, days=2)
    told = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert told["twin"] is True
    assert "jumeau" in told["title"]
    assert "inventée" in told["title"]
    assert "jumeau" in told["territory"]["name"]
    assert told["territory"]["code"].startswith("JUMEAU")
    titles = " ".join(s["title"] for s in told["sources"])
    assert "inventé" in titles
    assert "simulées" in titles
    cells = {i.territory.code for i in report.indicators}
    assert all(code.startswith("JUMEAU") for code in cells)
    assert {i.definition.name for i in report.indicators} == {
        *("emission_measured", "emission_declared", "emission_truth")
    }


def test_an_observatory_without_configuration_is_the_twin():
    instrument = Observatory()
    city = twin_inputs(2)
    inputs = instrument.gather(city.territory, city.period)
    assert np.array_equal(inputs.observations.value, city.observations.value)
    assert instrument.card.name == "observatory"


def test_zones_cover_the_circle_once():
    zones = twin_zones()
    assert len(set(zones.code)) == len(zones) == 13
    assert zones.inside.sum() == 9
    for outline in zones.outline:
        (ring,) = outline["coordinates"]
        assert ring[0] == ring[-1]


def test_the_tables_go_together():
    priors, names = sector_priors(), sector_names()
    assert list(priors) == list(names)
    assert set(FOSSIL) == {c for c, p in priors.items() if not p.biosphere}
    for prior in priors.values():
        assert 0 < prior.relative_uncertainty < 1
        assert 0 <= prior.slow_share <= 1
    profiles = hourly_profiles((*priors, "unheard of"))
    assert profiles.shape == (24, 9)
    assert profiles.mean(axis=0) == pytest.approx(np.ones(9))
    assert profiles[:, -1] == pytest.approx(np.ones(24))
    assert transport_error().shape == (24,)
    # what is better is dearer: noise, bias and drift all grow
    for species in ("co2", "co", "nox"):
        kinds = ("reference", "mid-cost", "low-cost")
        classes = [instrument_class(kind, species) for kind in kinds]
        assert classes == sorted(classes)
    for cycle in calendar_profiles((*priors, "unheard of")):
        assert cycle.mean(axis=0) == pytest.approx(np.ones(9), abs=1e-3)
        assert cycle[:, -1] == pytest.approx(np.ones(len(cycle)))
    codes = {row["zone"] for row in read_table("twin_emissions")}
    assert codes == {row["code"] for row in read_table("twin_zones")}
