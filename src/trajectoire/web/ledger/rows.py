"""Read the ledger as the rows that the accounts are made of, quickly."""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from trajectoire.core.indicator import CellState
from trajectoire.core.source import Source as CoreSource
from trajectoire.core.units import factor as conversion
from trajectoire.instruments.inventory.inputs import Row
from trajectoire.instruments.inventory.model.secrecy import WITHHELD
from trajectoire.web.ledger.choices import choices_of
from trajectoire.web.ledger.dimensions import Definition, Sector, Source, Territory
from trajectoire.web.ledger.factors import Factor
from trajectoire.web.ledger.held import held_among
from trajectoire.web.ledger.mergers import code_of, wholes_of
from trajectoire.web.ledger.models import Choice, Entry
from trajectoire.web.ledger.read import standing
from trajectoire.web.ledger.withholding import Scope, withholding

_CHUNK = 500  # territories read in one statement
_STATES = {state.value: state for state in CellState}
_COLUMNS = (
    *("pk", "territory_id", "definition_id", "sector_id", "year", "state"),
    *("value", "unit", "uncertainty", "law", "source_id", "note"),
    *("activity_id", "activity__value", "activity__uncertainty", "activity__law"),
    "factor_id",
)


_TERRITORY, _DEFINITION, _SECTOR, _YEAR, _SOURCE = (
    _COLUMNS.index(name)
    for name in ("territory_id", "definition_id", "sector_id", "year", "source_id")
)
_FACTOR = _COLUMNS.index("factor_id")

_Line = tuple[Any, ...]  # an entry as it is read; ``_COLUMNS``


def rows_of(
    codes: Iterable[tuple[str, str]],
    years: Collection[int] | None = None,
    definitions: Collection[str] | None = None,
) -> list[Row]:
    """Read the figures of territories that everybody may read, all sources together.

    Parameters
    ----------
    codes
        Kinds and codes of the territories. A commune brings the communes that were
        merged into it, under their own codes: see ``mergers.wholes_of``. [-]
    years
        Calendar years; None for all. Figures of other periods are never given. [year]
    definitions
        Names of substances; None for all. [-]

    Returns
    -------
    rows
        By territory, year, substance and sector. Where a source says the same under
        two vintages of a code, the later vintage. A total from which a confidential
        figure could be subtracted is confidential too: see ``withholding``. [-]

    """
    standing, every = _read(list(codes), years, definitions)
    rows = every[:standing]
    if definitions is None:
        return rows
    return [row for row in rows if row.substance in definitions]


def rows_and_withheld(
    kind: str, code: str, years: Collection[int] | None
) -> tuple[list[Row], frozenset[int]]:
    """Read the figures of a territory, and number those that would tell a secret.

    Parameters
    ----------
    kind, code
        Of the territory. [-]
    years
        Calendar years; None for all. [year]

    Returns
    -------
    rows
        As ``rows_of`` gives them. [-]
    withheld
        Numbers of entries that stand, under every vintage of the code, and of former
        ones. [-]

    """
    standing, every = _read([(kind, code)], years, None)
    withheld = frozenset(row.number for row in every if row.note == WITHHELD)
    return every[:standing], withheld


def _read(
    codes: Sequence[tuple[str, str]],
    years: Collection[int] | None,
    definitions: Collection[str] | None,
) -> tuple[int, list[Row]]:
    """Read what stands, then what was said once beside; count the former."""
    known = vintages_of(codes)
    lines: list[_Line] = []
    made: list[Choice] = []
    numbers = list(known)
    parts = [numbers[k : k + _CHUNK] for k in range(0, len(numbers), _CHUNK)]
    held = held_among(parts)
    if held.codes:
        definitions = None  # what is withheld depends on all that is told
    for part in parts:
        found = _annual(standing().filter(territory__in=part), years, definitions)
        lines += spoken(found).values_list(*_COLUMNS)
        made += choices_of(part).values()
    words = _Words([line for line in lines if line[0] not in held.figures], known)
    chosen = words.chosen(made)
    rows = [words.row(line, chosen) for line in words.latest()]
    return len(rows), withholding(Scope(codes, known, years, held), rows)


def vintages_of(codes: Iterable[tuple[str, str]]) -> dict[int, Territory]:
    """Find every vintage of territories, and those of what they absorbed.

    Parameters
    ----------
    codes
        Kinds and codes of the territories. [-]

    Returns
    -------
    vintages
        By their number in the ledger. [-]

    """
    wanted = set(codes)
    wanted |= {("commune", former) for former in wholes_of(wanted)}
    spelled = sorted({code for _, code in wanted})
    found: dict[int, Territory] = {}
    for first in range(0, len(spelled), _CHUNK):
        part = Territory.objects.filter(code__in=spelled[first : first + _CHUNK])
        found |= {row.pk: row for row in part if (row.kind, row.code) in wanted}
    return found


