"""The command that makes the first account says where to go, and in which site."""

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from trajectoire.core.errors import InputError
from trajectoire.web.accounts.administrators import administrator

CREATE = "from trajectoire.cli.main import run; run()"
WHO = "root@example.org"


def create(
    home: Path, *options: str, **variables: str
) -> "subprocess.CompletedProcess":
    environment = os.environ | {"TRAJECTOIRE_HOME": str(home)} | variables
    environment.pop("TRAJECTOIRE_DATABASE", None)
    command = [sys.executable, "-W", "ignore", "-c", CREATE, "create-administrator"]
    return subprocess.run(
        [*command, WHO, *options],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def accounts(home: Path) -> list[tuple[str, int]]:
    with closing(sqlite3.connect(home / "trajectoire.sqlite3")) as file:
        found = file.execute("SELECT email, is_superuser FROM accounts_user")
        return found.fetchall()


@pytest.fixture(scope="module")
def both_homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("administrator")


def test_the_demonstration_has_accounts_of_its_own(both_homes: Path) -> None:
    said = create(both_homes, "--demo").stdout
    link = r"http://127\.0\.0\.1:8000/compte/mot-de-passe/\w+/[\w-]+/"
    assert re.search(link, said)
    assert "--demo" not in said
    assert accounts(both_homes / "demo") == [(WHO, 1)]
    assert not (both_homes / "trajectoire.sqlite3").exists()


def test_beside_a_demonstration_the_other_way_is_said(both_homes: Path) -> None:
    (both_homes / "demo").mkdir(exist_ok=True)
    said = create(
        both_homes, TRAJECTOIRE_HOSTS="trajectoire.ville.fr", TRAJECTOIRE_HTTPS="1"
    ).stdout
    assert "https://trajectoire.ville.fr/compte/mot-de-passe/" in said
    assert "https://trajectoire.ville.fr/compte/membres/" in said
    assert "ajoutez --demo" in said
    assert accounts(both_homes) == [(WHO, 1)]
    database = both_homes / "trajectoire.sqlite3"
    assert database.stat().st_mode & 0o077 == 0  # for its owner alone


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["root", "root@", "<b>@ville.fr"])
def test_bad_address_of_an_administrator_is_explained(typed: str) -> None:
    with pytest.raises(InputError, match=r"Write it as prenom\.nom@ville\.fr"):
        administrator(typed)
