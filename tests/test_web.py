"""The pages of an archive, as a browser and a program get them."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from html import unescape
from typing import Any
from xml.etree import ElementTree

import httpx2 as httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from starlette.testclient import TestClient

from index import audit
from index.archive import Archive
from index.nota import Page
from search.web.app import application
from search.web.guard import POLICY
from search.web.serve import THIS_MACHINE
from search.web.site import Site
from tests.conftest import a_nota, put
from tests.shown import LINES, NOTE, annotated, shown_archive

HOSTILE = '<script>alert("x")</script>"\'><img src=x onerror=alert(1)>{{7*7}}\x0b\u202e&amp;'


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Return an archive that no test changes."""
    archive = Archive(tmp_path_factory.mktemp("getoond") / "archief")
    shown_archive(archive)
    return archive


@pytest.fixture(scope="module")
def browser(shown: Archive) -> Iterator[TestClient]:
    with a_browser(shown) as client:
        yield client


@pytest.fixture
def own(archive: Archive) -> Iterator[TestClient]:
    """Yield a browser on an archive of the test's own."""
    shown_archive(archive)
    with a_browser(archive) as client:
        yield client


def a_browser(archive: Archive) -> TestClient:
    site = Site(archive, print, "anna")
    app = application(site, THIS_MACHINE)
    return TestClient(app, "http://127.0.0.1:8080", client=("127.0.0.1", 50000), follow_redirects=False)


def form_of(page: httpx.Response, **filled: str) -> dict[str, str]:
    """Return what the first form of a page that changes something sends, filled in."""
    token = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert token
    return {"csrf": token[1], **filled}


KEY = annotated().id


# ── searching ──


def test_the_search_page_tells_what_the_archive_holds(browser: TestClient) -> None:
    page = unescape(browser.get("/").text)

    assert "3 nota's" in page
    assert "4 pagina's" in page
    assert 'href="/zoek?jaar=2023"' in page


def test_a_hit_leads_to_its_page_with_the_line_of_the_scan(browser: TestClient) -> None:
    page = browser.get("/zoek", params={"q": "warme overdracht"}).text

    assert f'href="/id/{KEY}/p1?q=warme%20overdracht"' in page
    crop = re.search(rf"/id/{KEY}/p1/r1\.jpg", page)
    assert crop
    assert LINES[1] in page
    assert browser.get(crop[0]).headers["content-type"] == "image/jpeg"


def test_a_facet_narrows_what_was_found_and_can_be_taken_back(browser: TestClient) -> None:
    both = browser.get("/zoek", params={"q": "motie"}).text
    assert "2 nota&#39;s gevonden" in both
    assert "/zoek?q=motie&amp;jaar=2021" in both

    one = browser.get("/zoek?q=motie&jaar=2021").text
    assert "1 nota gevonden" in one
    assert "Moties in 2021" in one
    assert 'href="/zoek?q=motie"' in one


def test_a_period_narrows_too(browser: TestClient) -> None:
    assert "1 nota gevonden" in browser.get("/zoek?q=motie&van=2022&tot=2023-11").text
    assert "is geen datum" in browser.get("/zoek?q=motie&van=gisteren").text


def test_a_period_in_which_nothing_is_found_can_be_taken_back(browser: TestClient) -> None:
    page = browser.get("/zoek?q=motie&van=1901&tot=1902&sorteer=datum").text

    assert "Niets gevonden" in page
    assert 'href="/zoek?q=motie&amp;sorteer=datum"' in page
    assert '<input name="van" value="1901"' in page
    assert '<input type="hidden" name="sorteer" value="datum">' in page


def test_where_nothing_is_found_help_is_offered(browser: TestClient) -> None:
    page = browser.get("/zoek", params={"q": '"onderwijsruote"'}).text

    assert "Niets gevonden" in page
    assert "Bedoelde u" in page


def test_a_search_for_nothing_is_the_search_page(browser: TestClient) -> None:
    assert "Waar zoekt u naar?" in browser.get("/zoek?q=").text


# ── one page ──


def test_hits_are_marked_in_the_text_and_boxed_on_the_scan(browser: TestClient, shown: Archive) -> None:
    page = browser.get(f"/id/{KEY}/p1", params={"q": "overdracht"}).text

    assert '<mark id="t1" class="nu">overdracht</mark>' in page
    (word,) = [one for line in shown.get(KEY).pages[0].lines for one in line.words if one.text == "overdracht"]
    boxed = re.findall(r'<rect class="treffer nu" x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)"', page)
    ((left, top, width, height),) = [tuple(map(int, one)) for one in boxed]
    assert left < word.box.left < word.box.right < left + width
    assert top < word.box.top < word.box.bottom < top + height


