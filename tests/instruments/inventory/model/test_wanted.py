"""Wanted data: the one that would narrow the total most comes first."""

import pytest

from trajectoire.core.quantity import Quantity
from trajectoire.instruments.inventory.model.wanted import Datum, wanted

DATA = tuple(Datum(sector, *(sector,) * 4) for sector in ("road", "industry", "waste"))


def test_shares_of_the_variance_by_hand():
    # variances 9, 16, 0: of 25, industry is 64 % and leaves 3/5 of the uncertainty
    told = {
        "road": Quantity(10.0, "tCO2e", 3.0, law="lognormal"),
        "industry": Quantity(10.0, "tCO2e", 4.0, law="lognormal"),
        "waste": Quantity(5.0, "tCO2e", None, reason="exact"),
    }
    found = wanted(told, DATA)
    assert [one.datum.sector for one in found] == ["industry", "road", "waste"]
    assert found[0].share == pytest.approx(0.64)
    assert found[0].narrowing == pytest.approx(0.4)
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
