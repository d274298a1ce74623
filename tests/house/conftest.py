"""The repository as the rules of the house see it."""

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def tracked() -> tuple[Path, ...]:
    """Every file that the repository tracks, or would if it were added."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    paths = (ROOT / name for name in listed.split("\0") if name)
    return tuple(sorted({path for path in paths if path.is_file()}))


@pytest.fixture(scope="session")
def modules() -> dict[Path, ast.Module]:
    """Every module of the product, parsed."""
    paths = (ROOT / "src").rglob("*.py")
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}
