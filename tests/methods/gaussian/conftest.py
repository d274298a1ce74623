"""Situations that the solver meets, and the textbook's answer to them."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pytest

from trajectoire.methods.gaussian.chain import (
    Chain,
    DayData,
    random_walk,
    side_by_side,
    stationary_chain,
)


class Textbook(NamedTuple):
    """The dense answer, every day and unknown at once."""

    prior: np.ndarray
    operator: np.ndarray
    errors: np.ndarray
    residual: np.ndarray

    @property
    def total(self) -> np.ndarray:
        return self.operator @ self.prior @ self.operator.T + self.errors

    @property
    def gain(self) -> np.ndarray:
        return np.linalg.solve(self.total, self.operator @ self.prior).T

    @property
    def mean(self) -> np.ndarray:
        return self.gain @ self.residual

    @property
    def covariance(self) -> np.ndarray:
        return self.prior - self.gain @ self.operator @ self.prior


def _write_out(chain: Chain, data: Sequence[DayData]) -> Textbook:
    days, unknowns = chain.days, chain.unknowns
    # x = F w, where w are the independent first day and innovations of the chain.
    step = np.diag(chain.transition)
    spread = np.zeros((days, unknowns, days, unknowns))
    sources = np.zeros((days, unknowns, days, unknowns))
    for day in range(days):
        sources[day, :, day] = chain.innovation if day else chain.initial
        for origin in range(day + 1):
            spread[day, :, origin] = np.linalg.matrix_power(step, day - origin)
    size = days * unknowns
    forward, white = spread.reshape(size, size), sources.reshape(size, size)
    count = sum(item.observations for item in data)
    operator, errors = np.zeros((count, days, unknowns)), np.zeros((count, count))
    row = 0
    for day, item in enumerate(data):
        rows = slice(row, row + item.observations)
        operator[rows, day] += item.today
        if item.yesterday is not None:
            operator[rows, day - 1] += item.yesterday
        errors[rows, rows] = item.covariance
        row += item.observations
    return Textbook(
        forward @ white @ forward.T,
        operator.reshape(count, size),
        errors,
        np.concatenate([item.residual for item in data]),
    )


def _spread(generator: np.random.Generator, size: int) -> np.ndarray:
    mixed = generator.normal(size=(size, 2 * size))
    return mixed @ mixed.T + 0.3 * np.eye(size)


def _network(
    seed: int, counts: Sequence[int] = (4, 0, 6, 3, 5, 1, 2)
) -> tuple[Chain, list[DayData]]:
    generator = np.random.default_rng(seed)
    days = len(counts)
    chain = side_by_side(
        [
            stationary_chain(
                np.array([0.5, 0.4, 0.3]),
                0.3 + 0.7 * np.eye(3),
                np.array([0.9, 0.5, 0.0]),
                days,
            ),
            random_walk(np.array([1.0, 2.0]), np.array([0.1, 0.2]), days),
        ]
    )
    data = [
        DayData(
            generator.normal(size=count),
            generator.normal(size=(count, 5)),
            generator.normal(size=(count, 5))
            if day and generator.random() < 0.5
            else None,
            _spread(generator, count),
        )
        for day, count in enumerate(counts)
    ]
    return chain, data


@pytest.fixture
def network() -> Callable[..., tuple[Chain, list[DayData]]]:
    """Three fluxes and two drifting sensors; a day without data; air of the eve."""
    return _network


@pytest.fixture
def textbook() -> Callable[[Chain, Sequence[DayData]], Textbook]:
    """Dense formulas, with nothing in common with the solver."""
    return _write_out
