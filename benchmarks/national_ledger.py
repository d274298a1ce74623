"""A ledger as large as the country: real codes of communes, invented figures.

Started as a program, it loads the ledger of the installation that the environment
names, then visits pages, and prints what it measured as JSON.
"""

import json
import random
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from trajectoire.core.indicator import CellState, Definition, Indicator, Method
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.sources.communes import places
from trajectoire.web.installation import prepare, set_up
from trajectoire.web.warming import warm

SEED, TERRITORIES, AT_ONCE = 20261121, 35_000, 1000
VISITED, GROUPS, WARMING = 200, 100, 5
CORRECTED = 0.01  # share of the figures that a later edition corrects
YEARS = [Period.of_year(year) for year in range(2014, 2024)]
SECTORS = [
    Sector("PCAET", code)
    for code in (
        *("residential", "tertiary", "road", "other_transport", "agriculture"),
        *("waste", "industry", "energy", "utcatf", "total"),
    )
]
EMISSION = Definition("emission_ghg", "tCO2e", "down")
INVENTED = Source("Trajectoire", "Invented figures", "CC0 1.0")
METHOD = Method("inventory.invented", "1")


def communes() -> list[Territory]:
    """All the communes of the year, then former ones until the number is reached."""
    today = [p for p in places().places if p.kind == "commune"]
    known = {place.code for place in today}
    merged = sorted({f.code for f in places().former} - known)
    named = [(place.code, place.name, 2026) for place in today]
    named += [(code, code, 2015) for code in merged[: TERRITORIES - len(named)]]
    return [Territory(code, "commune", name, year) for code, name, year in named]


def figures(
    territories: Iterable[Territory], generator: random.Random, share: float = 1.0
) -> Iterator[Indicator]:
    """Ten sectors and ten years of each territory, or a share of them drawn."""
    for territory in territories:
        scale = generator.lognormvariate(8, 1)
        for sector in SECTORS:
            for year in YEARS:
                if share < 1 and generator.random() >= share:
                    continue
                value = scale * generator.random()
                quantity = Quantity(value, "tCO2e", 0.2 * value, law="lognormal")
                yield Indicator(
                    EMISSION,
                    territory,
                    sector,
                    year,
                    quantity,
                    CellState.ESTIMATED,
                    INVENTED,
                    METHOD,
                )


class Load:
    """Time that recording took, alone."""

    def __init__(self) -> None:
        self.added = self.superseded = 0
        self.wall = self.cpu = 0.0

    def record(self, drawn: list[Indicator]) -> None:
        """Record figures that are ready."""
        from trajectoire.web.ledger.record import record  # noqa: PLC0415

        wall, cpu = time.perf_counter(), time.process_time()
        done = record(drawn)
        self.wall += time.perf_counter() - wall
        self.cpu += time.process_time() - cpu
        self.added += done.added
        self.superseded += done.superseded


def load() -> dict[str, float]:
    """Record the country, a thousand communes at a time, then corrections."""
    generator, spent, everywhere = random.Random(SEED), Load(), communes()  # noqa: S311
    for first in range(0, len(everywhere), AT_ONCE):
        part = everywhere[first : first + AT_ONCE]
        spent.record(list(figures(part, generator)))
    corrected = Load()
    for first in range(0, len(everywhere), 50 * AT_ONCE):
        part = everywhere[first : first + 50 * AT_ONCE]
        corrected.record(list(figures(part, generator, CORRECTED)))
    return {
        "communes": len(everywhere),
        "cells": spent.added,
        "cpu": spent.cpu,
        "wall": spent.wall,
        "corrections": corrected.superseded,
    }


def settle() -> None:
    """Let the engine count its rows, as it does by itself after a large import."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def visit(pages: list[str]) -> dict[str, list[float]]:
    """Ask for pages, each once, as a browser would; the first ones only warm up."""
    from django.test import Client  # noqa: PLC0415

    client = Client(headers={"host": "localhost"})
    wall: list[float] = []
    cpu: list[float] = []
    for number, page in enumerate(pages):
        started, worked = time.perf_counter(), time.process_time()
        response = client.get(page)
        spent = time.perf_counter() - started, time.process_time() - worked
        assert response.status_code == 200, (page, response.status_code)
        assert re.search(rb"tCO2e|t\xc3\xa9q|CO<sub>2", response.content), page
        if number >= WARMING:
            wall.append(spent[0])
            cpu.append(spent[1])
    return {"wall": wall, "cpu": cpu}


def addresses(kind: str, count: int) -> list[str]:
    """Addresses of the inventory of territories drawn at random, all different."""
    from django.urls import reverse  # noqa: PLC0415

    codes = sorted(p.code for p in places().places if p.kind == kind)
    if kind == "epci":
        codes = [code for code in codes if places().members(kind, code)]
    drawn = random.Random(SEED + 1).sample(codes, count + WARMING)  # noqa: S311
    return [reverse("inventory:inventory", args=[code]) for code in drawn]


def read(kind: str, count: int) -> dict[str, list[float]]:
    """Time the reading of rows alone, without a page."""
    from trajectoire.web.ledger.rows import rows_of  # noqa: PLC0415

    codes = sorted(p.code for p in places().places if p.kind == kind)
    wall: list[float] = []
    rows: list[float] = []
    for code in random.Random(SEED + 2).sample(codes, count):  # noqa: S311
        inside = [("commune", p.code) for p in places().communes(kind, code)]
        started = time.perf_counter()
        rows.append(len(rows_of(inside)))
        wall.append(time.perf_counter() - started)
    return {"wall": wall, "rows": rows}


def main() -> None:
    set_up()
    prepare()
    warm()  # as the server does before its first visitor
    steps: dict[str, Callable[[], Any]] = {
        "load": load,
        "settle": settle,
        "rows_commune": lambda: read("commune", VISITED),
        "rows_epci": lambda: read("epci", GROUPS),
        "commune": lambda: visit(addresses("commune", VISITED)),
        "epci": lambda: visit(addresses("epci", GROUPS)),
    }
    wanted = sys.argv[1:] or list(steps)
    print(json.dumps({name: steps[name]() for name in wanted}))


if __name__ == "__main__":
    main()
