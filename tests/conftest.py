"""What all the tests share."""

from pathlib import Path

import pytest

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real data, where it was handed over; the test is left out elsewhere."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"real data are not there: {SHARED_DATA} (see CONTRIBUTING.md)")
    return SHARED_DATA
