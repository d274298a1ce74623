"""Every word that stands in the ledger is in the one dictionary."""

import ast
import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from trajectoire.core.indicator import CellState
from trajectoire.core.units import is_known

COLUMNS = ["name", "unit", "meaning", "libellé"]
UNITLESS = {"-", "unit of the indicator", "unit of the quantity"}
READ_FROM_FILES = {"file"}  # sectors that keep the name that a file gives them


@pytest.fixture(scope="module")
def dictionary(root: Path) -> dict[str, str]:
    """Unit of each name of the dictionary."""
    with (root / "docs/nomenclature.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"]: row["unit"] for row in csv.DictReader(file)}


def calls(modules: dict[Path, ast.Module], name: str) -> Iterator[list[str]]:
    """Literal arguments of every call of a class of the core."""
    for tree in modules.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == name:
                given = [*node.args, *(keyword.value for keyword in node.keywords)]
                yield [a.value for a in given if isinstance(a, ast.Constant)]


def test_the_dictionary_is_complete_and_says_each_thing_once(root):
    path = root / "docs/nomenclature.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    assert header == COLUMNS
    assert all(len(row) == 4 and all(cell.strip() for cell in row) for row in rows)
    assert [n for n, times in Counter(r[0] for r in rows).items() if times > 1] == []


def test_units_of_the_dictionary_are_known(dictionary):
    wrong = {u for u in dictionary.values() if u not in UNITLESS and not is_known(u)}
    assert wrong == set()


def test_every_indicator_is_in_the_dictionary_with_its_unit(modules, dictionary):
    used = [given for given in calls(modules, "Definition") if len(given) >= 2]
    assert len(used) >= 3
    for name, unit, *_ in used:
        assert dictionary.get(name) == unit, f"{name} [{unit}] in docs/nomenclature.csv"


def test_every_sector_is_in_the_dictionary(modules, root, dictionary):
    used = {
        f"{given[0]}:{given[1]}"
        for given in calls(modules, "Sector")
        if len(given) >= 2 and given[0] not in READ_FROM_FILES
    }
    for table in (root / "src/trajectoire/instruments").glob("*/tables/sectors.csv"):
        with table.open(encoding="utf-8", newline="") as file:
            used |= {f"{table.parts[-3]}:{row['code']}" for row in csv.DictReader(file)}
    assert len(used) >= 8
    # a name such as "road" for a nomenclature would be a literal of another argument
    coded = {name for name in used if name.split(":")[0] not in ("", "GNFR")}
    assert coded - set(dictionary) == set()


def test_every_state_of_a_cell_is_in_the_dictionary(dictionary):
    assert {state.value for state in CellState} <= set(dictionary)
