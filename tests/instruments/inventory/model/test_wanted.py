"""Wanted data: the one that would narrow the total most comes first."""

import numpy as np
import pytest

from trajectoire.core.quantity import Quantity
from trajectoire.instruments.inventory.model.wanted import Datum, wanted

DATA = tuple(Datum(sector, *(sector,) * 4) for sector in ("road", "industry", "waste"))


def test_shares_of_the_variance_by_hand():
    # variances 9, 16, 0: of 25, industry is 64 %; of normal laws, it leaves 3/5 of the
    # uncertainty and of the interval alike
    told = {
        "road": Quantity(10.0, "tCO2e", 3.0),
        "industry": Quantity(10.0, "tCO2e", 4.0),
        "waste": Quantity(5.0, "tCO2e", None, reason="exact"),
    }
    found = wanted(told, DATA)
    assert [one.datum.sector for one in found] == ["industry", "road", "waste"]
    assert found[0].share == pytest.approx(0.64)
    assert found[0].narrowing == pytest.approx(0.4, abs=0.003)
    assert found[1].share == pytest.approx(0.36)
    assert found[2].share is None


def test_a_sector_already_known_asks_for_nothing_more():
    vague = Quantity(10.0, "tCO2e", 8.0, law="lognormal")
    before = wanted({"road": vague, "industry": vague}, DATA)
    known = Quantity(10.0, "tCO2e", 0.1, law="lognormal")
    after = wanted({"road": vague, "industry": known}, DATA)
    assert before[0].share == pytest.approx(0.5)
    assert after[0].datum.sector == "road"
    assert after[0].share > 0.99


def test_without_any_estimate_the_list_keeps_its_order():
    found = wanted({}, DATA)
    assert [one.datum.sector for one in found] == ["road", "industry", "waste"]
    assert all(one.share is None for one in found)


# Means and deviations: of a city, of a village where all the variance is in one tail.
CITY = {"road": (241e3, 290e3), "industry": (179e3, 480e3), "waste": (29e3, 57e3)}
VILLAGE = {"road": (1817.0, 2189.0), "industry": (986.0, 31365.0), "waste": (162, 311)}


@pytest.mark.parametrize("told", [CITY, VILLAGE])
def test_what_is_narrowed_is_the_interval_as_draws_have_it(told):
    quantities = {
        sector: Quantity(mean, "tCO2e", deviation, law="lognormal")
        for sector, (mean, deviation) in told.items()
    }
    found = {one.datum.sector: one for one in wanted(quantities, DATA)}
    random = np.random.default_rng(23)  # drawn here without any code of ours
    drawn = {}
    for sector, (mean, deviation) in told.items():
        spread = np.sqrt(np.log1p((deviation / mean) ** 2))
        drawn[sector] = mean * random.lognormal(-(spread**2) / 2, spread, 1_000_000)
    whole = np.ptp(np.quantile(sum(drawn.values()), [0.05, 0.95]))
    by_draws = []
    for sector, one in found.items():
        others = sum(values for name, values in drawn.items() if name != sector)
        left = np.ptp(np.quantile(others, [0.05, 0.95]))
        by_draws.append(1 - left / whole)
        assert one.narrowing == pytest.approx(by_draws[-1], abs=0.01)
    assert by_draws[0] > max(by_draws[1:])
    # not the part of the standard uncertainty, which the tail of the industry fills
    industry = found["industry"]
    assert industry.narrowing < 0.9 * (1 - np.sqrt(1 - industry.share))
