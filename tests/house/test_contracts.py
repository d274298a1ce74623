"""Each contract of imports holds, and breaks when something forbidden is planted."""

import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = Path(sys.executable).parent / "lint-imports"


@dataclass(frozen=True)
class Planted:
    """Files added to a copy of the product, and the contract that must break."""

    contract: str
    files: dict[str, str]


FORBIDDEN = {
    "a method that reads a source": Planted(
        "Floors: imports only go down",
        {"methods/planted.py": "import trajectoire.sources.icos\n"},
    ),
    "a floor that nobody declared": Planted(
        "Floors: imports only go down", {"attic.py": '"""Not in the plan."""\n'}
    ),
    "a unit that knows the indicator": Planted(
        "Steps inside the core",
        {"core/source.py": "import trajectoire.core.indicator\n"},
    ),
    "a word that is not in the plan of the core": Planted(
        "Steps inside the core", {"core/everything.py": '"""Not in the plan."""\n'}
    ),
    "inputs that know the model": Planted(
        "Rooms of an instrument",
        {
            "instruments/observatory/inputs.py": (
                "import trajectoire.instruments.observatory.indicators\n"
            )
        },
    ),
    "a room that no instrument has": Planted(
        "Rooms of an instrument", {"instruments/observatory/cellar.py": '"""No."""\n'}
    ),
    "an instrument that calls another": Planted(
        "Instruments do not know each other",
        {
            "instruments/planted/__init__.py": '"""Another instrument."""\n',
            "instruments/planted/inputs.py": (
                "import trajectoire.instruments.observatory.inputs\n"
            ),
            "instruments/planted/model.py": '"""Nothing."""\n',
            "instruments/planted/indicators.py": '"""Nothing."""\n',
            "instruments/planted/instrument.py": '"""Nothing."""\n',
        },
    ),
    "a method that queries a database": Planted(
        "Core, methods and models only compute",
        {"methods/planted.py": "import duckdb\n"},
    ),
    "a model that reads a table": Planted(
        "Core, methods and models only compute",
        {"instruments/observatory/model/planted.py": "import xarray\n"},
    ),
    "a store that knows Django": Planted(
        "Django lives in the web and starts from the command line",
        {"store/planted.py": "import django\n"},
    ),
    "two modules that go round in circles": Planted(
        "No circles",
        {
            "methods/here.py": "import trajectoire.methods.there\n",
            "methods/there.py": "import trajectoire.methods.here\n",
        },
    ),
}


def lint(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(LINT), "--no-cache", "--config", "pyproject.toml", *arguments]
    return subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin:/bin"},
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """A copy of the product in which something can be planted."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(
        ROOT / "src" / "trajectoire",
        folder / "src" / "trajectoire",
        ignore=lambda _, names: [n for n in names if _is_not_code(n)],
    )
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def _is_not_code(name: str) -> bool:
    return name == "__pycache__" or name in {"static", "templates", "locale", "tables"}


def test_every_contract_holds():
    found = lint(ROOT)
    assert found.returncode == 0, found.stdout[-3000:] + found.stderr[-3000:]
    assert "0 broken" in found.stdout


def test_every_contract_is_shown_to_break():
    document = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = {c["name"] for c in document["tool"]["importlinter"]["contracts"]}
    assert {planted.contract for planted in FORBIDDEN.values()} == declared


@pytest.mark.parametrize("planted", FORBIDDEN.values(), ids=FORBIDDEN)
def test_a_contract_breaks_when_something_forbidden_is_planted(copy, planted):
    before: dict[Path, str | None] = {}
    try:
        for name, text in planted.files.items():
            path = copy / "src" / "trajectoire" / name
            exists = path.exists()
            before[path] = path.read_text(encoding="utf-8") if exists else None
            path.parent.mkdir(exist_ok=True)
            path.write_text((before[path] or "") + "\n" + text, encoding="utf-8")
        found = lint(copy)
    finally:
        _restore(before)
    assert found.returncode == 1, found.stdout[-2000:] + found.stderr[-2000:]
    assert f"{planted.contract} BROKEN" in found.stdout


def _restore(before: dict[Path, str | None]) -> None:
    for path, text in before.items():
        if text is not None:
            path.write_text(text, encoding="utf-8")
            continue
        path.unlink(missing_ok=True)
        if not any(path.parent.glob("*.py")):
            shutil.rmtree(path.parent)