def test_a_word_broken_over_two_lines_is_one_hit_with_two_boxes(browser: TestClient) -> None:
    page = browser.get(f"/id/{KEY}/p1", params={"q": "regeling"}).text

    assert "Treffer 1 van 1" in page
    assert page.count('<rect class="treffer nu"') == 2


def test_hits_are_leafed_through_from_page_to_page(browser: TestClient) -> None:
    first = browser.get(f"/id/{KEY}/p1", params={"q": "onderwijsroute"}).text
    assert "Treffer 1 van 2" in first
    following = re.search(r'href="([^"#]+)(#t2)">Volgende treffer', first)
    assert following

    second = browser.get(following[1].replace("&amp;", "&")).text
    assert "Treffer 2 van 2" in second
    assert '<mark id="t2" class="nu">' in second
    assert "Volgende treffer" not in second


@pytest.mark.parametrize("layer", ["", ".print", ".pen", ".klein"])
def test_each_layer_is_a_picture_that_is_not_sent_twice(browser: TestClient, layer: str) -> None:
    first = browser.get(f"/id/{KEY}/p1{layer}.jpg")
    assert (first.status_code, first.headers["content-type"]) == (200, "image/jpeg")

    again = browser.get(f"/id/{KEY}/p1{layer}.jpg", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_view_is_told_by_the_address(browser: TestClient) -> None:
    page = browser.get(f"/id/{KEY}/p1?laag=pen&zoom=200").text

    assert f'src="/id/{KEY}/p1.pen.jpg"' in page
    assert "zoom-200" in page
    assert browser.get(f"/id/{KEY}/p1?laag=onzin&zoom=9&t=-4").status_code == 200


def test_a_note_stands_beside_the_paragraph_that_it_belongs_to(browser: TestClient) -> None:
    page = browser.get(f"/id/{KEY}/p1").text

    paragraph = page[page.index('id="a2"') :]
    assert f"/id/{KEY}/p1/{NOTE.id}.png" in paragraph[: paragraph.index("Colofon")]
    assert browser.get(f"/id/{KEY}/p1/{NOTE.id}.png").headers["content-type"] == "image/png"


def test_underlined_words_are_shown_underlined(browser: TestClient) -> None:
    page = browser.get(f"/id/{KEY}/p1").text

    assert re.search(r'<span class="pen pen-underline">.*?</span>warme overdracht<', page)


def test_a_nota_without_a_scan_is_shown_as_text(browser: TestClient) -> None:
    key = a_nota("Als tekst").id

    page = browser.get(f"/id/{key}/p1?q=onderwijs")
    assert "zonder scan" in page.text
    assert "<img" not in page.text
    assert browser.get(f"/id/{key}/p1.jpg").status_code == 404


# ── one nota ──


def test_each_tag_leads_to_its_place(browser: TestClient) -> None:
    page = browser.get(f"/id/{KEY}").text

    places = re.findall(rf'href="(/id/{KEY}/p\d+)#(g\d+)"', page)
    assert places
    for address, anchor in places:
        assert f'id="{anchor}"' in browser.get(address).text


def test_other_notas_with_the_same_motie_are_named(browser: TestClient) -> None:
    page = browser.get(f"/id/{KEY}").text

    assert "Andere nota's over hetzelfde" in page
    assert "Moties in 2021" in page


@pytest.mark.parametrize(
    ("suffix", "type_"), [(".json", "application/json"), (".txt", "text/plain"), (".pdf", "application/pdf")]
)
def test_a_nota_is_had_in_other_forms_by_its_ending_or_by_what_is_accepted(
    browser: TestClient, suffix: str, type_: str
) -> None:
    by_ending = browser.get(f"/id/{KEY}{suffix}")
    by_accept = browser.get(f"/id/{KEY}", headers={"Accept": type_})

    assert by_ending.headers["content-type"].startswith(type_)
    assert by_accept.content == by_ending.content


def test_the_original_is_saved_and_never_opened(browser: TestClient) -> None:
    answer = browser.get(f"/id/{KEY}/origineel")

    assert answer.content == b"Uitvoeringsbrief"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-type"] == "application/octet-stream"


@pytest.mark.parametrize(
    "address",
    [
        *("/id/n-000000000000", f"/id/{KEY}/p9", f"/id/{KEY}/p1/k99", f"/id/{KEY}/p1/r99.jpg", "/nergens"),
        *("/id/../users.json", "/static/../app.py", "/id/%2e%2e%2fusers.json", f"/id/{KEY}/p1/..%2f..%2fnota.json"),
    ],
)
def test_what_is_not_there_is_not_found(browser: TestClient, address: str) -> None:
    answer = browser.get(address)

    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store" or address.startswith("/static")


# ── programs ──


def test_programs_get_what_the_command_gives(browser: TestClient, shown: Archive) -> None:
    answer = browser.get("/api/v1/zoek", params={"q": "motie", "limit": 1, "offset": 1}).json()

    command = [sys.executable, "-m", "nota", "--archive", str(shown.folder), "search", "motie", "--json"]

    given = json.loads(
        subprocess.run([*command, "--limit", "1", "--offset", "1"], capture_output=True, check=True).stdout
    )
    assert {**answer, "took_ms": 0} == {**given, "took_ms": 0}


def test_a_feed_is_told_what_is_new(browser: TestClient) -> None:
    feed = ElementTree.fromstring(browser.get("/feed.atom?q=motie").content)

    atom = "{http://www.w3.org/2005/Atom}"
    titles = [entry.findtext(f"{atom}title") for entry in feed.iter(f"{atom}entry")]
    assert titles == ["Uitvoeringsbrief", "Moties in 2021"]
    assert all(entry.findtext(f"{atom}updated") for entry in feed.iter(f"{atom}entry"))


def test_every_address_for_programs_is_described(browser: TestClient) -> None:
    description = browser.get("/api/v1/openapi.json").json()

    values = {"id": KEY, "page": "1", "mark": NOTE.id}
    for path, methods in description["paths"].items():
        assert list(methods) == ["get"]
        answer = browser.get(path.format(**values))
        (type_,) = methods["get"]["responses"]["200"]["content"]
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, type_)


