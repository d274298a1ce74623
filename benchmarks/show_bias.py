"""Glasgow: are the sensors' biases named, and does one bad sensor move the city?

Eight real street-level sensors of January 2022. Each in turn is put off by 20 ppm: its
bias should move by as much, within its interval; the city's signal should stay within
its own.
"""

import sys
from pathlib import Path

import numpy as np

from benchmarks.verdict import conclude
from trajectoire.core.quantity import Z_90
from trajectoire.instruments.observatory.gather.sensors_alone import shifted
from trajectoire.instruments.observatory.model.enhancement import (
    enhancement_of,
    tuned_errors,
)

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data" / "observatory" / "glasgow"
SHIFT = 20.0  # ppm
BAR = (
    "biases named with intervals; signal unchanged within its interval and bias "
    f"{SHIFT:+.0f} ppm within its own when a sensor is shifted"
)


def main() -> None:
    """Measure, and say whether it holds."""
    if not DATA.is_dir():
        conclude("bias", "real data absent", "see CONTRIBUTING.md", holds=False)
    sys.path.insert(0, str(ROOT / "examples"))
    from glasgow_sensors import read_story, tell  # noqa: PLC0415  (a story, no package)

    inputs, _ = tuned_errors(read_story(DATA))
    found = enhancement_of(inputs)
    tell(inputs, found)
    half = Z_90 * found.month.deviation[0]
    print(f"each sensor shifted by {SHIFT:+.0f} ppm:")
    lowest, highest = np.argmin(found.bias.mean), np.argmax(found.bias.mean)
    cases = [(i, "") for i in range(len(inputs.sensors))]
    cases += [(int(i), ", errors tuned anew") for i in (lowest, highest)]
    moves, gaps = [], []
    for index, how in cases:
        off = shifted(inputs, index, SHIFT)
        again = enhancement_of(tuned_errors(off)[0] if how else off)
        move = again.month.mean[0] - found.month.mean[0]
        answer = again.bias.mean[index] - found.bias.mean[index]
        cycle = np.abs(again.cycle.mean - found.cycle.mean).max()
        moves.append(abs(move) / half)
        gaps.append(abs(answer - SHIFT) / (Z_90 * found.bias.deviation[index]))
        print(
            f"  {inputs.sensors[index].station.code}{how}: "
            f"signal {move:+.2f} ppm of ± {half:.2f}, daily cycle {cycle:.2f} at most, "
            f"its bias {answer:+.2f}, named: "
            f"{'yes' if again.named[index] else 'no'}"
        )
    conclude(
        "bias",
        f"{found.named.sum()} of {len(inputs.sensors)} sensors named; signal moves by "
        f"at most {max(moves):.2f} of its half-interval, the shifted bias misses "
        f"{SHIFT:+.0f} by at most {max(gaps):.2f} of its own",
        BAR,
        holds=bool(found.named.any()) and max(moves) < 1 and max(gaps) < 1,
    )


if __name__ == "__main__":
    main()
