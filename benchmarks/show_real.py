"""The real inversion: urban CO2 fluxes of a tower, against a null that turns the wind.

Withheld days and withheld heights are foretold, then foretold again with each day's
footprints turned by a random angle; intervals are tried on twins and by bootstrap.
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.tower_skill import OneStep, Skill, skill, turned
from benchmarks.verdict import conclude, machine
from trajectoire.core.quantity import Z_90, Array
from trajectoire.instruments.observatory.gather.tower import TowerView, view_of
from trajectoire.instruments.observatory.gather.tower_case import (
    Case,
    Season,
    read_case,
)
from trajectoire.instruments.observatory.gather.tower_inputs import (
    Beliefs,
    tower_inputs,
    tuned,
)
from trajectoire.instruments.observatory.inputs import ObservatoryInputs
from trajectoire.instruments.observatory.model.heavy_tails import widened, widening
from trajectoire.instruments.observatory.model.inversion import Estimate, estimate
from trajectoire.instruments.observatory.model.positive import estimate_positive
from trajectoire.instruments.observatory.model.truth import invent_truth
from trajectoire.instruments.observatory.model.withheld import keep

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data" / "observatory" / "beijing_iap_tower"
NULLS, TWINS, RESAMPLES, SEED = 200, 100, 200, 20231201
DISPLACEMENTS = (10.0, 30.0)  # m, beside that of the description
NAME = "real"
BAR = (
    "December: withheld days and heights above the null's 95th percentile, twin "
    "coverage 85-95 %, stated deviation of the mean flux >= block bootstrap's"
)


@dataclass(frozen=True, eq=False)
class Measured:
    """All that is measured of a season."""

    name: str
    beliefs: Beliefs
    refused: dict[str, int]
    counts: list[int]
    found: Skill
    null: list[Skill]
    difference: float
    coverage: float
    mean_flux: tuple[float, float, float]
    independent: float
    correlation: dict[str, list[float]]
    positive: tuple[float, float, float]
    displaced: list[str]


def measure(index: int) -> Measured:
    """Measure one season, with generators of its own."""
    case = read_case(ROOT / "examples" / "beijing_tower.toml", DATA)
    season, random = case.seasons[index], np.random.default_rng(SEED + index)
    view = view_of(case.records, season.footing)
    beliefs = _beliefs(case, season, view)
    problem = OneStep(view, beliefs, case.territory)
    null = []
    for _ in range(NULLS):
        turn = random.integers(0, season.footing.sectors, season.footing.days)
        weight = turned(view, turn, problem.day)
        null.append(skill(problem, case.training, weight))
    trained = keep(problem.inputs, problem.level < case.training)
    answer = estimate(widened(trained))
    one = problem.refit(problem.days(), case.training)
    return Measured(
        season.name,
        beliefs,
        dict(view.refused),
        np.bincount(problem.level).tolist(),
        skill(problem, case.training),
        null,
        _difference(answer, one.mean),
        _coverage(answer.inputs, random),
        _mean_flux(problem, case.training, random),
        _if_independent(view, beliefs, case),
        _residual_correlation(problem, one.foretold, case.training),
        _positive(problem, answer, case.training),
        [_displaced(case, season, beliefs, height) for height in DISPLACEMENTS],
    )


def _beliefs(case: Case, season: Season, view: TowerView) -> Beliefs:
    """Most likely on the lower levels, without the first fold of withheld days."""
    value = tower_inputs(view, replace(season.beliefs, flux=1.0), case.territory)
    day = value.day_of(value.observations.start)
    training = (view.level < case.training) & (day % 5 != 0)
    flux = float(np.mean(value.observations.value[training]))
    start = replace(season.beliefs, flux=flux)
    return tuned(view, start, case.territory, training)


def _difference(answer: Estimate, one: Array) -> float:
    """Largest gap between the chain of days and the one step, in prior deviations."""
    zones = answer.layout.zones
    mean = answer.posterior.mean[:, :zones].mean(axis=0)
    return float(np.max(np.abs(mean - one[:zones])))


def _sums(answer: Estimate, weights: Array) -> tuple[Array, Array]:
    """Mean over the days of weighted sums of zone deviations, with their spread."""
    days, unknowns = answer.posterior.mean.shape
    full = np.zeros((len(weights), days, unknowns))
    full[:, :, : answer.layout.zones] = weights[:, None, :] / days
    full[:, :, answer.layout.zones] = weights.sum(axis=1)[:, None] / days
    sums = answer.posterior.aggregate(full)
    return sums.mean, sums.deviation


def _reported(inputs: ObservatoryInputs) -> Array:
    """Area weights of the 8 x 4 zones that are reported, over those of the state."""
    area = inputs.emission[0, 0]
    rings = np.array([0, 0, 0, 1, 1, 2, 2, 3])
    fine = np.arange(len(area))
    block = (fine // 8) // 3 * 4 + rings[fine % 8]
    share = np.equal.outer(np.arange(32), block) * area
    return np.asarray(share / share.sum(axis=1, keepdims=True))


def _coverage(inputs: ObservatoryInputs, random: np.random.Generator) -> float:
    """Share of the true zone fluxes of identical twins within their 90 % interval."""
    weights, held = _reported(inputs), []
    spread = _sums(estimate(inputs), weights)[1]
    for _ in range(TWINS):
        twin = invent_truth(inputs, random)
        assert twin.truth is not None
        relative = (twin.truth[:, 0] / inputs.emission[:, 0]).mean(axis=0) - 1
        days, zones = inputs.days, len(inputs.zones)
        mean = estimate(twin).posterior.mean
        found = (mean[:, :zones] + mean[:, zones : zones + 1]).sum(axis=0) / days
        held.append(np.abs(weights @ (found - relative)) <= Z_90 * spread)
    return float(np.mean(held))


def _seen_from(problem: OneStep, level: int) -> Array:
    """Mean weight of each unknown in the flux seen from one height."""
    share = problem.weight[problem.level == level].mean(axis=0)
    share = share / share.sum()
    biases = np.zeros(problem.bias.shape[1])
    return problem.flux * np.concatenate([share, [1.0], biases])


def _mean_flux(
    problem: OneStep, levels: int, random: np.random.Generator
) -> tuple[float, float, float]:
    """Mean flux seen from the highest training level: value, stated, bootstrap."""
    weight = _seen_from(problem, levels - 1)
    answer = problem.refit(problem.days(), levels)
    stated = float(np.linalg.norm(answer.root @ weight))
    draws = []
    for _ in range(RESAMPLES):
        days = random.choice(problem.days(), len(problem.days()))
        draws.append(weight @ problem.refit(days, levels).mean)
    value = problem.flux + float(weight @ answer.mean)
    return value, stated, float(np.std(draws))


def _if_independent(view: TowerView, beliefs: Beliefs, case: Case) -> float:
    """Deviation that would be stated if residuals were taken as independent."""
    total = float(np.hypot(beliefs.noise, beliefs.shared))
    alone = replace(
        beliefs, noise=total, shared=1e-3, own=1e-3, storage=1e-3, flow=1e-3
    )
    problem = OneStep(view, alone, case.territory)
    weight = _seen_from(problem, case.training - 1)
    answer = problem.refit(problem.days(), case.training)
    return float(np.linalg.norm(answer.root @ weight))


def _residual_correlation(
    problem: OneStep, told: Array, levels: int
) -> dict[str, list[float]]:
    """Correlation of misfits, found and modelled, by kind of pair of half-hours.

    Of the heights that were fitted: what the others miss is their own bias.
    """
    used = problem.level < levels
    start = problem.inputs.observations.start
    product: dict[str, list[tuple[float, float]]] = {}
    for day, shared in problem.shared.items():
        place = np.flatnonzero(used[problem.day == day])
        rows = np.flatnonzero(used & (problem.day == day))
        whole = shared[np.ix_(place, place)] + np.diag(problem.noise[rows] ** 2)
        spread = np.sqrt(np.diagonal(whole))
        misfit = widened_misfit(problem.value[rows] - told[rows], spread)
        modelled = whole / np.outer(spread, spread)
        hours = (start[rows][:, None] - start[rows]) / np.timedelta64(1, "h")
        same = np.equal.outer(problem.level[rows], problem.level[rows])
        for name, pairs in (
            ("two heights at once", ~same & (hours == 0)),
            ("next half-hour", same & (hours == 0.5)),
            ("two hours later", same & (hours == 2)),
        ):
            found = np.outer(misfit, misfit)[pairs]
            product.setdefault(name, []).extend(
                zip(found, modelled[pairs], strict=True)
            )
    scale = float(np.mean(_all_misfits(problem, told)[used] ** 2))
    return {
        name: [float(np.mean([f for f, _ in pairs])) / scale, mean_of(pairs)]
        for name, pairs in product.items()
    }


def mean_of(pairs: list[tuple[float, float]]) -> float:
    """Mean of what is modelled."""
    return float(np.mean([modelled for _, modelled in pairs]))


def widened_misfit(misfit: Array, spread: Array) -> Array:
    """Misfits in deviations, outliers brought in as the inversion does."""
    return np.asarray(misfit / spread / widening(misfit, spread))


def _all_misfits(problem: OneStep, told: Array) -> Array:
    return widened_misfit(problem.value - told, np.sqrt(problem.variance()))


def _positive(
    problem: OneStep, answer: Estimate, levels: int
) -> tuple[float, float, float]:
    """Share of negative zones, mean flux and skill by height if none may be."""
    weights = _reported(answer.inputs)
    negative = float(np.mean(_sums(answer, weights)[0] < -1))
    mean = estimate_positive(answer.inputs).posterior.mean
    zones = answer.layout.zones
    factor = (mean[:, :zones] + mean[:, zones : zones + 1]).mean(axis=0)
    seen = _seen_from(problem, levels - 1)[:zones]
    upper = problem.level >= levels
    told = problem.weight[upper] @ (1 + factor)
    skill_above = float(np.corrcoef(told, problem.value[upper])[0, 1])
    return negative, problem.flux + float(seen @ factor), skill_above


def _displaced(
    case: Case, season: Season, beliefs: Beliefs, displacement: float
) -> str:
    """Run again with another displacement height, the same beliefs."""
    footing = replace(season.footing, displacement=displacement)
    view = view_of(case.records, footing)
    problem = OneStep(view, beliefs, case.territory)
    found, weight = (
        skill(problem, case.training),
        _seen_from(problem, case.training - 1),
    )
    answer = problem.refit(problem.days(), case.training)
    flux = problem.flux + float(weight @ answer.mean)
    return (
        f"displacement {displacement:g} m: withheld days {found.days.mean():.2f}, "
        f"heights {found.heights.mean():.2f}, flux seen from 140 m {flux:.1f}"
    )


def _percentile(null: list[Skill], what: str) -> float:
    return float(np.percentile([getattr(one, what).mean() for one in null], 95))


def tell(season: Measured) -> None:
    """Print what was measured of a season."""
    beliefs = ", ".join(f"{k} {v:.2f}" for k, v in vars(season.beliefs).items())
    value, stated, bootstrap = season.mean_flux
    print(f"\n{season.name}: half-hours by height {season.counts}")
    print(f"  left out of the footprint's domain: {season.refused}")
    print(f"  most likely: {beliefs}")
    for what, words in (("days", "withheld days"), ("heights", "200 and 280 m")):
        found = getattr(season.found, what)
        every = np.array([getattr(one, what) for one in season.null])
        beaten = float(np.mean(every.mean(axis=1) < found.mean()))
        print(
            f"  {words}: r = {found.mean():.3f}, null's 95th percentile "
            f"{_percentile(season.null, what):.3f}, above {beaten:.1%} of the nulls; "
            f"by fold {np.round(found, 2).tolist()} against "
            f"{np.round(np.percentile(every, 95, axis=0), 2).tolist()}"
        )
    print(f"  twins: 90 % intervals of the 32 zones hold {season.coverage:.1%}")
    print(
        f"  midday flux seen from 140 m: {value:.1f} µmol m-2 s-1, stated deviation "
        f"{stated:.2f}, block bootstrap {bootstrap:.2f}; {season.independent:.2f} if "
        "residuals were taken as independent"
    )
    pairs = [
        f"{name} {found:.2f} ({modelled:.2f})"
        for name, (found, modelled) in season.correlation.items()
    ]
    print(f"  correlation of misfits, found (modelled): {', '.join(pairs)}")
    negative, flux, above = season.positive
    print(
        f"  zones below zero {negative:.0%}; with positivity: flux seen from 140 m "
        f"{flux:.1f}, 200 and 280 m r = {above:.2f}"
    )
    print(f"  chain of days against one step: {season.difference:.1e} of the prior")
    for line in season.displaced:
        print(f"  {line}")


def holds(season: Measured) -> bool:
    """Whether a season reaches the bar."""
    beats = all(
        getattr(season.found, what).mean() > _percentile(season.null, what)
        for what in ("days", "heights")
    )
    _, stated, bootstrap = season.mean_flux
    return beats and 0.85 <= season.coverage <= 0.95 and stated >= bootstrap


def main() -> None:
    """Measure both seasons side by side, and conclude on December."""
    if not DATA.is_dir():
        print(f"machine: {machine()}")
        print(
            f"{NAME}: not measured, the tower's files are not there | {BAR} | skipped"
        )
        sys.exit(0)
    with ProcessPoolExecutor(2) as pool:
        december, june = pool.map(measure, (0, 1))
    for season in (december, june):
        tell(season)
    _, stated, bootstrap = december.mean_flux
    measured = (
        f"days {december.found.days.mean():.2f} against "
        f"{_percentile(december.null, 'days'):.2f}, heights "
        f"{december.found.heights.mean():.2f} against "
        f"{_percentile(december.null, 'heights'):.2f}, coverage "
        f"{december.coverage:.1%}, deviation {stated:.2f} against {bootstrap:.2f}"
    )
    conclude(NAME, measured, BAR, holds=holds(december))


if __name__ == "__main__":
    main()
