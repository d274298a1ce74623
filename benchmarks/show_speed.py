"""A year of a large network in seconds, and a public peer on the same problem.

Processor time is counted on one thread of the linear algebra: on blocks of this size
two threads mostly wait for each other, and waiting counts as processor time.
"""

from dataclasses import replace

import numpy as np
from fips.estimators import BayesianSolver

from benchmarks.gaussian_problems import alone, network_problem, write_out
from benchmarks.show_growth import peak_mebibytes, slope
from benchmarks.verdict import conclude, cpu_seconds
from trajectoire.methods.gaussian.chain import Chain, DayData
from trajectoire.methods.gaussian.posterior import Posterior
from trajectoire.methods.gaussian.smoother import smooth

SEED, DAYS, UNKNOWNS, STATIONS = 20260104, 365, 100, 20
BAR_SECONDS, BAR_RATIO, BAR_SLOPE, BAR_GAP = 3.0, 4.0, 1.1, 1e-9
PEER_DAYS, PEER_UNKNOWNS, PEER_OBSERVATIONS = 25, 100, 5000


def year() -> tuple[float, float]:
    """Solve a year; give its cost and the growth of memory with days."""
    chain, data = network_problem(np.random.default_rng(SEED), DAYS, UNKNOWNS, STATIONS)
    posterior, seconds = own_cost(chain, data)
    print(
        f"{DAYS} days x {UNKNOWNS} unknowns, {STATIONS} stations x 24 h with 5 % of "
        f"gaps: {posterior.observations} observations, dense correlated R of each day, "
        f"air of the eve; {posterior.deviation.size} marginal deviations: "
        f"{seconds:.2f} CPU-s"
    )
    lengths = [DAYS // 4, DAYS // 2, DAYS]
    memories = [
        peak_mebibytes(replace(chain, days=days), data[:days]) for days in lengths
    ]
    print(f"memory for {lengths} days: {[round(value) for value in memories]} MiB")
    return seconds, slope(lengths, memories)


def first_rows(item: DayData, count: int) -> DayData:
    """Keep as many observations every day."""
    eve = None if item.yesterday is None else item.yesterday[:count]
    return DayData(
        item.residual[:count],
        item.today[:count],
        eve,
        item.covariance[:count, :count].copy(),
    )


def own_cost(chain: Chain, data: list[DayData]) -> tuple[Posterior, float]:
    """Solve with every marginal covariance; give the answer and its cost."""
    kept: list[Posterior] = []

    def solve() -> None:
        kept.append(smooth(chain, data, "information"))
        kept[-1].deviation  # noqa: B018 - asked for what it costs

    seconds = cpu_seconds(solve)
    return kept[0], seconds


def against_peer() -> tuple[float, float]:
    """Solve one problem with both; give the ratio of costs and the difference."""
    chain, data = network_problem(
        np.random.default_rng(SEED), PEER_DAYS, PEER_UNKNOWNS, 10
    )
    each = PEER_OBSERVATIONS // PEER_DAYS
    data = [first_rows(item, each) for item in data]
    dense = write_out(chain, data)
    answers: list[tuple[np.ndarray, np.ndarray]] = []

    def peers() -> None:
        peer = BayesianSolver(
            dense.residual,
            np.zeros(len(dense.prior)),
            dense.operator,
            dense.prior,
            dense.errors,
        )
        answers.append((peer.x_hat, peer.S_hat))

    posterior, ours = own_cost(chain, data)
    one_day = Chain(np.zeros(len(dense.prior)), dense.prior, dense.prior, 1)
    whole = DayData(dense.residual, dense.operator, None, dense.errors)
    same, unstructured = own_cost(one_day, [whole])
    theirs = cpu_seconds(peers)
    mean, covariance = answers[0]
    gap = max(
        difference(posterior, mean, covariance), difference(same, mean, covariance)
    )
    print(
        f"{len(mean)} unknowns x {len(dense.residual)} observations: "
        f"{ours:.2f} CPU-s by days, {unstructured:.2f} as one dense day, fips "
        f"{theirs:.2f} CPU-s; largest relative difference {gap:.1e}"
    )
    return theirs / ours, gap


def difference(posterior: Posterior, mean: np.ndarray, covariance: np.ndarray) -> float:
    """Largest relative difference of means and of standard deviations."""
    found, spread = posterior.mean.ravel(), posterior.deviation.ravel()
    return max(
        float(np.abs(found - mean).max() / np.abs(mean).max()),
        float(np.abs(spread / np.sqrt(np.diagonal(covariance)) - 1).max()),
    )


def main() -> None:
    seconds, growth = year()
    ratio, gap = against_peer()
    holds = seconds <= BAR_SECONDS and growth <= BAR_SLOPE
    conclude(
        "speed",
        f"{seconds:.2f} CPU-s a year, {ratio:.1f} times faster than fips "
        f"(difference {gap:.0e}), memory slope {growth:.2f}",
        f"at most {BAR_SECONDS:.0f} CPU-s, at least {BAR_RATIO:.0f} times "
        f"(at most {BAR_GAP:.0e}), at most {BAR_SLOPE}",
        holds=holds and ratio >= BAR_RATIO and gap <= BAR_GAP,
    )


if __name__ == "__main__":
    alone()
    main()
