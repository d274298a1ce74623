"""What the repository carries, and what it must not."""

import json
import re
import runpy
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

LOCKS = ("requirements.lock", "requirements-dev.lock")
TEXT = {".py", ".toml", ".md", ".yml", ".yaml", ".html", ".css", ".js", ".csv", ".lock",
        ".sh", ".po", ".txt", ".scss", ".cfg", ".json", ".mjs", ""}  # fmt: skip
# Written in two parts, so that this page does not name what it forbids.
MACHINE = re.compile(
    "|".join(("/wo" + "rk/", "/ro" + "ot/", r"/ho" + r"me/(?!secret)"))
)
REGISTRY = re.compile(
    "|".join(
        (
            r"pypi\." + "org/simple",
            "files" + r"\.pythonhosted",
            "registry" + r"\.npmjs",
            "extra" + "-index-url",
            "trusted" + "-host",
        )
    )
)
ABOVE = re.compile(r"\.\./sha" + "red")
REQUEST = re.compile(
    r"""(?ix)
    <(?:script|img|iframe|source|video|audio|embed|link)\b[^>]*?
        \b(?:src|srcset|href)\s*=\s*["']?\s*(?:https?:)?//
    | url\(\s*["']?\s*(?:https?:)?//
    | @import\s+["']?\s*(?:https?:)?//
    | \b(?:fetch|import|Worker|EventSource|WebSocket)\(\s*["'`](?:https?:|wss?:)?//
    """
)


def project(root: Path) -> dict:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def texts(tracked) -> list[tuple[Path, str]]:
    return [
        (path, path.read_text(encoding="utf-8", errors="replace"))
        for path in tracked
        if path.suffix in TEXT and "vendor" not in path.parts
    ]


def test_no_path_of_a_machine_and_no_registry_is_written_down(tracked, root):
    assert len(texts(tracked)) > 100
    for forbidden in (MACHINE, REGISTRY):
        where = {
            f"{path.relative_to(root)}: {found.group()}"
            for path, text in texts(tracked)
            if (found := forbidden.search(text))
        }
        assert where == set()


def test_product_and_documentation_do_not_name_a_folder_outside(tracked, root):
    outside = {
        str(path.relative_to(root))
        for path, text in texts(tracked)
        if path.relative_to(root).parts[0] in ("src", "docs", "README.md")
        and ABOVE.search(text)
    }
    assert outside == set()


def test_pages_request_nothing_from_outside(root):
    web = root / "src/trajectoire/web"
    files = [
        path
        for folder in ("templates", "static")
        for path in (web / folder).rglob("*")
        if path.suffix in (".html", ".css", ".js", ".mjs")
        and not ("vendor" in path.parts and path.suffix != ".css")
    ]
    assert len(files) > 10
    asked = {
        f"{path.relative_to(web)}: {found.group()[:80]}"
        for path in files
        if (found := REQUEST.search(path.read_text(encoding="utf-8")))
    }
    assert asked == set()


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ('<script src="https://cdn.example/x.js">', True),
        ('<link rel="stylesheet" href="//fonts.example/a.css">', True),
        ("background: url('https://example.org/a.png')", True),
        ("@import 'https://example.org/a.css'", True),
        ("fetch('https://example.org')", True),
        ('<a href="https://example.org">a link is not a request</a>', False),
        ('<script src="/static/js/map.js">', False),
        ("fetch('/api/figures')", False),
    ],
)
def test_the_rule_about_requests_can_fail(text, asks):
    assert bool(REQUEST.search(text)) is asks


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_hashes_and_no_address(root, name):
    text = (root / name).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[A-Za-z0-9])", text)
    assert len(entries) > 30
    bare = [e.split()[0] for e in entries if "--hash=sha256:" not in e]
    assert bare == []
    assert all(re.match(r"[\w.\[\]-]+==[^\s]+", entry) for entry in entries)
    assert not re.search(r"https?://|^--?i|file:|@ ", text, re.MULTILINE)


def test_both_locks_pin_the_same_versions(root):
    packages = runpy.run_path(str(root / "tools/licences.py"))["packages"]
    run, dev = (packages(root / name) for name in LOCKS)
    assert run.items() <= dev.items()


