"""Rebuild the tables of communes from the package @etalab/decoupage-administratif.

One command, once a year: ``python tools/communes.py path/to/node_modules``.
"""

import csv
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

PACKAGE = "@etalab/decoupage-administratif"
TABLES = Path("src/trajectoire/sources/tables")


def main(modules: Path) -> None:
    """Write the four tables."""
    data = modules / PACKAGE / "data"
    communes, epci, departements, regions = (
        json.loads((data / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("communes", "epci", "departements", "regions")
    )
    members = {m["code"]: group["code"] for group in epci for m in group["membres"]}
    current = [c for c in communes if c["type"] == "commune-actuelle"]
    former = [c for c in communes if c["type"] != "commune-actuelle"]
    region_names = {region["code"]: region["nom"] for region in regions}
    _write(
        "communes",
        "code name departement epci population siren postcodes",
        (_commune(commune, members) for commune in current),
    )
    _write(
        "intercommunalites",
        "code kind name population",
        (_group(group, {c["code"]: c for c in current}) for group in epci),
    )
    _write(
        "departements",
        "code name region region_name",
        (
            (d["code"], d["nom"], d["region"], region_names[d["region"]])
            for d in departements
        ),
    )
    _write("former_communes", "code name current", _former(former, current))


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


def _former(
    parts: Iterable[dict[str, Any]], current: Iterable[dict[str, Any]]
) -> Iterable[tuple[str, str, str]]:
    """Names and codes that no longer stand for a commune, and what they belong to."""
    known = set()
    for part in parts:
        known.add(part["code"])
        yield part["code"], part["nom"], part.get("chefLieu") or part["commune"]
    for commune in current:
        for code in commune.get("anciensCodes", []):
            if code not in known and code != commune["code"]:
                yield code, "", commune["code"]


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
