"""Do the intervals hold the truth as often as they say, and is a wrong R found out?"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from scipy.stats import norm

from benchmarks.city_calibration import DAYS as CITY_DAYS
from benchmarks.city_calibration import city_errors
from benchmarks.gaussian_problems import alone
from benchmarks.verdict import conclude
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
from trajectoire.methods.gaussian.diagnostics import chi_square_interval
from trajectoire.methods.gaussian.draws import draw_errors, draw_prior
from trajectoire.methods.gaussian.positivity import logarithm_chain, smooth_positive
from trajectoire.methods.gaussian.smoother import smooth

SEED, DRAWS, DAYS = 20260102, 300, 20
CITIES = 300
SECTORS, ZONES, STATIONS, HOURS = 3, 4, 5, 6
FLUXES = SECTORS * ZONES
BANDS = {0.5: (0.45, 0.55), 0.9: (0.87, 0.93)}


class Score(NamedTuple):
    """How often intervals held the truth, and the misfit, over all the draws."""

    elements: dict[float, float]
    sums: dict[float, float]
    chi_square: float
    interval: tuple[float, float]

    def holds(self) -> bool:
        within = [
            low <= found[level] <= high
            for found in (self.elements, self.sums)
            for level, (low, high) in BANDS.items()
        ]
        return all(within) and self.interval[0] <= self.chi_square <= self.interval[1]

    def __str__(self) -> str:
        parts = [
            f"{name} {100 * found[0.5]:.1f} % and {100 * found[0.9]:.1f} %"
            for name, found in (("elements", self.elements), ("sums", self.sums))
        ]
        low, high = self.interval
        chi = f"reduced chi-square {self.chi_square:.4f} in [{low:.4f}, {high:.4f}]"
        return f"{', '.join(parts)}, {chi}"


def city(deviation: float) -> tuple[Chain, list[DayData]]:
    """Twelve fluxes, a background, five biases; five stations, six hours a day."""
    generator = np.random.default_rng(SEED)
    alike = np.kron(
        0.2 + 0.8 * np.eye(SECTORS),
        np.exp(-np.abs(np.subtract.outer(np.arange(ZONES), np.arange(ZONES))) / 2),
    )
    chain = side_by_side(
        [
            stationary_chain(
                np.full(FLUXES, deviation),
                alike,
                np.repeat([0.93, 0.8, 0.5], ZONES),
                DAYS,
            ),
            stationary_chain(np.array([2.0]), np.eye(1), np.array([0.6]), DAYS),
            random_walk(np.full(STATIONS, 3.0), np.full(STATIONS, 0.2), DAYS),
        ]
    )
    return chain, [_hours(generator, day) for day in range(DAYS)]


def _hours(generator: np.random.Generator, day: int) -> DayData:
    site = np.repeat(np.arange(STATIONS), HOURS)
    hour = np.tile(np.arange(11.0, 11.0 + HOURS), STATIONS)
    kept = generator.random(len(site)) > (0.1 if day % 7 else 1.0)
    site, hour = site[kept], hour[kept]
    today = np.zeros((len(site), FLUXES + 1 + STATIONS))
    today[:, :FLUXES] = generator.gamma(0.5, 3.0, (len(site), FLUXES))
    today[:, FLUXES] = 1.0
    today[np.arange(len(site)), FLUXES + 1 + site] = 1.0
    eve = 0.3 * today * (np.arange(today.shape[1]) < FLUXES) if day else None
    covariance = error_covariance(
        np.full(len(site), 2.0),
        time_correlation(hour, 3),
        shared_correlation(site, 0.4),
    ) + error_covariance(np.full(len(site), 1.0))
    return DayData(np.zeros(len(site)), today, eve, covariance)


def observed(
    data: list[DayData], truth: Array, generator: np.random.Generator, scale: float
) -> list[DayData]:
    """Invent the data of a truth, then tell the solver scale² times their R."""
    seen = []
    for day, item in enumerate(data):
        values = item.today @ truth[day] + draw_errors(item.covariance, generator)[0]
        if item.yesterday is not None:
            values += item.yesterday @ truth[day - 1]
        told = scale**2 * item.covariance
        seen.append(replace(item, residual=values, covariance=told))
    return seen


def sums(chain: Chain) -> Array:
    """Weights of the total, of each sector and of each zone, and of each five days."""
    weights = np.zeros((SECTORS + ZONES + 5, chain.days, chain.unknowns))
    weights[0, :, :FLUXES] = 1
    for sector in range(SECTORS):
        weights[1 + sector, :, sector * ZONES : (sector + 1) * ZONES] = 1
    for zone in range(ZONES):
        weights[1 + SECTORS + zone, :, zone:FLUXES:ZONES] = 1
    for part in range(4):
        weights[1 + SECTORS + ZONES + part, 5 * part : 5 * part + 5, :FLUXES] = 1
    return weights


def score(scale: float) -> Score:
    generator = np.random.default_rng(SEED + 1)
    chain, data = city(0.5)
    weights = sums(chain)
    errors: list[Array] = []
    error_sums: list[Array] = []
    misfit, count = 0.0, 0
    for draw, truth in enumerate(draw_prior(chain, generator, DRAWS)):
        form = ("information", "dual")[draw % 2]
        posterior = smooth(chain, observed(data, truth, generator, scale), form)
        errors.append((truth - posterior.mean) / posterior.deviation)
        total = posterior.aggregate(weights)
        true_sums = np.einsum("adu,du->a", weights, truth)
        error_sums.append((true_sums - total.mean) / total.deviation)
        misfit += posterior.misfit
        count += posterior.observations
    return Score(
        coverage(np.array(errors)),
        coverage(np.array(error_sums)),
        misfit / count,
        chi_square_interval(count),
    )


def city_score(scale: float) -> Score:
    """The same through the observatory: days of the city, then sectors and zones."""
    days, sums_of_period, misfit, count = city_errors(scale, CITIES, SEED)
    return Score(
        coverage(days),
        coverage(sums_of_period),
        misfit / count,
        chi_square_interval(count),
    )


def coverage(standardised: Array) -> dict[float, float]:
    """Share of the truths that lie within each central interval."""
    return {
        level: float(np.mean(np.abs(standardised) <= norm.ppf((1 + level) / 2)))
        for level in BANDS
    }


def positive_coverage(
    deviation: float, errors_kept: float, draws: int
) -> dict[float, float]:
    """The same, for fluxes whose logarithms were solved by Gauss-Newton."""
    generator = np.random.default_rng(SEED + 2)
    chain, data = city(deviation)
    data = [replace(item, covariance=errors_kept**2 * item.covariance) for item in data]
    positive = np.arange(chain.unknowns) < FLUXES
    logarithms, centre = logarithm_chain(chain, positive)
    errors = []
    for drawn in draw_prior(logarithms, generator, draws):
        truth = np.where(positive, np.expm1(drawn + centre), drawn)
        seen = observed(data, truth, generator, 1.0)
        posterior = smooth_positive(chain, seen, positive).logarithms
        errors.append((drawn - posterior.mean) / posterior.deviation)
    return coverage(np.array(errors))


def main() -> None:
    right, wrong = score(1.0), score(0.5)
    city_right, city_wrong = city_score(1.0), city_score(0.5)
    print(f"{DRAWS} identical twins of {DAYS} days, seed {SEED}; 50 % and 90 % hold")
    print(f"R as it is:            {right}")
    print(f"R with half the sd:    {wrong}")
    print(f"{CITIES} demonstration cities of {CITY_DAYS} days, elements being days:")
    print(f"R as it is:            {city_right}")
    print(f"R with half the sd:    {city_wrong}")
    for deviation, kept in ((0.2, 1.0), (0.5, 1.0), (0.8, 0.1)):
        found = positive_coverage(deviation, kept, DRAWS // 10)
        print(
            f"positive fluxes, prior sd {deviation:.0%}, errors x {kept} (no bar: "
            f"Laplace's approximation): {100 * found[0.5]:.1f} % and "
            f"{100 * found[0.9]:.1f} %"
        )
    conclude(
        "calibration",
        f"{right}; city: {city_right}; with a wrong R the tests "
        f"{'pass' if wrong.holds() or city_wrong.holds() else 'fail'}",
        "45-55 % and 87-93 %, chi-square within, and a wrong R found out",
        holds=right.holds()
        and city_right.holds()
        and not (wrong.holds() or city_wrong.holds()),
    )


if __name__ == "__main__":
    alone()
    main()
