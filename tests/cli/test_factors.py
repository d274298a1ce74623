"""The command line of factors: load a version, list them, say what is wrong."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from trajectoire.sources.base_carbone_row import CATALOGUE_OF_COLUMNS

COMMAND = [sys.executable, "-c", "from trajectoire.cli.main import run; run()"]
ROW = {
    "Type Ligne": "Elément",
    "Identifiant de l'élément": "7",
    "Statut de l'élément": "Valide générique",
    "Nom base français": "Gaz naturel",
    "Code de la catégorie": "Combustibles",
    "Unité français": "kgCO2e/kWh PCI",
    "Total poste non décomposé": "0,25",
}


def ademe(folder: Path, *rows: dict[str, str], version: str = "23.0") -> Path:
    """Write a table as ADEME does."""
    lines = [";".join(CATALOGUE_OF_COLUMNS)]
    lines += [
        ";".join(row.get(name, "") for name in CATALOGUE_OF_COLUMNS) for row in rows
    ]
    path = folder / f"Base_Carbone_V{version}.csv"
    path.write_text("\n".join(lines), encoding="cp1252")
    return path


@pytest.fixture(scope="module")
def say(tmp_path_factory):
    """Run a command for a site of its own: status, what it said, what it regretted."""
    environment = os.environ | {
        "TRAJECTOIRE_HOME": str(tmp_path_factory.mktemp("home"))
    }
    environment.pop("TRAJECTOIRE_DATABASE", None)

    def command(*words: str) -> tuple[int, str, str]:
        ended = subprocess.run(
            [*COMMAND, "factors", *words],
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return ended.returncode, ended.stdout, ended.stderr

    return command


def test_a_version_is_loaded_beside_the_shipped_one(say, tmp_path):
    wrong = ROW | {"Identifiant de l'élément": "8", "Total poste non décomposé": "x"}
    path = ademe(tmp_path, ROW, wrong)
    code, said, regretted = say("load", str(path), "--potentials", "AR6")
    assert code == 0, regretted
    assert "Base Carbone V23.0 (AR6) : 1 lignes ajoutées, 0 déjà là, 1 refusées" in said
    assert "ligne 3, colonne « Total poste non décomposé »" in said
    code, said, _ = say("list")
    assert code == 0
    assert "Base Carbone V22.0 : 10132 lignes, AR5" in said
    assert "Base Carbone V23.0 : 1 lignes, AR6" in said
    # What the version says is kept: another figure for the same line is refused.
    other = ademe(tmp_path, ROW | {"Total poste non décomposé": "0,3"})
    code, said, _ = say("load", str(other), "--potentials", "AR6")
    assert code == 0
    assert "0 lignes ajoutées" in said
    assert "Refusé" in said


@pytest.mark.parametrize("given", ["nowhere.csv", ".", "empty.csv"])
def test_what_is_no_table_is_refused_in_words(say, tmp_path, given):
    (tmp_path / "empty.csv").touch()
    code, _, regretted = say("load", str(tmp_path / given), "--version", "23.0")
    assert code == 2
    assert "Impossible de continuer" in regretted
    assert "Traceback" not in regretted


def test_a_version_that_tells_no_potentials_is_asked_about(say, tmp_path):
    code, _, regretted = say("load", str(ademe(tmp_path, ROW, version="24.0")))
    assert code == 2
    assert "AR4" in regretted
