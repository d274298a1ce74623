"""Figures as a table that a spreadsheet opens, and that nothing in it can command."""

import csv
from collections.abc import Iterable, Iterator

from trajectoire.web.ledger.models import Entry

COLUMNS = (
    "definition",
    "territory_kind",
    "territory_code",
    "territory_name",
    "territory_vintage",
    "sector_nomenclature",
    "sector_code",
    "sector_name",
    "start_utc",
    "end_utc",
    "state",
    "value",
    "unit",
    "standard_uncertainty",
    "low_90",
    "high_90",
    "reason",
    "publisher",
    "source_title",
    "licence",
    "published",
    "address",
    "method",
    "method_version",
    "run",
    "recorded_utc",
)
_COMMANDS = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula.

    Parameters
    ----------
    text
        What would be written in a cell. [-]

    Returns
    -------
    text
        The same, after an apostrophe if it begins as a formula does. [-]

    """
    return f"'{text}" if text.startswith(_COMMANDS) else text


def lines(entries: Iterable[Entry]) -> Iterator[str]:
    """Write figures as CSV, line by line.

    Parameters
    ----------
    entries
        Entries with their words. [-]

    Yields
    ------
    line
        The header, then one line a figure; the unit has its column. [-]

    """
    writer = csv.writer(_Echo())
    yield str(writer.writerow(COLUMNS))
    for entry in entries:
        yield str(writer.writerow(_cells(entry)))


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


def _cells(entry: Entry) -> list[object]:
    low, high = entry.bounds() or (None, None)
    territory, sector, source = entry.territory, entry.sector, entry.source
    words = [
        entry.definition.name,
        territory.kind,
        territory.code,
        territory.name,
        str(territory.vintage),
        sector.nomenclature,
        sector.code,
        sector.name,
        entry.start.isoformat(),
        entry.end.isoformat(),
        entry.state,
    ]
    said = [
        entry.reason,
        source.publisher,
        source.title,
        source.licence,
        source.published.isoformat() if source.published else "",
        source.address,
        entry.method.name,
        entry.method.version,
        str(entry.run_id or entry.method.run),
        entry.recorded.isoformat(),
    ]
    unit = entry.unit or entry.definition.unit
    return [
        *map(harmless, words),
        entry.value,
        harmless(unit),
        entry.uncertainty,
        low,
        high,
        *map(harmless, said),
    ]
