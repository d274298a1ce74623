"""Is the Base Carbone read whole, figure by figure, and is every refusal said?

The file is read by the product and counted apart by a few lines of csv; twenty factors
typed from its lines are compared; a copy is spoilt on purpose, and must be found out.
"""

import csv
import tempfile
from collections import Counter
from pathlib import Path
from time import perf_counter

from benchmarks.verdict import conclude
from trajectoire.sources.base_carbone import by_identifier, gaps, read_base_carbone
from trajectoire.sources.base_carbone_factor import FactorTable

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data" / "territory" / "emission_factors"
FILE = DATA / "Base_Carbone_V22.0.csv"
BY_HAND = ROOT / "tests/data/base_carbone/by_hand.csv"
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
    start = perf_counter()
    table = read_base_carbone(FILE)
    seconds = perf_counter() - start
    print(f"{table.source}, {table.source.licence}: read in {seconds:.1f} s")
    for note in table.notes:
        print(f"  {note}")
    whole = _counts_agree(table)
    _units(table)
    sound = _sums(table)
    right, typed = _by_hand(table)
    found = _spoilt_copy_is_found_out()
    rows = len(table.factors) + len(table.refused)
    conclude(
        "base-carbone",
        f"{rows} rows in = {len(table.factors)} read + {len(table.refused)} refused, "
        f"{right} of {typed} factors by hand, {sound} totals unlike their parts, "
        f"{found} of {len(SPOILT)} spoilt rows found",
        "rows read = rows in the file, each refusal with its reason; 20 by hand",
        holds=whole and right == typed == 20 and found == len(SPOILT),
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
    """Compare the figures typed from the lines of the file with those read."""
    known = by_identifier(table)
    with BY_HAND.open(encoding="utf-8", newline="") as stream:
        typed = list(csv.DictReader(stream, delimiter=";"))
    right = 0
    for row in typed:
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
        texts, figures = (row["name"], row["unit"]), list(row.values())[3:]
        said = (*texts, *(float(f.replace(",", ".")) if f else None for f in figures))
        right += read == said
        print(
            f"  {row['identifier']} {row['name']}: {row['total']} {row['unit']}"
            f"{'' if read == said else f' TYPED, READ {read}'}"
        )
    return right, len(typed)


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
