"""Every example runs, from the command line, on the files that it names."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
RUNS = {  # folder of the shared data, arguments that keep it short, words expected
    "glasgow_sensors": (
        "glasgow",
        (),
        ("enhancement of the month:", "believed before:", "55.848_-4.301"),
    ),
    "munich_twin": (
        "munich",
        ("2", "20"),
        ("32 zones", "null:", "90 % intervals hold the total in"),
    ),
}


def test_every_example_is_run_by_a_test():
    here = Path(__file__).parent
    own = {path.stem.removeprefix("test_") for path in here.glob("test_*.py")}
    assert {path.stem for path in EXAMPLES.glob("*.py")} <= set(RUNS) | own


@pytest.mark.real
@pytest.mark.parametrize("name", RUNS)
def test_an_example_tells_its_story(shared_data, name):
    folder, short, words = RUNS[name]
    ran = subprocess.run(
        [
            sys.executable,
            str(EXAMPLES / f"{name}.py"),
            str(shared_data / "observatory" / folder),
            *short,
        ],
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr == ""
    for word in words:
        assert word in ran.stdout


@pytest.mark.parametrize("name", RUNS)
def test_an_example_loads_without_data(name):
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    story = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(story)
    assert story.STORY.is_file()
    assert story.__doc__
