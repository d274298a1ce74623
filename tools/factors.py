"""Rebuild the table of factors that comes with Trajectoire, from ADEME's own file.

One command for each version: ``python tools/factors.py Base_Carbone_V22.0.csv``. The
file of ADEME itself is not kept here; a new version also changes ``VERSION`` in
``sources/base_carbone_shipped.py``.
"""

import csv
import gzip
import io
import sys
from dataclasses import replace
from pathlib import Path

from trajectoire.sources.base_carbone import read_base_carbone
from trajectoire.sources.base_carbone_factor import EmissionFactor, FactorTable, Words
from trajectoire.sources.base_carbone_shipped import (
    COLUMNS,
    PATH,
    VERSION,
    read_shipped,
    rows_of,
)

BUDGET = 700_000  # bytes


def main(file: Path, target: Path = PATH) -> None:
    """Write the table, and read it again: it must say the same."""
    table = read_base_carbone(file)
    if table.version != VERSION:
        sys.exit(f"expected version {VERSION}, found {table.version}: change VERSION")
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows_of(table))
    packed = gzip.compress(text.getvalue().encode("utf-8"), 9, mtime=0)
    if len(packed) > BUDGET:
        sys.exit(f"expected at most {BUDGET} bytes, found {len(packed)}")
    target.write_bytes(packed)
    if read_shipped(target).factors != kept(table):
        sys.exit("what is read again is not what was written")
    days = [f.origin.modified for f in table.factors if f.origin.modified]
    print(
        f"{target}: {len(packed)} bytes, {len(kept(table))} current rows of "
        f"{len(table.factors)}, last modified {max(days)}"
    )


def kept(table: FactorTable) -> tuple[EmissionFactor, ...]:
    """Give the rows that are shipped, without their Spanish words."""
    return tuple(_without_spanish(f) for f in table.factors if f.is_current)


def _without_spanish(factor: EmissionFactor) -> EmissionFactor:
    def bare(words: Words) -> Words:
        return replace(words, spanish="")

    names = ("name", "attribute", "boundary", "tags", "comment", "unit_words")
    item = factor.item and replace(factor.item, name=bare(factor.item.name))
    place = replace(factor.place, locality=bare(factor.place.locality))
    words = {name: bare(getattr(factor, name)) for name in names}
    return replace(factor, item=item, place=place, **words)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
