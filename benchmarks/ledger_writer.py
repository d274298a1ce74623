"""A writer in a process of its own, for ``show_concurrency``.

``cells AUTHOR`` records, for each line VALUE EXPECTED that it reads, one figure of one
cell, as a person does who read revision EXPECTED; ``import COUNT SHARE`` records many,
says ``there`` once SHARE of them is written, and goes on.
"""

import sys
import time
from collections.abc import Iterator

from trajectoire.core.errors import LedgerConflict
from trajectoire.core.indicator import CellState, Definition, Indicator, Method
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.web.installation import set_up

GRENOBLE = Territory("38185", "commune", "Grenoble", 2026)
ENTERED, IMPORTED = "Saisie", "Import"
YEARS = [Period.of_year(year) for year in range(1990, 2030)]


def figure(sector: str, year: Period, value: float, title: str) -> Indicator:
    return Indicator(
        Definition("emission_ghg", "tCO2e", "down"),
        GRENOBLE,
        Sector("invented", sector),
        year,
        Quantity(value, "tCO2e", 5.0),
        CellState.ESTIMATED,
        Source("Trajectoire", title, "CC0 1.0"),
        Method("inventory.invented", "1"),
    )


def many(count: int) -> Iterator[Indicator]:
    for number in range(count):
        sector, year = divmod(number, len(YEARS))
        yield figure(str(sector), YEARS[year], 1.0 + number, IMPORTED)


def say(words: object) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def write_cells(author: str) -> None:
    """Record one figure after another, each when told."""
    from trajectoire.web.ledger.cells import chain_of  # noqa: PLC0415
    from trajectoire.web.ledger.record import record  # noqa: PLC0415

    say("ready")
    for line in sys.stdin:
        value, expected = line.split()
        one = figure("road", YEARS[-1], float(value), ENTERED)
        try:
            say(record([one], author=author, expected={chain_of(one): int(expected)}))
        except LedgerConflict as error:
            say(f"refused: {error}")


def write_many(count: str, share: str) -> None:
    """Record many figures, and say when a share of them is written."""
    from trajectoire.web.ledger.record import record  # noqa: PLC0415

    told: list[float] = []

    def progress(done: float) -> None:
        if not told and done >= float(share):
            told.append(done)
            say("there")
            time.sleep(0.2)  # s, for the kill to come

    figures = list(many(int(count)))
    say("ready")
    say(record(figures, progress=progress))


def main() -> None:
    set_up()
    act = {"cells": write_cells, "import": write_many}[sys.argv[1]]
    act(*sys.argv[2:])


if __name__ == "__main__":
    main()
