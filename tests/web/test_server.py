"""One command serves the pages and does the work; it starts and stops cleanly."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from trajectoire.core.errors import SourceUnavailable
from trajectoire.web.server import refuse_busy_port

SERVE = (
    "import sys; from trajectoire.cli.web import serve; serve(port=int(sys.argv[1]))"
)


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        yield door.getsockname()[1]


def test_a_busy_port_is_said_with_a_free_one(busy_port: int) -> None:
    with pytest.raises(SourceUnavailable, match=r"taken by another.*--port \d+"):
        refuse_busy_port("127.0.0.1", busy_port)


def test_a_free_port_is_accepted(busy_port: int) -> None:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    refuse_busy_port("127.0.0.1", port)


def test_an_address_of_another_machine_is_said() -> None:
    with pytest.raises(SourceUnavailable, match="choose another address with --host"):
        refuse_busy_port("192.0.2.1", 8000)


@pytest.fixture(scope="module")
def served_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Prepared by the first start, found ready by the next ones."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def server(served_home: Path) -> Iterator["subprocess.Popen[str]"]:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    environment = os.environ | {"TRAJECTOIRE_HOME": str(served_home)}
    environment.pop("TRAJECTOIRE_DATABASE", None)
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", SERVE, str(port)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process
    if process.poll() is None:
        for left in (*psutil.Process(process.pid).children(recursive=True), process):
            left.kill()
    process.communicate()


def test_the_site_answers_works_and_stops_at_ctrl_c(
    server: "subprocess.Popen[str]",
) -> None:
    line = server.stdout.readline()
    assert line.startswith("Trajectoire répond à http://127.0.0.1:")
    address = line.split()[3]
    for path in ("sante", "api/v1/health"):
        with urllib.request.urlopen(address + path) as answer:  # noqa: S310  (ours)
            assert answer.read() == b'{"database": "sqlite"}'
    children = psutil.Process(server.pid).children(recursive=True)
    commands = [" ".join(child.cmdline()) for child in children]
    assert any("trajectoire.web.worker" in command for command in commands)
    server.send_signal(signal.SIGINT)
    assert "Arrêté." in server.communicate(timeout=30)[0]
    assert server.returncode == 0
    _gone, alive = psutil.wait_procs(children, timeout=10)
    assert not alive


def test_nothing_outlives_a_server_that_is_killed(
    server: "subprocess.Popen[str]",
) -> None:
    server.stdout.readline()
    children = psutil.Process(server.pid).children(recursive=True)
    assert len(children) >= 2
    server.kill()
    server.wait()
    _gone, alive = psutil.wait_procs(children, timeout=30)
    for child in alive:
        child.kill()
    assert not alive
