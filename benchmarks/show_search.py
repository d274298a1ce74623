"""How long does a search of a territory take, in a process that has its index?"""

from time import process_time

from benchmarks.verdict import conclude
from trajectoire.sources.communes import places

QUERIES = ("sa", "saint", "la", "grenoble", "38000", "zzzz", "de la mer", "246900625")
BAR = 20.0  # ms


def main() -> None:
    country = places()
    country.search("la première charge l'index")
    slowest = 0.0
    for query in QUERIES:  # each asked once: an answer kept aside would flatter
        start = process_time()
        found = country.search(query)
        taken = 1e3 * (process_time() - start)
        slowest = max(slowest, taken)
        print(f"  {query:12s} {taken:6.2f} CPU-ms, {len(found)} answers")
    conclude(
        "search",
        f"slowest of {len(QUERIES)} queries {slowest:.1f} CPU-ms",
        f"at most {BAR:g} ms",
        holds=slowest <= BAR,
    )


if __name__ == "__main__":
    main()