def test_it_is_told_that_the_server_lives(browser: TestClient) -> None:
    assert browser.get("/healthz").text == "ok\n"


# ── the door ──


@pytest.mark.parametrize(
    "address", ["/", "/zoek?q=motie", f"/id/{KEY}", f"/id/{KEY}/p1.jpg", "/nergens", "/static/nota.css"]
)
def test_every_answer_forbids_what_no_page_needs(browser: TestClient, address: str) -> None:
    headers = browser.get(address).headers

    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert "unsafe" not in POLICY


@pytest.mark.parametrize("address", ["/", "/zoek?q=motie", f"/id/{KEY}", f"/id/{KEY}/p1?q=motie", "/kantlijn", "/hulp"])
def test_no_page_has_style_or_script_of_its_own(browser: TestClient, address: str) -> None:
    page = browser.get(address).text

    assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son\w+=|javascript:", page)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"headers": {"Host": "kwaad.example"}}, 421),
        ({"method": "PUT"}, 405),
        ({"method": "TRACE"}, 405),
        ({"url": "/zoek?q=" + "a" * 9000}, 414),
        ({"url": "/zoek?" + "&".join(["q=a"] * 200)}, 414),
        ({"method": "POST", "url": f"/id/{KEY}/p1/k01", "headers": {"Origin": "http://kwaad.example"}}, 403),
        ({"method": "POST", "url": f"/id/{KEY}/p1/k01", "headers": {"Sec-Fetch-Site": "cross-site"}}, 403),
        ({"method": "POST", "url": f"/id/{KEY}/p1/k01", "content": b"tekst=" + b"a" * 70_000}, 413),
        ({"method": "POST", "url": f"/id/{KEY}/p1/k01", "data": {"tekst": "zonder bewijs"}}, 403),
        ({"method": "POST", "url": f"/id/{KEY}/p1/k01", "data": {"tekst": "a", "csrf": "verzonnen" * 5}}, 403),
        ({"method": "POST", "url": "/zoek"}, 405),
        ({"method": "POST", "url": "/nergens"}, 404),
    ],
)
def test_what_is_out_of_bounds_is_refused(browser: TestClient, asked: dict[str, object], status: int) -> None:
    answer = browser.request(**({"method": "GET", "url": "/"} | asked))  # type: ignore[arg-type]

    assert answer.status_code == status
    assert answer.headers["content-security-policy"] == POLICY


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["/zoek", f"/id/{KEY}/p1", "/api/v1/zoek", "/feed.atom", "/kantlijn", "/inloggen"]),
    st.dictionaries(
        st.sampled_from(["q", "thema", "jaar", "van", "tot", "pagina", "limit", "offset", "t", "laag", "zoom", "naar"]),
        st.text(max_size=40),
        max_size=5,
    ),
)
def test_whatever_is_asked_is_answered(browser: TestClient, path: str, parameters: dict[str, str]) -> None:
    assert browser.get(path, params=parameters).status_code == 200


