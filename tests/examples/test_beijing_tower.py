"""The example of the tower runs end to end, or says why it cannot."""

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "beijing_tower.py"


def _run(*arguments: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, EXAMPLE, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_without_the_data_it_says_so(tmp_path):
    done = _run(tmp_path / "absent", tmp_path / "out")
    assert done.returncode == 0
    assert "Left out: the tower's files are not in" in done.stdout


def test_with_an_empty_folder_it_names_every_missing_level(tmp_path):
    done = _run(tmp_path, tmp_path / "out")
    assert done.returncode == 1
    assert "Beijing_47m.csv: expected a file, found nothing at this path" in done.stderr
    assert "Beijing_280m.csv" in done.stderr


@pytest.mark.real
def test_it_inverts_both_seasons(shared_data, tmp_path):
    done = _run(shared_data / "observatory" / "beijing_iap_tower", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "June 2024" in done.stdout
    table = (tmp_path / "december_2023.csv").read_text(encoding="utf-8").splitlines()
    assert len(table) == 1 + 24 * 8
    assert (
        (tmp_path / "december_2023.svg")
        .read_text(encoding="utf-8")
        .endswith("</svg>\n")
    )
