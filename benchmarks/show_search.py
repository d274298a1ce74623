"""How long does a search of a territory take, and does it find what was mistyped?"""

import random
from collections.abc import Iterator
from time import process_time

from benchmarks.verdict import conclude
from trajectoire.sources.communes import places
from trajectoire.sources.communes_place import Place

WORST = ("sa", "la", "de", "saint", "de la mer", "zzzzzzzz", "saint saint etiene")
BAR = 20.0  # ms, of the slowest query, whatever it is
EACH = 100  # queries of each kind
SEED = 20261121


def main() -> None:
    country = places()
    country.search("la première charge l'index")
    draw = random.Random(SEED)  # noqa: S311  (a sample, no secret)
    communes = [p for p in country.places if p.kind == "commune" and p.population]
    weights = [place.population or 0 for place in communes]
    slowest = 0.0
    for kind in ("name", "plain", "lost", "swapped", "replaced", "code", "postcode"):
        asked = draw.choices(communes, weights, k=EACH)  # as many ask as live there
        times, found = [], 0
        for place in asked:
            query = written(place, kind, draw)
            start = process_time()
            answers = country.search(query)
            times.append(1e3 * (process_time() - start))
            found += place in [match.place for match in answers]
        times.sort()
        slowest = max(slowest, times[-1])
        p95 = times[int(0.95 * EACH)]
        print(f"  {kind:9s} p95 {p95:6.2f} CPU-ms, {found} found of {EACH}")
    for query, taken, count in hardest():
        slowest = max(slowest, taken)
        print(f"  {query:20s} {taken:6.2f} CPU-ms, {count} answers")
    conclude(
        "search",
        f"slowest of {7 * EACH + len(WORST)} queries {slowest:.1f} CPU-ms",
        f"at most {BAR:g} ms",
        holds=slowest <= BAR,
    )


def written(place: Place, kind: str, draw: random.Random) -> str:
    """Write the query of somebody who looks for a place; slips fall anywhere."""
    if kind == "code":
        return place.code
    if kind == "postcode":
        return draw.choice(place.postcodes) if place.postcodes else place.code
    name = place.name
    if kind == "plain":
        return name.lower().replace("-", " ").replace("é", "e").replace("è", "e")
    at = draw.randrange(1, len(name))
    if kind == "lost":
        return name[:at] + name[at + 1 :]
    if kind == "replaced":
        return name[:at] + draw.choice("aeiou") + name[at + 1 :]
    if kind == "swapped":
        return name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]
    return name


def hardest() -> Iterator[tuple[str, float, int]]:
    """Time the queries that frame the most names, each asked once."""
    for query in WORST:
        start = process_time()
        found = places().search(query)
        yield query, 1e3 * (process_time() - start), len(found)


if __name__ == "__main__":
    main()
