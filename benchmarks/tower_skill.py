"""The tower's inversion in one step, so that hundreds of refits cost a minute.

When the unknowns do not change from day to day, the chain of days is one linear
problem: same response, same prior, same errors, all drawn here from the observatory's
own model. `show_real` checks that both give the same answer before it relies on it.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_triangular

from trajectoire.core.quantity import Array
from trajectoire.core.territory import Territory
from trajectoire.instruments.observatory.gather.tower import TowerView
from trajectoire.instruments.observatory.gather.tower_inputs import (
    Beliefs,
    tower_inputs,
)
from trajectoire.instruments.observatory.inputs import Indices
from trajectoire.instruments.observatory.model.error import observation_covariance
from trajectoire.instruments.observatory.model.heavy_tails import ROUNDS, widening
from trajectoire.instruments.observatory.model.inversion import design
from trajectoire.instruments.observatory.model.layout import Layout
from trajectoire.instruments.observatory.model.prior import prior_chain


@dataclass(frozen=True, eq=False)
class Answer:
    """State (unknown,), the root of its covariance, and all that it foretells."""

    mean: Array
    root: Array
    foretold: Array


class OneStep:
    """A season of half-hours whose unknowns are constant."""

    def __init__(self, view: TowerView, beliefs: Beliefs, place: Territory) -> None:
        self.inputs = tower_inputs(view, beliefs, place)
        self.flux = beliefs.flux
        self.weight = view.weight.reshape(len(view.level), -1)
        self.value = self.inputs.observations.value
        self.level = self.inputs.observations.sensor
        self.day = self.inputs.day_of(self.inputs.observations.start)
        self.noise = self.inputs.observations.deviation
        layout = Layout.of(self.inputs)
        kept = np.r_[0 : layout.slow.stop, layout.bias.start : layout.bias.stop]
        prior = prior_chain(self.inputs).initial[np.ix_(kept, kept)]
        self.prior = np.linalg.cholesky(prior)
        rows = np.arange(len(self.value))
        self.bias = design(self.inputs, rows)[:, layout.bias]
        self.shared, self.spread = self._errors()

    def _errors(self) -> tuple[dict[int, Array], Array]:
        """Errors of each day without the independent part; storage, flow as errors."""
        shared, spread = {}, np.empty(len(self.value))
        pattern = self.inputs.contributions.pattern
        daily = pattern * np.array(self.inputs.background.deviation)
        for day in np.unique(self.day):
            rows = np.flatnonzero(self.day == day)
            whole = observation_covariance(self.inputs, rows)
            spread[rows] = np.sqrt(np.diagonal(whole))
            own = np.diag(self.noise[rows] ** 2)
            shared[int(day)] = whole - own + daily[rows] @ daily[rows].T
        return shared, spread

    def variance(self) -> Array:
        """Variance of the error of every half-hour, storage and flow included."""
        total = self.noise**2
        for day, block in self.shared.items():
            total[self.day == day] += np.diagonal(block)
        return total

    def days(self) -> Indices:
        """All the days of the season."""
        return np.arange(self.inputs.days)

    def refit(self, days: Array, levels: int, weight: Array | None = None) -> Answer:
        """Fit some days (repeated or not) of the lowest levels, outliers widened.

        `weight` (observation, zone) stands for the footprints, in a null test.
        """
        share = self.weight if weight is None else weight
        base = self.flux * share.sum(axis=1)
        response = np.column_stack([self.flux * share, base, self.bias])
        places = [
            rows
            for day in days
            if (rows := np.flatnonzero((self.level < levels) & (self.day == day))).size
        ]
        used = np.concatenate(places)
        columns = np.column_stack(
            [response[used] @ self.prior, self.value[used] - base[used]]
        )
        errors = [self._shared(rows) for rows in places]
        noise, spread = self.noise[used], self.spread[used]
        factor = np.ones(len(used))
        for _ in range(ROUNDS):
            inner, _ = _solved(columns, errors, noise * factor)
            factor = widening(columns[:, -1] - columns[:, :-1] @ inner, spread)
        inner, lower = _solved(columns, errors, noise * factor)
        mean = self.prior @ inner
        root = solve_triangular(lower, self.prior.T, lower=True)
        return Answer(mean, root, base + response @ mean)

    def _shared(self, rows: Indices) -> Array:
        everything = np.flatnonzero(self.day == self.day[rows[0]])
        place = np.searchsorted(everything, rows)
        return self.shared[int(self.day[rows[0]])][np.ix_(place, place)]


def _solved(columns: Array, errors: list[Array], noise: Array) -> tuple[Array, Array]:
    white, first = np.empty_like(columns), 0
    for block in errors:
        rows = slice(first, first + len(block))
        lower = np.linalg.cholesky(block + np.diag(noise[rows] ** 2))
        white[rows] = solve_triangular(
            lower, columns[rows], lower=True, check_finite=False
        )
        first += len(block)
    g, z = white[:, :-1], white[:, -1]
    lower = np.linalg.cholesky(np.eye(g.shape[1]) + g.T @ g)
    inner = solve_triangular(lower, g.T @ z, lower=True)
    return solve_triangular(lower, inner, lower=True, trans="T"), lower


def turned(view: TowerView, turn: Indices, day: Indices) -> Array:
    """Turn each day's footprints by a number of directions of the grid."""
    directions = np.arange(view.weight.shape[1])
    place = (directions[None, :] - turn[day][:, None]) % len(directions)
    rows = np.arange(len(day))[:, None]
    return view.weight[rows, place].reshape(len(day), -1)


@dataclass(frozen=True, eq=False)
class Skill:
    """Correlation with what was withheld, by fold."""

    days: Array
    heights: Array


def skill(problem: OneStep, levels: int, weight: Array | None = None) -> Skill:
    """Withhold every fifth day, each fifth in turn, and all the upper heights."""
    on_days, on_heights = [], []
    upper = problem.level >= levels
    for fold in range(5):
        hidden = problem.days() % 5 == fold
        told = problem.refit(problem.days()[~hidden], levels, weight).foretold
        withheld = ~upper & hidden[problem.day]
        on_days.append(_correlation(told, problem.value, withheld))
        on_heights.append(_correlation(told, problem.value, upper))
    return Skill(np.array(on_days), np.array(on_heights))


def _correlation(told: Array, seen: Array, rows: Array) -> float:
    return float(np.corrcoef(told[rows], seen[rows])[0, 1])
