"""The pages in a real browser, as four readers use them; and whether anybody is kept out by how they are made."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from index.archive import Archive
from tests.shown import NOTE, annotated, served, shown_archive

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
AXE = Path(AXE_FILE_PATH).read_text("utf-8")
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

KEY = annotated().id
PAGES = {
    "zoekpagina": "/",
    "resultaten": "/zoek?q=onderwijsroute",
    "niets": '/zoek?q="onderwijsruote"',
    "bijna": "/zoek?q=overdracht+xylofoon",
    "pagina": f"/id/{KEY}/p1?q=onderwijsroute",
    "vergroot": f"/id/{KEY}/p1?q=onderwijsroute&zoom=200&laag=pen",
    "nota": f"/id/{KEY}",
    "notitie": f"/id/{KEY}/p1/{NOTE.id}",
    "kantlijn": "/kantlijn",
    "hulp": "/hulp",
    "toegankelijkheid": "/toegankelijkheid",
    "inloggen": "/inloggen",
    "er-niet": "/nergens",
}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve an archive by the real command; give its address."""
    archive = Archive(tmp_path_factory.mktemp("geserveerd") / "archief")
    shown_archive(archive)
    with served(archive) as address:
        yield address


@pytest.fixture
def reader(chromium: Browser, server: str) -> Iterator[Page]:
    with context(chromium, server) as opened:
        yield opened.new_page()


def context(chromium: Browser, server: str, **options: object) -> BrowserContext:
    made = chromium.new_context(base_url=server, locale="nl-NL", **options)  # type: ignore[arg-type]
    made.set_default_timeout(15_000)
    return made


# ── the searching reader ──


def test_a_reader_types_a_question_and_comes_to_the_words_on_the_scan(reader: Page) -> None:
    reader.goto("/")
    reader.get_by_label("Waar zoekt u naar?").fill("warme overdracht")
    reader.get_by_role("button", name="Zoeken").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("1 nota gevonden")
    expect(reader.locator(".snede img")).to_have_js_property("complete", True)

    reader.get_by_role("link", name="Uitvoeringsbrief").click()
    scan, hit = reader.locator(".vel img"), reader.locator("rect.treffer").first
    expect(hit).to_be_visible()
    inside, around = hit.bounding_box(), scan.bounding_box()
    assert inside
    assert around
    # The box lies where the words are drawn: 140 + … of 1,240 pixels, on the second line.
    assert around["x"] < inside["x"] < around["x"] + around["width"]
    assert 0.12 < (inside["y"] - around["y"]) / around["height"] < 0.16
    assert around["height"] <= reader.viewport_size["height"]  # type: ignore[index]  # the whole page first


def test_hits_are_leafed_through_by_key(reader: Page) -> None:
    reader.goto(f"/id/{KEY}/p1?q=onderwijsroute")
    expect(reader.locator("mark.nu")).to_have_id("t1")
    reader.keyboard.press("Alt+.")
    expect(reader.locator("mark.nu")).to_have_id("t2")
    expect(reader).to_have_url(re.compile("/p2"))
    reader.keyboard.press("Alt+,")
    expect(reader.locator("mark.nu")).to_have_id("t1")


def test_a_passage_has_an_address_to_be_copied(reader: Page) -> None:
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.goto(f"/id/{KEY}/p1")
    reader.get_by_role("link", name="Link naar alinea 2").click()
    expect(reader.get_by_role("status")).to_have_text("Link gekopieerd")
    copied = reader.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(f"/id/{KEY}/p1#a2")


# ── the reviewing archivist ──


def test_an_archivist_reads_a_note_and_finds_it(chromium: Browser, server: str) -> None:
    with context(chromium, server) as opened:
        page = opened.new_page()
        page.goto("/kantlijn")
        page.get_by_label("Wat staat er").first.fill("akkoord, mits voor de zomer")
        page.get_by_role("button", name="Leg vast").first.click()
        expect(page.get_by_text("Alle notities zijn gelezen")).to_be_visible()

        page.goto("/zoek?q=kantlijn:akkoord")
        expect(page.get_by_role("heading", level=1)).to_have_text("1 nota gevonden")
        page.goto(f"/id/{KEY}/p1/{NOTE.id}")
        page.get_by_label("Wat staat er geschreven?").fill("")
        page.get_by_role("button", name="Leg vast").click()
        expect(page.get_by_text("Nog niemand heeft dit gelezen.")).to_be_visible()


