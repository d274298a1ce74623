"""Invented accounts, so that every page can be seen before any file is brought.

The demonstration city, twelve cities to compare it with, and an organisation with its
own balance. Every figure names a source that says it is invented.
"""

import csv
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.resources import files

from django.db import transaction
from django.utils import timezone

from trajectoire.core.factor import Factor
from trajectoire.core.indicator import (
    VALUED,
    CellState,
    Definition,
    Indicator,
    Method,
)
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.model.emission import emissions
from trajectoire.sources.base_carbone_shipped import read_shipped
from trajectoire.sources.base_carbone_value import to_factor
from trajectoire.web.ledger.dimensions import Territory as LedgerTerritory
from trajectoire.web.ledger.models import Run
from trajectoire.web.ledger.record import record
from trajectoire.web.territories.models import OwnTerritory

INVENTED = "Trajectoire, données inventées"
LICENCE = "Licence Ouverte 2.0"
CITY = Territory("JUMEAU-PARIS", "city", "Paris (jumeau numérique)", 2026)
SERVICES = Territory(
    "JUMEAU-SERVICES", "organisation", "Services de la ville (jumeau)", 2026
)
POPULATION = 6_900_000  # inhabitants of the invented city
YEARS = (2016, 2017, 2018, 2019, 2021, 2022, 2023)  # nobody computed 2020
LAST = 2023
# Heating of a year over that of the last one: invented, of the size of real winters.
_WINTERS = {2016: 1.13, 2017: 1.09, 2018: 1.02, 2019: 1.05, 2021: 1.15, 2022: 0.97}
_TABLES = files("trajectoire.web.inventory") / "tables"
_METHOD = Method("inventory.invented", "1")
_WHY = "incertitude non publiée par l’observatoire inventé"
_BURNT = ("residential.gas", "tertiary.gas", "industry.gas")
_CITIES_SPREAD = (
    0.08  # relative standard uncertainty of each figure of the other cities
)
_DECLINE = -0.018  # a year, of the other cities
_GAS = "13515", "Combustion"  # natural gas in Europe, per kWh PCI, of the Base Carbone


def demonstration_accounts() -> Run:
    """Give the run that holds the invented accounts, recording them the first time.

    Returns
    -------
    run
        Done, its figures in the ledger. [-]

    """
    asked = _fingerprint()
    known = Run.objects.filter(
        instrument="inventory", configuration_hash=asked, status=Run.Status.DONE
    )
    if (run := known.first()) is not None:
        return run
    now = timezone.now()
    with transaction.atomic():
        run = Run.objects.create(
            instrument="inventory",
            version=_METHOD.version,
            configuration_hash=asked,
            territory=LedgerTerritory.written(CITY),
            status=Run.Status.DONE,
            progress=1.0,
            started=now,
            finished=now,
            summary={"invented": True},
        )
        _add_places()
        record(invented(), run=run, author="demo")
    return run


def invented() -> Iterator[Indicator]:
    """Invent the accounts: always the same.

    Yields
    ------
    indicator
        Of the city, of those that look like it, of its services. [-]

    """
    for year in YEARS:
        for row in _rows("invented_city"):
            yield from _city(row, year)
    for row in _rows("invented_cities"):
        for year in (LAST - 1, LAST):
            yield from _other_city(row, year)
    for row in _rows("invented_services"):
        for year in (LAST - 1, LAST):
            yield _service(row, year)


def _add_places() -> None:
    """Add the invented places to those that an installation knows."""
    others = _rows("invented_cities")
    rows = [
        (CITY, POPULATION, ""),
        (SERVICES, None, CITY.code),
        *((_place(row), int(row["population"]), "") for row in others),
    ]
    for place, people, attached in rows:
        OwnTerritory.objects.get_or_create(
            code=place.code,
            defaults={
                "kind": place.kind,
                "name": place.name,
                "vintage": place.vintage,
                "population": people,
                "attached_code": attached,
                "attached_kind": CITY.kind if attached else "",
            },
        )


def _place(row: dict[str, str]) -> Territory:
    return Territory(row["code"], "city", row["name"], CITY.vintage)


