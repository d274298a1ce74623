"""Figures of an invented town, as the observatory would give them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from trajectoire.core.indicator import CellState, Definition, Indicator, Method
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import TOTAL
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory

Figure = Callable[..., Indicator]


@pytest.fixture
def figure() -> Figure:
    """Make a figure: 100 ± 10 tCO2e on 1 January 2025, unless said otherwise."""
    usual = Indicator(
        definition=Definition("emission_measured", "tCO2e", "down"),
        territory=Territory("99001", "city", "Ville-Témoin", 2025),
        sector=TOTAL,
        period=Period.of_days(date(2025, 1, 1), 1),
        quantity=Quantity(100.0, "tCO2e", 10.0),
        state=CellState.ESTIMATED,
        source=Source("Observatoire", "Inversion", "Licence Ouverte 2.0"),
        method=Method("observatory.inversion", "1", "run-1"),
    )
    return lambda **changes: replace(usual, **changes)
