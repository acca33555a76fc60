"""Which nota's are limited to whom: kept whatever happens, and never shown by mistake."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from index import catalogue
from index.archive import Archive
from index.catalogue import rebuild_index, rewrite
from index.errors import DamagedArchive, UnknownNota, WrongUsage
from index.kept import Kept
from index.limits import LIMITS, Limits, kept_limits, lift, limits, restrict, unreadable
from index.nota import NotaId
from index.synonyms import built_in
from search import ask as search
from tests.conftest import a_nota, killed_at_every_step, put
from tests.test_journey import answer, nota

BRIEF, ADVICE = a_nota("brief"), a_nota("advies")


@pytest.fixture
def held(archive: Archive) -> Archive:
    """Return an archive with two nota's."""
    with archive.writing():
        put(archive, BRIEF)
        put(archive, ADVICE)
    return archive


def limit(archive: Archive, key: NotaId, *groups: str) -> None:
    with archive.writing():
        restrict(archive, key, groups)


def hidden(archive: Archive, *groups: str) -> set[NotaId]:
    return set(limits(archive).hidden_from(frozenset(groups)))


def write(archive: Archive, text: str | bytes) -> Path:
    path = archive.folder / LIMITS
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    long_ago = time.time() - 3600  # a file that has stood so for an hour
    os.utime(path, (long_ago, long_ago))
    return path


# ── who sees what ──


def test_without_a_file_nothing_is_hidden(archive: Archive) -> None:
    assert hidden(archive) == set()
    assert kept_limits(archive)().groups == {}


def test_who_is_in_one_of_its_groups_sees_a_nota(held: Archive) -> None:
    limit(held, BRIEF.id, "kabinet", "bestuur")
    assert hidden(held) == hidden(held, "archief", "Bestuur") == {BRIEF.id}
    assert hidden(held, "bestuur") == hidden(held, "kabinet", "archief") == set()


@given(
    st.dictionaries(st.sampled_from([f"n-{n}" for n in range(5)]), st.frozensets(st.sampled_from("abc"), min_size=1)),
    st.frozensets(st.sampled_from("abcd")),
)
def test_hidden_is_what_shares_no_group(groups: dict[str, frozenset[str]], own: frozenset[str]) -> None:
    found = Limits({key: tuple(sorted(allowed)) for key, allowed in groups.items()})
    assert found.hidden_from(own) == {key for key, allowed in groups.items() if not allowed & own}
    assert found.hidden_from(own) is found.hidden_from(own | {"of-no-account"})


def test_another_limit_takes_the_place_of_the_first_until_it_is_lifted(held: Archive) -> None:
    limit(held, BRIEF.id, "bestuur")
    limit(held, BRIEF.id, "kabinet")
    limit(held, ADVICE.id, "kabinet")
    assert hidden(held, "bestuur") == {BRIEF.id, ADVICE.id}
    with held.writing():
        lift(held, BRIEF.id)
        lift(held, BRIEF.id)
    assert hidden(held) == {ADVICE.id}


def test_a_limit_stays_whatever_becomes_of_the_nota(held: Archive) -> None:
    limit(held, BRIEF.id, "bestuur")
    with held.writing():
        rewrite(held, [replace(BRIEF, title="opnieuw")])
        rebuild_index(held, jobs=1)
    assert hidden(held) == {BRIEF.id}

    home = held.beside(BRIEF.id, "nota.json").parent
    home.rename(held.folder / "elders")
    assert hidden(held) == {BRIEF.id}
    limit(held, BRIEF.id, "kabinet")  # though it is not there
    (held.folder / "elders").rename(home)
    assert hidden(held, "bestuur") == {BRIEF.id}


@pytest.mark.parametrize("name", ["", "a b", "a,b", "a/b", "a\n", "é!", "../x"])
def test_a_group_has_a_plain_name(held: Archive, name: str) -> None:
    with pytest.raises(WrongUsage):
        limit(held, BRIEF.id, "bestuur", name)
    assert hidden(held) == set()


def test_only_a_nota_that_is_there_is_limited(held: Archive) -> None:
    for key in ("n-000000000000", "brief"):
        with pytest.raises(UnknownNota):
            limit(held, key, "bestuur")
    with pytest.raises(WrongUsage):
        limit(held, BRIEF.id)


def test_a_search_for_somebody_tells_nothing_of_what_is_hidden(held: Archive) -> None:
    limit(held, BRIEF.id, "bestuur")
    found = []
    for groups in (frozenset({"bestuur"}), frozenset[str]()):
        hidden_from = limits(held).hidden_from(groups)
        results = catalogue.search(held, search.question("", built_in(), hidden=hidden_from), 0, 0, print)
        found.append((results.total, results.pages))
        typed = catalogue.search(held, search.question("briev", built_in(), hidden=hidden_from), 10, 0, print)
        assert (BRIEF.id in str(search.as_object(held, "briev", typed, 0.0))) == bool(groups)
    assert found == [(2, 2), (1, 1)]


# ── the file ──


def test_the_file_is_one_to_read_and_edit(held: Archive) -> None:
    limit(held, BRIEF.id, "kabinet", "coördinatie-2", "kabinet")
    limit(held, ADVICE.id, "bestuur")
    first, last = sorted([f'  "{BRIEF.id}": ["coördinatie-2", "kabinet"]', f'  "{ADVICE.id}": ["bestuur"]'])
    path = held.folder / LIMITS
    assert path.read_text("utf-8") == f"{{\n{first},\n{last}\n}}\n"

    write(held, b"\xef\xbb\xbf" + json.dumps({ADVICE.id: ["z", "a", "z"]}).encode())
    assert limits(held).groups == {ADVICE.id: ("a", "z")}


