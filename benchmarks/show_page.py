"""The observatory page of the demonstration city, in a browser: ``make show-page``.

Server time over many requests, compressed weight, requests to other sites, faults that
axe finds, errors of the console: in French and English, at 1280 and 390 pixels.
"""

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Request,
    sync_playwright,
)

from benchmarks.verdict import conclude

CODE = "JUMEAU-PARIS"
PATH = f"/territoires/{CODE}/mesurer/atmosphere/"
REQUESTS, WARMING = 200, 5
SLOW, HEAVY = 0.150, 600_000  # s at the 95th percentile, bytes with the map
WIDTHS = (1280, 390)
BAR = (
    "p95 <= 150 ms, <= 600 kB, 0 outside requests, 0 axe violations, 0 console "
    "errors, fr + en, 390 px without horizontal scroll"
)
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


@dataclass
class Seen:
    """What was counted over all the visits."""

    bytes: int = 0
    foreign: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    overflow: int = 0


def main() -> None:
    """Measure, print, conclude."""
    chromium = os.environ.get("TRAJECTOIRE_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        sys.exit("no Chromium: see tools/browser.py")
    with serving() as address:
        p95, median = server_time(address + PATH)
        print(f"server: {REQUESTS} requests, median {1e3 * median:.0f} ms")
        print(f"server: 95th percentile {1e3 * p95:.0f} ms")
        with sync_playwright() as playwright:
            started = playwright.chromium.launch(executable_path=chromium, args=QUIET)
            seen = look(started, address)
            started.close()
    report(seen)
    measured = (
        f"p95 {1e3 * p95:.0f} ms, {seen.bytes / 1e3:.0f} kB, {len(seen.foreign)} "
        f"outside, {len(seen.violations)} violations, {len(seen.errors)} errors, "
        f"{seen.overflow} px over"
    )
    flaws = (seen.foreign, seen.violations, seen.errors)
    holds = p95 <= SLOW and seen.bytes <= HEAVY and not any(flaws) and not seen.overflow
    conclude("page", measured, BAR, holds=holds)


def report(seen: Seen) -> None:
    """Name whatever is wrong."""
    for flaw in (*seen.foreign, *seen.violations, *seen.errors):
        print(f"flaw: {flaw}")


@contextmanager
def serving() -> Iterator[str]:
    """Compute the demonstration city where it is not yet, and serve it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        home = os.environ.get("TRAJECTOIRE_HOME") or folder
        environment = os.environ | {"TRAJECTOIRE_HOME": home}
        command = [str(Path(sys.executable).with_name("trajectoire")), "demo"]
        server = subprocess.Popen(
            [*command, "--port", str(port)], env=environment, stdout=subprocess.DEVNULL
        )
        try:
            wait(server, f"http://127.0.0.1:{port}/sante")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=60)


def wait(server: subprocess.Popen[bytes], address: str) -> None:
    """Wait until the site answers; the computation of the city is not counted."""
    while server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310  (our own)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    sys.exit("the site stopped before it answered")


def server_time(address: str, requests: int = REQUESTS) -> tuple[float, float]:
    """Give the 95th percentile and the median of the time to the whole page. [s]"""
    durations = []
    for at in range(requests + WARMING):
        start = time.perf_counter()
        with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310
            answer.read()
        if at >= WARMING:
            durations.append(time.perf_counter() - start)
    return statistics.quantiles(durations, n=20)[-1], statistics.median(durations)


def look(browser: Browser, address: str) -> Seen:
    """Open the page in each language and width, the map drawn."""
    seen = Seen()
    for language in ("fr", "en"):
        for width in WIDTHS:
            context = browser.new_context(
                locale=language, viewport={"width": width, "height": 900}
            )
            page = context.new_page()
            weight = visit(page, address, seen)
            print(f"{language}, {width} px: {weight / 1e3:.0f} kB with the map")
            seen.bytes = max(seen.bytes, weight)
            context.close()
    return seen


def visit(page: Page, address: str, seen: Seen) -> int:
    """Watch one visit; give what it weighed, compressed. [bytes]"""
    finished: list[Request] = []
    watch(page, address, seen, finished)
    page.goto(address + PATH, wait_until="networkidle")
    page.locator("#map-frame").scroll_into_view_if_needed()
    page.wait_for_selector("#map-frame[data-ready]", timeout=60_000)
    for flaw in Axe().run(page).response["violations"]:
        seen.violations.append(f"{flaw['id']}: {flaw['nodes'][0]['html'][:120]}")
    root = "document.documentElement"
    over = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
    seen.overflow = max(seen.overflow, int(over))
    return sum(request.sizes()["responseBodySize"] for request in finished)


def watch(page: Page, address: str, seen: Seen, finished: list[Request]) -> None:
    """Note what the page asks for and what it complains of."""

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            seen.errors.append(message.text)

    def asked(request: Request) -> None:
        if not request.url.startswith((address, "data:", "blob:")):
            seen.foreign.append(request.url)

    def done(request: Request) -> None:
        finished.append(request)

    page.on("console", said)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("request", asked)
    page.on("requestfinished", done)


if __name__ == "__main__":
    main()
