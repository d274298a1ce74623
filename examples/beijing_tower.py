"""From the half-hours of a tower in Beijing to the flux of the ground around it.

Run it: ``python examples/beijing_tower.py FOLDER [OUT]`` with the folder of the tower's
files. It prints what it finds, and writes a table and a picture for each season.
"""

import csv
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trajectoire.core.errors import TrajectoireError
from trajectoire.core.quantity import Array
from trajectoire.core.territory import Territory
from trajectoire.instruments.observatory.gather.tower import TowerView, view_of
from trajectoire.instruments.observatory.gather.tower_case import Season, read_case
from trajectoire.instruments.observatory.gather.tower_inputs import tower_inputs
from trajectoire.instruments.observatory.inputs import ObservatoryInputs
from trajectoire.instruments.observatory.model.heavy_tails import widened
from trajectoire.instruments.observatory.model.inversion import Estimate, estimate
from trajectoire.instruments.observatory.model.withheld import (
    Withheld,
    foretell,
    keep,
)

HERE = Path(__file__).resolve().parent
USUAL = HERE.parents[1] / "shared" / "data" / "observatory" / "beijing_iap_tower"


def zone_fluxes(answer: Estimate, flux: float) -> tuple[Array, Array]:
    """Mean flux of each zone over the season, and its standard deviation."""
    zones, days = answer.layout.zones, answer.inputs.days
    weights = np.zeros((zones, days, answer.layout.unknowns))
    weights[np.arange(zones), :, np.arange(zones)] = 1 / days
    weights[:, :, zones] = 1 / days
    sums = answer.posterior.aggregate(weights)
    return flux * (1 + sums.mean), flux * sums.deviation


def report(season: Season, view: TowerView, levels: int, place: Territory) -> Estimate:
    """Invert a season and say how well the withheld half-hours are foretold."""
    first = replace(season.beliefs, flux=1.0)
    value = tower_inputs(view, first, place).observations.value
    flux = float(value[view.level < levels].mean())
    inputs = tower_inputs(view, replace(first, flux=flux), place)
    lower = view.level < levels
    day = inputs.day_of(inputs.observations.start)
    print(f"\n{season.name}: {len(value)} half-hours, mean {flux:.1f} µmol m-2 s-1")
    for reason, count in view.refused.items():
        print(f"  left out: {count}, {reason}")
    for words, hidden, among in (
        ("every fifth day", lower & (day % 5 == 0), lower),
        ("upper heights, from the lower ones at the same time", ~lower, lower | ~lower),
    ):
        one = withhold(keep(inputs, among), hidden[among])
        print(
            f"  withheld, {words}: {one.observations} half-hours, rmse {one.rmse:.1f} "
            f"against {one.rmse_prior:.1f} for a uniform flux, 90 % intervals hold "
            f"{one.coverage:.0%}"
        )
    return estimate(widened(keep(inputs, lower)))


def withhold(inputs: ObservatoryInputs, hidden: NDArray[np.bool_]) -> Withheld:
    """Foretell some half-hours; outliers are told among the others only."""
    deviation = inputs.observations.deviation.copy()
    deviation[~hidden] = widened(keep(inputs, ~hidden)).observations.deviation
    seen = replace(inputs.observations, deviation=deviation)
    return foretell(estimate(replace(inputs, observations=seen)), hidden).summed()


def write_table(path: Path, answer: Estimate, flux: float) -> tuple[Array, Array]:
    """Write the flux of each zone with its uncertainty."""
    mean, spread = zone_fluxes(answer, flux)
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(
            ["zone", "latitude", "longitude", "flux_umol_m2_s", "deviation_umol_m2_s"]
        )
        zones = answer.inputs.zones
        for index, code in enumerate(zones.code):
            place = f"{zones.latitude[index]:.5f}", f"{zones.longitude[index]:.5f}"
            table.writerow([code, *place, f"{mean[index]:.2f}", f"{spread[index]:.2f}"])
    return mean, spread


def draw(path: Path, title: str, mean: Array, spread: Array, season: Season) -> None:
    """Draw the zones as a disc; what the tower hardly tells is left pale."""
    sectors, rings = season.footing.sectors, season.footing.rings
    radius = 40.0 * np.log1p(np.array(rings) / 100.0)
    largest = float(np.max(np.abs(mean)))
    parts = []
    for index, (value, doubt) in enumerate(zip(mean, spread, strict=True)):
        sector, ring = divmod(index, len(rings) - 1)
        shade = 0.15 + 0.85 * max(0.0, 1.0 - doubt / season_spread(mean, spread))
        hue = "180,60,20" if value > 0 else "30,90,160"
        depth = min(1.0, abs(value) / largest) * shade
        outline = slice_outline(radius[ring : ring + 2], sector, 360.0 / sectors)
        parts.append(
            f'<path d="{outline}" fill="rgba({hue},{depth:.2f})">'
            f"<title>{value:.1f} ± {doubt:.1f} µmol m-2 s-1</title></path>"
        )
    box = 1.05 * radius[-1]
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-box:.0f} {-box:.0f} '
        f'{2 * box:.0f} {2 * box:.0f}"><title>{title}</title>{"".join(parts)}</svg>\n',
        encoding="utf-8",
    )


def season_spread(mean: Array, spread: Array) -> float:
    """Spread at which a zone is drawn palest."""
    return float(max(np.max(spread), np.max(np.abs(mean)) * 1e-6))


def slice_outline(radius: Array, sector: int, width: float) -> str:
    """Outline of a slice of ring, north up."""
    low, high = np.radians([sector * width, (sector + 1) * width])
    (r0, r1), corners = radius, []
    for r, a in ((r0, low), (r1, low), (r1, high), (r0, high)):
        corners.append(f"{r * np.sin(a):.1f} {-r * np.cos(a):.1f}")
    return (
        f"M{corners[0]}L{corners[1]}A{r1:.1f} {r1:.1f} 0 0 1 {corners[2]}"
        f"L{corners[3]}A{r0:.1f} {r0:.1f} 0 0 0 {corners[0]}Z"
    )


def main(folder: Path = USUAL, out: Path = Path("beijing_tower")) -> int:
    """Run both seasons; 0 when it could be done or was left out for want of data."""
    if not folder.is_dir():
        print(f"Left out: the tower's files are not in {folder}. Name their folder.")
        return 0
    try:
        case = read_case(HERE / "beijing_tower.toml", folder)
    except TrajectoireError as error:
        print(error, file=sys.stderr)
        return 1
    out.mkdir(parents=True, exist_ok=True)
    for season in case.seasons:
        view = view_of(case.records, season.footing)
        answer = report(season, view, case.training, case.territory)
        lower = answer.inputs.contributions.signal[:, 0, 0]
        flux = float(lower.sum() / view.weight[view.level < case.training].sum())
        name = season.name.lower().replace(" ", "_")
        mean, spread = write_table(out / f"{name}.csv", answer, flux)
        draw(out / f"{name}.svg", season.name, mean, spread, season)
        print(f"  written: {out / name}.csv, .svg")
    print(
        "\nNo total of a city, no sector, no year can be read here: one tower, midday "
        "hours of two months. `make show-real` measures what the intervals are worth."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:3])))
