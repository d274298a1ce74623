"""Munich: does the inversion find one road inventory when it is told another?

Two real inventories of one grid and real roofs; the weather, the errors and the values
are invented. The files are not part of Trajectoire:

    python examples/munich_twin.py FOLDER/observatory/munich [SEEDS] [DAYS]

It prints the total of each draw with its 90 % interval, how many intervals hold the
truth, and the same where what is believed is true: the null.
"""

import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from trajectoire.core.errors import InputError
from trajectoire.core.quantity import Z_90
from trajectoire.instruments.observatory.gather.road_twin import (
    RoadCase,
    RoadTwin,
    road_case,
)
from trajectoire.instruments.observatory.inputs import ObservatoryInputs
from trajectoire.instruments.observatory.model.inversion import estimate
from trajectoire.instruments.observatory.model.totals import (
    Selection,
    Totals,
    fossil,
    totals,
)
from trajectoire.sources.geometry import read_geopackage

GRID = "uba_tno_comparison.gpkg"
INVENTORIES = ("CO2_uba", "CO2_tum", "CO2_tno")
STORY = Path(__file__).with_suffix(".toml")
WEATHER = 1  # seed of the invented weather
SEEDS = 20
QUARTERS = 4  # the first two halvings of the city


@dataclass(frozen=True)
class Count:
    """How several draws went."""

    posterior: float
    deviation: float
    totals_held: int
    zones_held: float
    zone_error: tuple[float, float]
    quarter_error: tuple[float, float]
    draws: int


def read_case(folder: Path, days: int | None = None) -> RoadCase:
    """Lay out the city, as the story says."""
    story = tomllib.loads(STORY.read_text(encoding="utf-8"))
    story |= {"days": days} if days else {}
    twin = RoadTwin(folder / GRID, folder / "acropolis_sites.csv", **story)
    return road_case(twin, WEATHER)


def sums(inputs: ObservatoryInputs) -> Totals:
    """City's total first, then each zone."""
    days, road = np.ones(inputs.days, dtype=bool), fossil(inputs)
    everywhere = np.ones(len(inputs.zones), dtype=bool)
    zones = np.eye(len(inputs.zones), dtype=bool)
    chosen = [Selection(days, road, zone) for zone in (everywhere, *zones)]
    return totals(estimate(inputs), chosen)


def count(case: RoadCase, seeds: int, *, aloud: bool = True) -> Count:
    """Observe and invert again and again; count the intervals that hold."""
    found, held, zones, quarters = [], [], [], []
    for seed in range(seeds):
        one = sums(case.observed(seed))
        within = np.abs(one.posterior - one.truth) <= Z_90 * one.posterior_deviation
        found.append(one.posterior[0])
        held.append(within)
        gaps = np.stack([one.prior - one.truth, one.posterior - one.truth])[:, 1:]
        zones.append(np.abs(gaps).mean(axis=1))
        quarters.append(np.abs(gaps.reshape(2, QUARTERS, -1).sum(axis=2)).mean(axis=1))
        if aloud:
            half = Z_90 * one.posterior_deviation[0]
            print(
                f"  seed {seed:2d}: {found[-1] / 1e3:7.0f} ± {half / 1e3:.0f} kt, "
                f"{'holds' if within[0] else 'misses'}; "
                f"{within[1:].mean():.0%} of zones"
            )
    kept = np.array(held)
    return Count(
        float(np.mean(found)),
        float(one.posterior_deviation[0]),
        int(kept[:, 0].sum()),
        float(kept[:, 1:].mean()),
        tuple(np.mean(zones, axis=0)),
        tuple(np.mean(quarters, axis=0)),
        seeds,
    )


def main(folder: Path, seeds: int = SEEDS, days: int | None = None) -> None:
    """Tell the story."""
    polygons = read_geopackage(folder / GRID)
    for name in INVENTORIES:
        print(f"{name}: {polygons.numbers(name).sum():.0f}, as the file has it")
    case = read_case(folder, days)
    inputs = case.inputs
    first = sums(case.observed(0))
    prior, truth = first.prior[0] / 1e3, first.truth[0] / 1e3
    spread = Z_90 * first.prior_deviation[0] / 1e3
    print(
        f"{inputs.title}: {inputs.days} days, {len(inputs.sensors)} roofs, "
        f"{len(inputs.zones)} zones; believed {prior:.0f} ± {spread:.0f} kt, "
        f"true {truth:.0f} kt"
    )
    adds = case.signal.sum(axis=(1, 2, 3)).mean()
    print(f"the true traffic adds {adds:.2f} ppm on average to the hours observed")
    for name, one in (("truth is the other inventory", case), ("null", case.null())):
        print(f"{name}:")
        found = count(one, seeds)
        print(
            f"  mean {found.posterior / 1e3:.0f} kt; 90 % intervals hold the total in "
            f"{found.totals_held} of {found.draws} draws, and {found.zones_held:.1%} "
            "of the zones"
        )
        for what, (before, after) in (
            ("zone", found.zone_error),
            ("quarter", found.quarter_error),
        ):
            print(
                f"  mean error of a {what}: {before / 1e3:.0f} kt before, "
                f"{after / 1e3:.0f} kt after"
            )


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), *(int(word) for word in sys.argv[2:4]))
    except InputError as error:
        sys.exit(str(error))
