"""The first estimate of any French territory, from the tables that ship."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from trajectoire.core.errors import MissingData
from trajectoire.core.indicator import CellState
from trajectoire.core.quantity import as_array
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.gather.intensities import rows, rules, years
from trajectoire.instruments.inventory.model.apportionment import (
    Apportionment,
    Country,
    Indices,
)
from trajectoire.instruments.inventory.model.estimate import (
    Estimate,
    Line,
    lines,
    total,
)
from trajectoire.instruments.inventory.model.wanted import Datum, wanted
from trajectoire.sources.communes import places
from trajectoire.sources.communes_place import Place

GHG = "emission_ghg"
_ABSORBED = ("deleguee", "associee")  # former communes whose land a commune has
_REASONS = {
    "road": "transport_energy",
    "other_transport": "transport_energy",
    "waste": "no_energy_figure",
}


@dataclass(frozen=True, eq=False)
class _Shared:
    """The country's figures shared among its communes, and where each commune is."""

    apportionment: Apportionment
    sources: tuple[tuple[Source, ...], ...]
    rank: dict[str, int]


@lru_cache(maxsize=256)  # the tables ship: an answer never changes
def first_estimate(territory: Territory, year: int | None = None) -> Estimate:
    """Estimate what a French territory emits and uses, before it has any data.

    Parameters
    ----------
    territory
        Commune, intercommunality, département, région or the country; of a code that
        no longer stands for a commune, the commune of today is estimated. [-]
    year
        Calendar year, of those of the national figures; None for the latest. [year]

    Returns
    -------
    estimate
        A line for each sector of the law, missing ones with their reason. [-]

    Raises
    ------
    MissingData
        If there are no national figures for the year.

    """
    told = years()
    chosen = told[-1] if year is None else year
    if chosen not in told:
        raise MissingData(
            f"national figures exist for the years {told[0]} to {told[-1]}, asked for "
            f"{chosen}: ask for one of these calendar years"
        )
    found = _shared(chosen)
    members = _members(territory)
    indices = [found.rank[one.code] for one in members if one.code in found.rank]
    communes = np.array(sorted(indices), dtype=np.intp)
    estimated: tuple[Line, ...] = ()
    if communes.size:
        estimated = lines(found.apportionment, communes, found.sources)
    emitted = {
        line.sector: line.quantity
        for line in estimated
        if line.substance == GHG and line.quantity is not None
    }
    people = found.apportionment.country.population[communes].sum()
    substances = dict.fromkeys(line.substance for line in estimated)
    return Estimate(
        territory,
        chosen,
        int(people),
        int(communes.size),
        len(members) - int(communes.size),
        _completed(estimated, _reason(members)),
        {
            name: total([line for line in estimated if line.substance == name])
            for name in substances
        },
        wanted(emitted, _data()),
    )


def shared_among_communes(year: int) -> tuple[Apportionment, dict[str, int]]:
    """Give the national figures of a year shared among the communes of the métropole.

    Parameters
    ----------
    year
        Calendar year. [year]

    Returns
    -------
    apportionment
        By commune. [-]
    rank
        Index of each commune, by its code. [-]

    """
    found = _shared(year)
    return found.apportionment, found.rank


def _members(territory: Territory) -> tuple[Place, ...]:
    country = places()
    if territory.kind == "commune":
        now = country.successor(territory.code)
        return (now,) if now is not None and now.kind == "commune" else ()
    return country.communes(territory.kind, territory.code)


def _reason(members: tuple[Place, ...]) -> str:
    """Say why nothing can be estimated, where nothing can."""
    if not members:
        return "not_french"
    metropolitan = any(_is_metropolitan(place) for place in members)
    return "no_population" if metropolitan else "overseas"


def _completed(found: tuple[Line, ...], reason: str) -> tuple[Line, ...]:
    """Add the lines that are missing, with the reason."""
    told = {(line.substance, line.sector): line for line in found}
    missing = CellState.MISSING
    listed = []
    for substance, sectors in _grid():
        for sector in sectors:
            line = told.get((substance, sector))
            note = _REASONS.get(sector, "no_energy_figure") if found else reason
            listed.append(line or Line(substance, sector, missing, None, note=note))
    return tuple(listed)


def _grid() -> tuple[tuple[str, tuple[str, ...]], ...]:
    sectors = tuple(datum.sector for datum in _data())
    return ((GHG, sectors), ("energy_final", sectors), ("sink_forest", ("utcatf",)))


@lru_cache(maxsize=1)
def _data() -> tuple[Datum, ...]:
    return tuple(Datum(**row) for row in rows("wanted"))


@lru_cache(maxsize=2)
def _shared(year: int) -> _Shared:
    communes = [
        place
        for place in places().places
        if place.kind == "commune" and place.population and _is_metropolitan(place)
    ]
    regions = tuple(sorted({place.region for place in communes}))
    country = _country(communes, regions)
    inhabitants = as_array(np.bincount(country.region, country.population))
    found, sources = rules(year, regions, inhabitants)
    rank = {place.code: index for index, place in enumerate(communes)}
    return _Shared(Apportionment(country, found), sources, rank)


def _is_metropolitan(place: Place) -> bool:
    above = places().successor(place.parent)
    return above is not None and above.nature == "metro"


def _country(communes: list[Place], regions: tuple[str, ...]) -> Country:
    people = np.array([float(place.population or 0) for place in communes])
    absorbed = [
        sum(old.kind in _ABSORBED for old in places().formers(place.code))
        for place in communes
    ]
    epci = _index([place.epci or place.code for place in communes])
    members = np.bincount(epci)
    return Country(
        people,
        1.0 + np.array(absorbed),
        (np.bincount(epci, people) / members)[epci],
        epci,
        _index([place.parent for place in communes]),
        np.array([regions.index(place.region) for place in communes], dtype=np.intp),
    )


def _index(codes: list[str]) -> Indices:
    ranks = {code: index for index, code in enumerate(dict.fromkeys(codes))}
    return np.array([ranks[code] for code in codes], dtype=np.intp)
