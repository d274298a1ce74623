"""Figures of a commune, of several states, laws and sources, ready to be taken away."""

from datetime import date

import pytest

from trajectoire.core.factor import Factor
from trajectoire.core.indicator import (
    CellState,
    Definition,
    Derivation,
    Indicator,
    Method,
)
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.web.ledger.record import record

TOWN = Territory("01004", "commune", "Ambérieu-en-Bugey", 2026)
OPEN = Source("Observatoire", "Comptes", "Licence Ouverte 2.0", date(2025, 3, 1))
CLOSED = Source("=Bureau", "Étude", "non vérifiée", None, "étude.pdf")
ADEME = Source("ADEME", "Base Carbone", "Licence Ouverte 2.0")
TYPED = Method("inventory.declared", "1")


def figure(
    name: str, unit: str, sector: str, quantity: Quantity | None, state: CellState
) -> Indicator:
    """Make a figure of the town in 2023."""
    return Indicator(
        Definition(name, unit, "down"),
        TOWN,
        Sector("accounts", sector, sector),
        Period.of_year(2023),
        quantity,
        state,
        OPEN,
        TYPED,
    )


@pytest.fixture
def town(db: None) -> Territory:
    """Record seven cells of a commune."""
    seen, guessed = CellState.OBSERVED, CellState.ESTIMATED
    gas = figure(
        "energy_natural_gas",
        "MWh",
        "residential.gas",
        Quantity(1000.0, "MWh", 50.0),
        seen,
    )
    factor = Factor(
        "Base Carbone", "V1", "7", "Gaz", "kWh", 0.2, (), "AR5", 0.05, ADEME
    )
    burnt = Quantity(200.0, "t", 14.1, law="lognormal")
    one = figure("emission_co2", "t", "residential.gas", burnt, guessed)
    record(
        [
            gas,
            Indicator(**vars(one) | {"derivation": Derivation(gas, factor)}),
            Indicator(**vars(one) | {"source": CLOSED, "note": "=HYPERLINK(1)"}),
            figure("emission_co2", "t", "residential.coal", None, CellState.MISSING),
            figure(
                "emission_co2",
                "t",
                "residential.oil",
                Quantity(0.0, "t", 0.0),
                CellState.CONFIRMED_ZERO,
            ),
            figure("emission_co2", "t", "industry.gas", None, CellState.CONFIDENTIAL),
            figure(
                "sink_forest",
                "tCO2e",
                "land.forest",
                Quantity(-3.0, "tCO2e", None, reason="inconnue"),
                guessed,
            ),
        ]
    )
    return TOWN
