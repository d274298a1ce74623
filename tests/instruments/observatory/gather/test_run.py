"""The example, from its folder to its results: whole, the same twice, after a kill."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from trajectoire.core.errors import InputError
from trajectoire.core.period import Period
from trajectoire.core.territory import Territory
from trajectoire.instruments.observatory.export.folder import FILES
from trajectoire.instruments.observatory.gather import assemble
from trajectoire.instruments.observatory.gather.assemble import digest_of_run
from trajectoire.instruments.observatory.gather.config import read_config
from trajectoire.instruments.observatory.gather.example import write_example
from trajectoire.instruments.observatory.instrument import (
    SERIES,
    Observatory,
    run_folder,
)

DAYS = 3


@pytest.fixture(scope="module")
def example(tmp_path_factory) -> Path:
    """The example shortened to three days and four sensors."""
    config = write_example(tmp_path_factory.mktemp("example") / "town")
    text = config.read_text(encoding="utf-8").replace("days = 14", f"days = {DAYS}")
    blocks = text.split("[[observations]]")
    last, rest = blocks[-1].split("[operator]")
    kept = [*blocks[:4], f"{last}[operator]{rest}"]
    config.write_text("[[observations]]".join(kept), encoding="utf-8")
    return config


@pytest.fixture(scope="module")
def results(example, tmp_path_factory):
    out = tmp_path_factory.mktemp("results") / "out"
    steps = []
    report = run_folder(example, out, lambda step, share: steps.append((step, share)))
    return report, out, steps


def test_a_run_leaves_its_files_and_nothing_else(results):
    _, out, _ = results
    assert sorted(p.name for p in out.iterdir()) == sorted([*FILES, SERIES])


def test_progress_goes_forward_to_its_end(results):
    shares = [share for _, share in results[2]]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert all(step for step, _ in results[2])


def test_the_same_files_give_the_same_run(example, results, tmp_path):
    report, out, _ = results
    again = run_folder(example, tmp_path / "out")
    assert again.diagnostics == report.diagnostics
    assert again.indicators == report.indicators
    for name in FILES:
        if name != "posterior.nc":
            assert (tmp_path / "out" / name).read_bytes() == (out / name).read_bytes()


def test_a_run_over_its_own_results_gives_them_again(example, results):
    report, out, _ = results
    before = (out / "summary.json").read_bytes()
    assert run_folder(example, out).diagnostics == report.diagnostics
    assert (out / "summary.json").read_bytes() == before
    assert sorted(p.name for p in out.iterdir()) == sorted([*FILES, SERIES])


def test_another_value_is_another_run(example, results, tmp_path):
    folder = tmp_path / "town"
    shutil.copytree(example.parent, folder)
    text = example.read_text(encoding="utf-8").replace("424.0", "425.0")
    (folder / "config.toml").write_text(text, encoding="utf-8")
    other = run_folder(folder / "config.toml", tmp_path / "out").diagnostics
    assert other["method"]["run"] != results[0].diagnostics["method"]["run"]


def test_no_cell_of_the_ledger_is_told_twice(results):
    """The whole run and its only month are one and the same period."""
    cells = [
        (i.definition.name, i.territory, i.sector, i.period)
        for i in results[0].indicators
    ]
    assert len(cells) == len(set(cells))


def test_the_instrument_gathers_and_runs_what_the_folder_holds(example, results):
    place = Territory("EXEMPLE", "city", "Ville d'exemple", 2026)
    period = Period.of_days(np.datetime64("2026-09-01").item(), DAYS)
    instrument = Observatory(example)
    report = instrument.run(instrument.gather(place, period))
    found, wanted = report.diagnostics, results[0].diagnostics
    assert found["totals"] == wanted["totals"]
    assert found["method"]["run"] == wanted["method"]["run"]
    with pytest.raises(ValueError, match="Ville d'exemple"):
        instrument.gather(Territory("X", "city", "X", 2026), period)


def test_an_example_is_never_written_over_files(tmp_path):
    (tmp_path / "mine.csv").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="an empty folder"):
        write_example(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["mine.csv"]


CUT = """
import os, signal, sys
from pathlib import Path
from trajectoire.instruments.observatory import instrument
from trajectoire.instruments.observatory.export import folder
config, out, where = sys.argv[1:]
def die(*arguments, **named):
    os.kill(os.getpid(), signal.SIGKILL)
if where == "inversion":
    instrument.estimate = die
else:
    def half(path, *rest):
        path.write_bytes(b"half")
        die()
    folder.write_netcdf = half
