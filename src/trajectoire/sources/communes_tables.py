"""Read the shipped tables of territories, and add up what they do not carry."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from trajectoire.sources.communes_place import Former, Place

_TABLES = Path(__file__).with_name("tables")
_OVERSEAS = "com"  # a collectivity that belongs to no région
COUNTRY = "FR"


@dataclass(frozen=True)
class _Departement:
    """A line of the table of départements."""

    name: str
    region: str
    region_name: str
    zone: str

    @property
    def parent(self) -> str:
        return COUNTRY if self.zone == _OVERSEAS else f"reg-{self.region}"


def read_places() -> tuple[Place, ...]:
    """Read every place.

    Returns
    -------
    places
        Communes, intercommunalities, départements, régions, the country. [-]

    """
    departements = {code: _Departement(*rest) for code, *rest in _rows("departements")}
    communes = tuple(_communes(departements))
    return (
        *communes,
        *_groups(communes),
        *_levels(departements, communes),
    )


def read_formers() -> tuple[Former, ...]:
    """Read what no longer stands for a commune.

    Returns
    -------
    formers
        In the order of their codes. [-]

    """
    return tuple(
        Former(code, name, kind, current, ended, _number(population))
        for code, name, kind, current, ended, population in _rows("former_communes")
    )


def read_usual_names() -> tuple[tuple[str, str], ...]:
    """Read the names that people give to intercommunalities, beside the official one.

    Returns
    -------
    names
        SIREN and usual name. [-]

    """
    return tuple((siren, usual) for siren, _, usual, _ in _rows("usual_names"))


def _rows(name: str) -> Iterator[list[str]]:
    with (_TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield from rows


def _number(text: str) -> int | None:
    return int(text) if text else None


def _communes(departements: dict[str, _Departement]) -> Iterator[Place]:
    for code, name, number, groups, population, siren, postcodes in _rows("communes"):
        above = departements[number]
        epci, _, ept = groups.partition(" ")
        yield Place(
            code,
            "commune",
            name,
            _number(population),
            above.name,
            above.region_name,
            epci,
            siren,
            tuple(postcodes.split()),
            ept,
            parent=f"dep-{number}",
        )


def _groups(communes: Iterable[Place]) -> Iterator[Place]:
    inhabitants: dict[str, Counter[tuple[str, str, str]]] = defaultdict(Counter)
    for commune in communes:
        where = commune.parent, commune.departement, commune.region
        for group in (commune.epci, commune.ept):
            inhabitants[group][where] += commune.population or 0
    for code, nature, name, population in _rows("intercommunalites"):
        ((parent, departement, region), _) = inhabitants[code].most_common(1)[0]
        yield Place(
            code,
            "epci",
            name,
            int(population),
            departement,
            region,
            siren=code,
            nature=nature,
            parent=parent,
        )


def _levels(
    departements: dict[str, _Departement], communes: Iterable[Place]
) -> Iterator[Place]:
    inhabitants: Counter[str] = Counter()
    for commune in communes:
        above = departements[commune.parent[4:]].parent
        for code in (commune.parent, above, COUNTRY):
            inhabitants[code] += commune.population or 0
        if above == COUNTRY:  # counted twice: a collectivity is just under it
            inhabitants[COUNTRY] -= commune.population or 0
    for number, line in departements.items():
        code = f"dep-{number}"
        yield Place(
            code,
            "departement",
            line.name,
            inhabitants[code] or None,
            region="" if line.zone == _OVERSEAS else line.region_name,
            nature=line.zone,
            parent=line.parent,
        )
    regions = {d.parent: d.region_name for d in departements.values()}
    regions.pop(COUNTRY)
    for code, name in regions.items():
        yield Place(code, "region", name, inhabitants[code], parent=COUNTRY)
    yield Place(COUNTRY, "country", "France", inhabitants[COUNTRY])
