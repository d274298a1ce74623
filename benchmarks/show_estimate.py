"""Do the intervals of a first estimate hold what is declared, where it is known?

Fitted on one half of the data (``benchmarks.estimate_calibration``), checked here on
the other. Two things are told apart. *Estimates*: communes of the territorial inventory
beside what the product says of them; few. *Dispersion*: European cities beside the
other cities of their country, which checks the widths and not the levels; many. Then
quantiles over all communes and whole départements, as printed: no spread was fitted on
these, but they were in view when the fall of road traffic with crowding was chosen. The
interval of a total over sectors has no observation to be checked against.
"""

from time import process_time

import numpy as np
from scipy.stats import binom

from benchmarks.estimate_calibration import (
    CITIES,
    GNFR,
    Array,
    city_ratios,
    commune_ratios,
    concentration,
    inside,
    national_spread,
    rule_of,
)
from benchmarks.estimate_fit import parts_of
from benchmarks.verdict import conclude
from trajectoire.instruments.inventory.gather.estimate import (
    first_estimate,
    shared_among_communes,
)
from trajectoire.instruments.inventory.gather.intensities import LEVEL_YEAR, rows
from trajectoire.sources.communes import places

CHANCE = 0.01  # under which a set that holds fewer than 90 % is no bad luck
Held = tuple[int, int]
WHOLLY_FITTED = ("residential", "industry")  # printed for two communes only
BUDGET = 30.0  # CPU-ms for the estimate of a région
# Largest sector of départements, as the inventory of 2016 prints it. [tCO2e]
DEPARTEMENTS = {
    "dep-01": ("road", 1.635350e6),
    "dep-02": ("road", 1.386403e6),
    "dep-04": ("road", 3.905682e5),
    "dep-05": ("road", 3.458587e5),
    "dep-91": ("road", 2.073377e6),
    "dep-92": ("residential", 1.466794e6),
    "dep-93": ("road", 1.396911e6),
    "dep-94": ("residential", 1.336894e6),
    "dep-95": ("road", 1.540301e6),
}


def main() -> None:
    """Print every check, then the verdict."""
    print(f"two national figures of one sector are apart by {national_spread():.1%}")
    estimates = communes()
    dispersion = cities() if CITIES.exists() else []
    within = departements()
    low = quantiles()
    slowest = speed()
    judged = estimates + dispersion
    short = sum(binom.cdf(inside_it, of, 0.9) < CHANCE for inside_it, of in judged)
    holds = not short and slowest <= BUDGET and within == len(DEPARTEMENTS)
    conclude(
        "estimate",
        f"90 % intervals hold {_share(estimates)} estimates and {_share(dispersion)} "
        f"dispersions kept aside, {short} of {len(judged)} sets too few to be chance; "
        f"{within} of {len(DEPARTEMENTS)} départements; slowest {slowest:.0f} CPU-ms; "
        f"known bias, not judged: quantiles of road traffic {low:.0%} too low",
        f"no set that holds fewer than 90 % by more than chance, all départements, at "
        f"most {BUDGET:g} CPU-ms",
        holds=holds,
    )


def communes() -> list[Held]:
    """Check the communes that were not fitted.

    Returns
    -------
    held
        Of each set, how many observations its intervals hold, and of how many. [-]

    """
    print("communes of the territorial inventory 2016, half kept aside:")
    found, _ = shared_among_communes(LEVEL_YEAR)
    told = []
    for sector, (ratios, people) in sorted(commune_ratios(1).items()):
        if sector in WHOLLY_FITTED:
            print(f"  {sector:28s} two communes, both fitted: nothing kept aside")
            continue
        spread = found.rules[rule_of(found, sector)].spread
        variance = spread.national**2 + spread.departement**2 + spread.epci**2
        told += _said(sector, ratios, variance + spread.own(people))
    return told