instrument.run_folder(Path(config), Path(out))
"""
COUNT = "trajectoire.instruments.observatory.gather.plume.plume_footprint"


def cut(example: Path, out: Path, where: str) -> None:
    """Kill a run in the middle, as a power cut would."""
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-c", CUT, str(example), str(out), where]
    done = subprocess.run(command, env=environment, check=False, timeout=120)
    assert done.returncode == -signal.SIGKILL


@pytest.mark.bad_input("kill -9 in the middle", door="configuration")
def test_a_killed_run_goes_on_from_what_it_finished(
    example, results, tmp_path, monkeypatch
):
    out = tmp_path / "out"
    cut(example, out, "inversion")
    assert not (out / "summary.json").exists()
    assert list((out / ".work").glob("*.npy"))
    asked = []
    monkeypatch.setattr(COUNT, lambda *a: asked.append(a))  # the path of the air
    report = run_folder(example, out)
    assert asked == []
    assert report.diagnostics == results[0].diagnostics
    assert sorted(p.name for p in out.iterdir()) == sorted([*FILES, SERIES])


@pytest.mark.bad_input("kill -9 in the middle", door="configuration")
def test_a_run_killed_while_it_writes_leaves_no_part_of_a_file(
    example, results, tmp_path
):
    out = tmp_path / "out"
    out.mkdir()
    (out / "summary.json").write_text("{}", encoding="utf-8")  # of an older run
    cut(example, out, "writing")
    assert (out / "summary.json").read_text(encoding="utf-8") == "{}"
    assert list(out.glob("*.part"))
    report = run_folder(example, out)
    assert report.diagnostics == results[0].diagnostics
    assert sorted(p.name for p in out.iterdir()) == sorted([*FILES, SERIES])


def test_another_version_of_the_code_finds_nothing_kept(example, monkeypatch):
    config = read_config(example)
    before = digest_of_run(config, example)
    assert digest_of_run(config, example) == before
    monkeypatch.setattr(assemble, "version", {"trajectoire": "another"}.get)
    assert digest_of_run(config, example) != before


def test_a_changed_file_is_not_answered_from_the_work_of_another(
    example, results, tmp_path
):
    """The kept part is named by the content of all the files."""
    folder, out = tmp_path / "town", tmp_path / "out"
    shutil.copytree(example.parent, folder)
    cut(folder / "config.toml", out, "inversion")
    weather = (folder / "weather.csv").read_text(encoding="utf-8").splitlines()
    rows = [line.split(",") for line in weather]
    rows[1:] = [[r[0], str(float(r[1]) + 1), *r[2:]] for r in rows[1:]]
    text = "\n".join(",".join(row) for row in rows)
    (folder / "weather.csv").write_text(text, encoding="utf-8")
    windy = run_folder(folder / "config.toml", out).diagnostics
    assert windy["method"]["run"] != results[0].diagnostics["method"]["run"]
    assert windy["totals"] != results[0].diagnostics["totals"]


def changed_weather(example, tmp_path, change) -> Path:
    folder = tmp_path / "town"
    shutil.copytree(example.parent, folder)
    lines = (folder / "weather.csv").read_text(encoding="utf-8").splitlines()
    rows = [change(line.split(",")) for line in lines[1:]]
    text = "\n".join([lines[0], *(",".join(row) for row in rows if row)])
    (folder / "weather.csv").write_text(text, encoding="utf-8")
    return folder / "config.toml"


def test_calm_hours_and_missing_weather_are_left_out_and_said(
    example, results, tmp_path
):
    """14 to 16 h in Paris are 12 to 14 h UTC in summer; four sensors saw them."""

    def change(row):
        if row[0].startswith("2026-09-02T12"):
            return None
        if row[0].startswith("2026-09-03T13"):
            return [row[0], "0.3", *row[2:]]
        if row[0].startswith("2026-09-03T14"):
            return [*row[:3], "15", *row[4:]]
        return row

    config = changed_weather(example, tmp_path, change)
    found = run_folder(config, tmp_path / "out").diagnostics
    wind = "vent inférieur à 0,5 m/s, que le panache ne décrit pas"
    assert f"4 observations laissées de côté : {wind}." in found["notes"]
    said = "4 observations laissées de côté : pas de météo à cette heure."
    assert said in found["notes"]
    lid = "couche de mélange de moins de 20 m, que le panache ne décrit pas"
    assert f"4 observations laissées de côté : {lid}." in found["notes"]
    before = results[0].diagnostics["diagnostics"]["observations"]
    assert found["diagnostics"]["observations"] == before - 12


def test_a_run_in_calm_air_alone_is_refused(example, tmp_path):
    config = changed_weather(example, tmp_path, lambda row: [row[0], "0.1", *row[2:]])
    with pytest.raises(InputError, match="vent inférieur à 0,5 m/s"):
        run_folder(config, tmp_path / "out")


def test_the_example_declares_the_yearly_tonnes_of_the_city(example):
    """Those of the invented inventory, not fourteen days stretched to a year."""
    lines = (example.parent / "emissions.csv").read_text(encoding="utf-8").splitlines()
    assert "centre,buildings,793800.0" in lines
    assert "plaine-ouest,photosynthesis,-4500000.0" in lines


def test_json_holds_no_nan(results):
    def refuse(word):
        raise AssertionError(word)

    text = (results[1] / "summary.json").read_text(encoding="utf-8")
    json.loads(text, parse_constant=refuse)
