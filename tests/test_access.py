"""Who may see what, through the door: logging in, roles, and nota's that are limited to groups."""

import re
from typing import Any

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from index import audit
from index.archive import Archive
from nota import command
from search.web.app import application
from search.web.callers import COOKIE, proxy
from search.web.serve import THIS_MACHINE
from search.web.site import Site
from tests.conftest import a_nota
from tests.shown import NOTE, annotated, shown_archive

KEY, OTHER = annotated().id, a_nota("Moties in 2021").id
PASSWORD = "een wachtwoord van genoeg tekens"  # of nobody


def typed(archive: Archive, *words: str, given: str = "") -> str:
    """Type a command; return what it prints."""
    done = CliRunner().invoke(command, ["--archive", str(archive.folder), *words], input=given, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Return an archive with users, in which one nota is limited to a group."""
    archive = Archive(tmp_path_factory.mktemp("bewaakt") / "archief")
    shown_archive(archive)
    typed(archive, "user", "add", "lena", "--password-stdin", given=f"{PASSWORD}\n")
    typed(
        archive, "user", "add", "anna", "--role", "archivaris", "--group", "kabinet", "--password-stdin", given=PASSWORD
    )
    typed(archive, "restrict", KEY, "kabinet")
    return archive


@pytest.fixture(scope="module")
def site(guarded: Archive) -> Site:
    return Site(guarded, print, "wie dit startte")


@pytest.fixture
def door(site: Site) -> TestClient:
    return a_browser(site)


def a_browser(site: Site, peer: str = "127.0.0.1") -> TestClient:
    app = application(site, THIS_MACHINE)
    return TestClient(app, "http://127.0.0.1:8080", client=(peer, 50000), follow_redirects=False)


@pytest.fixture(scope="module")
def reader(site: Site) -> TestClient:
    return logged_in(site, "lena")


@pytest.fixture(scope="module")
def member(site: Site) -> TestClient:
    """Return the browser of an archivist in the group that a nota is limited to."""
    return logged_in(site, "anna")


def logged_in(site: Site, name: str, password: str = PASSWORD) -> TestClient:
    browser = a_browser(site)
    assert log_in(browser, name, password).status_code == 303
    return browser


def log_in(browser: TestClient, name: str, password: str) -> Any:
    page = browser.get("/inloggen?naar=/kantlijn")
    return browser.post("/inloggen", data=form_of(page.text, naam=name, wachtwoord=password, naar="/kantlijn"))


def form_of(page: str, **filled: str) -> dict[str, str]:
    token = re.search(r'name="csrf" value="([^"]+)"', page)
    assert token
    return {"csrf": token[1], **filled}


# ── the door ──


def test_who_is_not_known_is_asked_to_log_in_and_then_comes_where_they_went(door: TestClient) -> None:
    sent = door.get(f"/id/{OTHER}/p1?q=motie", headers={"Accept": "text/html"})
    assert (sent.status_code, sent.headers["location"]) == (303, f"/inloggen?naar=%2Fid%2F{OTHER}%2Fp1%3Fq%3Dmotie")
    assert log_in(door, "lena", PASSWORD).headers["location"] == "/kantlijn"
    assert door.get(f"/id/{OTHER}/p1?q=motie").status_code == 200


@pytest.mark.parametrize(
    "address",
    ["/zoek?q=motie", f"/id/{OTHER}.json", f"/id/{OTHER}/p1.jpg", "/feed.atom?q=motie", "/api/v1/zoek?q=motie"],
)
def test_who_is_not_known_gets_nothing(door: TestClient, address: str) -> None:
    answer = door.get(address)

    assert answer.status_code == 401
    assert "Moties" not in answer.text


@pytest.mark.parametrize("address", ["/healthz", "/inloggen", "/toegankelijkheid", "/static/nota.css"])
def test_some_pages_are_for_all(door: TestClient, address: str) -> None:
    assert door.get(address).status_code == 200


@pytest.mark.parametrize(("name", "password"), [("lena", "iets anders"), ("niemand", PASSWORD), ("", "")])
def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(site: Site, name: str, password: str) -> None:
    answer = log_in(a_browser(site, "127.0.0.9"), name, password)

    assert answer.status_code == 401
    assert "horen niet bij elkaar" in answer.text
    assert COOKIE not in answer.cookies


def test_who_guesses_has_to_wait(guarded: Archive) -> None:
    browser = a_browser(Site(guarded, print, ""))
    answers = [log_in(browser, "lena", f"raden {number}") for number in range(6)]

    assert answers[-1].status_code == 429
    assert "Wacht" in answers[-1].text
    assert log_in(browser, "lena", PASSWORD).status_code == 429


def test_the_session_cookie_is_for_this_site_alone(site: Site) -> None:
    (cookie,) = [
        one for one in log_in(a_browser(site), "lena", PASSWORD).headers.get_list("set-cookie") if COOKIE in one
    ]

    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


def test_who_logs_out_is_out(site: Site) -> None:
    browser = logged_in(site, "lena")
    browser.post("/uitloggen", data=form_of(browser.get("/").text))

    assert browser.get("/zoek?q=motie").status_code == 401


def test_who_logs_out_is_out_also_where_nothing_can_be_logged(archive: Archive) -> None:
    shown_archive(archive)
    typed(archive, "user", "add", "lena", "--password-stdin", given=PASSWORD)
    browser = logged_in(Site(archive, print, ""), "lena")
    token = form_of(browser.get("/").text)
    (archive.folder / "audit").rename(archive.folder / "elders")
    (archive.folder / "audit").write_text("a file in the place of the folder")
    assert browser.post("/uitloggen", data=token).status_code == 303

    assert browser.get("/").status_code == 401


def test_who_is_removed_is_out_at_once(archive: Archive) -> None:
    shown_archive(archive)
    typed(archive, "user", "add", "lena", "--password-stdin", given=PASSWORD)
    site = Site(archive, print, "")
    browser = logged_in(site, "lena")
    assert browser.get("/").status_code == 200
    typed(archive, "user", "remove", "lena")

    assert browser.get("/").status_code == 401


def test_a_program_shows_a_token(guarded: Archive, site: Site) -> None:
    token = typed(guarded, "user", "token", "lena", "--note", "volglijst").strip().splitlines()[-1]
    browser = a_browser(site)

    assert browser.get("/api/v1/zoek?q=motie", headers={"Authorization": f"Bearer {token}"}).json()["total"] == 1
    assert browser.get("/api/v1/zoek?q=motie", headers={"Authorization": "Bearer onzin"}).status_code == 401


def test_a_proxy_says_who_is_calling_if_it_is_the_proxy(guarded: Archive) -> None:
    site = Site(guarded, print, "", proxy(["10.1.2.3"]))
    header = {"X-Remote-User": "anna"}

    assert a_browser(site, "10.1.2.3").get(f"/id/{KEY}", headers=header).status_code == 200
    assert a_browser(site, "10.1.2.4").get(f"/id/{KEY}", headers=header).status_code == 401
    assert a_browser(site, "10.1.2.3").get(f"/id/{KEY}", headers={"X-Remote-User": "onbekend"}).status_code == 404


def test_behind_a_proxy_nobody_logs_in_here(guarded: Archive) -> None:
    browser = a_browser(Site(guarded, print, "", proxy(["10.1.2.3"])), "10.1.2.3")

    assert browser.get("/inloggen").status_code == 404
    unknown = browser.get("/", headers={"Accept": "text/html"})
    assert unknown.status_code == 401
    assert "/inloggen" not in unknown.text


def test_a_broken_list_of_users_lets_nobody_in(archive: Archive) -> None:
    shown_archive(archive)
    typed(archive, "user", "add", "lena", "--password-stdin", given=PASSWORD)
    site = Site(archive, print, "")
    browser = logged_in(site, "lena")
    (archive.folder / "users.json").write_text("{")

    assert browser.get("/").status_code == 503


# ── roles ──


def test_a_reader_is_shown_no_form_and_may_change_nothing(reader: TestClient) -> None:
    token = form_of(reader.get("/").text)["csrf"]

    assert 'action="/id/' not in reader.get(f"/id/{OTHER}").text
    said = {"csrf": token, "soort": "motie", "waarde": "motie Palland/Kathmann", "oordeel": "rejected"}
    assert reader.post(f"/id/{OTHER}/oordeel", data=said).status_code == 403


def test_refused_files_are_for_archivists(member: TestClient, reader: TestClient) -> None:
    assert "Geweigerde bestanden" in member.get("/kantlijn").text
    assert "eweigerd" not in reader.get("/kantlijn").text


def test_a_form_of_one_person_is_no_form_of_another(member: TestClient, reader: TestClient) -> None:
    token = form_of(reader.get("/").text)["csrf"]

    assert member.post(f"/id/{KEY}/p1/{NOTE.id}", data={"csrf": token, "tekst": "eens"}).status_code == 403


# ── limited nota's ──

ADDRESSES = [
    *("/id/{key}", "/id/{key}.json", "/id/{key}.txt", "/id/{key}.pdf", "/id/{key}/origineel", "/id/{key}/p1"),
    *("/id/{key}/p1.jpg", "/id/{key}/p1.print.jpg", "/id/{key}/p1.pen.jpg", "/id/{key}/p1.klein.jpg"),
    *("/id/{key}/p1.txt", "/id/{key}/p1/r1.jpg", "/id/{key}/p1/k01", "/id/{key}/p1/k01.png"),
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_limited_nota_is_as_if_it_never_was(member: TestClient, reader: TestClient, address: str) -> None:
    never = "n-000000000000"

    assert member.get(address.format(key=KEY)).status_code == 200
    limited, missing = reader.get(address.format(key=KEY)), reader.get(address.format(key=never))
    assert limited.status_code == missing.status_code == 404
    assert without_token(limited.text) == without_token(missing.text)
    assert "max-age" not in member.get(address.format(key=KEY)).headers["cache-control"]


def without_token(page: str) -> str:
    return re.sub(r'name="csrf" value="[^"]+"', "", page)


@pytest.mark.parametrize(
    "text", ["overdracht", "onderwijsroute", '"warme overdracht"', "motie", "kantlijn:ja", "overdr*", "", "overdarcht"]
)
def test_a_limited_nota_is_in_no_answer(member: TestClient, reader: TestClient, text: str) -> None:
    answer = reader.get("/api/v1/zoek", params={"q": text})

    assert KEY not in answer.text
    assert "Uitvoering" not in answer.text
    assert "2023" not in str(answer.json()["facets"])
    assert answer.json()["suggestion"] in ("", None)
    for page in ("/zoek", "/feed.atom"):
        shown = reader.get(page, params={"q": text}).text
        assert KEY not in shown
        assert "statushouders" not in shown
    assert KEY in member.get("/api/v1/zoek?q=overdracht").text


def test_a_limited_nota_is_counted_for_its_group_alone(member: TestClient, reader: TestClient) -> None:
    assert "3 nota&#39;s" in member.get("/").text
    assert "2 nota&#39;s" in reader.get("/").text
    assert KEY not in reader.get("/kantlijn").text
    assert KEY not in reader.get(f"/id/{OTHER}").text
    assert KEY in member.get(f"/id/{OTHER}").text


def test_a_broken_list_of_limits_shows_nothing(archive: Archive) -> None:
    shown_archive(archive)
    typed(archive, "restrict", KEY, "kabinet")
    with a_browser(Site(archive, print, "anna")) as browser:
        assert browser.get(f"/id/{OTHER}").status_code == 200
        (limits,) = [path for path in archive.folder.glob("*.json") if KEY in path.read_text()]
        limits.write_text("{")
        for address in ("/", "/zoek?q=motie", f"/id/{OTHER}", f"/id/{KEY}", f"/id/{KEY}/p1.jpg"):
            assert browser.get(address).status_code == 503


def test_what_is_seen_and_refused_is_logged(site: Site, guarded: Archive, reader: TestClient) -> None:
    log_in(a_browser(site, "127.0.0.7"), "lena", "mis")
    reader.get(f"/id/{OTHER}/p1")

    (month,) = audit.months(guarded)
    logged = list(audit.entries(guarded, month))
    assert any(entry.what == "refused" and entry.address == "127.0.0.7" for entry in logged)
    assert any((entry.who, entry.how, entry.what, entry.id) == ("lena", "session", "view", OTHER) for entry in logged)
    assert PASSWORD not in str(logged)
