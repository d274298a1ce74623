"""Is the Base Carbone read whole, figure by figure, and is every refusal said?

The file is read by the product and counted apart by a few lines of csv; twenty factors
typed from its lines are compared; a copy is spoilt on purpose, and must be found out.
The table that is shipped, the potentials assumed and the library of the site follow.
"""

import csv
import tempfile
from collections import Counter
from pathlib import Path
from time import process_time
from typing import Any

from django.core.management import call_command
from django.db import connection

from benchmarks.verdict import conclude
from trajectoire.methods.warming import potential
from trajectoire.sources.base_carbone import by_identifier, gaps, read_base_carbone
from trajectoire.sources.base_carbone_factor import FactorTable
from trajectoire.sources.base_carbone_shipped import PATH, read_shipped
from trajectoire.sources.base_carbone_value import POTENTIALS, activity_unit, signs
from trajectoire.web.installation import set_up

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data" / "territory" / "emission_factors"
FILE = DATA / "Base_Carbone_V22.0.csv"
BY_HAND = ROOT / "tests/data/base_carbone/by_hand.csv"
SEARCH = 100.0  # CPU-ms, of the slowest query on the whole table
# What is spoilt in the copy: row of the table (from 1), column, what is written there.
SPOILT = (
    (1, "Total poste non décomposé", ""),
    (2, "Total poste non décomposé", "n.c."),
    (3, "Incertitude", "-5"),
    (4, "Date de création", "31/02/2020"),
    (5, "Type Ligne", "?"),
)


def main() -> None:
    """Measure, and say whether it holds."""
    if not FILE.is_file():
        conclude("base-carbone", "real data absent", "see CONTRIBUTING.md", holds=False)
    start = process_time()
    table = read_base_carbone(FILE)
    seconds = process_time() - start
    print(f"{table.source}, {table.source.licence}: read in {seconds:.1f} CPU-s")
    for note in table.notes:
        print(f"  {note}")
    whole = _counts_agree(table)
    _units(table)
    sound = _sums(table)
    right, typed = _by_hand(table)
    settled, same = _potentials(table), _shipped(table)
    library = _library(table)
    found = _spoilt_copy_is_found_out()
    rows = len(table.factors) + len(table.refused)
    conclude(
        "base-carbone",
        f"{rows} rows in = {len(table.factors)} read + {len(table.refused)} refused, "
        f"{right} of {typed} factors by hand, {sound} totals unlike their parts, "
        f"{found} of {len(SPOILT)} spoilt rows found; a search {library.slowest:.0f} "
        f"CPU-ms at most, loaded once in {library.loading:.1f} CPU-s",
        "rows read = rows in the file, each refusal with its reason; 20 by hand; a "
        f"newer version leaves old accounts theirs; a search within {SEARCH:g} CPU-ms",
        holds=whole
        and right == typed == 20
        and found == len(SPOILT)
        and settled
        and same
        and library.kept
        and library.slowest <= SEARCH,
    )


