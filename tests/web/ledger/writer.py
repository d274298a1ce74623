"""A writer of the ledger, in a process of its own: ``writer.py COUNT VALUE [PAUSE]``.

Says ``half`` when half of its entries are written, and waits for the file PAUSE before
the rest; then says what became of its recording.
"""

import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from trajectoire.core.errors import LedgerConflict
from trajectoire.core.indicator import CellState, Definition, Indicator, Method
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import TOTAL
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.web.installation import set_up


def say(words: object) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def figures(count: int, value: float) -> list[Indicator]:
    start, hour = datetime(2025, 1, 1, tzinfo=UTC), timedelta(hours=1)
    return [
        Indicator(
            Definition("emission_measured", "tCO2e", "down"),
            Territory("99001", "city", "Ville-Témoin", 2025),
            TOTAL,
            Period(start + number * hour, start + (number + 1) * hour),
            Quantity(value, "tCO2e", 1.0),
            CellState.ESTIMATED,
            Source("Observatoire", "Inversion", "Licence Ouverte 2.0"),
            Method("observatory.inversion", "1"),
        )
        for number in range(count)
    ]


class Pause:
    """Stops once, when some entries are written, until a file appears."""

    def __init__(self, until: Path) -> None:
        self._until = until
        self._waited = False

    def __call__(self, share: float) -> None:
        if share > 0 and not self._waited:
            self._waited = True
            say("half")
            while not self._until.exists():
                time.sleep(0.02)


def main() -> None:
    count, value = int(sys.argv[1]), float(sys.argv[2])
    set_up()
    from trajectoire.web.ledger.record import record

    say("ready")
    pause = Pause(Path(sys.argv[3])) if len(sys.argv) > 3 else None
    try:
        say(record(figures(count, value), progress=pause))
    except LedgerConflict as error:
        say(f"conflict: {error}")


if __name__ == "__main__":
    main()