def test_hostile_text_stays_text(archive: Archive) -> None:
    page = Page(number=1, body=f"onderwijs {HOSTILE}", metadata=HOSTILE)
    hostile = replace(a_nota(HOSTILE), source=HOSTILE, reference=HOSTILE, pages=(page,), colofon={"van": HOSTILE})
    put(archive, hostile)
    with a_browser(archive) as browser:
        for address in ("/zoek?q=onderwijs", f"/id/{hostile.id}", f"/id/{hostile.id}/p1?q=onderwijs", "/"):
            text = browser.get(address).text
            assert "<script>alert" not in text
            assert "<img src=x" not in text
        asked = browser.get("/zoek", params={"q": HOSTILE}).text
        assert "<script>alert" not in asked
        assert "49" not in asked[asked.index("<h1>") :]
        ElementTree.fromstring(browser.get("/feed.atom?q=onderwijs").content)


# ── what people add ──


def test_a_reading_is_found_at_once(own: TestClient, archive: Archive) -> None:
    page = own.get(f"/id/{KEY}/p1/{NOTE.id}")
    done = own.post(f"/id/{KEY}/p1/{NOTE.id}", data=form_of(page, tekst="graag bespreken"))

    assert (done.status_code, done.headers["location"]) == (303, f"/id/{KEY}/p1/{NOTE.id}")
    assert "1 nota gevonden" in own.get("/zoek?q=kantlijn:bespreken").text
    assert "“graag bespreken”" in own.get(f"/id/{KEY}/p1").text
    shown = own.get(f"/id/{KEY}/p1?q=kantlijn:bespreken").text
    assert '“graag <mark id="t1" class="nu">bespreken</mark>”' in shown
    assert '<rect class="treffer nu" x="35"' in shown
    assert "Alle notities zijn gelezen" in own.get("/kantlijn").text
    assert "anna" in own.get(f"/id/{KEY}/p1/{NOTE.id}").text
    assert archive.get(KEY).pages[0].marks[0].text == "graag bespreken"


def test_a_picture_that_is_damaged_costs_that_picture_alone(own: TestClient, archive: Archive) -> None:
    for name in ("001.upright.jpg", "001.handwriting.png"):
        archive.path(KEY, name).write_bytes(archive.path(KEY, name).read_bytes()[:500])
    archive.path(KEY, "002.upright.jpg").unlink()

    for address in ("p1.klein.jpg", "p1.pen.jpg", "p1/r1.jpg", "p1/k01.png", "p2.jpg", "p2.klein.jpg"):
        assert own.get(f"/id/{KEY}/{address}").status_code == 503
    assert own.get(f"/id/{KEY}/p1").status_code == 200


def test_a_nota_that_is_damaged_costs_the_feed_no_more_than_itself(own: TestClient, archive: Archive) -> None:
    archive.original(KEY).unlink()
    feed = own.get("/feed.atom?q=motie")

    assert feed.status_code == 200
    assert KEY not in feed.text
    assert a_nota("Moties in 2021").id in feed.text


@pytest.mark.parametrize("said", [b"", b"\xff\xfe x", b"1 2"])
def test_an_index_whose_pointer_is_damaged_is_made_anew(own: TestClient, archive: Archive, said: bytes) -> None:
    (archive.index / "current").write_bytes(said)
    until = time.monotonic() + 20
    while "1 nota gevonden" not in own.get("/zoek?q=overdracht").text:
        assert time.monotonic() < until
        time.sleep(0.2)


def test_a_form_without_a_text_takes_no_reading_back(own: TestClient, archive: Archive) -> None:
    own.post(f"/id/{KEY}/p1/{NOTE.id}", data=form_of(own.get(f"/id/{KEY}/p1/{NOTE.id}"), tekst="eens"))
    assert own.post(f"/id/{KEY}/p1/{NOTE.id}", data=form_of(own.get(f"/id/{KEY}/p1/{NOTE.id}"))).status_code == 400

    assert archive.get(KEY).pages[0].marks[0].text == "eens"


