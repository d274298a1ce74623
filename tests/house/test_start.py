"""Commands answer at once: nothing heavy loads before it is needed."""

import resource
import subprocess
import sys

import pytest

HEAVY = {
    "django",
    "duckdb",
    "netCDF4",
    "numpy",
    "pandas",
    "pint",
    "scipy",
    "shapely",
    "xarray",
    "zarr",
}
BUDGET = 1.5  # CPU-s, about three times what it costs where this was written

HELP = """
import sys
sys.argv = ["trajectoire", *sys.argv[1:], "--help"]
from trajectoire.cli.main import run
try:
    run()
except SystemExit as leaving:
    assert not leaving.code, leaving.code
print("LOADED", *sorted({name.split(".")[0] for name in sys.modules}))
"""


@pytest.mark.parametrize("command", [[], ["observatory"]], ids=["all", "observatory"])
def test_help_loads_nothing_heavy(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = subprocess.run(
        [sys.executable, "-c", HELP, *command],
        capture_output=True,
        text=True,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    loaded = set(found.stdout.split("LOADED ")[1].split())
    assert loaded & HEAVY == set()
    assert spent < BUDGET
