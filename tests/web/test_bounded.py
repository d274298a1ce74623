"""A process that meets strangers' files takes nothing with it when it falls."""

import time
from pathlib import Path

import pytest

from trajectoire.core.errors import InputError
from trajectoire.web.bounded import Bounds, run_bounded

SMALL = Bounds(memory=600 * 2**20, processor=2, patience=20.0, disk=10_000)
GREEDY = """
import sys, time, os
from pathlib import Path
from trajectoire.web.bounded import OUT_OF_MEMORY, confine

what, folder = confine(sys.argv[1:])
try:
    if what == "memory":
        kept = bytearray(2**30)
    elif what == "time":
        while True:
            pass
    elif what == "sleep":
        time.sleep(60)
    elif what == "disk":
        (Path(folder) / "big").write_bytes(b"x" * 1_000_000)
    elif what == "secret":
        (Path(folder) / "seen").write_text(" ".join(sorted(os.environ)))
    elif what == "crash":
        raise KeyError("inside")
except MemoryError:
    sys.exit(OUT_OF_MEMORY)
"""


@pytest.fixture
def greedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "greedy.py").write_text(GREEDY)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("TRAJECTOIRE_SECRET_KEY", "x" * 60)
    return "greedy"


def run(module: str, what: str, folder: Path, bounds: Bounds = SMALL) -> None:
    run_bounded(module, [what, str(folder)], folder / "log", "été.xlsx", bounds)


@pytest.mark.parametrize("what", ["memory", "time", "disk"])
def test_bad_work_that_asks_for_too_much_is_refused_with_words(
    greedy: str, tmp_path: Path, what: str
) -> None:
    excess = r"été\.xlsx: expected a file that is read with .* needs more\. Cut it"
    broken = r"été\.xlsx: expected a whole XLSX"
    with pytest.raises(InputError, match=broken if what == "disk" else excess):
        run(greedy, what, tmp_path)
    big = tmp_path / "big"
    assert not big.exists() or big.stat().st_size <= SMALL.disk


def test_bad_work_that_sleeps_is_stopped(greedy: str, tmp_path: Path) -> None:
    quick = Bounds(memory=SMALL.memory, processor=2, patience=2.0, disk=10_000)
    start = time.monotonic()
    with pytest.raises(InputError, match="one that needs more"):
        run(greedy, "sleep", tmp_path, quick)
    assert time.monotonic() - start < 30  # s: it would have slept a minute


def test_bad_work_that_breaks_says_nothing_of_its_inside(
    greedy: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="one that cannot be read") as caught:
        run(greedy, "crash", tmp_path)
    assert "inside" not in str(caught.value)
    assert "inside" in (tmp_path / "log").read_text()


def test_the_process_knows_no_secret(greedy: str, tmp_path: Path) -> None:
    run(greedy, "secret", tmp_path)
    seen = (tmp_path / "seen").read_text().split()
    assert "PATH" in seen
    assert not [name for name in seen if name.startswith("TRAJECTOIRE")]


def test_the_limits_are_of_the_child_alone(greedy: str, tmp_path: Path) -> None:
    run(greedy, "nothing", tmp_path)
    assert len(bytearray(700 * 2**20)) == 700 * 2**20
