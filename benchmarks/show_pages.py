"""The pages of issue 3, in a browser: ``make show-pages``.

Server time over many requests, compressed weight, requests to other sites, faults that
axe finds, errors of the console: in French and English, at 1280 and 390 pixels.
"""

import os
import shutil
import sys
import time
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, sync_playwright

from benchmarks.show_page import QUIET, Seen, report, server_time, serving, watch
from benchmarks.verdict import conclude

TOWN = "/territoires/JUMEAU-PARIS/"
ACCOUNTS = f"{TOWN}mesurer/inventaire/"
CELL = "quoi=emission_co2&nomenclature=accounts&secteur=road.cars&annee=2023"
PAGES = {
    "territory search": "/territoires/?q=grenoble",
    "territory": TOWN,
    "inventory": ACCOUNTS,
    "inventory, energy": f"{ACCOUNTS}?famille=energie",
    "inventory, pollutants": f"{ACCOUNTS}?famille=polluants",
    "inventory, sinks": f"{ACCOUNTS}?famille=puits",
    "inventory, renewables": f"{ACCOUNTS}?famille=renouvelables",
    "cell history": f"{ACCOUNTS}case/?{CELL}",
    "PCAET": f"{ACCOUNTS}pcaet/",
    "GPC": f"{ACCOUNTS}gpc/",
    "BEGES": "/territoires/JUMEAU-SERVICES/mesurer/inventaire/beges/",
    "reconciliation": f"{ACCOUNTS}rapprochement/",
    "look-alikes": f"{ACCOUNTS}comparer/",
    "measured beside declared": f"{ACCOUNTS}mesure/",
    "first estimate": "/territoires/38185/mesurer/inventaire/",
    "intercommunality": "/territoires/200040715/mesurer/inventaire/",
    "factor search": "/facteurs/?q=gaz",
}
WIDTHS = (1280, 390)
REQUESTS, APART = (
    100,
    6.0,
)  # a page, and s: fewer than visitors may ask
SLOW, HEAVY = 0.150, 150_000  # s at the 95th percentile, bytes
BAR = (
    "every page: p95 <= 150 ms, <= 150 kB, 0 outside requests, 0 axe violations, 0 "
    "console errors, fr + en, 390 px without horizontal scroll"
)


@dataclass
class Counted:
    """What was measured over all the pages."""

    slowest: float = 0.0
    seen: Seen = field(default_factory=Seen)


def main() -> None:
    """Measure, print, conclude."""
    chromium = os.environ.get("TRAJECTOIRE_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        sys.exit("no Chromium: see tools/browser.py")
    counted = Counted()
    with serving() as address:
        for name, path in PAGES.items():
            start = time.monotonic()
            p95, median = server_time(address + path, REQUESTS)
            counted.slowest = max(counted.slowest, p95)
            print(f"{name}: median {1e3 * median:.0f} ms, p95 {1e3 * p95:.0f} ms")
            time.sleep(max(0.0, APART - (time.monotonic() - start)))
        with sync_playwright() as playwright:
            started = playwright.chromium.launch(executable_path=chromium, args=QUIET)
            for name, path in PAGES.items():
                weight = look(started, address, path, counted.seen)
                print(f"{name}: {weight / 1e3:.0f} kB")
            started.close()
    seen = counted.seen
    report(seen)
    measured = (
        f"{len(PAGES)} pages, slowest p95 {1e3 * counted.slowest:.0f} ms, heaviest "
        f"{seen.bytes / 1e3:.0f} kB, {len(seen.foreign)} outside, "
        f"{len(seen.violations)} violations, {len(seen.errors)} errors, "
        f"{seen.overflow} px over"
    )
    flaws = (seen.foreign, seen.violations, seen.errors)
    light = counted.slowest <= SLOW and seen.bytes <= HEAVY
    holds = light and not any(flaws) and not seen.overflow
    conclude("pages", measured, BAR, holds=holds)


def look(browser: Browser, address: str, path: str, seen: Seen) -> int:
    """Open a page in each language and width; give its weight, compressed. [bytes]"""
    heaviest = 0
    for language in ("fr", "en"):
        for width in WIDTHS:
            context = browser.new_context(
                locale=language, viewport={"width": width, "height": 900}
            )
            page = context.new_page()
            heaviest = max(heaviest, visit(page, address, path, seen))
            context.close()
    seen.bytes = max(seen.bytes, heaviest)
    return heaviest


def visit(page: Page, address: str, path: str, seen: Seen) -> int:
    """Watch one visit, everything that folds being open. [bytes]"""
    finished: list[Request] = []
    watch(page, address, seen, finished)
    page.goto(address + path, wait_until="networkidle")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    for flaw in Axe().run(page).response["violations"]:
        place = flaw["nodes"][0]["html"][:120]
        seen.violations.append(f"{path} {flaw['id']}: {place}")
    root = "document.documentElement"
    over = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
    seen.overflow = max(seen.overflow, int(over))
    return sum(request.sizes()["responseBodySize"] for request in finished)


if __name__ == "__main__":
    main()
