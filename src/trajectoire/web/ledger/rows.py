"""Read the ledger as the rows that the accounts are made of, quickly."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from django.db.models import QuerySet

from trajectoire.core.indicator import CellState
from trajectoire.core.source import Source as CoreSource
from trajectoire.core.units import factor as conversion
from trajectoire.instruments.inventory.inputs import Row
from trajectoire.sources.communes import places
from trajectoire.web.ledger.choices import choices_of
from trajectoire.web.ledger.dimensions import Definition, Sector, Source, Territory
from trajectoire.web.ledger.factors import Factor
from trajectoire.web.ledger.models import Choice, Entry
from trajectoire.web.ledger.read import standing

_CHUNK = 500  # territories read in one statement
_STATES = {state.value: state for state in CellState}
_COLUMNS = (
    *("pk", "territory_id", "definition_id", "sector_id", "year", "state"),
    *("value", "unit", "uncertainty", "law", "source_id", "note"),
    *("activity_id", "activity__value", "activity__uncertainty", "activity__law"),
    "factor_id",
)


class _Line(NamedTuple):
    """An entry as it is read; ``_COLUMNS``."""

    number: int
    territory: int
    definition: int
    sector: int
    year: int
    state: str
    value: float | None
    unit: str
    uncertainty: float | None
    law: str
    source: int
    note: str
    activity: int | None
    activity_value: float | None
    activity_uncertainty: float | None
    activity_law: str | None
    factor: int | None


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
        merged into it, under their own codes: see ``wholes_of``. [-]
    years
        Calendar years; None for all. Figures of other periods are never given. [year]
    definitions
        Names of substances; None for all. [-]

    Returns
    -------
    rows
        By territory, year, substance and sector. Where a source says the same under
        two vintages of a code, the later vintage. [-]

    """
    known = _territories(codes)
    lines: list[_Line] = []
    made: list[Choice] = []
    numbers = list(known)
    for first in range(0, len(numbers), _CHUNK):
        part = numbers[first : first + _CHUNK]
        found = _annual(standing().filter(territory__in=part), years, definitions)
        lines += map(_Line._make, found.values_list(*_COLUMNS))
        made += choices_of(part).values()
    words = _Words(lines, known)
    chosen = words.chosen(made)
    return [words.row(line, chosen=line.number in chosen) for line in words.latest()]


def wholes_of(codes: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Tell which codes, that ``rows_of`` brings, are counted within which others.

    Parameters
    ----------
    codes
        As for ``rows_of``. [-]

    Returns
    -------
    wholes
        Code of a former commune, or of a municipal arrondissement → code of the
        commune of today, whose own figures count before theirs. [-]

    """
    return {
        old.code: code
        for kind, code in codes
        if kind == "commune"
        for old in places().formers(code)
        if old.code != code
    }


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


def _territories(codes: Iterable[tuple[str, str]]) -> dict[int, Territory]:
    """Find every vintage of territories, and those of what they absorbed."""
    wanted = set(codes)
    wanted |= {("commune", former) for former in wholes_of(wanted)}
    spelled = sorted({code for _, code in wanted})
    found: dict[int, Territory] = {}
    for first in range(0, len(spelled), _CHUNK):
        part = Territory.objects.filter(code__in=spelled[first : first + _CHUNK])
        found |= {row.pk: row for row in part if (row.kind, row.code) in wanted}
    return found


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
        self._definitions = Definition.objects.in_bulk({x.definition for x in lines})
        self._sectors = Sector.objects.in_bulk({line.sector for line in lines})
        used = {line.factor for line in lines} - {None}
        self._factors = {
            number: (row.thing().key, row.uncertainty)
            for number, row in Factor.objects.select_related("source")
            .in_bulk(used)
            .items()
        }
        self._scales: dict[tuple[int, str], float] = {}

    def chosen(self, made: Sequence[Choice]) -> frozenset[int]:
        """Give the numbers of the lines of chosen sources, in whichever edition."""
        wanted = {_where(choice): choice for choice in made}
        if not wanted:
            return frozenset()
        sources = Source.objects.in_bulk({line.source for line in self._lines})
        pairs = ((line, wanted.get(self._cell(line))) for line in self._lines)
        return frozenset(
            line.number
            for line, choice in pairs
            if choice is not None and choice.chooses(sources[line.source])
        )

    def _cell(self, line: _Line) -> tuple[object, ...]:
        place = self._territories[line.territory]
        definition = self._definitions[line.definition].name
        return place.kind, place.code, definition, line.sector, line.year

    def latest(self) -> Iterator[_Line]:
        """Leave out what the same source says again under a later vintage."""
        territories = self._territories
        codes = {(row.kind, row.code) for row in territories.values()}
        if len(codes) == len(territories):
            return iter(self._lines)
        voices = _voices({line.source for line in self._lines})
        said: dict[tuple[object, ...], _Line] = {}
        for line in sorted(self._lines, key=self._vintage):
            said[*self._cell(line), voices[line.source]] = line
        return iter(said.values())

    def _vintage(self, line: _Line) -> int:
        return self._territories[line.territory].vintage

    def row(self, line: _Line, *, chosen: bool) -> Row:
        """Draw the row of a line, in the unit of its definition."""
        sector = self._sectors[line.sector]
        key, variation = self._factors.get(line.factor, ("", None))
        scale = self._scale(line)
        return Row(
            number=line.number,
            territory=self._territories[line.territory].code,
            substance=self._definitions[line.definition].name,
            nomenclature=sector.nomenclature,
            sector=sector.code,
            year=line.year,
            state=_STATES[line.state],
            value=None if line.value is None else line.value * scale,
            deviation=None if line.uncertainty is None else line.uncertainty * scale,
            law=line.law,
            source=line.source,
            chosen=chosen,
            activity=line.activity or 0,
            activity_variation=_variation(line),
            activity_law=line.activity_law or "normal",
            factor=key,
            factor_variation=variation,
            note=line.note,
        )

    def _scale(self, line: _Line) -> float:
        """Give what a figure is multiplied by to be in the unit of its definition."""
        pair = (line.definition, line.unit)
        if pair not in self._scales:
            kept = self._definitions[line.definition].unit
            self._scales[pair] = conversion(line.unit, kept) if line.unit else 1.0
        return self._scales[pair]


def _where(choice: Choice) -> tuple[object, ...]:
    """Give the cell of a choice as that of a line is given."""
    place, definition = choice.territory, choice.definition.name
    return place.kind, place.code, definition, choice.sector_id, choice.start.year


def _voices(numbers: Collection[int]) -> dict[int, tuple[str, str]]:
    """Name who speaks in each source, whatever the edition."""
    return {
        number: (source.publisher, source.title)
        for number, source in Source.objects.in_bulk(numbers).items()
    }


def _variation(line: _Line) -> float | None:
    """Give the relative deviation of the activity that a figure was computed from."""
    if line.activity_uncertainty is None or not line.activity_value:
        return None
    return line.activity_uncertainty / abs(line.activity_value)
