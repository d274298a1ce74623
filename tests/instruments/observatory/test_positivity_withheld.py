"""Stations are foretold honestly also where emissions keep their sign."""

import numpy as np

from trajectoire.instruments.observatory.gather.twin import twin_inputs
from trajectoire.instruments.observatory.model.inversion import estimate
from trajectoire.instruments.observatory.model.positive import (
    estimate_positive,
    without_slow_mode,
)
from trajectoire.instruments.observatory.model.withheld import withheld_station


def test_a_withheld_station_is_foretold_as_well_as_in_the_linear_case():
    city = without_slow_mode(twin_inputs(days=8, seed=1))
    linear, positive = estimate(city), estimate_positive(city)
    codes = [s.station.code for s in city.sensors[::4]]
    told = [withheld_station(positive, code) for code in codes]
    usual = [withheld_station(linear, code) for code in codes]
    # Nine stations x 40 afternoons: 90 % within, give or take correlated errors.
    assert 0.82 < np.mean([one.coverage for one in told]) <= 1.0
    ratio = np.mean([a.rmse / b.rmse for a, b in zip(told, usual, strict=True)])
    assert 0.85 < ratio < 1.15
