"""An invented place, and rows of its ledger."""

from typing import Protocol

import pytest

from trajectoire.core.indicator import CellState
from trajectoire.instruments.inventory.gather import nomenclatures as tables
from trajectoire.instruments.inventory.inputs import Row
from trajectoire.instruments.inventory.model.nomenclature import Nomenclatures


class MakeRow(Protocol):
    """A row of Ville-Témoin in 2022, all of it open to change."""

    def __call__(
        self, number: int, line: str, value: float | None = None, **more: object
    ) -> Row: ...


@pytest.fixture(scope="session")
def nomenclatures() -> Nomenclatures:
    return tables.nomenclatures()


@pytest.fixture(scope="session")
def row() -> MakeRow:
    def make(number: int, line: str, value: float | None = None, **more: object) -> Row:
        """Take ``PCAET/road`` apart; observed where there is a value, else missing."""
        nomenclature, _, sector = line.partition("/")
        state = CellState.MISSING if value is None else CellState.OBSERVED
        given = {"state": state, "deviation": None, "substance": "emission_ghg"} | more
        return Row(
            number=number,
            territory=str(given.pop("territory", "T")),
            nomenclature=nomenclature,
            sector=sector,
            year=2022,
            value=value,
            **given,
        )

    return make