def assert_nobody_is_answered(archive: Archive, server: Kept[Limits]) -> None:
    asked: list[Callable[[], object]] = [lambda: limits(archive), server, kept_limits(archive)]
    for ask in asked:
        with pytest.raises(DamagedArchive, match=LIMITS):
            ask()


BROKEN = [
    *["", "{", "[]", "null", '{"%s": "bestuur"}', '{"%s": [1]}', '{"%s": ["bestuur"]', '{"%s": ["bestuur"]} x'],
    *['{"%s": []}', '{"%s": ["a b"]}', '{"%s": ["a"], "%s": ["b"]}', '{"brief": ["a"]}', '{"%s ": ["a"]}'],
]


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_file_is_an_error_and_hides_nothing_by_halves(held: Archive, text: str) -> None:
    limit(held, ADVICE.id, "bestuur")
    server = kept_limits(held)
    server()
    path = write(held, text.replace("%s", BRIEF.id))
    assert_nobody_is_answered(held, server)
    with pytest.raises(DamagedArchive):
        limit(held, BRIEF.id, "bestuur")
    (damage,) = unreadable(held)
    assert damage.name == LIMITS
    path.write_text(json.dumps({BRIEF.id: ["a"]}))
    assert server().hidden_from(frozenset()) == {BRIEF.id}
    assert not list(unreadable(held))


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _astray(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere.json")


@pytest.mark.parametrize("spoil", [_folder, _astray, lambda path: path.write_bytes(b'{"\xff"')])
def test_a_file_that_cannot_be_read_is_an_error(held: Archive, spoil: Callable[[Path], None]) -> None:
    limit(held, BRIEF.id, "bestuur")
    server = kept_limits(held)
    server()
    spoil(held.folder / LIMITS)
    assert_nobody_is_answered(held, server)


def test_killed_at_any_step_a_limit_is_as_it_was_or_as_it_shall_be(held: Archive) -> None:
    limit(held, BRIEF.id, "bestuur")
    for _ in killed_at_every_step(lambda: limit(held, BRIEF.id, "kabinet")):
        assert limits(held).groups[BRIEF.id] in {("bestuur",), ("kabinet",)}
    assert limits(held).groups[BRIEF.id] == ("kabinet",)


# ── for a server ──


def test_a_change_counts_at_once_however_fast_it_comes(held: Archive) -> None:
    server = kept_limits(held)
    for group in "abcabc":
        limit(held, BRIEF.id, group)
        assert server().groups == {BRIEF.id: (group,)}
        (held.folder / LIMITS).write_text(json.dumps({BRIEF.id: [group.upper()]}))
        assert server().groups == {BRIEF.id: (group.upper(),)}


def test_a_file_that_stood_for_a_while_is_not_read_again(held: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    limit(held, BRIEF.id, "bestuur")
    server = kept_limits(held)
    monkeypatch.setattr("index.kept.SETTLED_AFTER", 0)
    time.sleep(0.01)
    first = server()
    monkeypatch.setattr("index.limits._held", None)
    assert server() is first


def test_limits_that_vanish_under_a_server_are_missed(held: Archive) -> None:
    limit(held, BRIEF.id, "bestuur")
    server = kept_limits(held)
    server()
    (held.folder / LIMITS).unlink()
    with pytest.raises(DamagedArchive, match="is gone"):
        server()
    write(held, "{}")
    assert server().groups == {}
    limit(held, BRIEF.id, "bestuur")
    with held.writing():
        lift(held, BRIEF.id)
    assert server().groups == {}


# ── by the command ──


def test_the_command_limits_lists_and_lifts(held: Archive) -> None:
    folder = held.folder
    assert nota(folder, "restrict").stdout == b""
    assert answer(folder, "restrict", BRIEF.id, "kabinet", "bestuur") == {
        "id": BRIEF.id,
        "groups": ["bestuur", "kabinet"],
    }
    assert nota(folder, "restrict", ADVICE.id, "bestuur").stdout.decode() == f"{ADVICE.id}  bestuur\n"
    listed = [json.loads(line) for line in nota(folder, "restrict", "--json").stdout.splitlines()]
    wanted = {BRIEF.id: ["bestuur", "kabinet"], ADVICE.id: ["bestuur"]}
    assert listed == [{"id": key, "groups": wanted[key]} for key in sorted(wanted)]

    assert answer(folder, "search", "brief")["total"] == 1  # the command sees all
    assert answer(folder, "restrict", BRIEF.id, "--lift") == {"id": BRIEF.id, "groups": []}
    assert nota(folder, "restrict", BRIEF.id, "--lift").returncode == 0
    assert nota(folder, "restrict").stdout.decode() == f"{ADVICE.id}  bestuur\n"


@pytest.mark.parametrize(
    "wrong", [["--lift"], [BRIEF.id, "a", "--lift"], [BRIEF.id], [BRIEF.id, "a b"], ["n-000000000000", "a"]]
)
def test_a_wrong_use_of_the_command_changes_nothing(held: Archive, wrong: list[str]) -> None:
    done = nota(held.folder, "restrict", *wrong)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr
    assert not (held.folder / LIMITS).exists()


def test_check_names_a_broken_file(held: Archive) -> None:
    limit(held, BRIEF.id, "bestuur")
    assert nota(held.folder, "check").returncode == 0
    write(held, f'{{"{BRIEF.id}": []}}')
    checked = nota(held.folder, "check")
    assert checked.returncode == 4
    assert checked.stdout.decode().startswith(f"{LIMITS} names no group that may see {BRIEF.id}")
    assert json.loads(nota(held.folder, "check", "--json").stdout)["name"] == LIMITS
    assert nota(held.folder, "restrict").returncode == 4
    assert nota(held.folder, "restrict", BRIEF.id, "kabinet").returncode == 4
