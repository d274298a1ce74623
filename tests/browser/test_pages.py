"""Every page in a real browser: accessible, quiet, light, within the screen."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

CITY = "/territoires/JUMEAU-PARIS/"
PAGE = f"{CITY}mesurer/atmosphere/"
PAPER = {"light": "rgb(251, 250, 246)", "dark": "rgb(17, 25, 30)"}
LIGHT, HEAVY = 150_000, 600_000  # bytes, compressed: without and with a map
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 390, "height": 844}
PUBLIC = [
    "/",
    "/territoires/?q=saint",
    CITY,
    "/territoires/200040715/",
    "/territoires/38421/",
    "/territoires/dep-38/",
    "/territoires/reg-84/",
    "/territoires/FR/",
    PAGE,
    f"{PAGE}?jour=2026-09-02&carte=difference",
    "/territoires/75056/mesurer/atmosphere/",
    "/comprendre/",
    "/comprendre/observatoire/",
    "/donnees/",
    "/facteurs/",
    "/facteurs/?q=gaz+naturel&postes=on",
    "/facteurs/base-carbone/22.0/13523/",
    "/accessibilite/",
    "/code-source/",
    "/espace/",
    "/compte/entrer/",
    "/api/",
    "/inconnue/",
]


def show_map(page: Page) -> None:
    """Bring the map into view and wait until it is drawn."""
    page.locator("#map-frame").scroll_into_view_if_needed()
    page.wait_for_selector("#map-frame[data-ready]")


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


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_is_sound(visit: Callable, path: str, language: str) -> None:
    seen = visit(path, language)
    page = seen.page
    heavy = page.locator("#map-frame[data-things]").count() > 0
    if heavy:
        show_map(page)
    background = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(background) == PAPER["light"]
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        assert overflow(page) == 0, size
        assert violations(page) == [], size
    assert seen.errors == []
    assert seen.foreign == []
    assert seen.weight() <= (HEAVY if heavy else LIGHT)


def test_in_the_dark_the_page_stays_readable(visit: Callable) -> None:
    seen = visit(PAGE, color_scheme="dark")
    show_map(seen.page)
    background = seen.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == PAPER["dark"]
    assert violations(seen.page) == []
    seen.page.emulate_media(color_scheme="light")
    seen.page.wait_for_selector("#curve[data-ready]")
    assert seen.errors == []


@pytest.mark.parametrize("path", ["/", CITY, PAGE, "/espace/"])
def test_the_first_tab_skips_to_the_content(visit: Callable, path: str) -> None:
    page = visit(path).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'contenu'")


def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    visit: Callable,
) -> None:
    page = visit(PAGE).page
    show_map(page)
    page.evaluate("document.body.focus(); scrollTo(0, 0)")
    reached = set()
    for _ in range(150):
        page.keyboard.press("Tab")
        here = page.evaluate(
            "(e => [e.id || e.tagName, getComputedStyle(e).outlineStyle,"
            " getComputedStyle(e.parentElement ?? e).outlineStyle])"
            "(document.activeElement)"
        )
        if here[0] == "BODY":
            break
        assert "solid" in here[1:] or here[1] == "auto", here
        reached.add(here[0])
    assert {"jour", "curve", "map-choice", "SUMMARY", "BUTTON", "A"} <= reached


def test_the_arrows_read_the_curve_day_by_day(visit: Callable) -> None:
    page = visit(PAGE).page
    page.wait_for_selector("#curve[data-ready]")
    page.focus("#curve")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "document.getElementById('readout').textContent.includes('2 septembre 2026')"
    )
    said = page.locator("#readout").inner_text()
    assert "mesuré" in said
    assert "déclaré" in said


def test_the_map_changes_and_says_what_is_chosen(visit: Callable) -> None:
    page = visit(PAGE).page
    show_map(page)
    page.click("[data-mode=difference]")
    assert page.locator("[data-mode=difference]").get_attribute("aria-current")
    assert page.locator("[data-legend=difference]").is_visible()
    assert not page.locator("[data-legend=posterior]").is_visible()
    page.select_option("#map-choice", "s:R01")
    page.wait_for_function("document.getElementById('map-said').textContent !== ''")
    assert "Observatoire" in page.locator("#map-said").inner_text()


def test_typing_suggests_territories_at_once(visit: Callable) -> None:
    seen = visit("/")
    seen.page.type("#recherche", "greno")
    seen.page.wait_for_selector("#suggestions a[href='/territoires/38185/']")
    assert seen.errors == []


def test_without_javascript_everything_can_be_read(visit: Callable) -> None:
    page = visit(PAGE, java_script_enabled=False).page
    assert "Mt" in page.locator("p.figure").inner_text()
    assert page.locator("svg.curve.wide").is_visible()
    assert page.locator("#map-frame svg path.zone").count() == 13
    page.click("nav.period a:has-text('octobre')")
    assert "au 30\u00a0octobre 2026" in page.locator("p.figure-words").inner_text()
    page.click("[data-mode=uncertainty]")
    assert (
        "Incertitude du mesuré"
        in page.locator("[data-legend=uncertainty]").inner_text()
    )
    page.goto(page.url.split("/territoires")[0])
    page.fill("#recherche", "38000")
    page.click("form.search button")
    assert page.locator("a[href='/territoires/38185/']").count() == 1


def test_the_curve_can_be_taken_as_a_picture(visit: Callable) -> None:
    page = visit(PAGE).page
    page.wait_for_selector("#curve-png:not([hidden])")
    with page.expect_download() as download:
        page.click("#curve-png")
    assert download.value.suggested_filename.endswith(".png")