def test_every_dependency_is_locked(root):
    packages = runpy.run_path(str(root / "tools/licences.py"))["packages"]
    locked = packages(root / LOCKS[0])
    wanted = {
        re.split(r"[\[<>=!~ ]", line)[0]
        for line in project(root)["project"]["dependencies"]
    }
    assert wanted <= set(locked)


def test_every_locked_package_may_stand_beside_the_agpl(root):
    report = subprocess.run(
        [sys.executable, "tools/licences.py"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert report.returncode == 0, report.stderr
    assert "django " in report.stdout


@pytest.mark.parametrize(
    ("licence", "accepted"),
    [
        ("MIT", True),
        ("BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0", True),
        ("Mozilla Public License 2.0 (MPL 2.0)", True),
        ("LGPL-3.0-only", True),
        ("GPL-2.0-only OR MIT", True),
        ("GPL-2.0-only", False),
        ("MIT AND GPL-2.0-only", False),
        ("Proprietary", False),
        ("MIT-like, ask us", False),
        ("", False),
    ],
)
def test_a_licence_is_judged(root, licence, accepted):
    judge = runpy.run_path(str(root / "tools/licences.py"))["is_accepted"]
    assert judge(licence) is accepted


def test_the_licence_is_the_agpl_in_full(root):
    text = (root / "LICENSE").read_text(encoding="utf-8")
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in text
    assert "13. Remote Network Interaction" in text
    assert text.count("\n") > 600
    assert project(root)["project"]["license"] == "AGPL-3.0-or-later"


def test_changelog_and_public_card_state_the_version(root):
    version = project(root)["project"]["version"]
    assert version in (root / "CHANGELOG.md").read_text(encoding="utf-8")
    card = (root / "publiccode.yml").read_text(encoding="utf-8")
    assert f"softwareVersion: {version}" in card


def test_the_public_card_is_complete(root):
    card = yaml.safe_load((root / "publiccode.yml").read_text(encoding="utf-8"))
    required = {"name", "url", "platforms", "categories", "developmentStatus"}
    assert required | {"softwareType", "legal", "maintenance"} <= set(card)
    assert card["legal"]["license"] == project(root)["project"]["license"]
    for language in ("fr", "en"):
        said = card["description"][language]
        assert len(said["shortDescription"]) <= 150  # the standard's own limits
        assert 150 <= len(said["longDescription"]) <= 10_000
        assert said["features"]


def test_every_claim_of_the_makefile_has_its_measurement(root):
    shows = re.search(r"^SHOWS := (.*)$", (root / "Makefile").read_text(), re.MULTILINE)
    missing = [
        name
        for name in shows.group(1).split()
        if not (root / f"benchmarks/show_{name.replace('-', '_')}.py").is_file()
    ]
    assert missing == []


def run_browser(root: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(root / "tools/browser.py")],
        env={"PATH": "/nowhere", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_missing_browser_is_told_and_fails_in_integration_only(root):
    alone = run_browser(root)
    assert alone.returncode == 0
    assert "apt-get install --no-install-recommends chromium" in alone.stdout
    assert "Tests left out" in alone.stdout
    assert run_browser(root, CI="true").returncode == 1


def test_a_browser_that_is_named_is_used_or_refused(root):
    there = run_browser(root, TRAJECTOIRE_CHROMIUM=sys.executable)
    assert there.stdout == f"Chromium: {sys.executable}\n"
    absent = run_browser(root, TRAJECTOIRE_CHROMIUM="/nowhere/chromium")
    assert "expected a program, found /nowhere/chromium" in absent.stdout


def test_the_dictionary_of_no_other_place_is_kept(tracked, root):
    copies = [
        str(path.relative_to(root))
        for path in tracked
        if path.name == "nomenclature.csv"
    ]
    assert copies == ["docs/nomenclature.csv"]


def test_no_large_file_is_kept(tracked, root):
    large = {
        str(path.relative_to(root)): path.stat().st_size
        for path in tracked
        if path.stat().st_size > 3_000_000
    }
    assert json.dumps(large) == "{}"
