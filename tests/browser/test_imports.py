"""An agent imports a table: faults, a word to explain, preview, ledger, undo."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

TABLE = """Secteur;Année;Émissions de GES (kteq CO2);Commentaire {language}
Résidentiel;2021;210,5;
Bureaux & co;2021;120,25;
Transport routier;2021;310;hors autoroute
Résidentiel;2022;200;
Bureaux & co;2022;118;
Transport routier;2022;305;
"""
SOURCE = {
    "publisher": "Observatoire",
    "title": "Inventaire",
    "licence": "Licence Ouverte 2.0",
}
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
LIGHT = 150_000  # bytes, compressed


def sound(page: Page) -> None:
    """Nothing sticks out, nothing is wrong for a screen reader, at both widths."""
    out = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        assert page.evaluate(out) == 0, (page.url, size)
        found = Axe().run(page).response["violations"]
        assert [one["nodes"][0]["html"][:200] for one in found] == [], page.url


def enter(page: Page) -> None:
    page.fill("[name=username]", "agent@example.org")
    page.fill("[name=password]", "une longue phrase")
    page.click("main form button")
    page.wait_for_selector("h1")


def bring(page: Page, table: Path, title: str) -> None:
    page.fill("[name=code]", "38185")
    for name, words in (SOURCE | {"title": title}).items():
        page.fill(f"[name={name}]", words)
    page.set_input_files("[name=file]", str(table))
    page.click("#bring .btn-primary")
    page.wait_for_selector("#decrire", timeout=120_000)  # nobody reloads the page


def describe(page: Page) -> None:
    """Look at a column, say what the unknown word stands for, have it checked."""
    page.click("section a.btn-primary")
    page.wait_for_selector("#mots")
    sound(page)
    page.click("tbody tr:nth-child(3) a")
    page.wait_for_selector("[name=role]")
    sound(page)
    page.go_back()
    page.wait_for_selector("#mots")
    page.select_option("select[name^=word-]", "PCAET/tertiary")
    page.click("[name=check]")


def remembered(page: Page) -> None:
    """A table of the same columns asks for no word again."""
    page.click("section a.btn-primary")
    page.wait_for_selector("#colonnes")
    assert page.locator("#mots").count() == 0


def apply_then_undo(page: Page, undone: str) -> None:
    page.click("form[action$='appliquer/'] button")
    page.wait_for_selector("#ecrit", timeout=120_000)
    sound(page)
    page.click("details summary")
    page.click("form[action$='annuler/'] button")
    page.wait_for_selector(f"#ecrit:has-text('{undone}')", timeout=120_000)
    sound(page)


@pytest.mark.parametrize(
    ("language", "undone"), [("fr", "a été annulé"), ("en", "undone")]
)
def test_a_table_goes_to_the_ledger_and_back(
    visit: Callable, tmp_path: Path, language: str, undone: str
) -> None:
    good, bad = tmp_path / "inventaire.csv", tmp_path / "fautes.csv"
    table = TABLE.format(language=language)  # columns that no other test described
    good.write_text(table, encoding="utf-8")
    bad.write_text(table.replace("310", "trois cents"), encoding="utf-8")
    seen = visit("/compte/entrer/?next=/espace/imports/", language)
    page = seen.page
    enter(page)
    sound(page)
    seen.follow("/espace/imports/nouveau/")
    sound(page)
    bring(page, bad, f"Inventaire {language}")
    sound(page)
    describe(page)
    page.wait_for_selector("#fautes", timeout=120_000)
    assert "trois cents" in page.locator("main").inner_text()
    sound(page)
    seen.follow("/espace/imports/nouveau/")
    bring(page, good, f"Inventaire {language}")
    describe(page)
    page.wait_for_selector("form[action$='appliquer/']", timeout=120_000)
    sound(page)
    apply_then_undo(page, undone)
    seen.follow("/espace/imports/nouveau/")
    bring(page, good, f"Inventaire {language}")
    remembered(page)
    assert seen.errors == []
    assert seen.foreign == []


def test_the_heaviest_screen_stays_light(visit: Callable, tmp_path: Path) -> None:
    """Twenty years as columns, and forty words that nobody understands."""
    years = range(2004, 2024)
    rows = [f"Mot {n};" + ";".join("1,5" for _ in years) for n in range(40)]
    table = tmp_path / "large.csv"
    head = "Secteur;" + ";".join(map(str, years))
    table.write_text("\n".join([head, *rows]), encoding="utf-8")
    seen = visit("/compte/entrer/?next=/espace/imports/nouveau/")
    enter(seen.page)
    bring(seen.page, table, "Large")
    address = seen.page.locator("section a.btn-primary").get_attribute("href")
    seen.finished.clear()
    seen.follow(address)
    assert seen.page.locator("#mots").count() == 1
    assert seen.weight() <= LIGHT
    sound(seen.page)
