"""The accounts of the whole country in one ledger: ``make show-scale``.

All the communes (real codes, invented figures), ten sectors, ten years, corrections:
loaded as an import does, then read through the pages, on SQLite and on PostgreSQL.
"""

import json
import subprocess
import sys
from typing import Any

import numpy as np

from benchmarks.two_databases import installations
from benchmarks.verdict import conclude

PAGE, GROUP = 0.150, 0.300  # s at the 95th percentile
LEAST = 3_500_000  # cells
BARS = {"commune": PAGE, "epci": GROUP}
WORDS = {
    "rows_commune": "rows of a commune",
    "rows_epci": "rows of the communes of an intercommunality",
    "commune": "page of a commune",
    "epci": "page of an intercommunality",
}


def measured(environment: dict[str, str]) -> dict[str, Any]:
    """Load and visit, in a process of its own."""
    answer = subprocess.run(
        [sys.executable, "-m", "benchmarks.national_ledger"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return dict(json.loads(answer.stdout.splitlines()[-1]))


def tell(engine: str, found: dict[str, Any]) -> dict[str, float]:
    """Print what was measured; give the 95th percentiles of the pages."""
    load = found["load"]
    cells, cpu, wall = (float(load[name]) for name in ("cells", "cpu", "wall"))
    print(
        f"{engine}: {cells:.0f} cells of {load['communes']} communes recorded in "
        f"{wall:.0f} s ({cells / wall:.0f} a second; {cpu:.0f} s of processor in this "
        f"process), then {load['corrections']} corrections"
    )
    p95: dict[str, float] = {}
    for name, words in WORDS.items():
        for clock in ("wall", "cpu"):
            if clock not in found[name]:
                continue
            times = 1e3 * np.array(found[name][clock])
            median, high, most = np.percentile(times, [50, 95, 100])
            print(
                f"  {words}, {clock}: {times.size} first visits, median {median:.0f} "
                f"ms, 95th percentile {high:.0f} ms, most {most:.0f} ms"
            )
            p95.setdefault(name, high / 1e3)
    return p95


def main() -> None:
    worst = dict.fromkeys(BARS, 0.0)
    cells = []
    with installations() as environments:
        for engine, environment in environments.items():
            found = measured(environment)
            cells.append(int(found["load"]["cells"]))
            p95 = tell(engine, found)
            worst = {name: max(worst[name], p95[name]) for name in BARS}
    conclude(
        "scale",
        f"{min(cells)} cells; p95 of a commune {1e3 * worst['commune']:.0f} ms, of an "
        f"intercommunality {1e3 * worst['epci']:.0f} ms, on the slower engine",
        f">= {LEAST} cells, <= {1e3 * PAGE:.0f} ms, <= {1e3 * GROUP:.0f} ms",
        holds=min(cells) >= LEAST and all(worst[k] <= bar for k, bar in BARS.items()),
    )


if __name__ == "__main__":
    main()