def _city(row: dict[str, str], year: int) -> Iterator[Indicator]:
    sector = Sector(row["nomenclature"], row["line"])
    quantity, state = _quantity(row, _change(row, year)), CellState(row["state"])
    source = sources()[row["source"]]
    figure = _figure(CITY, sector, year, row["substance"], quantity, state, source)
    figure = _noted(figure, row["note"])
    burnt = row["line"] in _BURNT and row["substance"] == "energy_natural_gas"
    yield from emissions(figure, gas_factor()) if burnt else ()
    yield figure


def _other_city(row: dict[str, str], year: int) -> Iterator[Indicator]:
    territory = _place(row)
    source = Source(INVENTED, f"Comptes inventés\u00a0: {row['name']}", LICENCE)
    for code in nomenclatures().lines["PCAET"]:
        if not row.get(code):
            continue
        value = float(row[code]) * float(row["population"])
        value *= (1 + _DECLINE) ** (year - LAST)
        quantity = Quantity(value, "tCO2e", value * _CITIES_SPREAD, law="lognormal")
        yield _figure(
            territory,
            Sector("PCAET", code),
            year,
            "emission_ghg",
            quantity,
            CellState.ESTIMATED,
            source,
        )


def _service(row: dict[str, str], year: int) -> Indicator:
    quantity = _quantity(row, 0.985 ** (year - LAST))
    figure = _figure(
        SERVICES,
        Sector("BEGES", row["sector"]),
        year,
        row["substance"],
        quantity,
        CellState(row["state"]),
        sources()["assets"],
    )
    return _noted(figure, row["note"])


def _figure(
    territory: Territory,
    sector: Sector,
    year: int,
    substance: str,
    quantity: Quantity | None,
    state: CellState,
    source: Source,
) -> Indicator:
    known = nomenclatures().substances[substance]
    return Indicator(
        Definition(known.name, known.unit, known.better),
        territory,
        sector,
        Period.of_year(year),
        quantity,
        state,
        source,
        _METHOD,
    )


def _noted(figure: Indicator, note: str) -> Indicator:
    return replace(figure, note=note) if note else figure


def _change(row: dict[str, str], year: int) -> float:
    """What a figure of the last year is multiplied by: a trend, and the winter."""
    trend = (1 + float(row["trend_percent"]) / 100) ** (year - LAST)
    return trend * (1 + float(row["weather"]) * (_WINTERS.get(year, 1.0) - 1))


def _quantity(row: dict[str, str], change: float) -> Quantity | None:
    state = CellState(row["state"])
    if state not in VALUED:
        return None
    unit = nomenclatures().substances[row["substance"]].unit
    value = float(row["value"]) * change
    if state is CellState.CONFIRMED_ZERO:
        return Quantity(0.0, unit, 0.0)
    if not row["uncertainty_percent"]:
        return Quantity(value, unit, None, reason=_WHY)
    deviation = abs(value) * float(row["uncertainty_percent"]) / 100
    return Quantity(value, unit, deviation, law="lognormal" if value > 0 else "normal")


@cache
def gas_factor() -> Factor:
    """Give the factor by which the gas of the city is multiplied: a real one."""
    identifier, item = _GAS
    table = read_shipped()
    found = next(
        one
        for one in table.factors
        if one.identifier == identifier and one.item and one.item.kind == item
    )
    return to_factor(found, table.source)


@cache
def sources() -> dict[str, Source]:
    """Give the invented sources of the city, by their code."""
    return {
        row["code"]: Source(
            INVENTED, row["title"], row["licence"], date.fromisoformat(row["published"])
        )
        for row in _rows("invented_sources")
    }


def _rows(name: str) -> Iterable[dict[str, str]]:
    with (_TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _fingerprint() -> str:
    """Name the tables and the method: another table is recorded as corrections."""
    digest = hashlib.sha256(_METHOD.version.encode())
    for path in sorted(_TABLES.iterdir(), key=lambda path: path.name):
        digest.update(path.read_bytes())
    return f"invented-{digest.hexdigest()[:32]}"
