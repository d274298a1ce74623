"""Compute again the run of the invented city on which the pages are tested.

``python tools/example_run.py`` writes ``tests/data/observatory_twin``, in minutes.
"""

import shutil
import tempfile
from pathlib import Path

from trajectoire.instruments.observatory.instrument import run_twin

KEPT = ("summary.json", "sectors.csv", "stations.csv", "zones.geojson")
TARGET = Path(__file__).resolve().parents[1] / "tests" / "data" / "observatory_twin"


def main() -> None:
    """Compute the city, and keep what the pages read."""
    with tempfile.TemporaryDirectory() as folder:
        run_twin(Path(folder))
        for name in KEPT:
            shutil.copyfile(Path(folder) / name, TARGET / name)


if __name__ == "__main__":
    main()
