"""Invented problems for the measurements of the solver, and the textbook's answer."""

import os
import sys
from typing import NamedTuple

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.methods.gaussian.chain import (
    Chain,
    DayData,
    random_walk,
    side_by_side,
    stationary_chain,
)
from trajectoire.methods.gaussian.covariance import (
    error_covariance,
    shared_correlation,
    time_correlation,
)

HOURS = 24


class Dense(NamedTuple):
    """A problem written out in full: B, H, R and y - H x_b."""

    prior: Array
    operator: Array
    errors: Array
    residual: Array

    def posterior(self) -> tuple[Array, Array]:
        """Mean and covariance, by the gain formula of the textbook."""
        predicted = self.operator @ self.prior
        total = predicted @ self.operator.T + self.errors
        gain = np.linalg.solve(total, predicted).T
        return gain @ self.residual, self.prior - gain @ predicted


def write_out(chain: Chain, data: list[DayData]) -> Dense:
    """Write a chain and its data as four large matrices."""
    days, unknowns = chain.days, chain.unknowns
    size = days * unknowns
    prior = np.zeros((days, unknowns, days, unknowns))
    same_day = chain.initial
    for day in range(days):
        block = same_day
        for later in range(day, days):
            prior[later, :, day], prior[day, :, later] = block, block.T
            block = chain.transition[:, None] * block
        kept = np.outer(chain.transition, chain.transition)
        same_day = kept * same_day + chain.innovation
    count = sum(len(item.residual) for item in data)
    operator = np.zeros((count, days, unknowns))
    errors = np.zeros((count, count))
    row = 0
    for day, item in enumerate(data):
        rows = slice(row, row + len(item.residual))
        operator[rows, day] = item.today
        if item.yesterday is not None:
            operator[rows, day - 1] = item.yesterday
        errors[rows, rows] = item.covariance
        row = rows.stop
    residual = np.concatenate([item.residual for item in data])
    return Dense(
        prior.reshape(size, size), operator.reshape(count, size), errors, residual
    )


def random_covariance(generator: np.random.Generator, size: int) -> Array:
    """Draw a dense, well-conditioned covariance."""
    mixed = generator.normal(size=(size, 2 * size))
    return mixed @ mixed.T / max(size, 1) + 0.2 * np.eye(size)


def random_problem(
    generator: np.random.Generator, days: int, most: int
) -> tuple[Chain, list[DayData]]:
    """Draw a problem: unequal memories, walks, empty days, air of the eve."""
    fluxes, biases = (int(n) for n in generator.integers(1, 6, size=2))
    covariance = random_covariance(generator, fluxes)
    root = np.sqrt(np.diagonal(covariance))
    stationary = stationary_chain(
        generator.uniform(0.2, 2, fluxes),
        covariance / np.outer(root, root),
        generator.uniform(0, 0.98, fluxes),
        days,
    )
    walk = random_walk(
        generator.uniform(1, 5, biases), generator.uniform(0.01, 0.5, biases), days
    )
    chain = side_by_side([stationary, walk])
    data = []
    for day in range(days):
        count = int(generator.integers(0, most + 1))
        size = (count, chain.unknowns)
        eve = generator.normal(size=size) if day and generator.random() < 0.5 else None
        data.append(
            DayData(
                generator.normal(size=count),
                generator.normal(size=size),
                eve,
                random_covariance(generator, count),
            )
        )
    return chain, data


def network_problem(
    generator: np.random.Generator, days: int, unknowns: int, stations: int
) -> tuple[Chain, list[DayData]]:
    """Draw a network's hours: daily cycle, errors correlated in time and between sites.

    The last unknowns are the stations' biases; one hour in twenty is missing.
    """
    fluxes = unknowns - stations
    correlation = 0.3 + 0.7 * np.eye(fluxes)
    chain = side_by_side(
        [
            stationary_chain(
                np.full(fluxes, 0.5), correlation, np.full(fluxes, 0.9), days
            ),
            random_walk(np.full(stations, 2.0), np.full(stations, 0.1), days),
        ]
    )
    site = np.repeat(np.arange(stations), HOURS)
    hours = np.tile(np.arange(HOURS, dtype=float), stations)
    data = []
    for day in range(days):
        kept = generator.random(len(site)) > 0.05
        here, hour = site[kept], hours[kept]
        today = np.zeros((len(here), unknowns))
        today[:, :fluxes] = generator.gamma(0.5, 0.4, (len(here), fluxes))
        today[np.arange(len(here)), fluxes + here] = 1.0
        eve = 0.3 * today * (np.arange(unknowns) < fluxes) if day else None
        covariance = error_covariance(
            2.0 + np.cos(2 * np.pi * (hour - 5) / HOURS),
            time_correlation(hour, 3.0),
            shared_correlation(here, 0.3),
        ) + error_covariance(np.full(len(here), 1.0))
        residual = generator.normal(0.0, 3.0, len(here))
        data.append(DayData(residual, today, eve, covariance))
    return chain, data


def alone() -> None:
    """Start this program again with one thread of linear algebra, unless it has one.

    Threads that wait for each other count as processor time; their number is read when
    NumPy loads, hence the new start.
    """
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
        os.execve(sys.executable, sys.orig_argv, environment)  # noqa: S606 - itself
