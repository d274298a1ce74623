"""Say what the columns of a table seem to be, why, and how sure that is.

A proposal is read by a person: what is unsure is marked, and no word is taken for
another because it looks like it.
"""

import hashlib
import re
from collections.abc import Mapping as Words
from dataclasses import replace
from pathlib import PurePath

from trajectoire.instruments.inventory.gather.asides import spread_named
from trajectoire.instruments.inventory.gather.column_evidence import (
    NUMBERS,
    Evidence,
    evidence_of,
)
from trajectoire.instruments.inventory.gather.columns_together import told_together
from trajectoire.instruments.inventory.gather.mapping import (
    Choices,
    Column,
    Constants,
    Mapping,
    Role,
    Spread,
    Translations,
)
from trajectoire.instruments.inventory.gather.numbers_as_written import decimal_of
from trajectoire.instruments.inventory.gather.own_table import (
    is_own,
    own_mapping,
    own_sheet,
)
from trajectoire.instruments.inventory.gather.units_as_written import unit_of
from trajectoire.instruments.inventory.gather.vocabulary import (
    Gazetteer,
    Vocabulary,
    folded,
    places_of_france,
)
from trajectoire.instruments.inventory.model.nomenclature import Nomenclatures
from trajectoire.sources.sheets import Sheet
from trajectoire.sources.tet_indicators import tet_lines

_OTHER_THEME = re.compile(r"(cae|eci|crte|te|sdd|frnv)_[\w.]+")  # identifiers of theirs
_ONE_OF = frozenset(Role) - {Role.VALUE, Role.IGNORED}
_PLACES = (Role.TERRITORY, Role.TERRITORY_NAME)
_DOUBT = 0.5  # [-] confidence of a column that contends with another one
_ALL_GASES = "its unit counts all greenhouse gases together"
_LONGEST_TITLE = 200  # characters


def propose(
    sheet: Sheet, nomenclatures: Nomenclatures, territories: Gazetteer | None = None
) -> Mapping:
    """Propose how to read a table.

    Parameters
    ----------
    sheet
        The table. [-]
    nomenclatures
        Substances and sectors that are known. [-]
    territories
        What finds a territory by its code; None for those of France. [-]

    Returns
    -------
    mapping
        Every column with its role, how sure it is and why; never confirmed. [-]

    """
    if is_own(sheet):
        return own_mapping(own_sheet(sheet))
    vocabulary = Vocabulary(nomenclatures)
    gazetteer = territories or places_of_france()
    found = [
        evidence_of(name, cells, vocabulary, gazetteer)
        for name, cells in sheet.columns.items()
    ]
    columns = _without_rivals(_by_content(_of_the_finest_places(found)))
    columns = told_together(columns, nomenclatures.substances)
    columns = _equivalents(_names_of_lines(_one_year_or_many(columns)))
    first = _nomenclature_of(columns, sheet, nomenclatures)
    title = PurePath(sheet.file).stem[:_LONGEST_TITLE]
    return Mapping(
        tuple(columns),
        Constants(
            territory_kind=_kind_of(found, columns),
            nomenclature=first,
            title=title,
            address=sheet.file[:_LONGEST_TITLE],
        ),
        Translations(lines=_lines(columns, sheet)),
        Choices(decimal=_decimal(columns, sheet), spread=_spread(columns)),
    )


def fingerprint(sheet: Sheet) -> str:
    """Give what is the same for the tables that one mapping reads.

    Parameters
    ----------
    sheet
        The table. [-]

    Returns
    -------
    fingerprint
        Of the names of its columns. Years in them count: next year's table has another
        column, which somebody must look at. [-]

    """
    names = "\x1f".join(sorted(folded(name) for name in sheet.columns))
    return hashlib.sha256(names.encode()).hexdigest()[:32]


def _by_content(columns: list[Column]) -> list[Column]:
    """Take the columns of years with numbers for values, when nothing else is one."""
    if any(column.role is Role.VALUE for column in columns):
        return columns
    numbers = [c for c in columns if c.role is Role.IGNORED and c.reason == NUMBERS]
    if len(numbers) != 1:
        return columns
    guess = Column(
        numbers[0].name,
        Role.VALUE,
        confidence=_DOUBT,
        reason="the only column of numbers",
    )
    return [guess if column is numbers[0] else column for column in columns]


def _of_the_finest_places(found: list[Evidence]) -> list[Column]:
    """Doubt of the countries and regions in which the places of the rows are."""
    filled = [one for one in found if one.column.role in _PLACES and one.scale]
    finest = max(filled, key=lambda one: one.scale, default=None)
    columns = []
    for one in found:
        column = one.column
        if finest is not None and one in filled and one.scale < finest.scale:
            reason = f"“{finest.column.name}” names smaller places"
            column = Column(column.name, Role.IGNORED, confidence=0.9, reason=reason)
        columns.append(column)
    return columns


