"""On which side of zero a total may be: what it is says so, never its sign."""

import numpy as np
import pytest

from trajectoire.instruments.inventory.model.totals import totals

CROPLAND = ("accounts/land.cropland", "sink_cropland", -2000.0, 1600.0, "normal")
LAND = [
    ("accounts/land.forest", "sink_forest", 38000.0, 15200.0, "lognormal"),
    CROPLAND,
    ("accounts/land.grassland", "sink_grassland", 1500.0, 1050.0, "lognormal"),
    ("accounts/land.artificial", "sink_artificial", -24000.0, 12000.0, "normal"),
    ("accounts/land.wood_products", "sink_wood_products", 6e4, 3e4, "lognormal"),
]


def added(lines, nomenclatures, row, **more):
    rows = [
        row(number, line, value, substance=substance, deviation=deviation, law=law)
        for number, (line, substance, value, deviation, law) in enumerate(lines, 1)
    ]
    (found,) = totals(rows, [0] * len(rows), nomenclatures, "AR5", **more)
    return found


def test_a_loss_of_land_keeps_the_interval_that_it_has(nomenclatures, row):
    # a normal law of 2,000 ± 1,600, emitted: 2,000 ± 1.645 × 1,600, below zero too
    found = added([CROPLAND], nomenclatures, row, removed=True)
    assert found.value == 2000.0
    assert (found.low, found.high) == pytest.approx((-631.8, 4631.8), abs=0.1)


@pytest.mark.parametrize(
    ("line", "substance"),
    [
        ("accounts/land.forest", "sink_forest"),
        ("accounts/land.forest", "emission_co2"),
        ("PCAET/utcatf", "emission_ghg"),
        ("GPC/V.2", "emission_ghg"),
        ("BEGES/1.5", "emission_ghg"),
    ],
)
def test_land_may_be_on_either_side(nomenclatures, row, line, substance):
    lines = [(line, substance, 10.0, 10.0, "normal")]
    found = added(lines, nomenclatures, row)
    assert (found.low, found.high) == pytest.approx((-6.449, 26.449), abs=1e-3)


@pytest.mark.parametrize("line", ["PCAET/agriculture", "GPC/V.1", "accounts/road.cars"])
def test_what_is_emitted_stays_above_zero(nomenclatures, row, line):
    found = added([(line, "emission_ghg", 10.0, 10.0, "normal")], nomenclatures, row)
    assert 0 < found.low < 10.0 < found.high


def test_a_law_that_stays_on_its_side_does_so_turned_over(nomenclatures, row):
    wide = ("accounts/land.forest", "sink_forest", 10.0, 30.0, "lognormal")
    found = added([wide, wide, wide], nomenclatures, row, removed=True)
    assert found.low < -30.0 < found.high <= 0.0


@pytest.mark.parametrize("chosen", [LAND, LAND[:2], LAND[1:4], LAND[3:], LAND[:1] * 6])
def test_what_is_removed_is_the_opposite_of_what_is_captured(
    nomenclatures, row, chosen
):
    captured = added(chosen, nomenclatures, row)
    emitted = added(chosen, nomenclatures, row, removed=True)
    assert emitted.value == -captured.value
    assert (emitted.low, emitted.high) == (-captured.high, -captured.low)


@pytest.mark.parametrize("removed", [False, True])
def test_land_of_a_territory_agrees_with_draws(nomenclatures, row, removed):
    found = added(LAND, nomenclatures, row, removed=removed)
    random = np.random.default_rng(19)  # drawn here without any code of ours
    drawn = np.zeros(1_000_000)
    for _line, _substance, value, deviation, law in LAND:
        if law == "normal":
            drawn += random.normal(value, deviation, drawn.size)
        else:
            spread = np.sqrt(np.log1p((deviation / value) ** 2))
            drawn += value * random.lognormal(-(spread**2) / 2, spread, drawn.size)
    bounds = np.quantile(-drawn if removed else drawn, [0.05, 0.95])
    assert (found.low, found.high) == pytest.approx(tuple(bounds), rel=0.01)
