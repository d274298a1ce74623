"""An agent enters, brings a bad file, and reads what is wrong with it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from trajectoire.instruments.observatory.gather.example import write_example

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


def test_the_example_of_the_project_is_run_to_its_result(
    visit: Callable, tmp_path: Path
) -> None:
    write_example(tmp_path / "example")
    seen = visit("/compte/entrer/?next=/espace/nouveau/")
    page = seen.page
    page.fill("[name=username]", "agent@example.org")
    page.fill("[name=password]", "une longue phrase")
    page.click("main form button")
    page.fill("[name=title]", "Exemple")
    page.fill("[name=code]", "38185")
    page.click("main form button")
    page.wait_for_selector("h1:has-text('Exemple')")
    files = sorted(str(path) for path in (tmp_path / "example").iterdir())
    page.set_input_files("#files", files)
    page.click("#bring button")
    # The sections follow each other: nobody reloads the page.
    page.click("text=Lancer avec la configuration", timeout=120_000)
    page.wait_for_selector("text=Voir le résultat", timeout=120_000)
    assert Axe().run(page).response["violations"] == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.click("text=Publier le résultat")
    page.click("text=Voir le résultat")
    page.wait_for_selector("h1:has-text('Grenoble')")
    assert "mesuré dans l’air" in page.locator("main").inner_text()
    assert seen.errors == []
    assert seen.foreign == []
