"""Two writers at once, and one killed in the middle: nothing is half-written."""

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

COUNT = 11_000  # more than are written at once
WRITER = Path(__file__).with_name("writer.py")
COUNTS = "SELECT count(*), count(DISTINCT chain) FROM ledger_entry"
HELD = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
Writer = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Environment of a database of its own, on the engine under test."""
    home = tmp_path_factory.mktemp("writers")
    environment = os.environ | {"TRAJECTOIRE_HOME": str(home)}
    environment["PYTHONWARNINGS"] = "ignore"
    address = environment.get("TRAJECTOIRE_DATABASE")
    if address:
        with psycopg.connect(address, autocommit=True) as server:
            server.execute("CREATE DATABASE writers")
        own = address.replace("/postgres?", "/writers?", 1)
        environment["TRAJECTOIRE_DATABASE"] = own
    migrate = [sys.executable, "-m", "django", "migrate", "--verbosity=0"]
    environment["DJANGO_SETTINGS_MODULE"] = "trajectoire.web.settings"
    subprocess.run([*migrate, "--skip-checks"], env=environment, check=True)
    yield environment
    if address:
        with psycopg.connect(address, autocommit=True) as server:
            server.execute("DROP DATABASE writers WITH (FORCE)")


@pytest.fixture
def writer(installation: dict[str, str]) -> Iterator[Writer]:
    started: list[subprocess.Popen[str]] = []

    def start(value: float, *pause: Path) -> "subprocess.Popen[str]":
        words = [str(COUNT), str(value), *map(str, pause)]
        process = subprocess.Popen(
            [sys.executable, str(WRITER), *words],
            env=installation,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def counts(installation: dict[str, str]) -> tuple[int, int]:
    """Ask the database itself: how many entries, of how many cells."""
    address = installation.get("TRAJECTOIRE_DATABASE")
    if address:
        with psycopg.connect(address) as server:
            return server.execute(COUNTS).fetchone()
    path = Path(installation["TRAJECTOIRE_HOME"]) / "trajectoire.sqlite3"
    with closing(sqlite3.connect(path)) as file:
        return file.execute(COUNTS).fetchone()


def wait_until_held(installation: dict[str, str]) -> None:
    """Wait until a writer waits for another one; SQLite does not say so."""
    address = installation.get("TRAJECTOIRE_DATABASE")
    if not address:
        time.sleep(0.5)
        return
    deadline = time.monotonic() + 60
    with psycopg.connect(address, autocommit=True) as server:
        while time.monotonic() < deadline and not server.execute(HELD).fetchone()[0]:
            time.sleep(0.05)


def test_bad_kill_9_in_the_middle_leaves_nothing_and_can_be_done_again(
    installation: dict[str, str], writer: Writer, tmp_path: Path
) -> None:
    process = writer(100.0, tmp_path / "never")
    assert process.stdout.readline() == "half\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert counts(installation) == (0, 0)
    again = writer(100.0)
    assert f"added={COUNT}" in again.communicate(timeout=60)[0]
    assert counts(installation) == (COUNT, COUNT)


def test_bad_two_processes_at_once_leave_whole_recordings(
    installation: dict[str, str], writer: Writer, tmp_path: Path
) -> None:
    """The second is refused as a whole, or waits and supersedes as a whole."""
    entries, cells = counts(installation)
    go = tmp_path / "go"
    first = writer(90.0, go)
    assert first.stdout.readline() == "half\n"
    second = writer(80.0)
    wait_until_held(installation)
    go.touch()
    assert "Recorded(" in first.communicate(timeout=60)[0]
    answer = second.communicate(timeout=60)[0]
    if "TRAJECTOIRE_DATABASE" in installation:
        assert "conflict: another writer recorded one of these cells" in answer
        assert "nothing of this recording was kept" in answer
        assert counts(installation) == (entries + COUNT, COUNT)
    else:
        assert f"superseded={COUNT}" in answer
        assert counts(installation) == (entries + 2 * COUNT, COUNT)
    assert cells in {0, COUNT}
