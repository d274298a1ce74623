"""The closing line of every measurement, and the machine it was taken on."""

import os
import platform
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time


def machine() -> str:
    """Say on what the measurement was taken.

    Returns
    -------
    machine
        Processor, cores, memory and Python, in one line. [-]

    """
    model = platform.processor() or platform.machine()
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8") as lines:
            names = [
                line.split(":", 1)[1].strip() for line in lines if "model name" in line
            ]
        model = names[0] if names else model
    except OSError:
        pass
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores, python = os.cpu_count(), platform.python_version()
    return f"{model}, {cores} cores, {memory:.0f} GiB, Python {python}"


def cpu_seconds(work: Callable[[], object]) -> float:
    """Run something and give what it cost, all threads together.

    Parameters
    ----------
    work
        What to run. [-]

    Returns
    -------
    cost
        Processor time. [s]

    """
    start = process_time()
    work()
    return process_time() - start


def peak_memory() -> float:
    """Give the most memory that this process has held.

    Returns
    -------
    memory
        Peak resident set. [MiB]

    """
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def conclude(name: str, measured: str, bar: str, *, holds: bool) -> None:
    """Print the closing line and leave, with status 1 when the bar is missed.

    Parameters
    ----------
    name
        Name of the measurement, as in ``make show-NAME``. [-]
    measured
        What was measured, with units. [-]
    bar
        What had to be reached. [-]
    holds
        Whether it was. [-]

    """
    print(f"machine: {machine()}")
    print(f"{name}: {measured} | {bar} | {'holds' if holds else 'falls short'}")
    sys.stdout.flush()
    sys.exit(0 if holds else 1)
