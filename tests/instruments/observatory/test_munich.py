"""One real inventory believed, another true: does the inversion move, and hold it?"""

import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from trajectoire.core.errors import InputError
from trajectoire.core.quantity import Z_90
from trajectoire.instruments.observatory.gather.road_twin import (
    RoadTwin,
    equal_blocks,
    read_sites,
    road_case,
)
from trajectoire.instruments.observatory.model.inversion import estimate, expected
from trajectoire.instruments.observatory.model.totals import (
    Selection,
    fossil,
    totals,
)

ROOT = Path(__file__).resolve().parents[3]
SEEDS = 10
DAYS = 365
SITES = """\
site;site_name;latitude;longitude;installation_classification;height_of_building
A;Roof;48.1;11.5;rooftop;20
B;Street;48.1;11.6;streetlevel;
C;Tower;48.2;11.5;tower;100.5
D;Roof of unknown height;48.2;11.6;rooftop;
"""


def test_roofs_and_towers_with_a_height_are_kept(tmp_path):
    (tmp_path / "sites.csv").write_text("\ufeff" + SITES, encoding="utf-8")
    stations = read_sites(tmp_path / "sites.csv")
    assert [(s.code, s.height) for s in stations] == [("A", 20.0), ("C", 100.5)]


def test_a_table_without_roof_is_refused(tmp_path):
    lines = SITES.splitlines()
    (tmp_path / "sites.csv").write_text("\n".join([lines[0], lines[2]]))
    with pytest.raises(InputError, match="a roof with its height"):
        read_sites(tmp_path / "sites.csv")


def test_a_table_that_lacks_columns_names_them_all(tmp_path):
    (tmp_path / "sites.csv").write_text("site;latitude\nA;48\n")
    with pytest.raises(InputError) as refused:
        read_sites(tmp_path / "sites.csv")
    assert "longitude" in str(refused.value)
    assert "height_of_building" in str(refused.value)


def test_blocks_share_the_weight_and_are_in_one_piece():
    east, north = (axis.ravel() for axis in np.meshgrid(np.arange(16), np.arange(16)))
    block = equal_blocks(east, north, np.ones(256), 4)
    assert list(np.bincount(block)) == [16] * 16
    spans = [np.ptp(east[block == b]) + np.ptp(north[block == b]) for b in range(16)]
    assert max(spans) == 6  # sixteen squares of 4 by 4


def test_heavy_cells_make_small_blocks():
    weight = np.where(np.arange(100) < 10, 9.0, 1.0)
    block = equal_blocks(np.arange(100.0), np.zeros(100), weight, 1)
    assert np.bincount(block)[block[0]] == 10  # 90 of 180 lie in the first ten


@pytest.fixture(scope="module")
def case(shared_data):
    folder = shared_data / "observatory" / "munich"
    twin = RoadTwin(
        folder / "uba_tno_comparison.gpkg", folder / "acropolis_sites.csv", days=DAYS
    )
    return road_case(twin, seed=1)


def sums(inputs):
    days, zones = np.ones(inputs.days, dtype=bool), len(inputs.zones)
    masks = [np.ones(zones, dtype=bool), *np.eye(zones, dtype=bool)]
    chosen = [Selection(days, fossil(inputs), mask) for mask in masks]
    return totals(estimate(inputs), chosen)


@pytest.fixture(scope="module")
def answers(case):
    return {
        name: [sums(one.observed(seed)) for seed in range(SEEDS)]
        for name, one in (("other", case), ("null", case.null()))
    }


def quarters(by_zone):
    return by_zone[1:].reshape(4, 8).sum(axis=1)


def held(found):
    miss = np.array([s.posterior - s.truth for s in found])
    spread = np.array([s.posterior_deviation for s in found])
    return np.abs(miss) <= Z_90 * spread


@pytest.mark.real
def test_the_case_is_the_one_described(case):
    inputs = case.inputs
    assert len(inputs.zones) == 32
    assert inputs.emission.sum() * 365 / DAYS == pytest.approx(946e3, rel=0.02)
    assert inputs.truth.sum() * 365 / DAYS == pytest.approx(1248e3, rel=0.02)
    assert 15 <= len(inputs.sensors) <= 20
    share = inputs.emission.sum(axis=(0, 1)) / inputs.emission.sum()
    assert share.max() < 2 / 32


@pytest.mark.real
def test_the_posterior_moves_to_the_truth(answers):
    prior, truth = answers["other"][0].prior[0], answers["other"][0].truth[0]
    found = np.mean([s.posterior[0] for s in answers["other"]])
    assert prior < truth
    assert (found - prior) / (truth - prior) > 0.5
    spread = answers["other"][0].posterior_deviation[0]
    assert spread < 0.3 * answers["other"][0].prior_deviation[0]


@pytest.mark.real
def test_the_intervals_hold_the_truth(answers):
    # Of ten totals at 90 %, fewer than seven hold in 1 % of trials; of the zones,
    # about nine in ten. The truth is one real inventory, no draw of the prior.
    within = held(answers["other"])
    assert within[:, 0].sum() >= 7
    assert 0.85 <= within[:, 1:].mean() <= 0.97


@pytest.mark.real
def test_where_the_prior_is_true_nothing_is_found(answers):
    within = held(answers["null"])
    assert within[:, 0].sum() >= 7
    assert within[:, 1:].mean() >= 0.87
    shifts = [s.posterior[0] - s.prior[0] for s in answers["null"]]
    spread = answers["null"][0].posterior_deviation[0]
    assert abs(np.mean(shifts)) < 2 * spread / np.sqrt(SEEDS)


@pytest.mark.real
def test_the_quarters_come_nearer_to_the_truth(answers):
    # Zones of about 12 km2 do not, one by one: their intervals say so.
    one = answers["other"]
    before, after = (
        np.mean([np.abs(quarters(getattr(s, name) - s.truth)) for s in one])
        for name in ("prior", "posterior")
    )
    assert after < before


@pytest.mark.real
def test_without_errors_the_sensors_see_the_true_signal(case):
    inputs = case.inputs
    rows = np.arange(len(inputs.observations))
    seen = np.mean([case.observed(s).observations.value for s in range(20)], axis=0)
    true = expected(inputs, rows) + (case.signal - inputs.contributions.signal).sum(
        axis=(1, 2, 3)
    )
    # Background, biases and errors are of zero mean: 20 draws of about 3 ppm.
    assert abs(np.mean(seen - true)) < 0.5
    assert np.std(seen - true) < 1.2


@pytest.mark.real
def test_the_example_counts_as_the_test_does(case, answers, capsys):
    path = ROOT / "examples" / "munich_twin.py"
    spec = importlib.util.spec_from_file_location("munich_twin", path)
    story = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(story)
    counted = story.count(replace(case), 2, aloud=False)
    within = held(answers["other"][:2])
    assert counted.totals_held == within[:, 0].sum()
    assert counted.zones_held == pytest.approx(within[:, 1:].mean())