def _rows() -> list[dict[str, str]]:
    with FILE.open(encoding="latin-1", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def _counts_agree(table: FactorTable) -> bool:
    """Count in the file, apart from the reader, and in what it read."""
    rows = _rows()
    kinds = Counter(row["Type Ligne"] for row in rows)
    status = Counter(row["Statut de l'élément"] for row in rows)
    read = Counter(factor.kind for factor in table.factors)
    held = Counter(factor.status for factor in table.factors)
    lines = {
        "rows": (len(rows), len(table.factors) + len(table.refused)),
        "elements": (kinds["Elément"], read["element"]),
        "items of an element": (kinds["Poste"], read["item"]),
        "with an uncertainty": (
            sum(row["Incertitude"] != "" for row in rows),
            sum(factor.uncertainty is not None for factor in table.factors),
        ),
        "with their gases apart": (
            sum(row["CO2f"] != "" for row in rows),
            sum(factor.gases is not None for factor in table.factors),
        ),
    } | {name: (number, held[name]) for name, number in status.items()}
    for name, (there, here) in lines.items():
        print(f"  {name:24s} {there:6d} in the file, {here:6d} read")
    for refusal in table.refused:
        for fault in refusal.faults:
            print(f"  refused: {fault}")
    refused = len(table.refused)
    print(f"  refused                  {refused:6d}")
    exact = all(there == here for there, here in lines.values())
    return lines["rows"][0] == lines["rows"][1] and (exact or refused > 0)


def _units(table: FactorTable) -> None:
    reasons = Counter(f.unit.unread for f in table.factors if not f.unit.readable)
    read = len(table.factors) - sum(reasons.values())
    print(f"units: {read} rows in words of the registry; kept as written:")
    for reason, number in reasons.most_common():
        print(f"  {number:6d} rows: {reason}")


def _sums(table: FactorTable) -> int:
    """Compare totals with the sum of their parts, exactly and within rounding."""
    found, raw = gaps(table), gaps(table, tolerance=0.0)
    worst = max(
        (abs(gap.summed / gap.factor.total - 1) for gap in raw if gap.factor.total),
        default=0.0,
    )
    parts = Counter(gap.parts for gap in raw)
    print(
        f"totals: {len(found)} unlike the sum of their parts beyond three digits; "
        f"not to the last digit: {parts['gases']} sums of gases, "
        f"{parts['items']} of items, by {worst:.2%} at most"
    )
    for gap in found:
        factor = gap.factor
        print(f"  {factor.identifier}: {factor.total} against {gap.summed:.6g}")
    nameless = sum(
        name == "" and bool(value)
        for factor in table.factors
        if factor.gases is not None
        for name, value in factor.gases.named
    )
    print(f"  values of a further gas that the file does not name: {nameless}")
    return len(found)


def _by_hand(table: FactorTable) -> tuple[int, int]:
    """Compare the figures typed from lines of the file with those lines, and read."""
    known, lines = by_identifier(table), FILE.read_bytes().split(b"\n")
    with BY_HAND.open(encoding="utf-8", newline="") as stream:
        typed = list(csv.DictReader(stream, delimiter=";"))
    right = 0
    for row in typed:
        raw = lines[int(row["line"]) - 1].decode("cp1252")
        cells = next(csv.reader([raw], delimiter=";"))
        # Cells of the line by their places in the header, counted by hand from 0.
        places = (5, 18, 50, 33, 51, 52, 53, 54)
        there = all(
            cells[place] == said
            for place, said in zip(places, list(row.values())[2:], strict=True)
        )
        factor = known[row["identifier"]][0]
        gases = factor.gases
        read = (
            factor.name.french,
            factor.unit.written,
            factor.total,
            factor.uncertainty,
            gases.co2_fossil if gases else None,
            gases.ch4_fossil if gases else None,
            gases.ch4_biogenic if gases else None,
            gases.n2o if gases else None,
        )
        texts, figures = (row["name"], row["unit"]), list(row.values())[4:]
        said = (*texts, *(float(f.replace(",", ".")) if f else None for f in figures))
        right += there and read == said
        wrong = "" if read == said else f" TYPED, READ {read}"
        wrong += "" if there else " NOT SO IN THE LINE"
        print(
            f"  line {row['line']:>5s}, {row['identifier']} {row['name']}: "
            f"{row['total']} {row['unit']}{wrong}"
        )
    return right, len(typed)


def _potentials(table: FactorTable) -> bool:
    """Print what tells the set of warming potentials that the version was made with."""
    sets = {
        name: (potential("ch4_fossil", name), potential("n2o", name))
        for name in ("AR4", "AR5", "AR6")
    }
    print(
        f"warming potentials: version {table.version} is taken as made with "
        f"{POTENTIALS[table.version]}. Combustion items per GJ that hold a default "
        "factor of the IPCC times the potential, to three digits:"
    )
    found = signs(table, sets)
    for name, (methane, nitrous) in found.items():
        print(f"  {name}: {methane:3d} of methane, {nitrous:3d} of nitrous oxide")
    others = [sum(found[name]) for name in found if name != POTENTIALS[table.version]]
    return sum(found[POTENTIALS[table.version]]) > 10 * max(1, *others)


def _shipped(table: FactorTable) -> bool:
    """Compare the table that comes with Trajectoire with the file's current rows."""
    shipped = read_shipped()
    current = [factor for factor in table.factors if factor.is_current]
    same = len(shipped.factors) == len(current) and all(
        (one.identifier, one.row, one.total, one.gases, one.uncertainty)
        == (two.identifier, two.row, two.total, two.gases, two.uncertainty)
        for one, two in zip(shipped.factors, current, strict=True)
    )
    usable = sum(bool(activity_unit(factor)) for factor in shipped.factors)
    print(
        f"shipped: {PATH.stat().st_size} bytes, {len(shipped.factors)} rows for "
        f"{len(current)} current ones in the file, {'the same' if same else 'UNLIKE'}; "
        f"{usable} are factors, the others data"
    )
    return same


def _library(table: FactorTable) -> Any:
    """Measure the library of a new site, whose home is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        set_up(Path(folder), embedded=True)
        call_command("migrate", interactive=False, verbosity=0)
        from benchmarks.factor_library import measure  # noqa: PLC0415  (after Django)

        found = measure(table)
        connection.close()
    return found


def _spoilt_copy_is_found_out() -> int:
    """Spoil some rows of a copy: how many are refused for the cell that was spoilt?"""
    rows = _rows()[:2000]
    for place, column, written in SPOILT:
        rows[place - 1][column] = written
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / FILE.name
        with copy.open("w", encoding="latin-1", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]), delimiter=";")
            writer.writeheader()
            writer.writerows(rows)
        refused = read_base_carbone(copy).refused
    print("a copy of the first 2,000 rows, five of them spoilt:")
    told = set()
    for refusal in refused:
        for fault in refusal.faults:
            print(f"  {fault}")
            told.add((refusal.row, fault.column))
    return sum((place + 1, column) in told for place, column, _ in SPOILT)


if __name__ == "__main__":
    main()
