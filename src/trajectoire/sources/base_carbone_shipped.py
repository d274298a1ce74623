"""The Base Carbone that comes with Trajectoire: current rows, every figure, no loss.

``tables/base_carbone.md`` says where it comes from and under which licence; the tool
``tools/factors.py`` rebuilds it with one command. Whoever wants archived rows or a
newer version loads ADEME's own file.
"""

import csv
import gzip
import io
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from trajectoire.core.source import Source
from trajectoire.sources.base_carbone_factor import (
    EmissionFactor,
    FactorTable,
    Gases,
    Item,
    Origin,
    Place,
    Quality,
    Words,
)
from trajectoire.sources.base_carbone_unit import unit_of

VERSION = "22.0"
PATH = Path(__file__).with_name("tables") / "base_carbone.csv.gz"
SOURCE = Source(
    publisher="ADEME",
    title=f"Base Carbone V{VERSION}",
    licence="Licence Ouverte (Etalab)",
    address="https://base-empreinte.ademe.fr",
)
_NO_GASES = Gases(None, None, None, None, None, (), None)
_WORDS = ("name", "attribute", "boundary", "tags", "comment")
_GASES = ("co2_fossil", "ch4_fossil", "ch4_biogenic", "n2o", "other")
_ORIGIN = (
    "contributor",
    "other_contributors",
    "programme",
    "programme_address",
    "source",
    "regulations",
)
COLUMNS = (
    *("identifier", "row", "item", "item_fr", "item_en", "nature", "structure"),
    *("status", "category", "region", "locality_fr", "locality_en", "unit", "unit_en"),
    *(f"{words}_{language}" for words in _WORDS for language in ("fr", "en")),
    *("total", *_GASES, "named", "co2_biogenic", "uncertainty", "quality"),
    *(*_ORIGIN, "created", "modified", "validity"),
)


def read_shipped(path: Path = PATH) -> FactorTable:
    """Read the table that comes with Trajectoire.

    Parameters
    ----------
    path
        Where it is. [-]

    Returns
    -------
    table
        Current rows of one version; the Spanish words are not kept. [-]

    """
    text = gzip.decompress(path.read_bytes()).decode("utf-8")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return FactorTable(tuple(map(_factor, rows)), (), SOURCE, VERSION)


def rows_of(table: FactorTable) -> Iterator[dict[str, str]]:
    """Write the current rows of a version in the columns of the table.

    Parameters
    ----------
    table
        A version, as ADEME publishes it. [-]

    Yields
    ------
    row
        One for each current row, in the order of the file. [-]

    """
    for factor in table.factors:
        if factor.is_current:
            yield dict(zip(COLUMNS, _cells(factor), strict=True))


def _cells(factor: EmissionFactor) -> Iterator[str]:
    item = factor.item or Item("", Words())
    place, gases = factor.place, factor.gases or _NO_GASES
    yield from (factor.identifier, str(factor.row))
    yield "-" if factor.item is not None and not item.kind else item.kind
    yield from (item.name.french, item.name.english)
    yield from (factor.nature, factor.structure, factor.status)
    yield from (" > ".join(factor.category), place.region)
    yield from (place.locality.french, place.locality.english)
    yield from (factor.unit_words.french, factor.unit_words.english)
    for name in _WORDS:
        words: Words = getattr(factor, name)
        yield from (words.french, words.english)
    yield _figure(factor.total)
    yield from (_figure(getattr(gases, gas)) for gas in _GASES)
    yield ";".join(f"{name}={_figure(value)}" for name, value in gases.named)
    yield from (_figure(gases.co2_biogenic), _figure(factor.uncertainty))
    yield " ".join(_figure(mark) or "-" for mark in vars(factor.quality).values())
    yield from (getattr(factor.origin, name) for name in _ORIGIN)
    yield from (
        str(day or "") for day in (factor.origin.created, factor.origin.modified)
    )
    yield factor.origin.validity


def _figure(value: float | None) -> str:
    return "" if value is None else repr(value)


def _factor(row: Mapping[str, str]) -> EmissionFactor:
    words = {name: Words(row[f"{name}_fr"], row[f"{name}_en"]) for name in _WORDS}
    unit = Words(row["unit"], row["unit_en"])
    return EmissionFactor(
        identifier=row["identifier"],
        version=VERSION,
        row=int(row["row"]),
        item=_item(row),
        nature=row["nature"],
        structure=row["structure"],
        status=row["status"],
        category=tuple(row["category"].split(" > ")),
        unit=unit_of(unit.french or unit.english),
        unit_words=unit,
        place=Place(row["region"], Words(row["locality_fr"], row["locality_en"])),
        total=float(row["total"]),
        gases=_gases(row),
        uncertainty=_number(row["uncertainty"]),
        quality=Quality(
            *(None if mark == "-" else float(mark) for mark in row["quality"].split())
        ),
        origin=Origin(
            created=_day(row["created"]),
            modified=_day(row["modified"]),
            validity=row["validity"],
            **{name: row[name] for name in _ORIGIN},
        ),
        **words,
    )


def _item(row: Mapping[str, str]) -> Item | None:
    if not row["item"]:
        return None
    return Item(row["item"].strip("-"), Words(row["item_fr"], row["item_en"]))


def _gases(row: Mapping[str, str]) -> Gases | None:
    single = [_number(row[gas]) for gas in _GASES]
    biogenic = _number(row["co2_biogenic"])
    pairs = (pair.rpartition("=") for pair in row["named"].split(";") if pair)
    named = tuple((name, _number(value)) for name, _, value in pairs)
    if not named and biogenic is None and all(value is None for value in single):
        return None
    co2, ch4_fossil, ch4_biogenic, n2o, other = single
    return Gases(co2, ch4_fossil, ch4_biogenic, n2o, other, named, biogenic)


def _number(written: str) -> float | None:
    return float(written) if written else None


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None
