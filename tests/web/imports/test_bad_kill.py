"""A worker killed in the middle of an import leaves nothing half-written."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

APPLIER = Path(__file__).with_name("applier.py")
FIGURES = 8 * 6 * 63  # sectors, pollutants, years
COUNTS = "SELECT (SELECT count(*) FROM ledger_entry), (SELECT count(*) FROM ledger_run)"
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Environment of a database of its own, on the engine under test."""
    environment = os.environ | {"TRAJECTOIRE_HOME": str(tmp_path / "home")}
    environment |= {"PYTHONWARNINGS": "ignore"}
    environment |= {"DJANGO_SETTINGS_MODULE": "trajectoire.web.settings"}
    (tmp_path / "home").mkdir()
    address = environment.get("TRAJECTOIRE_DATABASE")
    if address:
        with psycopg.connect(address, autocommit=True) as server:
            server.execute("CREATE DATABASE imports")
        own = address.replace("/postgres?", "/imports?", 1)
        environment["TRAJECTOIRE_DATABASE"] = own
    migrate = [sys.executable, "-m", "django", "migrate", "--verbosity=0"]
    subprocess.run([*migrate, "--skip-checks"], env=environment, check=True)
    yield environment
    if address:
        with psycopg.connect(address, autocommit=True) as server:
            server.execute("DROP DATABASE imports WITH (FORCE)")


@pytest.fixture
def start(installation: dict[str, str]) -> Iterator[Start]:
    started: list[subprocess.Popen[str]] = []

    def begin(*words: object) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, str(APPLIER), *map(str, words)],
            env=installation,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def counts(installation: dict[str, str]) -> tuple[int, int]:
    """Ask the database itself: how many entries, how many runs."""
    address = installation.get("TRAJECTOIRE_DATABASE")
    if address:
        with psycopg.connect(address) as server:
            return server.execute(COUNTS).fetchone()
    path = Path(installation["TRAJECTOIRE_HOME"]) / "trajectoire.sqlite3"
    with closing(sqlite3.connect(path)) as file:
        return file.execute(COUNTS).fetchone()


def test_bad_kill_9_during_an_import_leaves_nothing_and_it_starts_again(
    installation: dict[str, str], start: Start, tmp_path: Path
) -> None:
    number, state, rest = start("prepare").communicate(timeout=120)[0].split(" ", 2)
    assert state == "ready", rest
    assert f"'new': {FIGURES}" in rest
    process = start("apply", number, tmp_path / "never")
    assert process.stdout.readline() == "half\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert counts(installation) == (0, 0)
    # Silent for an hour, as its file tells.
    home = Path(installation["TRAJECTOIRE_HOME"])
    sign = home / "imports" / number / "progress.json"
    past = time.time() - 3600
    os.utime(sign, (past, past))
    assert start("sweep", number).communicate(timeout=60)[0] == "1\napplying True\n"
    go = tmp_path / "go"
    go.touch()
    said = start("apply", number, go).communicate(timeout=120)[0]
    assert said.startswith("done")
    assert f"'added': {FIGURES}" in said
    assert counts(installation) == (FIGURES, 1)
