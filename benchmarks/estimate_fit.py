"""The spread of each sector, level by level, from the half of the data kept for it."""

from collections.abc import Callable

import numpy as np

from benchmarks.estimate_calibration import (
    Array,
    city_ratios,
    commune_ratios,
    concentration,
    fitted,
    national_spread,
    regional_spread,
    rule_of,
)
from trajectoire.instruments.inventory.gather.estimate import shared_among_communes
from trajectoire.instruments.inventory.gather.intensities import LEVEL_YEAR, rows

# Emissions of farming of the Allier, the one département whose total is printed, over
# its estimate: 1.95 MtCO2e (its largest sector in the inventory of 2016). [MtCO2e]
ALLIER = ("dep-03", 1.949985e6)
# Fall of the logarithm of the likelihood at the upper bound of a one-sided interval of
# 90 % (1.2816² / 2): few data must not pass for certain ones. [-]
ALLOWANCE = 0.821
FEW = 10  # ratios, under which the allowance would say more than the data. [-]
POINTS = ("industry", "other_transport")  # large isolated sources
Line = tuple[str, str, str, str, str, str, str, str]
PROJECTED_SINK = 0.4  # [-] judgement, not fitted: no inventory of sinks is held here


def fit() -> list[Line]:
    """Fit every line of the table of spreads.

    Returns
    -------
    lines
        Substance, sector, four levels, point, and what each rests on. [-]

    """
    national, regional = national_spread(), regional_spread()
    farming = _farming(national)
    levels: dict[str, tuple[float, float, float, float]] = {
        sector: (regional, *_diffuse(sector, national, regional))
        for sector in ("road", "tertiary")
    }
    levels["residential"] = (regional, *_points("residential", national, regional))
    levels["waste"] = (regional, 0.0, _communes("waste", national, regional, 0.0), 0.0)
    levels["industry"] = (regional, *_points("industry", national, regional))
    levels["energy"] = levels["industry"]
    levels["other_transport"] = (regional, *_ports(regional))
    levels["agriculture"] = farming
    known = {
        "residential": "communes: 2 printed in full; cities: half (with services)",
        "tertiary": "communes: half; cities: half (with housing)",
        "road": "communes: half; cities: half",
        "waste": "communes: half of 10; no data of cities",
        "industry": "communes: 2 printed in full; cities: half",
        "energy": "that of industry",
        "other_transport": "communes: printed deviation; cities: half",
        "agriculture": "communes: printed deviation; département: the Allier",
    }
    lines = [
        _line("emission_ghg", sector, national, levels[sector], known[sector])
        for sector in known
    ]
    less = (regional, *levels["tertiary"][1:])
    lines += [
        _line("energy_final", "residential", national, less, "that of services"),
        _line("energy_final", "tertiary", national, less, "that of emissions"),
    ]
    lines += [
        _line("energy_final", sector, national, levels[sector], "that of emissions")
        for sector in ("agriculture", "industry", "energy")
    ]
    words = (
        "that of farming: no table of forests by commune could be shipped; the nation "
        "by judgement, for the sink that was projected has since been dying back"
    )
    return [*lines, _line("sink_forest", "utcatf", PROJECTED_SINK, farming, words)]


def _line(
    substance: str,
    sector: str,
    national: float,
    levels: tuple[float, float, float, float],
    basis: str,
) -> Line:
    departement, epci, commune, point = (f"{value:.3g}" for value in levels)
    told = (f"{national:.3g}", departement, epci, commune, point)
    return (substance, sector, *told, basis)


def _diffuse(
    sector: str, national: float, regional: float
) -> tuple[float, float, float]:
    """Give what intercommunalities and communes have of their own, fitted in turn."""
    found, _ = shared_among_communes(LEVEL_YEAR)
    heap = concentration(found, sector)
    epci = commune = 0.0
    for _ in range(5):
        commune = _communes(sector, national, regional, epci)
        rest = regional**2 + heap * commune**2
        epci = _cities(sector, lambda _, rest=rest: rest)
    return epci, commune, 0.0


