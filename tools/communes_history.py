"""Say what stopped being a commune, under which name, when, and what it belongs to.

The edition of 2019 tells the history of communes since 1943 by the day; the yearly
editions after it tell only between which two of them a commune disappeared.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

HISTORY = "decoupage-2019"  # the only edition that tells the history
LATER = (2019, 2021, 2022, 2023, 2024, 2025)  # 2020 was never published
_KINDS = {
    "commune-deleguee": "deleguee",
    "commune-associee": "associee",
    "arrondissement-municipal": "arrondissement",
}
_STILL_A_COMMUNE = (  # reasons that end a record of the history, not the commune
    "changement de nom",
    "changement de chef lieu",
    "renommage suite à création d’une commune fille",
)

Former = tuple[str, str, str, str, str, Any]


def read(package: Path, name: str) -> list[dict[str, Any]]:
    """Read a file of a package."""
    text = (package / "data" / f"{name}.json").read_text(encoding="utf-8")
    return list(json.loads(text))


def former_communes(
    modules: Path, communes: Iterable[dict[str, Any]]
) -> Iterator[Former]:
    """Give code, name, kind, present commune, end and population of what ended."""
    history = [
        record
        for record in read(modules / HISTORY, "historique-communes")
        if record["type"] == "COM"
    ]
    editions = [
        {
            c["code"]: c["nom"]
            for c in read(modules / f"decoupage-{year}", "communes")
            if c["type"] == "commune-actuelle"
        }
        for year in LATER
    ]
    present = {c["code"]: c for c in communes if c["type"] == "commune-actuelle"}
    editions.append({code: c["nom"] for code, c in present.items()})
    ends = _ends(history, editions)
    seen = set()
    for part in communes:
        if part["type"] in _KINDS:
            code, name = part["code"], part["nom"]
            seen |= {code, (code, name)}
            now = part.get("chefLieu") or part["commune"]
            end = ends.get((code, name), "")
            if not end and code not in present:
                end = _last(ends, code)[1]
            yield code, name, _KINDS[part["type"]], now, end, part.get("population", "")
    for commune in present.values():
        for code in commune.get("anciensCodes", []):
            if code not in seen and code not in present:
                name, end = _last(ends, code)
                seen.add((code, name))
                yield code, name, "ancienne", commune["code"], end, ""
    yield from _renamed(history, present, seen)


def _ends(
    history: Iterable[dict[str, Any]], editions: list[dict[str, str]]
) -> dict[tuple[str, str], str]:
    """Date the end of each commune, by its code and its name."""
    ends = {
        (record["code"], record["nom"]): record["dateFin"]
        for record in sorted(history, key=lambda r: r.get("dateFin", ""))
        if record.get("dateFin") and record["raisonFin"] not in _STILL_A_COMMUNE
    }
    years = (*LATER[1:], LATER[-1] + 1)
    for year, (before, after) in zip(years, pairwise(editions), strict=True):
        for code, name in before.items():
            if after.get(code) != name:
                ends[code, name] = str(year)
    return ends


def _last(ends: dict[tuple[str, str], str], code: str) -> tuple[str, str]:
    """Give the last name of a code, and when it ended."""
    found = [(end, name) for (known, name), end in ends.items() if known == code]
    end, name = max(found, default=("", ""))
    return name, end


def _renamed(
    history: Iterable[dict[str, Any]],
    present: dict[str, dict[str, Any]],
    seen: set[Any],
) -> Iterator[Former]:
    """Give the former names of communes that still exist."""
    for record in history:
        code, name = record["code"], record["nom"]
        renamed = record.get("raisonFin") == "changement de nom" and code in present
        if renamed and name != present[code]["nom"] and (code, name) not in seen:
            seen.add((code, name))
            yield code, name, "renommee", code, record["dateFin"], ""
