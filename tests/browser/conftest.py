"""A Chromium and a whole site, started once by each worker with tests of this folder.

The tests may go to several workers: none needs what another left on its site.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

SITE = Path(__file__).with_name("example_site.py")
PATIENCE = 240.0  # s, on two busy cores: migrations, compression, worker
QUIET = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
)
ADD = "sudo apt-get install --no-install-recommends chromium fonts-dejavu-core"


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of Chromium; without it the tests are left out, save in CI."""
    named = os.environ.get("TRAJECTOIRE_CHROMIUM", "")
    names = [named] if named else ["chromium", "chromium-browser", "google-chrome"]
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found:
        return found
    message = f"no Chromium: add it with « {ADD} », or set TRAJECTOIRE_CHROMIUM"
    if os.environ.get("CI", "").lower() in ("true", "1"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a site that serves as in production, or of one already started."""
    if started := os.environ.get("TRAJECTOIRE_TEST_SITE", ""):
        yield started
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("site")
    environment = os.environ | {"TRAJECTOIRE_HOME": str(folder / "home")}
    environment.pop("TRAJECTOIRE_DATABASE", None)
    command = [sys.executable, str(SITE), str(folder / "home"), str(port)]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    try:
        _wait(server, f"http://127.0.0.1:{port}/sante", folder / "log")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait(server: subprocess.Popen, address: str, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310  (our own)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    pytest.fail(f"the site did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield started
        started.close()


@dataclass
class Visit:
    """A page open in the browser, and all that it did."""

    page: Page
    address: str
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    finished: list[Request] = field(default_factory=list)

    def weight(self) -> int:
        """Bytes received for the page, compressed as they travelled."""
        return sum(one.sizes()["responseBodySize"] for one in self.finished)

    def follow(self, path: str) -> "Visit":
        """Go to another page of the site."""
        self.page.goto(self.address + path, wait_until="networkidle")
        return self


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Callable[..., Visit]]:
    """Open a page in a fresh browser, and watch it."""
    contexts: list[BrowserContext] = []

    def start(path: str, language: str = "fr", **options: object) -> Visit:
        context = browser.new_context(
            **{"locale": language, "viewport": {"width": 1280, "height": 900}} | options
        )
        context.set_default_timeout(60_000)
        contexts.append(context)
        seen = Visit(context.new_page(), site)
        watch(seen)
        return seen.follow(path)

    yield start
    for context in contexts:
        context.close()


def watch(seen: Visit) -> None:
    """Note every error, every request to another site, every answer."""

    def said(kind: str, text: str, place: str) -> None:
        if kind == "error" and "/inconnue" not in place:
            seen.errors.append(f"{text} ({place})")

    page = seen.page
    page.on("console", lambda m: said(m.type, m.text, m.location.get("url", "")))
    page.on("pageerror", lambda error: seen.errors.append(str(error)))

    def asked(request: Request) -> None:
        if not request.url.startswith((seen.address, "data:", "blob:")):
            seen.foreign.append(request.url)

    def finished(request: Request) -> None:
        seen.finished.append(request)

    page.on("request", asked)
    page.on("requestfinished", finished)
