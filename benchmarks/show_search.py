"""How long does a search of a territory take, in a process that has its index?"""

from time import perf_counter

from benchmarks.verdict import conclude
from trajectoire.sources.communes import places

QUERIES = ("sa", "saint", "la", "grenoble", "38000", "zzzz", "de la mer", "246900625")
REPEATED = 5
BAR = 20.0  # ms


def main() -> None:
    country = places()
    slowest = 0.0
    for query in QUERIES:
        durations = []
        for _ in range(REPEATED):
            start = perf_counter()
            found = country.search(query)
            durations.append(1e3 * (perf_counter() - start))
        slowest = max(slowest, min(durations))
        print(f"  {query:12s} {min(durations):6.2f} ms, {len(found)} answers")
    conclude(
        "search",
        f"slowest of {len(QUERIES)} queries {slowest:.1f} ms",
        f"at most {BAR:g} ms",
        holds=slowest <= BAR,
    )


if __name__ == "__main__":
    main()
