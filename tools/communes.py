"""Rebuild the tables of territories from the package @etalab/decoupage-administratif.

One command, once a year: ``npm install --prefix tools``, then
``python tools/communes.py tools/node_modules``. The editions of former years, which
``tools/package.json`` names, say when a commune stopped being one.
"""

import csv
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from communes_history import former_communes, read

PACKAGE = "@etalab/decoupage-administratif"
TABLES = Path("src/trajectoire/sources/tables")


def main(modules: Path) -> None:
    """Write the four tables."""
    communes, epci, ept, departements, regions = (
        read(modules / PACKAGE, name)
        for name in ("communes", "epci", "ept", "departements", "regions")
    )
    members = _memberships([*epci, *ept])
    current = [c for c in communes if c["type"] == "commune-actuelle"]
    known = {c["code"]: c for c in current}
    names = {region["code"]: region["nom"] for region in regions}
    _write(
        "communes",
        "code name departement epci population siren postcodes",
        (_commune(commune, members) for commune in current),
    )
    _write(
        "intercommunalites",
        "code kind name population",
        (_group(group, known) for group in (*epci, *ept)),
    )
    _write(
        "departements",
        "code name region region_name zone",
        (
            (d["code"], d["nom"], d["region"], names[d["region"]], d["zone"])
            for d in departements
        ),
    )
    _write(
        "former_communes",
        "code name kind current ended population",
        former_communes(modules, communes),
    )


def _memberships(groups: Iterable[dict[str, Any]]) -> dict[str, str]:
    """List the groups of each commune, the one with its own taxation first."""
    found: dict[str, list[str]] = {}
    for group in groups:
        for member in group["membres"]:
            found.setdefault(member["code"], []).append(group["code"])
    return {code: " ".join(numbers) for code, numbers in found.items()}


def _commune(commune: dict[str, Any], members: dict[str, str]) -> tuple[Any, ...]:
    return (
        commune["code"],
        commune["nom"],
        commune["departement"],
        members.get(commune["code"], ""),
        commune.get("population", ""),
        commune.get("siren", ""),
        " ".join(commune.get("codesPostaux", [])),
    )


def _group(group: dict[str, Any], communes: dict[str, Any]) -> tuple[Any, ...]:
    """Add up the communes: the group's own total is of an older census."""
    inhabitants = sum(communes[m["code"]]["population"] for m in group["membres"])
    return group["code"], group["type"], _tidy(group["nom"]), inhabitants


def _tidy(name: str) -> str:
    """Undo the quotation marks that spreadsheets leave in names."""
    return name.replace("''", "").replace('"', "").strip()


def _write(name: str, header: str, rows: Iterable[tuple[Any, ...]]) -> None:
    path = TABLES / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split())
        writer.writerows(sorted(rows))
    print(f"{path}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
