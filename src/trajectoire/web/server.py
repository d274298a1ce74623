"""Serve the pages and do the long work, started and stopped together."""

import logging
import os
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from granian import Granian
from granian.constants import Interfaces

from trajectoire.core.errors import SourceUnavailable
from trajectoire.web import worker
from trajectoire.web.lifeline import PARENT

PATIENCE = 5.0  # s, given to the worker to stop by itself
_THREADS = 4
_RESTARTS = 3.0  # s, before a worker that fell is started again

_log = logging.getLogger(__name__)


def serve(host: str, port: int, say: Callable[[str], None]) -> None:
    """Serve until interrupted.

    Parameters
    ----------
    host, port
        Where to listen. [-]
    say
        Told the address, once, when the site answers. [-]

    Raises
    ------
    SourceUnavailable
        If the port is taken; the message names one that is free.

    """
    refuse_busy_port(host, port)
    os.environ[PARENT] = str(os.getpid())
    server = Granian(
        "trajectoire.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=_THREADS,
        respawn_failed_workers=True,
        log_enabled=False,
    )
    address = f"http://{'[' + host + ']' if ':' in host else host}:{port}/"
    waiting = threading.Thread(target=_announce, args=(address, say), daemon=True)
    with running_worker():
        waiting.start()
        server.serve()


def refuse_busy_port(host: str, port: int) -> None:
    """Refuse a port that another program holds.

    Parameters
    ----------
    host, port
        Where to listen. [-]

    Raises
    ------
    SourceUnavailable
        If the address cannot be used.

    """
    if _is_free(host, port):
        return
    free = next((p for p in range(port + 1, port + 100) if _is_free(host, p)), None)
    remedy = f"add --port {free}" if free else "choose another address with --host"
    raise SourceUnavailable(
        f"expected a free address, found {host}:{port} taken by another program or "
        f"not of this machine. Stop that program, or {remedy}."
    )


@contextmanager
def running_worker() -> Iterator[None]:
    """Keep a worker running meanwhile, started again if it falls."""
    stop = threading.Event()
    keeper = threading.Thread(target=_keep_worker, args=(stop,), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        keeper.join(2 * PATIENCE + _RESTARTS)


def _keep_worker(stop: threading.Event) -> None:
    while not stop.is_set():
        process = subprocess.Popen(worker.command(), start_new_session=True)  # noqa: S603  (our own module)
        while process.poll() is None and not stop.wait(0.2):
            pass
        if stop.is_set():
            _end(process)
        elif not stop.wait(_RESTARTS):
            _log.warning("the task worker stopped (%s): again", process.returncode)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask the worker to stop; then its task; then by force."""
    for _ in range(2):
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            continue
        return
    process.kill()
    process.wait()


def _announce(address: str, say: Callable[[str], None]) -> None:
    """Say the address once the site answers there."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{address}sante", timeout=5):  # noqa: S310  (our own address)
                break
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    say(address)


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
        except (OSError, OverflowError):
            return False
    return True
