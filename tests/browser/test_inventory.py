"""The pages of the accounts in a real browser: accessible, quiet, light, narrow."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

DEMO = "/territoires/JUMEAU-PARIS/mesurer/inventaire/"
CELL = f"{DEMO}case/?quoi=emission_co2&nomenclature=accounts&secteur=road.cars"
LIGHT = 150_000  # bytes, compressed
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 390, "height": 844}
PUBLIC = [
    DEMO,
    f"{DEMO}?famille=energie&annee=2019",
    f"{DEMO}?famille=polluants&polluant=pm2_5",
    f"{DEMO}?famille=puits",
    f"{DEMO}?famille=renouvelables",
    f"{CELL}&annee=2023",
    f"{DEMO}pcaet/",
    f"{DEMO}gpc/",
    "/territoires/JUMEAU-SERVICES/mesurer/inventaire/beges/",
    f"{DEMO}rapprochement/",
    f"{DEMO}comparer/",
    f"{DEMO}mesure/",
    "/territoires/38185/mesurer/inventaire/",
    "/territoires/200040715/mesurer/inventaire/",
    "/territoires/38185/mesurer/inventaire/pcaet/",
]


def violations(page: Page) -> list[str]:
    """What axe finds wrong, with its place."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:160]} ({len(one['nodes'])})"
        for one in found
    ]


def overflow(page: Page) -> int:
    """How many pixels stick out of the screen."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def enter(page: Page, address: str) -> None:
    """Open the session of the agent of the example."""
    page.goto(f"{address}/compte/entrer/")
    page.fill("[name=username]", "agent@example.org")
    page.fill("[name=password]", "une longue phrase")
    page.click("main button.btn-primary")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_of_accounts_is_sound(visit: Callable, path: str, language: str) -> None:
    seen = visit(path, language)
    page = seen.page
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        assert overflow(page) == 0, size
        assert violations(page) == [], size
    assert seen.errors == []
    assert seen.foreign == []
    assert seen.weight() <= LIGHT


@pytest.mark.parametrize("path", [DEMO, f"{DEMO}pcaet/", f"{DEMO}mesure/"])
def test_accounts_stay_readable_in_the_dark(visit: Callable, path: str) -> None:
    seen = visit(path, color_scheme="dark")
    assert violations(seen.page) == []


def test_a_sector_of_the_picture_leads_to_its_cells(visit: Callable) -> None:
    page = visit(DEMO, java_script_enabled=False).page
    page.click("ol.bars a:has-text('Tertiaire')")
    frame = page.locator("#secteur-tertiary")
    assert frame.is_visible()  # the browser opens what holds it
    frame.locator("a").first.click()
    assert "case/" in page.url


def test_the_keyboard_goes_through_choices_bars_and_cells(visit: Callable) -> None:
    page = visit(DEMO).page
    reached = set()
    for _ in range(90):
        page.keyboard.press("Tab")
        here = page.evaluate(
            "(e => [e.tagName, e.closest('nav.choices, ol.bars, details')?.className,"
            " getComputedStyle(e).outlineStyle])(document.activeElement)"
        )
        if here[0] == "BODY":
            break
        assert here[2] in ("solid", "auto"), here
        reached.add(here[1])
    assert {"choices", "bars", "cells-of"} <= reached


def test_an_agent_corrects_chooses_and_undoes_without_javascript(
    visit: Callable,
) -> None:
    seen = visit("/", java_script_enabled=False)
    page = seen.page
    enter(page, seen.address)
    seen.follow(f"{CELL}&annee=2022")
    page.click("tr:has-text('retenue par défaut') a:has-text('Corriger')")
    page.fill("[name=value]", "3400000")
    page.click("button:has-text('Enregistrer')")
    assert "Le chiffre est enregistré." in page.locator(".messages").inner_text()
    assert "3,40" in page.locator("p.figure").inner_text()
    page.check("label.radio:has-text('Ventes') input")
    page.fill("[name=reason]", "Les ventes couvrent tout le territoire.")
    page.click("button:has-text('Retenir cette source')")
    assert "Une personne a choisi" in page.locator("main").inner_text()
    page.click("button:has-text('Revenir au choix d’avant')")
    assert "Ce qui était avant vaut" in page.locator(".messages").inner_text()
    page.set_viewport_size(NARROW)
    assert overflow(page) == 0
    here = page.url.removeprefix(seen.address)  # axe waits for ever without scripts
    lively = visit(here, storage_state=page.context.storage_state()).page
    assert violations(lively) == []


def test_the_form_says_what_is_wrong_beside_the_field(visit: Callable) -> None:
    seen = visit("/")
    enter(seen.page, seen.address)
    seen.follow(f"{CELL}&annee=2021")
    seen.page.fill("[name=value]", "beaucoup")
    seen.page.fill("[name=publisher]", "Mairie")
    seen.page.fill("[name=title]", "Comptages")
    seen.page.click("button:has-text('Enregistrer')")
    assert seen.page.locator(".errorlist").count() >= 1
    assert seen.page.input_value("[name=value]") == "beaucoup"
    assert violations(seen.page) == []
