"""Glasgow, January 2022: what do eight street-level sensors say without any wind?

Run it on the real files, which are not part of Trajectoire:

    python examples/glasgow_sensors.py FOLDER/observatory/glasgow

It prints the enhancement of the month, its daily cycle and the bias of each sensor,
each with its 90 % interval, and says what only a belief decides.
"""

import sys
import tomllib
from pathlib import Path

import numpy as np

from trajectoire.core.errors import InputError
from trajectoire.core.period import Period
from trajectoire.core.quantity import Z_90
from trajectoire.core.territory import Territory
from trajectoire.instruments.observatory.gather.sensors_alone import (
    Beliefs,
    SensorCity,
    read_sensors_alone,
)
from trajectoire.instruments.observatory.inputs import ObservatoryInputs
from trajectoire.instruments.observatory.model.enhancement import (
    Enhancement,
    Sums,
    enhancement_of,
    tuned_errors,
)

STORY = Path(__file__).with_suffix(".toml")
CLEANEST = 5  # %, of the hours of a sensor: a second look at the biases


def read_story(folder: Path) -> ObservatoryInputs:
    """Lay out the month for an inversion."""
    story = tomllib.loads(STORY.read_text(encoding="utf-8"))
    city = story["city"]
    first = city["first_day"]
    place = Territory(city["code"], "city", city["name"], first.year)
    where = SensorCity(place, Period.of_days(first, city["days"]), city["timezone"])
    return read_sensors_alone(
        folder / "rec_jan22.nc",
        folder / "co2_background_hourly_22.csv",
        where,
        Beliefs(**story["beliefs"]),
    )


def ventilated(inputs: ObservatoryInputs) -> np.ndarray:
    """Excess of each sensor in its cleanest hours: no model, another answer."""
    seen = inputs.observations
    excess = seen.value - inputs.contributions.background
    return np.array(
        [
            np.percentile(excess[seen.sensor == i], CLEANEST)
            for i in range(len(inputs.sensors))
        ]
    )


def tell(inputs: ObservatoryInputs, found: Enhancement) -> None:
    """Print the answer, with what it rests on."""
    clean = ventilated(inputs)
    month, spread = found.month.mean[0], Z_90 * found.month.deviation[0]
    believed = inputs.emission.sum()
    print(f"{inputs.title}: {len(inputs.observations)} hours, {inputs.notes[0]}")
    seen = inputs.observations.value - inputs.contributions.background
    own = [seen[inputs.observations.sensor == i].mean() for i in range(len(clean))]
    print(
        f"sensors above the background, plain mean: {seen.mean():.1f} ppm, from "
        f"{min(own):.1f} to {max(own):.1f} by sensor"
    )
    print(f"enhancement of the month: {month:.1f} ± {spread:.1f} ppm (90 %)")
    print(f"  believed before: {believed:.1f} ± {Z_90 * found.prior_deviation:.1f} ppm")
    print(
        f"  its correlation with the mean bias is {found.level_with_bias:.2f}: the "
        "level is shared, and rests on biases that are zero on average"
    )
    print(
        "part of the day, local: mean, then difference from the mean of the day (ppm)"
    )
    rows = zip(
        inputs.zones.code, *_columns(found.parts), *_columns(found.cycle), strict=True
    )
    for code, mean, half, swing, own in rows:
        print(f"  {code}  {mean:5.1f} ± {half:.1f}   {swing:+5.1f} ± {own:.1f}")
    print(
        "sensor: bias, bias beside the network's mean, cleanest hours beside it (ppm)"
    )
    columns = (*_columns(found.bias), *_columns(found.bias_from_network))
    for sensor, named, calm, bias, half, beside, own in zip(
        inputs.sensors, found.named, clean - clean.mean(), *columns, strict=True
    ):
        word = "  off" if named else ""
        print(
            f"  {sensor.station.code}  {bias:+6.1f} ± {half:.1f}   "
            f"{beside:+6.1f} ± {own:.1f}   {calm:+6.1f}{word}"
        )


def _columns(sums: Sums) -> tuple[np.ndarray, np.ndarray]:
    return sums.mean, Z_90 * sums.deviation


def main(folder: Path) -> None:
    """Tell the story."""
    inputs, likely = tuned_errors(read_story(folder))
    low, high = likely.interval()
    print("errors of observation, by maximum marginal likelihood (95 %):")
    names = ("of an hour, ppm", "lasting, h", "reaching, km")
    for name, value, a, b in zip(names, likely.value, low, high, strict=True):
        print(f"  {name:20s} {value:5.2f} ({a:.2f} to {b:.2f})")
    tell(inputs, enhancement_of(inputs))


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except InputError as error:
        sys.exit(str(error))
