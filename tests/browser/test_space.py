"""An agent enters, brings a bad file, and reads what is wrong with it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser


def test_an_agent_reads_every_fault_of_a_file(visit: Callable, tmp_path: Path) -> None:
    bad = tmp_path / "toits.csv"
    bad.write_text("ceci;n'est pas\nun;fichier de CO2\n", encoding="utf-8")
    seen = visit("/compte/entrer/?next=/espace/nouveau/")
    page = seen.page
    page.fill("[name=username]", "agent@example.org")
    page.fill("[name=password]", "une longue phrase")
    page.click("main form button")
    page.fill("[name=title]", "Janvier, deux capteurs")
    page.fill("[name=code]", "38185")
    page.click("main form button")
    page.wait_for_selector("h1:has-text('Janvier')")
    page.set_input_files("#files", str(bad))
    page.click("#bring button")
    page.wait_for_selector("text=à corriger", timeout=120_000)
    page.wait_for_selector("th:has-text('Que faire')")
    assert Axe().run(page).response["violations"] == []
    page.set_viewport_size({"width": 390, "height": 844})
    wide = "document.documentElement.scrollWidth"
    assert page.evaluate(wide) <= 390
    page.click("text=Retirer ce fichier")
    page.wait_for_selector("text=Les fichiers déposés paraîtront ici")
    assert seen.errors == []
    assert seen.foreign == []
