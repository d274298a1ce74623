"""Work that meets what strangers send, in a process of its own that can harm nothing.

The process limits itself before it opens anything: memory, processor time, size of what
it writes. It knows neither the database nor the secret key, and leaves with whoever
started it.
"""

import json
import logging
import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from trajectoire.core.errors import Fault, InputError
from trajectoire.web.lifeline import follow

OUT_OF_MEMORY = 7  # exit status
_SHOWN = ("PATH", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "PYTHONPATH", "HOME")
_MOST_LOG = 2000  # characters
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Bounds:
    """How much a process may use.

    Parameters
    ----------
    memory
        Address space. [byte]
    processor
        Processor time. [s]
    patience
        Time on the clock. [s]
    disk
        Size of each file that it writes. [byte]

    """

    memory: int = 4 * 2**30
    processor: int = 300
    patience: float = 600.0
    disk: int = 2**30


def run_bounded(
    module: str, words: Sequence[str], log: Path, file: str, bounds: Bounds
) -> None:
    """Run a module in a bounded process, and wait for its end.

    Parameters
    ----------
    module
        Its name; its ``main`` begins by ``confine``. [-]
    words
        What it is told. [-]
    log
        Where what it complains of is written. [-]
    file
        Name of the file that it reads, for the message. [-]
    bounds
        How much it may use. [-]

    Raises
    ------
    InputError
        If it used too much, or could not read the file.

    """
    command = [sys.executable, "-m", module, str(os.getpid())]
    command += [json.dumps(asdict(bounds)), *words]
    shown = {name: os.environ[name] for name in _SHOWN if name in os.environ}
    try:
        with log.open("wb") as complaints:
            ended = subprocess.run(  # noqa: S603  (our own module)
                command,
                env=shown | {"OPENBLAS_NUM_THREADS": "1"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=complaints,
                timeout=bounds.patience,
                start_new_session=True,
                check=False,
            )
        status = ended.returncode
    except subprocess.TimeoutExpired:
        status = OUT_OF_MEMORY
    if status == 0:
        return
    said = log.read_text(encoding="utf-8", errors="replace")[-_MOST_LOG:]
    _log.warning("%s stopped with %s on %s: %s", module, status, file, said)
    raise _too_much(file, bounds) if _is_excess(status) else _unreadable(file)


def confine(words: Sequence[str]) -> list[str]:
    """Limit this process for ever, before it opens anything.

    Parameters
    ----------
    words
        Of the command line, after the name of the program. [-]

    Returns
    -------
    rest
        What is left for the module. [-]

    """
    parent, told, *rest = words
    bounds = Bounds(**json.loads(told))
    for kind, most in (
        (resource.RLIMIT_AS, bounds.memory),
        (resource.RLIMIT_CPU, bounds.processor),
        (resource.RLIMIT_FSIZE, bounds.disk),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    follow(int(parent))
    return rest


def _is_excess(status: int) -> bool:
    """Tell a process that used too much: killed, aborted, or out of memory."""
    return status < 0 or status == OUT_OF_MEMORY


def _too_much(file: str, bounds: Bounds) -> InputError:
    expected = (
        f"a file that is read with {bounds.memory // 2**30} GiB of memory and "
        f"{bounds.processor} s of computing"
    )
    remedy = "Cut it by year or by table, or export it as CSV, then send it again."
    return InputError([Fault(expected, "one that needs more", remedy, file)])


def _unreadable(file: str) -> InputError:
    remedy = "Open it, save it again in one of these formats, then send it again."
    expected = "a whole XLSX, CSV, Parquet or JSON file"
    return InputError([Fault(expected, "one that cannot be read", remedy, file)])
