"""Do time and memory grow in proportion to the days?"""

import tracemalloc

import numpy as np

from benchmarks.gaussian_problems import alone, network_problem
from benchmarks.verdict import conclude, cpu_seconds
from trajectoire.methods.gaussian.chain import Chain, DayData
from trajectoire.methods.gaussian.smoother import smooth

SEED, SHORTEST, UNKNOWNS, STATIONS, BAR = 20260103, 45, 100, 10, 1.1


def solve(chain: Chain, data: list[DayData]) -> None:
    """Solve with every marginal deviation and the sum of the whole period."""
    posterior = smooth(chain, data)
    posterior.deviation  # noqa: B018 - asked for what it costs
    posterior.aggregate(np.ones((1, chain.days, chain.unknowns)))


def peak_mebibytes(chain: Chain, data: list[DayData]) -> float:
    """Give the most memory that the solver held beyond its inputs."""
    tracemalloc.start()
    solve(chain, data)
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    return peak


def slope(days: list[int], values: list[float]) -> float:
    """Give the power of the days with which the values grow."""
    return float(np.polyfit(np.log(days), np.log(values), 1)[0])


def main() -> None:
    lengths = [SHORTEST * factor for factor in (1, 2, 4, 8)]
    times, memories = [], []
    print(f"{UNKNOWNS} unknowns and {STATIONS} hourly stations a day, one thread:")
    print(f"{'days':>6}{'CPU s':>10}{'MiB':>10}")
    for days in lengths:
        generator = np.random.default_rng(SEED)
        chain, data = network_problem(generator, days, UNKNOWNS, STATIONS)
        times.append(min(cpu_seconds(lambda: solve(chain, data)) for _ in range(3)))  # noqa: B023 - run at once
        memories.append(peak_mebibytes(chain, data))
        print(f"{days:>6}{times[-1]:>10.3f}{memories[-1]:>10.1f}")
    of_time, of_memory = slope(lengths, times), slope(lengths, memories)
    conclude(
        "growth",
        f"slope of time {of_time:.2f}, of memory {of_memory:.2f}",
        f"at most {BAR}",
        holds=max(of_time, of_memory) <= BAR,
    )


if __name__ == "__main__":
    alone()
    main()
