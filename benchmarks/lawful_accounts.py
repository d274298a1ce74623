"""Invented accounts, and the same accounts said otherwise, for ``show_laws``.

Codes of communes, lines and units are real; the figures are drawn.
"""

import random
from collections.abc import Iterable
from dataclasses import replace

from trajectoire.core.factor import Factor
from trajectoire.core.indicator import CellState, Definition, Indicator, Method
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.model.emission import emissions

GROUP = "200042935"  # Haut-Bugey Agglomération: communes merged among its members
YEAR = Period.of_year(2022)
METHOD = Method("inventory.invented", "1")
# Two sources as good as each other: which one is read must not hang on the order.
LOCAL = Source("Atmo", "Inventaire inventé", "CC0 1.0")
NATIONAL = Source("Citepa", "Inventaire inventé", "CC0 1.0")
GASES = (("co2_fossil", 0.19), ("ch4_fossil", 0.006), ("n2o", 0.004))
BURNT = Factor(
    *("invented", "1", "gas", "Gaz naturel, inventé", "kWh"),
    *(0.2, GASES, "AR5", 0.05, LOCAL),
)
CARRIER = "energy_natural_gas"
CITED = ("residential", "tertiary", "road", "agriculture", "waste", "industry")


def commune(code: str, vintage: int = 2026) -> Territory:
    return Territory(code, "commune", code, vintage)


def figure(
    territory: Territory,
    substance: str,
    sector: tuple[str, str],
    value: float,
    source: Source = LOCAL,
) -> Indicator:
    """Make a figure in the unit of its substance, known to a tenth."""
    known = nomenclatures().substances[substance]
    return Indicator(
        Definition(known.name, known.unit, known.better),
        territory,
        Sector(*sector),
        YEAR,
        Quantity(value, known.unit, abs(value) / 10, law="lognormal"),
        CellState.ESTIMATED,
        source,
        METHOD,
    )


def accounts(codes: Iterable[str], generator: random.Random) -> list[Indicator]:
    """Draw the accounts of communes: activities, their emissions, sectors, sources."""
    drawn: list[Indicator] = []
    for code in codes:
        place = commune(code)
        burnt = figure(
            place, CARRIER, ("accounts", "residential.gas"), generator.uniform(1, 1e5)
        )
        drawn += [burnt, *emissions(burnt, BURNT)]
        for name in CITED[1:]:
            for source in (LOCAL, NATIONAL):
                value = generator.uniform(1, 1e4)
                drawn.append(
                    figure(place, "emission_ghg", ("PCAET", name), value, source)
                )
        drawn.append(
            figure(place, "emission_ghg", ("GPC", "III.1.1"), generator.uniform(1, 50))
        )
    return drawn


def in_unit(figures: Iterable[Indicator], unit: str) -> list[Indicator]:
    """Say the same energy in another unit, and compute the same emissions from it."""
    said: list[Indicator] = []
    for one in figures:
        if one.derivation is not None:
            continue
        if one.definition.name != CARRIER:
            said.append(one)
            continue
        assert one.quantity is not None
        other = replace(one, quantity=one.quantity.to(unit))
        said += [other, *emissions(other, BURNT)]
    return said
