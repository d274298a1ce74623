"""What all the tests share."""

import os
from pathlib import Path

import pytest

# Threads of linear algebra that wait for each other cost ten times the work itself.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real data, where it was handed over; the test is left out elsewhere."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"real data are not there: {SHARED_DATA} (see CONTRIBUTING.md)")
    return SHARED_DATA
