"""Who is in charge of what is read from the export that the user gives."""

import csv
import re
from pathlib import Path

import pytest

from trajectoire.core.errors import InputError
from trajectoire.core.source import Source
from trajectoire.sources.communes import places
from trajectoire.sources.communes_kept import KeptTerritories
from trajectoire.sources.competences import nomenclature, read_competences

DGCL = Source("DGCL", "BANATIC", "Licence Ouverte 2.0")


@pytest.fixture
def table(tmp_path: Path):
    """Write a table as a spreadsheet would."""

    def write(text: str, name: str = "banatic.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_row_for_each_competence_is_named_by_the_nomenclature(table) -> None:
    found = read_competences(table("siren;competence_code\n200040715;2075\n"))
    (one,) = found.held["200040715"]
    assert one.name.startswith("Plan climat-air-énergie territorial")
    assert (one.theme, found.former) == ("planning", False)


def test_a_code_unknown_today_tells_the_former_nomenclature(table) -> None:
    text = "siren;competence_code\n200040715;1502\n200040715;1510\n"
    found = read_competences(table(text))
    assert found.former
    assert [one.name for one in found.held["200040715"]] == ["", ""]


def test_a_column_of_yes_and_no_for_each_competence(table) -> None:
    heads = ["N° SIREN", "Nom", "C1005 - Électricité", "2075", "Eau", "A", "B"]
    rows = [
        ["200040715", "Métropole", "OUI", "oui", "non", "1", "0"],
        ["200069193", "CC", "NON", "", "OUI", "0", "1"],
    ]
    text = "\n".join(";".join(row) for row in [heads, *rows])
    held = read_competences(table(text)).held
    assert next((one.code, one.name) for one in held["200040715"]) == (
        "1005",
        "Électricité",
    )
    assert [one.name for one in held["200069193"]] == ["Eau", "B"]
    assert "Plan climat" in held["200040715"][1].name


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nom;competence_code\nX;2075\n", "a column “siren”"),
        ("siren;nom\n200040715;X\n", "yes and no"),
        ("siren;competence_code\n20004071X;2075\n", "nine digits"),
        ("siren;competence_code\n200040715;PCAET\n", "four digits"),
    ],
)
def test_what_is_wrong_is_said(table, text: str, said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        read_competences(table(text))


def test_a_newer_file_replaces_the_former_one_whole(table, tmp_path: Path) -> None:
    kept = KeptTerritories(tmp_path)
    first = read_competences(table("siren;competence_code\n200040715;2075\n"))
    kept.keep_competences(first.held, DGCL)
    again = read_competences(table("siren;competence_code\n200069193;1030\n"))
    kept.keep_competences(again.held, DGCL)
    held, source = kept.competences("200069193")
    assert ([one.code for one in held], source) == (["1030"], DGCL)
    assert kept.competences("200040715") == ((), DGCL)


# Against others: the same codes in Territoires en Transitions (MIT).
def test_the_nomenclature_has_the_codes_of_others(shared_data: Path) -> None:
    path = shared_data / "territory/tet/personnalisation-competences.csv"
    with path.open(encoding="utf-8", newline="") as file:
        theirs = {row["competenceCode"] for row in csv.DictReader(file)}
    assert set(nomenclature()) == theirs


def test_the_real_list_of_competences_is_read_whole(shared_data: Path, table) -> None:
    path = shared_data / "territory/cog/competence_banatic.sql"
    pairs = re.findall(r"\('(\d{9})', (\d{4})\)", path.read_text(encoding="utf-8"))
    lines = [f"{siren};{code}" for siren, code in pairs]
    found = read_competences(table("\n".join(["siren;competence_code", *lines])))
    held = {(s, one.code) for s, all_ in found.held.items() for one in all_}
    assert held == set(pairs)
    groups = {p.code for p in places().places if p.kind == "epci" and p.nature != "EPT"}
    assert len(groups & set(found.held)) > 0.98 * len(groups)
