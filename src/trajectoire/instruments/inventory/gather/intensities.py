"""National and regional figures, and how they are shared: read from the tables."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from importlib.resources import files

import numpy as np

from trajectoire.core.quantity import Array
from trajectoire.core.source import Source
from trajectoire.core.units import factor
from trajectoire.instruments.inventory.gather.nomenclatures import rows_of_table
from trajectoire.instruments.inventory.model.apportionment import Rule, Spread
from trajectoire.instruments.inventory.model.estimate import UNITS

TABLES = files("trajectoire.instruments.inventory") / "tables"
LEVEL_YEAR = 2016  # the year in which two sources give the same national figures
# Emissions of a dwelling heated by oil and by gas: inverse of the dwellings by tonne
# avoided of the regional levers (0.2563 and 0.2857). [tCO2e/dwelling]
_OIL, _GAS = 1 / 0.2563, 1 / 0.2857

National = Mapping[tuple[str, str], Mapping[str, float]]  # by part of the sector


def rows(name: str) -> Iterator[dict[str, str]]:
    """Read the lines of a table of the instrument.

    Parameters
    ----------
    name
        Of the table. [-]

    Yields
    ------
    row
        By column. [-]

    """
    with (TABLES / f"{name}.csv").open(encoding="utf-8") as file:
        yield from rows_of_table(f"{name}.csv", file)


@lru_cache(maxsize=1)
def sources() -> dict[str, Source]:
    """Give whom the figures are from.

    Returns
    -------
    sources
        By their key in the tables. [-]

    """
    return {
        row["key"]: Source(
            row["publisher"],
            row["title"],
            row["licence"],
            date.fromisoformat(row["published"]) if row["published"] else None,
            row["address"],
        )
        for row in rows("estimate_sources")
    }


def years() -> tuple[int, ...]:
    """Give the years for which there are national figures.

    Returns
    -------
    years
        In order. [year]

    """
    told = {int(row["year"]) for row in rows("intensities")}
    return tuple(sorted(told))


def national(year: int, source: str) -> dict[tuple[str, str], dict[str, float]]:
    """Read the national figures of one source for one year.

    Parameters
    ----------
    year
        Calendar year. [year]
    source
        Key of the source. [-]

    Returns
    -------
    figures
        By substance and sector, then by part of the sector. [tCO2e] or [MWh]

    """
    found: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for row in rows("intensities"):
        if int(row["year"]) == year and row["source"] == source:
            by = factor(row["unit"], UNITS[row["substance"]])
            key = row["substance"], row["sector"]
            found[key][row["part"]] = float(row["value"]) * by
    return dict(found)


def rules(
    year: int, regions: Sequence[str], inhabitants: Array
) -> tuple[tuple[Rule, ...], tuple[tuple[Source, ...], ...]]:
    """Give how every figure is shared among communes.

    Parameters
    ----------
    year
        Calendar year. [year]
    regions : (region,)
        Names of the régions of the country. [-]
    inhabitants : (region,)
        Population of each. [inhabitant]

    Returns
    -------
    rules
        In the order of the table. [-]
    sources
        Whom each is from. [-]

    """
    figures, second = national(year, "ademe_snbc"), national(LEVEL_YEAR, "ademe_igt")
    level = national(LEVEL_YEAR, "ademe_snbc")
    spreads = _spreads()
    regional = _Regional(regions, inhabitants)
    found, whom = [], []
    for row in rows("pivots"):
        key = row["substance"], row["sector"]
        keys = ["ademe_snbc", "insee"]
        amount = sum(figures[key].values())
        if key in second:  # geometric mean of two sources, where both speak
            first, other = sum(level[key].values()), sum(second[key].values())
            amount *= float(np.sqrt(other / first))
            keys.insert(1, "ademe_igt")
        if row["weights"]:
            keys.append("aldo" if row["weights"] == "forest_balance" else "sgpe")
        found.append(
            Rule(
                *key,
                amount,
                row["pivot"],
                float(row["exponent"]),
                regional.weights(row["weights"], figures),
                spreads[key],
            )
        )
        whom.append(tuple(sources()[one] for one in keys))
    return tuple(found), tuple(whom)


def _spreads() -> dict[tuple[str, str], Spread]:
    levels = ("national", "departement", "epci", "commune", "point")
    return {
        (row["substance"], row["sector"]): Spread(*(float(row[n]) for n in levels))
        for row in rows("spreads")
    }


class _Regional:
    """Shares of the régions, from the regional figures."""

    def __init__(self, regions: Sequence[str], inhabitants: Array) -> None:
        self._regions, self._inhabitants = regions, inhabitants
        self._read: dict[str, dict[str, float]] = defaultdict(dict)
        for row in rows("regional"):
            self._read[row["quantity"]][row["region"]] = float(row["value"])
        self._made: dict[str, Callable[[National], Array]] = {
            "heating": self._heating,
            "farming": self._farming,
        }

    def weights(self, name: str, figures: National) -> Array:
        """Give the share of each région; NaN where no figure tells it."""
        if not name:
            return np.empty(0)
        return self._made[name](figures) if name in self._made else self._of(name)

    def _of(self, quantity: str) -> Array:
        told = self._read[quantity]
        return np.array([told.get(region, np.nan) for region in self._regions])

    def _heating(self, figures: National) -> Array:
        """Dwellings heated by oil and gas; what they do not explain, by inhabitant."""
        heated = 1e3 * (_OIL * self._of("oil_dwellings"))
        heated += 1e3 * (_GAS * self._of("gas_dwellings"))
        rest = sum(figures["emission_ghg", "residential"].values()) - heated.sum()
        people = self._inhabitants / self._inhabitants.sum()
        return np.asarray(heated + max(rest, 0.0) * people)

    def _farming(self, figures: National) -> Array:
        parts = figures["emission_ghg", "agriculture"]
        told = (
            ("livestock", "livestock_target"),
            ("crops", "nitrogen"),
            ("energy", "machines_target"),
        )
        found = np.zeros(len(self._regions))
        for part, quantity in told:
            of = self._of(quantity)
            found += parts[part] * of / of.sum()
        return found
