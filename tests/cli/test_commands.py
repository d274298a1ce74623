"""The command line: what it answers, how it ends, and what it says when it cannot."""

import json
import os
import signal
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trajectoire.cli.main import app, run

COMMAND = [sys.executable, "-c", "from trajectoire.cli.main import run; run()"]
runner = CliRunner()


@pytest.fixture
def say(monkeypatch, capsys):
    """Run a command as a terminal does: its status, what it said, what it regretted."""

    def command(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["trajectoire", *words])
        with pytest.raises(SystemExit) as ended:
            run()
        said = capsys.readouterr()
        code = ended.value.code
        return int(code or 0), said.out, said.err

    return command


@pytest.fixture(scope="module")
def example(tmp_path_factory) -> Path:
    """The example, two days and two sensors of it."""
    folder = tmp_path_factory.mktemp("cli") / "exemple"
    assert runner.invoke(app, ["observatory", "example", str(folder)]).exit_code == 0
    config = folder / "config.toml"
    text = config.read_text(encoding="utf-8").replace("days = 14", "days = 2")
    blocks = text.split("[[observations]]")
    rest = blocks[-1].split("[operator]")[1]
    short = "[[observations]]".join(blocks[:3]) + "[operator]" + rest
    config.write_text(short, encoding="utf-8")
    return folder


def test_help_names_every_command(say):
    code, said, _ = say("--help")
    assert code == 0
    for name in ("observatory", "demo", "serve", "prepare"):
        assert name in said
    code, said, _ = say("observatory", "--help")
    assert code == 0
    for name in ("check", "run", "twin", "example"):
        assert name in said


def test_version_is_that_of_the_package(say):
    assert say("--version") == (0, version("trajectoire") + "\n", "")


def test_an_example_says_how_to_run_it(say, tmp_path):
    code, said, _ = say("observatory", "example", str(tmp_path / "town"))
    assert code == 0
    assert f"trajectoire observatory run {tmp_path}/town/config.toml" in said
    assert (tmp_path / "town/zones.geojson").is_file()


def test_an_example_is_not_written_over_files(say, tmp_path):
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    code, _, regret = say("observatory", "example", str(tmp_path))
    assert code == 2
    assert "attendu un dossier vide" in regret
    assert "Traceback" not in regret


def test_every_file_of_the_example_is_recognised_and_good(say, example):
    files = [
        str(example / n) for n in ("zones.geojson", "emissions.csv", "weather.csv")
    ]
    code, said, _ = say("observatory", "check", "--json", *files)
    assert code == 0
    found = json.loads(said)
    assert [one["kind"] for one in found] == [
        "GeoJSON",
        "inventory by zone and sector",
        "hourly weather CSV",
    ]
    assert all(one["is_good"] for one in found)


def test_a_table_of_ones_own_is_checked_with_its_map(say, example):
    table, mapping = example / "M01.csv", example / "M01.toml"
    code, said, _ = say("observatory", "check", str(table), "--mapping", str(mapping))
    assert code == 0
    assert "M01" in said
    assert "co2" in said


@pytest.mark.bad_input("missing file", door="command")
@pytest.mark.bad_input("directory", door="command")
@pytest.mark.bad_input("empty file", door="command")
def test_bad_files_are_all_told_and_the_status_is_one(say, tmp_path):
    (tmp_path / "empty.csv").touch()
    names = [str(tmp_path / n) for n in ("none.csv", "empty.csv")] + [str(tmp_path)]
    code, said, _ = say("observatory", "check", *names)
    assert code == 1
    assert said.count("FAUTE") == 3
    for name in ("none.csv", "empty.csv", tmp_path.name):
        assert name in said
    code, said, _ = say("observatory", "check", "--json", *names)
    assert code == 1
    assert [one["is_good"] for one in json.loads(said)] == [False] * 3


@pytest.mark.bad_input("missing columns", door="command")
@pytest.mark.bad_input("NaN", door="command")
def test_a_fault_of_a_file_has_its_line_and_its_column(say, example, tmp_path):
    lines = (example / "weather.csv").read_text(encoding="utf-8").splitlines()
    cells = lines[3].split(",")
    lines[3] = ",".join([cells[0], "nan", *cells[2:]])
    (tmp_path / "weather.csv").write_text("\n".join(lines), encoding="utf-8")
    code, said, _ = say("observatory", "check", str(tmp_path / "weather.csv"))
    assert code == 1
    assert "FAUTE : ligne 4, colonne « wind_speed_m_s »" in said


def test_a_run_writes_its_folder_and_says_its_answer(say, example, tmp_path):
    out = tmp_path / "out"
    config = str(example / "config.toml")
    code, said, _ = say("observatory", "run", config, "-o", str(out), "--no-record")
    assert code == 0
    assert "mesuré" in said
    assert "t de CO2" in said
    assert (out / "summary.json").is_file()
    code, said, _ = say(
        "observatory", "run", config, "-o", str(out), "--no-record", "--json"
    )
    assert code == 0
    told = json.loads(said)
    assert told == json.loads((out / "summary.json").read_text(encoding="utf-8"))


@pytest.mark.bad_input("renamed columns", door="command")
@pytest.mark.bad_input("extra columns", door="command")
@pytest.mark.bad_input("missing file", door="command")
def test_a_wrong_configuration_is_explained_without_traceback(say, example, tmp_path):
    text = (example / "config.toml").read_text(encoding="utf-8")
    wrong = example / "wrong.toml"
    wrong.write_text(text.replace("title =", "titel =").replace("days = 2", "days = 0"))
    out = tmp_path / "out"
    code, said, regret = say("observatory", "run", str(wrong), "-o", str(out))
    wrong.unlink()
    assert (code, said) == (2, "")
    assert "3 fautes" in regret
    assert "Traceback" not in regret
    assert not out.exists()
    code, _, regret = say("observatory", "run", str(tmp_path / "none.toml"))
    assert code == 2
    assert "aucun fichier de ce nom" in regret


@pytest.mark.bad_input("no permission", door="command")
def test_a_place_that_cannot_be_written_is_told(say, example):
    config = str(example / "config.toml")
    code, _, regret = say("observatory", "run", config, "-o", "/proc/none/out")
    assert code == 2
    assert "Impossible de continuer." in regret
    assert "Traceback" not in regret


@pytest.mark.bad_input("unknown codes", door="command")
@pytest.mark.parametrize(
    "words",
    [
        ("observatory", "measure"),
        ("observatory", "run"),
        ("observatory", "twin", "--days", "1"),
        ("observatory", "twin", "--days", "many"),
        ("--colour",),
    ],
)
def test_a_command_that_is_none_is_explained(say, words):
    code, _, regret = say(*words)
    assert code == 2
    assert "Traceback" not in regret
    assert "Usage" in regret


def test_a_twin_says_that_it_is_one(say, tmp_path):
    out = str(tmp_path / "twin")
    code, said, _ = say("observatory", "twin", "--days", "2", "-o", out, "--json")
    assert code == 0
    told = json.loads(said)
    assert told["twin"] is True
    assert "jumeau" in told["territory"]["name"]


def test_an_interruption_is_said_in_a_word(tmp_path):
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    command = [*COMMAND, "observatory", "twin", "-o", str(tmp_path / "twin")]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        time.sleep(3.0)
        process.send_signal(signal.SIGINT)
        _, regret = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in regret
    assert "Interrompu" in regret