def cities() -> list[Held]:
    """Check the cities that were not fitted, of Europe and of France among them.

    Returns
    -------
    held
        Of each set, how many observations its intervals hold, and of how many. [-]

    """
    print("cities of the TNO table 2018, half kept aside:")
    found, _ = shared_among_communes(LEVEL_YEAR)
    told = []
    for sector in GNFR:
        if sector == "tertiary":  # one with housing in the table: counted there
            continue
        ratios, people, french = city_ratios(sector, 1)
        spread = found.rules[rule_of(found, sector)].spread
        variance = spread.departement**2 + spread.epci**2 + spread.point / people
        variance += concentration(found, sector) * spread.commune**2
        variance /= parts_of(sector)
        kept = french == 0
        told += _said(f"{sector}, elsewhere", ratios[kept], variance[kept])
        kept = french > 0
        told += _said(f"{sector}, France", ratios[kept], variance[kept])
    return told


def departements() -> int:
    """Check whole départements.

    Returns
    -------
    within
        How many intervals hold the printed figure. [-]

    """
    print("départements, largest sector as printed [ktCO2e]:")
    within = 0
    for code, (sector, printed) in DEPARTEMENTS.items():
        found = first_estimate(places().find(code).place.territory(), LEVEL_YEAR)
        line = next(one for one in found.lines if one.sector == sector)
        low, high = line.quantity.bounds()
        within += low <= printed <= high
        print(
            f"  {code} {sector:12s} {printed / 1e3:6.0f} | estimated "
            f"{line.quantity.value / 1e3:6.0f} ({low / 1e3:.0f} to {high / 1e3:.0f})"
        )
    return within


def quantiles() -> float:
    """Print the quantiles over all communes, as printed and as the model has them.

    Returns
    -------
    low
        By how much those of road traffic are too low, in the middle. [-]

    """
    low = 0.0
    print("quantiles over all communes, printed | modelled [tCO2e]:")
    found, _ = shared_among_communes(LEVEL_YEAR)
    chance = np.random.default_rng(2016)
    for sector in ("agriculture", "road", "tertiary"):
        rule = rule_of(found, sector)
        spread = found.rules[rule].spread
        variance = spread.own(found.country.population) + spread.epci**2
        spread_of_logarithms = np.sqrt(np.log1p(variance + spread.departement**2))
        drawn = chance.standard_normal(variance.size) * spread_of_logarithms
        amounts = found.amounts[rule] * np.exp(drawn - spread_of_logarithms**2 / 2)
        pairs = [
            (
                float(row["value"]),
                float(np.quantile(amounts, float(row["statistic"][1:]) / 100)),
            )
            for row in rows("igt_statistics")
            if row["sector"] == sector and row["statistic"].startswith("q")
        ]
        told = (f"{printed:.0f} | {modelled:.0f}" for printed, modelled in pairs)
        print(f"  {sector:12s} {'; '.join(told)}")
        if sector == "road":
            low = float(
                np.median([1 - modelled / printed for printed, modelled in pairs])
            )
    return low


def speed() -> float:
    """Time estimates of every size, once the tables are in memory.

    Returns
    -------
    slowest
        Of a commune, a group, a département, the largest régions. [ms]

    """
    first_estimate(places().find("FR").place.territory())
    slowest = 0.0
    for code in ("38185", "200040715", "dep-59", "reg-84", "reg-44", "reg-76"):
        territory = places().find(code).place.territory()
        start = process_time()
        first_estimate(territory)
        taken = 1e3 * (process_time() - start)
        slowest = max(slowest, taken)
        print(f"  {territory.name}: {taken:.1f} CPU-ms")
    return slowest


def _share(sets: list[Held]) -> str:
    held, every = sum(held for held, _ in sets), sum(of for _, of in sets)
    return f"{held} of {every}"


def _said(name: str, ratios: Array, variance: Array | float) -> list[Held]:
    if not ratios.size:
        return []
    held, half = (inside(ratios, variance, p) for p in (0.9, 0.5))
    print(f"  {name:28s} {ratios.size:4d}: 90 % hold {held:.0%}, 50 % hold {half:.0%}")
    return [(round(held * ratios.size), ratios.size)]


if __name__ == "__main__":
    main()
