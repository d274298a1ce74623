"""How long does a search of a territory take, in a process that has its index?"""

from time import perf_counter

from benchmarks.verdict import conclude
from trajectoire.sources.communes import places

QUERIES = ("sa", "saint", "la", "grenoble", "38000", "zzzz", "de la mer", "246900625")
BAR = 20.0  # ms


def main() -> None:
    country = places()
    country.search("la première charge l'index")
    slowest = 0.0
    for query in QUERIES:  # each asked once: an answer kept aside would flatter
        start = perf_counter()
        found = country.search(query)
        taken = 1e3 * (perf_counter() - start)
        slowest = max(slowest, taken)
        print(f"  {query:12s} {taken:6.2f} ms, {len(found)} answers")
    conclude(
        "search",
        f"slowest of {len(QUERIES)} queries {slowest:.1f} ms",
        f"at most {BAR:g} ms",
        holds=slowest <= BAR,
    )


if __name__ == "__main__":
    main()