def spoken(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Leave out what was withdrawn: a figure undone, or given up without a word.

    Parameters
    ----------
    entries
        Entries of the ledger. [-]

    Returns
    -------
    entries
        Without the cells that a source once filled and says nothing of any more. [-]

    """
    withdrawn = {
        "state": CellState.MISSING.value,
        "note": "",
        "supersedes__isnull": False,
    }
    return entries.exclude(**withdrawn)


def sources_of(numbers: Collection[int]) -> dict[int, CoreSource]:
    """Read sources.

    Parameters
    ----------
    numbers
        As rows give them. [-]

    Returns
    -------
    sources
        By their number. [-]

    """
    found = Source.objects.in_bulk(set(numbers))
    return {number: source.thing() for number, source in found.items()}


def _annual(
    entries: QuerySet[Entry],
    years: Collection[int] | None,
    definitions: Collection[str] | None,
) -> QuerySet[Entry]:
    found = entries.filter(year__isnull=False)
    if years is not None:
        found = found.filter(year__in=sorted(set(years)))
    if definitions is not None:
        named = Definition.objects.filter(name__in=set(definitions))
        found = found.filter(definition__in=list(named.values_list("pk", flat=True)))
    return found


class _Words:
    """The words of some lines, each read once."""

    def __init__(
        self, lines: Sequence[_Line], territories: Mapping[int, Territory]
    ) -> None:
        self._lines, self._territories = lines, territories
        self._codes = {number: _code_of(row) for number, row in territories.items()}
        used = {line[_DEFINITION] for line in lines}
        self._definitions = {
            number: (row.name, row.unit)
            for number, row in Definition.objects.in_bulk(used).items()
        }
        used = {line[_SECTOR] for line in lines}
        self._sectors = {
            number: (row.nomenclature, row.code)
            for number, row in Sector.objects.in_bulk(used).items()
        }
        used = {line[_FACTOR] for line in lines} - {None}
        factors = Factor.objects.select_related("source").in_bulk(used)
        self._factors = {
            number: (row.thing().key, row.uncertainty)
            for number, row in factors.items()
        }
        self._scales: dict[tuple[str, str], float] = {}

    def chosen(self, made: Sequence[Choice]) -> frozenset[int]:
        """Give the numbers of the lines of chosen sources, in whichever edition."""
        wanted = {_where(choice): choice for choice in made}
        if not wanted:
            return frozenset()
        sources = Source.objects.in_bulk({line[_SOURCE] for line in self._lines})
        pairs = ((line, wanted.get(self._cell(line))) for line in self._lines)
        return frozenset(
            line[0]
            for line, choice in pairs
            if choice is not None and choice.chooses(sources[line[_SOURCE]])
        )

    def _cell(self, line: _Line) -> tuple[object, ...]:
        place = self._territories[line[_TERRITORY]]
        name, _unit = self._definitions[line[_DEFINITION]]
        return place.kind, _code_of(place), name, line[_SECTOR], line[_YEAR]

    def latest(self) -> Iterable[_Line]:
        """Leave out what the same source says again under a later vintage."""
        territories = self._territories
        codes = {(row.kind, _code_of(row)) for row in territories.values()}
        if len(codes) == len(territories):
            return self._lines
        voices = _voices({line[_SOURCE] for line in self._lines})
        said: dict[tuple[object, ...], _Line] = {}
        for line in sorted(self._lines, key=self._vintage):
            said[*self._cell(line), voices[line[_SOURCE]]] = line
        return said.values()

    def _vintage(self, line: _Line) -> int:
        return self._territories[line[_TERRITORY]].vintage

    def row(self, line: _Line, chosen: Container[int]) -> Row:
        """Draw the row of a line, in the unit of its definition."""
        number, territory, definition, sector, year, state, *said = line
        value, unit, deviation, law, source, note, activity, *origin = said
        name, kept = self._definitions[definition]
        if unit and unit != kept:
            scale = self._scale(unit, kept)
            value *= scale
            deviation = None if deviation is None else deviation * scale
        nomenclature, code = self._sectors[sector]
        row = Row(
            number,
            self._codes[territory],
            name,
            nomenclature,
            code,
            year,
            _STATES[state],
            value,
            deviation,
            law,
            source,
            number in chosen,
            note=note,
        )
        return row if activity is None else self._derived(row, activity, *origin)

    def _derived(
        self,
        row: Row,
        activity: int,
        value: float,
        deviation: float | None,
        law: str,
        factor: int,
    ) -> Row:
        """Say what a row was computed from."""
        key, variation = self._factors[factor]
        unknown = deviation is None or not value
        return row._replace(
            activity=activity,
            activity_variation=None if unknown else deviation / abs(value),
            activity_law=law,
            factor=key,
            factor_variation=variation,
        )

    def _scale(self, unit: str, kept: str) -> float:
        """Give what a figure is multiplied by to be in the unit of its definition."""
        if (unit, kept) not in self._scales:
            self._scales[unit, kept] = conversion(unit, kept)
        return self._scales[unit, kept]


def _code_of(place: Territory) -> str:
    return code_of(place.kind, place.code, place.vintage)


def _where(choice: Choice) -> tuple[object, ...]:
    """Give the cell of a choice as that of a line is given."""
    place, definition = choice.territory, choice.definition.name
    return place.kind, _code_of(place), definition, choice.sector_id, choice.start.year


def _voices(numbers: Collection[int]) -> dict[int, tuple[str, str]]:
    """Name who speaks in each source, whatever the edition."""
    return {
        number: (source.publisher, source.title)
        for number, source in Source.objects.in_bulk(numbers).items()
    }
