"""Put a version of a table in the library: lines are added, none is ever changed."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace

from django.db import transaction

from trajectoire.core.errors import Fault, InputError
from trajectoire.methods.warming import potential
from trajectoire.sources.base_carbone_factor import EmissionFactor, FactorTable, Item
from trajectoire.sources.base_carbone_shipped import VERSION, read_shipped
from trajectoire.sources.base_carbone_value import (
    TABLE,
    activity_unit,
    gases_of,
    line_of,
    name_of,
    potentials_of,
)
from trajectoire.sources.communes_names import fold
from trajectoire.web.factors.models import Edition, Line

_CHUNK = 500  # lines written in one statement
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SETS = {
    name: (potential("ch4_fossil", name), potential("n2o", name))
    for name in ("AR4", "AR5", "AR6")
}
# Stages of a life cycle, which the publisher names in French alone.
_STAGES = {
    "Amont": "Upstream",
    "Combustion": "Combustion",
    "Combustion à la centrale": "Combustion at the plant",
    "Transport et distribution": "Transport and distribution",
    "Transport": "Transport",
    "Intrants": "Inputs",
    "Fabrication": "Manufacture",
    "Energie": "Energy",
    "Emissions fugitives": "Fugitive emissions",
    "Collecte": "Collection",
    "Traitement": "Treatment",
    "Incinération": "Incineration",
    "Carburant (amont/combustion)": "Fuel (upstream/combustion)",
    "Fuites": "Leaks",
    "Amortissement": "Depreciation",
    "Autre": "Other",
}
# What of a line must be the same when its version is loaded again.
_KEPT = ("name_fr", "unit", "written_unit", "total", "gases", "uncertainty", "status")


@dataclass(frozen=True)
class Loaded:
    """What a loading did.

    Parameters
    ----------
    edition
        The version, in the library. [-]
    added
        Lines that are new. [-]
    unchanged
        Lines that were there already. [-]
    refused
        Rows that are not in the library, each fault with its row and its reason. [-]

    """

    edition: Edition
    added: int
    unchanged: int
    refused: tuple[Fault, ...]


def load_shipped() -> Loaded | None:
    """Load the version that comes with Trajectoire, the first time.

    Returns
    -------
    loaded
        None where it is in the library already. [-]

    """
    if Edition.objects.filter(table=TABLE, version=VERSION).exists():
        return None
    return load(read_shipped(), shipped=True)


def load(
    table: FactorTable,
    *,
    potentials: str = "",
    author: str = "",
    shipped: bool = False,
) -> Loaded:
    """Put a version in the library, in one transaction.

    Parameters
    ----------
    table
        The version, as read. [-]
    potentials
        Set of warming potentials that it was made with; told from its factors where
        left out. [-]
    author
        Who loads it: an account's number, never a name. [-]
    shipped
        Whether it comes with Trajectoire. [-]

    Returns
    -------
    loaded
        How many lines are new, how many were there, which rows are refused. [-]

    Raises
    ------
    InputError
        If nobody can tell the set of potentials.

    """
    chosen = potentials or potentials_of(table, _SETS)
    if chosen not in _SETS:
        remedy = "Say which: AR4, AR5 or AR6. The publisher's notes tell."
        expected = "a version whose factors tell their set of warming potentials"
        raise InputError([Fault(expected, table.version, remedy)])
    refused = [fault for refusal in table.refused for fault in refusal.faults]
    with transaction.atomic():
        edition = _edition(table, chosen, author, shipped=shipped)
        held = {line.line: line for line in edition.lines.all()}
        drawn = [_line(factor, edition) for factor in table.factors]
        drawn = _found_again(drawn, held.values())
        new = [line for line in drawn if line.line not in held]
        refused += _changed(drawn, held)
        Line.objects.bulk_create(new, batch_size=_CHUNK)
        edition.refused = [asdict(fault) for fault in refused]
        edition.save(update_fields=["refused"])
    unchanged = len(drawn) - len(new) - sum(f.column == "line" for f in refused)
    return Loaded(edition, len(new), unchanged, tuple(refused))


def _edition(
    table: FactorTable, potentials: str, author: str, *, shipped: bool
) -> Edition:
    source = table.source
    edition, _new = Edition.objects.get_or_create(
        table=TABLE,
        version=table.version,
        defaults={
            "order": order_of(table.version),
            "publisher": source.publisher,
            "title": source.title,
            "licence": source.licence,
            "published": source.published,
            "address": source.address,
            "potentials": potentials,
            "loaded_by": author,
            "shipped": shipped,
        },
    )
    if edition.potentials != potentials:
        expected = (
            f"{edition.potentials}, with which version {table.version} was loaded"
        )
        remedy = "A version keeps its set: leave the choice out, or give a new version."
        raise InputError([Fault(expected, potentials, remedy, column="potentials")])
    return edition


def order_of(version: str) -> str:
    """Write a version so that sorting letters sorts its numbers.

    Parameters
    ----------
    version
        As ``22.0``. [-]

    Returns
    -------
    order
        Each number with five digits. [-]

    Examples
    --------
    >>> order_of("9.2") < order_of("10.0")
    True

    """
    return ".".join(f"{int(part):05d}" for part in version.split("."))


def _found_again(drawn: Sequence[Line], held: Iterable[Line]) -> list[Line]:
    """Give items the names that they have already, wherever the file puts them now.

    An item is named after its row in the first file: of a file cut or sorted since,
    the same row is another item.
    """
    places = {key: line.line for key, line in _items(sorted(held, key=lambda x: x.row))}
    if not places:
        return list(drawn)
    taken = set(places.values())
    for key, line in _items(drawn):
        known = places.get(key)
        while known is None and line.line in taken:
            line.line += "-2"  # the row of another item in the first file
        line.line = known or line.line
        taken.add(line.line)
    return list(drawn)


def _items(lines: Iterable[Line]) -> list[tuple[tuple[str, str, int], Line]]:
    """Tell items apart by element, by name, and by which of that name they are."""
    met: Counter[tuple[str, str]] = Counter()
    found = []
    for line in lines:
        if line.is_item:
            name = line.element, line.item_fr
            met[name] += 1
            found.append(((*name, met[name]), line))
    return found


def _changed(drawn: Iterable[Line], held: dict[str, Line]) -> list[Fault]:
    """Refuse the lines that say something else than when they were first loaded."""
    faults = []
    for line in drawn:
        before = held.get(line.line)
        if before is None or _said(before) == _said(line):
            continue
        faults.append(
            Fault(
                f"factor {line.line} as first loaded: {before.total:g} "
                f"{before.written_unit}",
                f"{line.total:g} {line.written_unit}",
                "A factor of a version never changes: give this file a new version.",
                row=line.row,
                column="line",
            )
        )
    return faults


def _said(line: Line) -> Sequence[object]:
    return [
        [list(pair) for pair in value] if name == "gases" else value
        for name, value in ((name, getattr(line, name)) for name in _KEPT)
    ]


def _line(factor: EmissionFactor, edition: Edition) -> Line:
    kind = factor.item.kind if factor.item else ""
    names = {
        language: name_of(replace(factor, item=None), word)
        for language, word in (("fr", "french"), ("en", "english"))
    }
    items = {
        language: _item_name(factor.item, word)
        for language, word in (("fr", "french"), ("en", "english"))
    }
    place = factor.place
    return Line(
        edition=edition,
        line=line_of(factor),
        element=factor.identifier,
        is_item=factor.item is not None,
        current=factor.is_current,
        status=factor.status,
        nature=factor.nature,
        name_fr=names["fr"] + (f", {items['fr']}" if items["fr"] else ""),
        name_en=names["en"] + (f", {items['en']}" if items["en"] else ""),
        item_fr=items["fr"],
        item_en=items["en"],
        year=_year(names["fr"]),
        folded=_folded(factor, (*names.values(), kind)),
        unit=activity_unit(factor),
        written_unit=factor.unit.written,
        root=factor.category[0],
        category=" > ".join(factor.category),
        region=place.region,
        locality_fr=place.locality.french,
        locality_en=place.locality.english or place.locality.french,
        total=factor.total,
        gases=[list(pair) for pair in gases_of(factor.gases)],
        uncertainty=factor.uncertainty,
        contributor=factor.origin.contributor,
        origin=factor.origin.source,
        programme=factor.origin.programme,
        modified=factor.origin.modified,
        validity=factor.origin.validity,
        comment_fr=factor.comment.french,
        comment_en=factor.comment.english,
        row=factor.row,
    )


def _item_name(item: Item | None, language: str) -> str:
    if item is None:
        return ""
    name = getattr(item.name, language) or item.name.french
    kind = item.kind if language == "french" else _STAGES.get(item.kind, item.kind)
    return " : ".join(part for part in (kind, name) if part)


def _year(name: str) -> int | None:
    """Find the last year that a name holds."""
    return max((int(year) for year in _YEAR.findall(name)), default=None)


def _folded(factor: EmissionFactor, names: Sequence[str]) -> str:
    """Gather the words by which a factor is found, without accents."""
    words = (
        *names,
        *factor.category,
        factor.place.locality.french,
        factor.place.locality.english,
        factor.tags.french,
        factor.tags.english,
        factor.identifier,
    )
    seen = dict.fromkeys(word for text in words for word in fold(text).split())
    return " " + " ".join(seen) + " "
