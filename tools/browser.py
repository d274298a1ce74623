"""Say whether a Chromium is there for the tests of the pages, and add it where allowed.

In continuous integration (``CI=true``), and as root on Debian and its kin, a missing
Chromium is installed by apt; elsewhere the one command that adds it is printed with the
names of the tests that are left out. Fails in continuous integration only.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
PACKAGES = ("chromium", "fonts-dejavu-core")
TESTS = Path(__file__).resolve().parents[1] / "tests"
MARK = re.compile(r"pytest\.mark\.browser|pytestmark = .*browser")
TEST = re.compile(r"^(?:async )?def (test_\w+)", re.MULTILINE)


def chromium() -> str | None:
    """Where Chromium is; None where there is none."""
    named = os.environ.get("TRAJECTOIRE_CHROMIUM", "")
    if named:
        return named if os.access(named, os.X_OK) else None
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in found if path), None)


def may_install() -> bool:
    """Whether apt is there and may be used without asking anybody."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install() -> bool:
    """Install Chromium by apt; whether that went well."""
    steps = (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES],
    )
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    print(f"No Chromium: adding {' and '.join(PACKAGES)} by apt …", flush=True)
    return all(
        subprocess.run(step, env=quiet, check=False).returncode == 0 for step in steps
    )


def left_out(tests: Path = TESTS) -> list[str]:
    """Names of the tests that need a browser."""
    names = []
    for path in sorted(tests.rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        if MARK.search(text):
            names += [f"{path.relative_to(tests)}::{n}" for n in TEST.findall(text)]
    return names


def main() -> int:
    """Say, add, or fail."""
    in_ci = os.environ.get("CI", "").lower() in ("true", "1")
    found = chromium()
    named = os.environ.get("TRAJECTOIRE_CHROMIUM", "")
    if found is None and not named and may_install() and install():
        found = chromium()
    if found is not None:
        print(f"Chromium: {found}")
        return 0
    if named:
        print(f"TRAJECTOIRE_CHROMIUM: expected a program, found {named}.")
    print("No Chromium: the pages are not tested in a browser. One command adds it:")
    print(f"    sudo apt-get install --no-install-recommends {' '.join(PACKAGES)}")
    print("or set TRAJECTOIRE_CHROMIUM to the program. Tests left out:")
    print("\n".join(f"    {name}" for name in left_out()) or "    none")
    return 1 if in_ci else 0


if __name__ == "__main__":
    sys.exit(main())
