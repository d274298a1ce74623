"""What is set from outside is read in one place, and refused in plain words."""

import stat
from pathlib import Path

import pytest

from trajectoire.core.errors import InputError
from trajectoire.web.environment import postgresql, prepare_home, read_environment


def test_nothing_set_is_safe(tmp_path: Path) -> None:
    home = tmp_path / "home"
    found = read_environment({"TRAJECTOIRE_HOME": str(home)})
    assert not found.debug
    assert "*" not in found.hosts
    assert found.database["NAME"] == str(home / "trajectoire.sqlite3")
    assert "journal_mode=WAL" in found.database["OPTIONS"]["init_command"]
    assert not home.exists()  # reading writes nothing


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    prepare_home(home)
    key = read_environment({"TRAJECTOIRE_HOME": str(home)}).secret_key
    prepare_home(home)
    assert read_environment({"TRAJECTOIRE_HOME": str(home)}).secret_key == key
    assert len(key) >= 64
    assert stat.S_IMODE((home / "secret-key").stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert [path.name for path in home.iterdir()] == ["secret-key"]
    assert key not in repr(read_environment({"TRAJECTOIRE_HOME": str(home)}))


def test_postgresql_is_one_setting() -> None:
    address = "postgresql://ada:secret@db.ville.fr:5433/trajectoire?sslmode=require"
    found = read_environment({"TRAJECTOIRE_DATABASE": address}).database
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert (found["HOST"], found["PORT"]) == ("db.ville.fr", "5433")
    assert (found["USER"], found["PASSWORD"], found["NAME"]) == (
        "ada",
        "secret",
        "trajectoire",
    )
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_a_socket_is_an_address_too() -> None:
    found = postgresql("postgresql://postgres:@/trajectoire?host=/run/pg")
    assert found["HOST"] == "/run/pg"


def test_bad_settings_are_told_together_and_keep_the_password() -> None:
    with pytest.raises(InputError) as caught:
        read_environment(
            {
                "TRAJECTOIRE_DATABASE": "mysql://ada:secret@db/x",
                "TRAJECTOIRE_DEBUG": "peut-être",
                "TRAJECTOIRE_HTTPS": "2",
            }
        )
    assert [fault.file for fault in caught.value.faults] == [
        "TRAJECTOIRE_DATABASE",
        "TRAJECTOIRE_DEBUG",
        "TRAJECTOIRE_HTTPS",
    ]
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("address", ["postgresql://db", "postgresql://a:b:c:d@/x?y"])
def test_bad_database_address_shows_the_right_form(address: str) -> None:
    with pytest.raises(InputError, match="postgresql://user:password@host:5432/name"):
        read_environment({"TRAJECTOIRE_DATABASE": address})
