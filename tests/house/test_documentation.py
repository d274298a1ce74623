"""The documentation builds strictly, and its site asks nothing of anybody."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

REQUEST = re.compile(
    r"""(?ix)
    <(?:script|img|iframe|source|video|audio|embed)\b[^>]*?\bsrc(?:set)?=["']?(?:https?:)?//
    | <link\b(?=[^>]*rel=["']?(?:stylesheet|preload|preconnect|icon))[^>]*?
        href=["']?(?:https?:)?//
    | url\(\s*["']?(?:https?:)?//
    | @import\s+["']?(?:https?:)?//
    """
)


@pytest.fixture(scope="module")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-d", str(folder)],
        cwd=root,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


def test_every_page_is_built(site, root):
    pages = {
        path.relative_to(root / "docs").with_suffix(".html")
        for path in (root / "docs").rglob("*.md")
    }
    assert len(pages) >= 7
    assert {page for page in pages if not (site / page).is_file()} == set()


def test_the_site_requests_nothing_from_outside(site):
    files = [path for path in site.rglob("*") if path.suffix in (".html", ".css")]
    assert len(files) > 7
    asked = {
        f"{path.relative_to(site)}: {found.group()[:120]}"
        for path in files
        if (found := REQUEST.search(path.read_text(encoding="utf-8")))
    }
    assert asked == set()


def test_measurements_that_the_documentation_names_exist(root):
    shows = re.search(r"^SHOWS := (.*)$", (root / "Makefile").read_text(), re.MULTILINE)
    known = {f"show-{name}" for name in shows.group(1).split()} | {"show-NAME"}
    pages = [*(root / "docs").rglob("*.md"), root / "README.md"]
    named = {
        f"{path.relative_to(root)}: {name}"
        for path in pages
        for name in re.findall(r"make (show-[\w-]+)", path.read_text(encoding="utf-8"))
        if name not in known
    }
    assert named == set()


def test_decisions_are_numbered_once_and_say_the_four_things(root):
    decisions = sorted((root / "docs/decisions").glob("*.md"))
    numbers = [path.name[:4] for path in decisions]
    assert numbers == [f"{n:04d}" for n in range(1, len(decisions) + 1)]
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        for word in ("Context", "Choice", "Alternatives", "Consequences"):
            assert re.search(rf"^#+ .*{word}", text, re.MULTILINE), (
                f"{path.name}: {word}"
            )