def _without_rivals(columns: list[Column]) -> list[Column]:
    """Keep, of several columns that seem to say the same, the surest; say so."""
    best: dict[Role, Column] = {}
    for column in columns:
        role = column.role
        if role in _ONE_OF and column.confidence > _rank(best.get(role)):
            best[role] = column
    kept = []
    for column in columns:
        winner = best.get(column.role, column)
        if winner is not column:
            reason = f"“{winner.name}” seems to say it better"
            doubt = Column(column.name, Role.IGNORED, confidence=_DOUBT, reason=reason)
            kept.append(doubt)
        else:
            kept.append(column)
    return kept


def _rank(column: Column | None) -> float:
    return column.confidence if column is not None else -1.0


def _one_year_or_many(columns: list[Column]) -> list[Column]:
    """Doubt of columns of values that name a year beside a column of years."""
    years = [column for column in columns if column.role is Role.YEAR]
    wide = [c for c in columns if c.role is Role.VALUE and c.year]
    if not years or not wide:
        return columns
    reason = f"years are in the names of “{wide[0].name}” and others"
    doubt = Column(years[0].name, Role.IGNORED, confidence=_DOUBT, reason=reason)
    return [doubt if column is years[0] else column for column in columns]


def _names_of_lines(columns: list[Column]) -> list[Column]:
    """Beside identifiers of indicators, take an unknown name for theirs."""
    if not any(column.role is Role.LINE for column in columns):
        return columns
    reason = "the names of the identifiers"
    return [
        Column(column.name, Role.IGNORED, confidence=0.9, reason=reason)
        if column.role is Role.TERRITORY_NAME and column.confidence < _DOUBT
        else column
        for column in columns
    ]


def _equivalents(columns: list[Column]) -> list[Column]:
    """Take values in equivalents of carbon dioxide for all the gases together.

    Not where something else says the gas; "kt CO2" may be of that gas alone.
    """
    if any(column.role in (Role.SUBSTANCE, Role.LINE) for column in columns):
        return columns
    found = []
    for column in columns:
        alike = unit_of(column.unit).endswith("CO2e") and not column.substance
        if column.role is Role.VALUE and alike:
            equal = any(sign in folded(column.unit) for sign in ("eq", "co2e"))
            column = replace(  # noqa: PLW2901
                column,
                substance="emission_ghg",
                confidence=min(column.confidence, 0.9 if equal else _DOUBT),
                reason=column.reason if column.confidence <= _DOUBT else _ALL_GASES,
            )
        found.append(column)
    return found


def _kind_of(found: list[Evidence], columns: list[Column]) -> str:
    """Give the kind of the territories, where the codes alone would not say it."""
    chosen = {c.name for c in columns if c.role is Role.TERRITORY}
    kinds = {one.kind for one in found if one.column.name in chosen and one.kind}
    return kinds.pop() if len(kinds) == 1 else ""


def _nomenclature_of(
    columns: list[Column], sheet: Sheet, nomenclatures: Nomenclatures
) -> str:
    """Give the nomenclature that has the most of the words of the sectors."""
    words = {
        cell
        for column in columns
        if column.role is Role.SECTOR
        for cell in sheet.columns[column.name]
        if isinstance(cell, str)
    }
    best, most = "PCAET", 0
    for name in nomenclatures.lines:
        labels = {folded(line.words.fr) for line in nomenclatures.lines[name].values()}
        count = sum(
            nomenclatures.line(name, word) is not None or folded(word) in labels
            for word in words
        )
        if count > most:
            best, most = name, count
    return best


def _lines(columns: list[Column], sheet: Sheet) -> Words[str, str]:
    """Translate the identifiers of the table; those of other themes are left out."""
    known = tet_lines()
    words = {
        cell
        for column in columns
        if column.role is Role.LINE
        for cell in sheet.columns[column.name]
        if isinstance(cell, str)
    }
    return {
        word: known.get(word, "")
        for word in sorted(words)
        if word in known or _OTHER_THEME.fullmatch(word)
    }


def _decimal(columns: list[Column], sheet: Sheet) -> str:
    values = (c.name for c in columns if c.role is Role.VALUE)
    return decimal_of(cell for name in values for cell in sheet.columns[name])


def _spread(columns: list[Column]) -> Spread:
    """Read what the name of the column of uncertainties says; 95 % in per cent else."""
    for column in columns:
        if column.role is Role.UNCERTAINTY:
            return spread_named(column.name)
    return Spread.PERCENT_95
