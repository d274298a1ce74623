"""How far a share of a national figure may be off: fitted on one half of real data.

``python -m benchmarks.estimate_calibration`` fits and rewrites the table of spreads;
``make show-estimate`` checks the other half. Three sets: communes of the territorial
inventory of ADEME (shipped), printed statistics of it (shipped), and 308 European
cities (shared data).
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, minimize_scalar

from trajectoire.instruments.inventory.gather.estimate import shared_among_communes
from trajectoire.instruments.inventory.gather.intensities import (
    LEVEL_YEAR,
    TABLES,
    national,
    rows,
)
from trajectoire.instruments.inventory.model.apportionment import Apportionment

Array = NDArray[np.float64]
CITIES = Path("../shared/data/observatory/icos/all_variables.csv")
FEWEST = 8  # cities of a country whose mean can be told. [-]
# Sectors of the European table that stand for ours. Public power (A) is left out: the
# law counts electricity where it is used.
GNFR = {
    "industry": "B",
    "residential": "C",
    "tertiary": "C",
    "road": "F",
    "other_transport": "GHI",
}


def commune_ratios(half: int | None = None) -> dict[str, tuple[Array, Array]]:
    """Give observed over estimated for the communes of the territorial inventory.

    Parameters
    ----------
    half
        0 to fit, 1 to check, None for both; every second commune, by code within
        each way in which the communes were drawn. [-]

    Returns
    -------
    ratios
        By sector: the ratios, and the populations. [-], [inhabitant]

    """
    found, rank = shared_among_communes(LEVEL_YEAR)
    listed = list(rows("igt_communes"))
    drawn = sorted({(row["draw"], row["commune"]) for row in listed})
    side = {code: index % 2 for index, (_, code) in enumerate(drawn)}
    told: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in listed:
        code = row["commune"]
        if half is None or side[code] == half:
            rule = rule_of(found, row["sector"])
            share = found.amounts[rule, rank[code]]
            people = found.country.population[rank[code]]
            told[row["sector"]].append((float(row["emission_tco2e"]) / share, people))
    return {sector: _columns(pairs) for sector, pairs in told.items()}


def city_ratios(sector: str, half: int | None = None) -> tuple[Array, Array, Array]:
    """Give a city's emission by inhabitant over the mean of its country's other ones.

    Parameters
    ----------
    sector
        Of ours. [-]
    half
        0 to fit, 1 to check, None for both; every second city by name. [-]

    Returns
    -------
    ratios, population, french : (city,), (city,), (city,)
        French: 1 for a French city. [-], [inhabitant], [-]

    """
    with CITIES.open(encoding="utf-8-sig", errors="replace") as file:
        listed = sorted(csv.DictReader(file), key=lambda row: row["city_name"])
    by_country: dict[str, list[tuple[float, float, int]]] = defaultdict(list)
    for index, row in enumerate(listed):
        people = float(row["Total_pop"])
        emitted = sum(float(row[f"co2_ff_{letter}"]) for letter in GNFR[sector])
        by_country[row["Country"]].append((emitted / people, people, index % 2))
    found = []
    for country, cities in by_country.items():
        if len(cities) >= FEWEST:
            french = float(country == "France")
            whole = sum(city[0] for city in cities)
            found += [
                (x * (len(cities) - 1) / (whole - x), people, french)  # mean of others
                for x, people, side in cities
                if x > 0 and half in (None, side)
            ]
    table = np.array(found)
    return table[:, 0], table[:, 1], table[:, 2]


def rule_of(found: Apportionment, sector: str) -> int:
    """Give the index of the emissions of a sector among the figures.

    Parameters
    ----------
    found
        Figures shared among communes. [-]
    sector
        PCAET sector. [-]

    Returns
    -------
    index
        Of the rule. [-]

    """
    keys = [(rule.substance, rule.sector) for rule in found.rules]
    return keys.index(("emission_ghg", sector))


def concentration(found: Apportionment, sector: str, least: float = 5e4) -> float:
    """Say how much of an intercommunality of a city's size is in few communes.

    Parameters
    ----------
    found
        Figures shared among communes. [-]
    sector
        PCAET sector. [-]
    least
        Population from which an intercommunality is a city. [inhabitant]

    Returns
    -------
    concentration
        Mean of the sums of squared shares: 1 for one commune alone. [-]

    """
    amounts, epci = found.amounts[rule_of(found, sector)], found.country.epci
    total = np.bincount(epci, amounts)
    squares = np.bincount(epci, amounts**2)
    large = np.bincount(epci, found.country.population) >= least
    return float((squares[large] / total[large] ** 2).mean())


def inside(ratios: Array, variance: Array | float, probability: float = 0.9) -> float:
    """Give the share of observations that the interval of a lognormal law holds.

    Parameters
    ----------
    ratios
        Observed over estimated. [-]
    variance
        Relative, of each. [-]
    probability
        Of the interval. [-]

    Returns
    -------
    share
        Of those inside. [-]

    """
    spread = np.sqrt(np.log1p(np.broadcast_to(variance, ratios.shape)))
    score = (np.log(ratios) + spread**2 / 2) / spread
    half = {0.5: 0.6744897501960817, 0.9: 1.6448536269514722}[probability]
    return float((np.abs(score) <= half).mean())


def fitted(
    ratios: Array, variance: Callable[[float], Array | float], drop: float = 0.0
) -> float:
    """Find the parameter under which ratios are likeliest, their mean being 1.

    Parameters
    ----------
    ratios
        Observed over estimated. [-]
    variance
        Relative variance of each, from the parameter, growing with it. [-]
    drop
        By how much the logarithm of the likelihood may fall: the largest parameter
        for which it falls no more is given. [-]

    Returns
    -------
    parameter
        Not negative: the mean is not fitted, so that a level that is off widens. [-]

    """

    def unlikely(logarithm: float) -> float:
        given = variance(float(np.exp(logarithm)))
        spread = np.sqrt(np.log1p(np.broadcast_to(given, ratios.shape)))
        score = (np.log(ratios) + spread**2 / 2) / spread
        return float((score**2 / 2 + np.log(spread)).sum())

    lowest, highest = -7.0, 16.0
    found = minimize_scalar(unlikely, bounds=(lowest, highest), method="bounded")
    if not drop:
        return float(np.exp(found.x))
    most = found.fun + drop
    return float(np.exp(brentq(lambda x: unlikely(x) - most, found.x, highest)))


def national_spread() -> float:
    """Give how far two national figures of one sector are apart, k = 1.

    Returns
    -------
    spread
        Root mean square of the logarithms of their ratios, over √2: of one figure
        alone, though the mean of two is used, since it is carried to later years. [-]

    """
    first, other = (national(LEVEL_YEAR, key) for key in ("ademe_snbc", "ademe_igt"))
    gaps = [np.log(sum(other[k].values()) / sum(first[k].values())) for k in other]
    return float(np.sqrt(np.mean(np.square(gaps)) / 2))


def regional_spread() -> float:
    """Give how far regions differ in energy of the services by inhabitant, k = 1.

    Returns
    -------
    spread
        Standard deviation of the logarithms between regions. [-]

    """
    found, _ = shared_among_communes(LEVEL_YEAR)
    keys = [(rule.substance, rule.sector) for rule in found.rules]
    weights = found.rules[keys.index(("energy_final", "tertiary"))].weights
    people = np.bincount(found.country.region, found.country.population)
    return float(np.log(weights / people).std(ddof=1))


def main() -> None:
    """Fit, print and rewrite the table."""
    from benchmarks.estimate_fit import fit  # noqa: PLC0415  (it reads this module)

    header = ("substance", "sector", "national", "departement", "epci", "commune")
    header += ("point", "basis")
    lines = fit()
    for line in lines:
        print(*line, sep=", ")
    with Path(str(TABLES / "spreads.csv")).open("w", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)


def _columns(pairs: Iterable[tuple[float, float]]) -> tuple[Array, Array]:
    table = np.array(list(pairs))
    return table[:, 0], table[:, 1]


if __name__ == "__main__":
    main()
