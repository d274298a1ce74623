"""A station foretold from the others is what a true refit without it says."""

from dataclasses import replace

import numpy as np
import pytest

from trajectoire.core.quantity import Z_90
from trajectoire.instruments.observatory.model.inversion import estimate
from trajectoire.instruments.observatory.model.truth import invent_truth
from trajectoire.instruments.observatory.model.withheld import (
    Scores,
    foretell,
    keep,
    withheld_station,
)


def refit(reference, hidden):
    """Law of the hidden residuals given the others: the conditional of S."""
    joint, residual = reference.predicted, reference.residual
    shown = ~hidden
    pull = joint[np.ix_(hidden, shown)] @ np.linalg.inv(joint[np.ix_(shown, shown)])
    misfit = residual[hidden] - pull @ residual[shown]
    spread = joint[np.ix_(hidden, hidden)] - pull @ joint[np.ix_(shown, hidden)]
    return misfit, np.sqrt(np.diagonal(spread))


@pytest.mark.parametrize("code", [0, 1, 2])
def test_a_withheld_station_is_foretold_as_by_a_true_refit(town, dense, code):
    made = town(days=4, sectors=2, zones=3, sensors=3, hours=(12, 13, 15))
    hidden = made.observations.sensor == code
    found = foretell(estimate(made), hidden)
    misfit, deviation = refit(dense(made), hidden)
    assert found.misfit == pytest.approx(misfit, abs=1e-8)
    assert found.deviation == pytest.approx(deviation, abs=1e-8)
    assert found.misfit_prior == pytest.approx(dense(made).residual[hidden], abs=1e-10)


def test_what_is_foretold_is_not_what_was_seen(town):
    """Moving the hidden values moves the misfit by as much: they were not used."""
    made = town(days=3, sensors=2)
    hidden = made.observations.sensor == 0
    value = made.observations.value + 100.0 * hidden
    moved = replace(made, observations=replace(made.observations, value=value))
    one, two = foretell(estimate(made), hidden), foretell(estimate(moved), hidden)
    assert two.misfit == pytest.approx(one.misfit + 100.0)
    assert two.deviation == pytest.approx(one.deviation)


def test_missing_hours_and_days_are_foretold_all_the_same(town, dense):
    made = town(days=4, sensors=3)
    kept = np.random.default_rng(3).random(len(made.observations)) > 0.4
    made = keep(made, kept & (made.day_of(made.observations.start) != 2))
    hidden = made.observations.sensor == 1
    found = foretell(estimate(made), hidden)
    misfit, deviation = refit(dense(made), hidden)
    assert found.misfit == pytest.approx(misfit, abs=1e-8)
    assert found.deviation == pytest.approx(deviation, abs=1e-8)


def test_scores_sum_up_by_hand():
    # errors 3 and -4 around 1 and 10: rms 3.54; only the second within 1.645 sd
    found = Scores(np.array([3.0, -4.0]), np.array([6.0, 8.0]), np.array([1.0, 10.0]))
    summed = found.summed()
    assert summed.rmse == pytest.approx(np.sqrt(12.5))
    assert summed.rmse_prior == pytest.approx(np.sqrt(50))
    assert (summed.observations, summed.coverage) == (2, 0.5)


def test_the_intervals_of_withheld_stations_hold_what_they_say(town):
    """Truths drawn from the prior: 90 % of the hidden values within their interval."""
    made = town(days=4, sensors=3, hours=(12, 13, 14))
    within = []
    for seed in range(60):
        drawn = estimate(invent_truth(made, np.random.default_rng(seed)))
        found = foretell(drawn, made.observations.sensor == seed % 3)
        within.append(np.mean(np.abs(found.misfit) <= Z_90 * found.deviation))
    # values of one draw are correlated: about 60 x 4 independent ones, sd 2 %
    assert 0.84 <= np.mean(within) <= 0.96


def test_a_station_without_observation_cannot_be_withheld(town):
    made = town(days=2, sensors=2)
    answer = estimate(keep(made, made.observations.sensor == 0))
    with pytest.raises(ValueError, match="S1 has no observation"):
        withheld_station(answer, "S1")


def test_species_of_one_station_are_hidden_together_and_only_co2_is_scored(town, dense):
    """CO beside CO2 would tell the answer; and ppm are not averaged with nmol/mol."""
    made = town(days=2, sensors=3, hours=(12, 14))
    beside = replace(made.sensors[0], species="co", unit="nmol/mol")
    budget = replace(made.errors, species_scale={"co2": 1.0, "co": 5.0})
    made = replace(made, sensors=(*made.sensors[:2], beside), errors=budget)
    told = withheld_station(estimate(made), "S0")
    assert told.observations == 4  # two hours of two days of CO2
    alone = keep(made, made.observations.sensor != 2)
    assert told.rmse_prior == pytest.approx(
        withheld_station(estimate(alone), "S0").rmse_prior
    )