def parts_of(sector: str) -> float:
    """Give by what the variance of a sum is smaller than that of its sectors.

    The European table has housing and services in one: taken as independent.

    Parameters
    ----------
    sector
        PCAET sector. [-]

    Returns
    -------
    parts
        1 where the table has the sector alone. [-]

    """
    if sector not in ("residential", "tertiary"):
        return 1.0
    found, _ = shared_among_communes(LEVEL_YEAR)
    both = [found.rules[rule_of(found, s)].amount for s in ("residential", "tertiary")]
    return float(np.sum(both) ** 2 / np.sum(np.square(both)))


def _communes(sector: str, national: float, regional: float, epci: float) -> float:
    ratios, _ = commune_ratios(0)[sector]
    known = national**2 + regional**2 + epci**2
    drop = ALLOWANCE if len(ratios) >= FEW else 0.0
    return fitted(ratios, lambda own: known + own**2, drop)


def _cities(sector: str, rest: Callable[[Array], Array | float]) -> float:
    """Fit what cities have of their own, in Europe and in France: the larger.

    A few French cities with a blast furnace would decide alone for the sectors of large
    isolated sources: Europe speaks for those.
    """
    ratios, size, french = city_ratios(sector, 0)
    parts = parts_of(sector)
    found = fitted(ratios, lambda e: (rest(size) + e**2) / parts, ALLOWANCE)
    if sector in POINTS:
        return found
    kept = french > 0
    own = fitted(ratios[kept], lambda e: (rest(size[kept]) + e**2) / parts)
    return max(found, own)


def _points(
    sector: str, national: float, regional: float
) -> tuple[float, float, float]:
    ratios, people = commune_ratios()[sector]
    known = national**2 + regional**2
    point = fitted(ratios, lambda own: known + own / people)
    epci = _cities(sector, lambda size: regional**2 + point / size)
    return epci, 0.0, point


def _ports(regional: float) -> tuple[float, float, float]:
    r"""Give the spread of ports, airports and rail, of which most communes have none.

    With :math:`p` inhabitants and own variance :math:`\kappa / p`, the variation over
    communes is :math:`1 + CV^2 = (\overline{p^2} + \kappa \bar p) / \bar p^2`.
    """
    told = {r["statistic"]: float(r["value"]) for r in _printed("other_transport")}
    every = next(float(r["value"]) for r in _printed("all"))
    having = told["count"] / every
    square = (told["deviation"] ** 2 + told["mean"] ** 2) * having
    found, _ = shared_among_communes(LEVEL_YEAR)
    people = found.country.population
    variation = square / (told["mean"] * having) ** 2
    point = (variation * people.mean() ** 2 - (people**2).mean()) / people.mean()
    epci = _cities("other_transport", lambda size: regional**2 + point / size)
    return epci, 0.0, float(point)


def _farming(national: float) -> tuple[float, float, float, float]:
    """Give the spread of farming: the whole is printed, one département is known."""
    told = {row["statistic"]: float(row["value"]) for row in _printed("agriculture")}
    whole = (told["deviation"] / told["mean"]) ** 2
    found, _ = shared_among_communes(LEVEL_YEAR)
    keys = [(rule.substance, rule.sector) for rule in found.rules]
    rule = keys.index(("emission_ghg", "agriculture"))
    inside = _departement(ALLIER[0])
    ratio = np.array([ALLIER[1] / found.amounts[rule, inside].sum()])
    departement = fitted(ratio, lambda d: national**2 + d**2)
    departement = min(departement, float(np.sqrt(whole / 2)))
    rest = max(whole - departement**2 - national**2, 0.0)
    return departement, float(np.sqrt(rest / 2)), float(np.sqrt(rest / 2)), 0.0


def _departement(code: str) -> np.ndarray:
    from trajectoire.sources.communes import places  # noqa: PLC0415

    _, rank = shared_among_communes(LEVEL_YEAR)
    inside = places().communes("departement", code)
    return np.array([rank[one.code] for one in inside if one.code in rank])


def _printed(sector: str) -> list[dict[str, str]]:
    return [row for row in rows("igt_statistics") if row["sector"] == sector]