def test_who_reads_reads_on_where_nothing_can_be_logged(own: TestClient, archive: Archive) -> None:
    (archive.folder / "audit").write_text("a file in the place of the folder")

    assert own.get(f"/id/{KEY}/p1").status_code == 200
    assert own.get(f"/id/{KEY}.json").status_code == 503
    filled = form_of(own.get(f"/id/{KEY}/p1/{NOTE.id}"), tekst="eens")
    assert own.post(f"/id/{KEY}/p1/{NOTE.id}", data=filled).status_code == 503
    assert archive.get(KEY).pages[0].marks[0].text is None


def test_a_change_waits_for_no_batch(own: TestClient, archive: Archive) -> None:
    filled = form_of(own.get(f"/id/{KEY}/p1/{NOTE.id}"), tekst="eens")
    with archive.writing():
        answer = own.post(f"/id/{KEY}/p1/{NOTE.id}", data=filled)

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "Er is niets gewijzigd" in answer.text


def test_an_index_that_is_lost_is_made_anew_while_readers_wait(own: TestClient, archive: Archive) -> None:
    (archive.index / "current").unlink()
    until = time.monotonic() + 20
    while (answer := own.get("/zoek?q=overdracht")).status_code != 200 or "1 nota" not in answer.text:
        assert answer.status_code in (200, 503)
        assert time.monotonic() < until
        time.sleep(0.2)


def test_what_waits_for_a_reader_is_listed(own: TestClient) -> None:
    page = own.get("/kantlijn").text

    assert f"/id/{KEY}/p1/{NOTE.id}.png" in page
    assert "bij: " + LINES[1] in page
    assert "Slechtst gelezen" in page
    assert "pagina 2" in page


def test_a_tag_is_rejected_and_the_rejection_taken_back(own: TestClient, archive: Archive) -> None:
    def say(said: str) -> Any:
        page = own.get(f"/id/{KEY}")
        filled = form_of(page, soort="motie", waarde="motie Palland/Kathmann", oordeel=said)
        return own.post(f"/id/{KEY}/oordeel", data=filled)

    assert say("rejected").status_code == 303
    assert "1 nota gevonden" in own.get("/zoek?motie=motie+Palland/Kathmann").text
    assert "verworpen door anna" in own.get(f"/id/{KEY}").text

    assert say("withdrawn").status_code == 303
    assert "2 nota&#39;s gevonden" in own.get("/zoek?motie=motie+Palland/Kathmann").text
    assert say("onzin").status_code == 400


def test_a_form_leads_back_within_the_site_alone(own: TestClient) -> None:
    page = own.get(f"/id/{KEY}/p1/{NOTE.id}")
    for wanted, came in (("/kantlijn?pagina=1", "/kantlijn?pagina=1"), ("//kwaad.example/", f"/id/{KEY}/p1/{NOTE.id}")):
        done = own.post(f"/id/{KEY}/p1/{NOTE.id}", data=form_of(page, tekst="eens", naar=wanted))
        assert done.headers["location"] == came


def test_what_people_do_is_logged(own: TestClient, archive: Archive) -> None:
    own.get(f"/id/{KEY}/p1?q=motie")
    own.get(f"/id/{KEY}.pdf")
    own.get(f"/id/{KEY}/p2.jpg")
    own.get(f"/id/{KEY}/p2.txt")
    own.post(f"/id/{KEY}/p1/{NOTE.id}", data=form_of(own.get(f"/id/{KEY}/p1/{NOTE.id}"), tekst="eens"))

    (month,) = audit.months(archive)
    logged = [(entry.what, entry.id, entry.page) for entry in audit.entries(archive, month)]
    assert ("view", KEY, 1) in logged
    assert ("export", KEY, None) in logged
    assert logged.count(("view", KEY, 2)) == 2
    assert ("change", KEY, 1) in logged
    assert {entry.who for entry in audit.entries(archive, month)} == {"anna"}


def test_what_is_taken_in_meanwhile_is_found_soon(own: TestClient, archive: Archive) -> None:
    put(archive, a_nota("Een nieuwe zeppelin"))
    until = time.monotonic() + 15
    while "1 nota gevonden" not in own.get("/zoek?q=zeppelin").text:
        assert time.monotonic() < until
        time.sleep(0.2)
