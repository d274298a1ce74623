"""Pause the search for cycles of objects while large tables are read.

Python looks for cycles again and again while hundreds of thousands of small objects
come to life; tables have none, and the search costs as much as the reading.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Leave cycles for later, whatever happens.

    Yields
    ------
    nothing
        The collector is as it was afterwards. [-]

    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