# ── by the keyboard alone ──


def test_everything_is_reached_by_the_keyboard(reader: Page) -> None:
    reader.goto("/")
    reader.keyboard.press("Tab")
    expect(reader.locator(":focus")).to_have_text("Naar de inhoud")
    while reader.locator(":focus").get_attribute("id") != "q":
        reader.keyboard.press("Tab")
    reader.keyboard.type("onderwijsroute")
    reader.keyboard.press("Enter")
    expect(reader.get_by_role("heading", level=1)).to_have_text("1 nota gevonden")

    reader.goto(f"/id/{KEY}/p1?q=onderwijsroute")
    seen = []
    for _ in range(60):
        reader.keyboard.press("Tab")
        focus = reader.locator(":focus")
        if not focus.count():
            break
        style = focus.evaluate("element => getComputedStyle(element).outlineStyle")
        assert style != "none", focus.inner_text()
        seen.append(focus.inner_text() or focus.get_attribute("aria-label"))
    assert {"Volgende pagina", "Volgende treffer", "alleen pen", "200 %", "Ruwe OCR-tekst"} <= set(seen)
    assert "Scan van pagina 1" in seen


# ── without a script ──


def test_all_of_it_works_without_a_script(chromium: Browser, server: str) -> None:
    with context(chromium, server, java_script_enabled=False) as opened:
        page = opened.new_page()
        page.goto("/")
        page.locator("#q").fill("onderwijsroute")
        page.locator("main button").click()
        page.get_by_role("link", name="Uitvoeringsbrief").first.click()
        page.get_by_role("link", name="Vorige treffer").click()
        expect(page.locator("mark.nu")).to_have_id("t1")
        page.get_by_role("link", name="alleen pen").click()
        expect(page.locator(".vel img")).to_have_attribute("src", f"/id/{KEY}/p1.pen.jpg")
        page.get_by_role("link", name="200 %").click()
        expect(page.locator(".scan.zoom-200")).to_be_visible()
        page.get_by_text("Ruwe OCR-tekst").click()
        expect(page.locator("pre")).to_be_visible()


# ── for everybody ──


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing(chromium: Browser, server: str, address: str, colours: str) -> None:
    with context(chromium, server, color_scheme=colours) as opened:
        page = opened.new_page()
        page.goto(address)
        page.evaluate(AXE)
        found = page.evaluate("levels => axe.run({runOnly: levels})", LEVELS)
    told = [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]]
    assert not told
    assert len(found["passes"]) > 10


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize(("width", "text"), [(320, 100), (1280, 200), (640, 200)])
def test_nothing_is_cut_off(chromium: Browser, server: str, address: str, width: int, text: int) -> None:
    with context(chromium, server, viewport={"width": width, "height": 900}) as opened:
        page = opened.new_page()
        page.goto(address)
        page.evaluate("size => document.documentElement.style.fontSize = size", f"{text}%")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        clipped = page.evaluate(
            """() => [...document.querySelectorAll('a, button, p, h1, h2, h3, li, label')].filter(one =>
                 !one.closest('.hoor, .sprong, .scan') && one.checkVisibility() &&
                 one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== 'visible'
               ).map(one => one.outerHTML)"""
        )
        assert not clipped


def test_no_page_breaks_its_own_rules(chromium: Browser, server: str) -> None:
    with context(chromium, server) as opened:
        page = opened.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        asked: set[str] = set()
        page.on("request", lambda request: asked.add(request.url))
        for address in PAGES.values():
            page.goto(address)
            page.wait_for_load_state("networkidle")
    assert [one for one in said if "404" not in one] == []
    assert {url for url in asked if not url.startswith((server, "data:"))} == set()
