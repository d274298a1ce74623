"""What is put face to face: observatory and accounts, a territory and others."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from trajectoire.core.indicator import Indicator
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.gather.intensities import rows
from trajectoire.instruments.inventory.model.lookalike import (
    Account,
    Lookalikes,
    Profile,
    look_alike,
)
from trajectoire.instruments.inventory.model.measured import (
    Comparison,
    Facing,
    compare,
)
from trajectoire.instruments.inventory.model.sentences import Sentence
from trajectoire.sources.communes import places

MEASURED, PRIOR = "emission_measured", "emission_declared"
# Endings of native lines whose CO2 is released elsewhere, or counted as consumed.
_ELSEWHERE = ("electricity", "heat", "losses", "transboundary", "renewables")
# Endings of native lines where carbon is burnt, so that CO2 is nearly all of the gases.
_BURNT = (
    *("gas", "oil", "coal", "wood", "other_fuel", "fuel", "machinery", "own_use"),
    *("cars", "vans", "trucks", "buses", "two_wheelers", "vehicles"),
    *("local", "landing_takeoff", "incineration", "incineration_imported"),
    *("processes", "refineries", "power_plants", "heat_plants", "waste_to_energy"),
)
_GPC_BURNT = re.compile(r"I\.[1-6]\.1|I\.4\.4|II\.\d\.1|III\.3\.[13]|IV\.1")
_GPC_HERE = re.compile(r"I{1,2}\.\d\.1|I\.4\.4|III\.\d\.[13]|IV\.[12]|V\.[13]")


# Emissions of CO2 of sectors of the PCAET, added up at once; None if one says nothing.
Declared = Callable[[tuple[str, ...]], Quantity | None]


def measured_beside_declared(
    indicators: Iterable[Indicator], declared: Declared, period: Period
) -> tuple[Comparison, ...]:
    """Compare every sector that the observatory tells with the accounts.

    Parameters
    ----------
    indicators
        Figures of the observatory for one territory and one period: measured, and the
        inventory that it started from. [-]
    declared
        Adds up the accounts of PCAET sectors: CO2, else all gases; best without the
        lines that ``is_seen`` refuses. Sectors that share a factor are wrong together:
        their sum is not left to whoever knows them one by one. [tCO2e]
    period
        Of the accounts. [-]

    Returns
    -------
    comparisons
        In the order of the sectors of the observatory. [-]

    """
    told: dict[tuple[str, Period], dict[str, Indicator]] = {}
    for one in indicators:
        key = one.sector.code, one.period
        told.setdefault(key, {})[one.definition.name] = one
    return tuple(
        compare(_facing(sector, when, figures, (declared, period)))
        for (sector, when), figures in told.items()
        if MEASURED in figures
    )


def is_seen(nomenclature: str, line: str, substance: str) -> bool:
    """Say whether the CO2 of a row of the accounts passes into the air of the place.

    Parameters
    ----------
    nomenclature, line
        Of the row. [-]
    substance
        ``emission_co2``, or ``emission_ghg`` where gases are told together. [-]

    Returns
    -------
    seen
        False for what is emitted elsewhere (electricity, district heat, waste sent
        away), and for gases told together where CO2 is not nearly all of them
        (landfills, livestock, refrigerants). A whole sector of the PCAET is taken: it
        cannot be opened, and the comparison says so. [-]

    """
    together = substance == "emission_ghg"
    if nomenclature == "GPC":
        pattern = _GPC_BURNT if together else _GPC_HERE
        return pattern.fullmatch(line) is not None
    if nomenclature != "accounts":
        return True
    heading, _, ending = line.partition("/")[0].partition(".")
    if heading == "upstream" or ending.endswith("_outside") or ending in _ELSEWHERE:
        return False
    return ending in _BURNT or not together


def profile(territory: Territory) -> Profile | None:
    """Give what makes a French territory like another.

    Parameters
    ----------
    territory
        The territory. [-]

    Returns
    -------
    profile
        None where the table of communes does not know it. [-]

    """
    found = places().find(territory.code)
    place = found.place if found else None
    if place is None or not place.population:
        return None
    communes = len(places().communes(place.kind, place.code))
    region = place.name if place.kind == "region" else place.region
    return Profile(
        place.code, place.kind, place.name, place.population, communes, region
    )


def lookalikes(
    territory: Territory,
    own: Mapping[str, Quantity],
    others: Mapping[str, Mapping[str, Quantity]],
) -> Lookalikes | None:
    """Compare a territory with those that look most alike and have data.

    Parameters
    ----------
    territory
        The territory. [-]
    own
        Its emissions by sector, from data of its own; empty where it has only a first
        estimate. [tCO2e]
    others
        By code, the emissions by sector of territories that have data of their own;
        never first estimates. [tCO2e]

    Returns
    -------
    lookalikes
        None where the table of communes does not know the territory. [-]

    """
    here = profile(territory)
    if here is None:
        return None
    accounts = (
        Account(found, sectors)
        for code, sectors in others.items()
        if (found := profile(_territory(code, territory))) is not None
    )
    return look_alike(Account(here, own, first_estimate=not own), accounts)


def _territory(code: str, like: Territory) -> Territory:
    return Territory(code, like.kind, code, like.vintage)


def _facing(
    sector: str,
    when: Period,
    figures: Mapping[str, Indicator],
    accounts: tuple[Declared, Period],
) -> Facing:
    declared, period = accounts
    row = _matches().get(sector)
    facing = tuple(row["declared"].split()) if row else ()
    prior = figures.get(PRIOR)
    return Facing(
        sector,
        facing,
        figures[MEASURED].quantity,
        prior.quantity if prior else None,
        declared(facing) if facing else None,
        when,
        period,
        _words(row, "reason"),
        _words(row, "caution"),
    )


def _words(row: Mapping[str, str] | None, kind: str) -> Sentence | None:
    if row is None or not row[f"{kind}_fr"]:
        return None
    return Sentence(row[f"{kind}_fr"], row[f"{kind}_en"])


@lru_cache(maxsize=1)
def _matches() -> dict[str, dict[str, str]]:
    return {row["sector"]: row for row in rows("observatory_sectors")}
