"""The archive's own words: the file, what is added to it, and what the clean-up does with them."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from index.archive import Archive
from index.errors import WrongUsage
from index.nota import Line, Nota, Page
from index.words import add_words, own_words
from ingest.clean import clean
from ingest.lexicon import also_knowing, is_likely_word, is_listed, is_word
from ingest.names import names_in
from ingest.often import often_used
from ingest.pipeline import ingest
from ingest.reader import PageReading
from ingest.scan import Raster
from tests.conftest import a_nota, a_scan
from tests.test_clean import DOUBTFUL, SURE, cleaned, line, pages, spaced
from tests.test_journey import answer, nota

NAMES = ["Kathmann", "Palland", "Tuinman"]
NEW_WORDS = ["zorgtafelaar", "wijkpactteam"]  # no dictionary has them


def import_texts(archive: Path, *bodies: str) -> None:
    lines = "".join(json.dumps({"source": f"{at}", "pages": [{"body": body}]}) + "\n" for at, body in enumerate(bodies))
    assert nota(archive, "import", "-", given=lines.encode()).returncode == 0


def said(archive: Path, *arguments: object) -> list[str]:
    done = nota(archive, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode().splitlines()


def scanned(*rows: Line, name: str = "blad") -> Nota:
    return replace(a_nota(name), pages=(Page(number=1, body="", lines=rows),))


def five(*rows: Line) -> list[Nota]:
    return [scanned(*rows, name=f"blad {number}") for number in range(5)]


# The file


def test_an_archive_without_the_file_knows_no_words_of_its_own(archive: Archive) -> None:
    assert own_words(archive) == frozenset()


def test_the_file_is_read_as_an_archivist_may_leave_it(archive: Archive) -> None:
    archive.folder.mkdir()
    (archive.folder / "words.txt").write_bytes(
        b"\xef\xbb\xbf# namen\r\nKathmann  # PvdA\r\n\r\n  Palland \r\nSchro\xcc\x88der\r\n#weg\r\nfoto\xe2\x80\x99tje"
    )

    assert own_words(archive) == {"Kathmann", "Palland", "Schröder", "foto'tje"}


@pytest.mark.parametrize("data", ["Gül".encode("cp1252"), "Gül".encode("utf-16")])
def test_a_file_in_another_encoding_is_told(archive: Archive, data: bytes) -> None:
    archive.folder.mkdir()
    (archive.folder / "words.txt").write_bytes(data)

    with pytest.raises(WrongUsage, match="save it as UTF-8"):
        own_words(archive)


def test_a_folder_in_the_place_of_the_file_is_told(archive: Archive) -> None:
    (archive.folder / "words.txt").mkdir(parents=True)

    with pytest.raises(WrongUsage, match=r"words\.txt cannot be read"):
        own_words(archive)


def test_words_are_set_in_order_among_what_the_archivist_wrote(archive: Archive) -> None:
    archive.folder.mkdir()
    path = archive.folder / "words.txt"
    path.write_text("# onze woorden\n# PvdA\nKathmann\n# het overleg\nzorgtafel\n# mommentermen\n", "utf-8")

    with archive.writing():
        added = add_words(archive, ["Palland", "mommentermen", "Kathmann", "aanjaagtafel"])

    assert added == ["aanjaagtafel", "Palland"]
    assert path.read_text("utf-8") == (
        "# onze woorden\n# PvdA\naanjaagtafel\nKathmann\nPalland\n# het overleg\nzorgtafel\n# mommentermen\n"
    )


words_ = st.text(st.sampled_from("abKëz'’"), min_size=1, max_size=5)
texts = st.lists(st.one_of(words_, words_.map("# {}".format), st.sampled_from(["", "# twee woorden", "  "])))


@given(texts, st.lists(words_))
def test_adding_keeps_every_line_and_adding_again_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, before: list[str], more: list[str]
) -> None:
    archive = Archive(tmp_path_factory.mktemp("archief"))
    path = archive.folder / "words.txt"
    path.write_text("\n".join(before), "utf-8")
    known = own_words(archive)

    with archive.writing():
        added = add_words(archive, more)
        once = path.read_bytes()
        assert add_words(archive, more) == []

    assert path.read_bytes() == once
    assert own_words(archive) == known | set(added)
    assert known.isdisjoint(added)
    kept = once.decode().splitlines()
    assert all(text in kept for text in before if text.strip())


# The command


def test_words_that_the_archive_uses_often_are_learned_and_shown(tmp_path: Path) -> None:
    body = "Het gaat om de zorgtafelaar en om het lid Kathmann, volgens XB2023 en DGQXZ."
    import_texts(tmp_path, *(f"{body} Nummer {number}." for number in range(5)), "De wijkpactteam is eenmalig.")

    assert said(tmp_path, "words") == []
    assert said(tmp_path, "words", "--learn") == ["Kathmann", "zorgtafelaar"]
    assert said(tmp_path, "words") == ["Kathmann", "zorgtafelaar"]
    assert answer(tmp_path, "words") == {"words": ["Kathmann", "zorgtafelaar"]}
    assert answer(tmp_path, "words", "--learn", "--least", 1) == {"added": ["wijkpactteam"], "total": 3}


def test_learning_twice_adds_nothing_and_the_archive_stays_whole(tmp_path: Path) -> None:
    import_texts(tmp_path, *(f"Om de zorgtafelaar {number}." for number in range(5)))
    said(tmp_path, "words", "--learn")
    before = (tmp_path / "words.txt").read_bytes()

    assert answer(tmp_path, "words", "--learn") == {"added": [], "total": 1}
    assert (tmp_path / "words.txt").read_bytes() == before
    assert nota(tmp_path, "check").returncode == 0
    assert not list(tmp_path.glob("tmp/*"))


def test_a_word_that_the_archivist_left_out_is_not_learned_again(tmp_path: Path) -> None:
    import_texts(tmp_path, *(f"Om de zorgtafelaar {number}." for number in range(5)))
    (tmp_path / "words.txt").write_text("# zorgtafelaar\n")

    assert said(tmp_path, "words", "--learn") == []


def test_the_names_of_a_tracker_come_before_the_first_scan(tmp_path: Path) -> None:
    tracker = tmp_path / "moties.csv"
    tracker.write_bytes("Nr;Titel;Indieners\r\n1;Over Zorg;Palland/Gül en Van der Kåthmann\r\n".encode("cp1252"))
    archive = tmp_path / "archief"

    done = nota(archive, "words", "--names", tracker)

    assert done.returncode == 0
    assert done.stdout.decode().splitlines() == ["Gül", "Kåthmann", "Palland"]
    assert b"3 added, 3 in all." in done.stderr
    assert said(archive, "words", "--names", tracker) == []
    assert said(archive, "words") == ["Gül", "Kåthmann", "Palland"]


@pytest.mark.parametrize("arguments", [("words",), ("words", "--learn"), ("words", "--names", "nergens.csv")])
def test_what_is_not_there_gives_exit_code_2_and_makes_nothing(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = nota(tmp_path / "archief", *arguments)

    assert (done.returncode, b"Traceback" in done.stderr) == (2, False)
    assert not (tmp_path / "archief").exists()


def test_a_file_of_words_that_cannot_be_read_stops_a_batch_before_it_begins(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_bytes(b"G\xfcl")

    done = nota(tmp_path, "ingest", a_scan(tmp_path / "een.png", "Woorden"))

    assert done.returncode == 2
    assert b"save it as UTF-8" in done.stderr
    assert not list(Archive(tmp_path))


def test_a_busy_archive_learns_nothing(tmp_path: Path) -> None:
    (tmp_path / "namen.txt").write_text("Palland\n")
    with Archive(tmp_path).writing():
        assert nota(tmp_path, "words", "--names", tmp_path / "namen.txt").returncode == 75
    assert not (tmp_path / "words.txt").exists()


# What is used often


def test_only_what_was_read_surely_counts() -> None:
    assert often_used(five(line("om de zorgtafelaar", SURE))) == {"zorgtafelaar"}
    assert often_used(five(line("om de zorgtafelaar", DOUBTFUL))) == set()
    assert often_used(five(line("om de zorgtafelaar", SURE))[:4]) == set()
    assert often_used([scanned(*[line("om de zorgtafelaar", SURE)] * 9)]) == set()


@pytest.mark.parametrize("text", ["mqeten", "rninisteries", "inburgeraarsonder", "financiéle"])
def test_the_same_misreading_in_many_notas_is_not_learned(text: str) -> None:
    assert often_used(five(line(f"dat zij {text} zijn", SURE))) == set()


def test_halves_of_words_and_capitals_that_open_are_not_learned() -> None:
    rows = line("bij de Zorgtafe-", SURE), line("laarsploeg. Wijkpactteam is er", SURE, 1), line("Vraagpuntig", SURE, 2)

    assert often_used(five(*rows)) == set()
    assert often_used(five(line("zorgtafelaar en Zorgtafelaar", SURE))) == {"zorgtafelaar"}


@settings(deadline=None)
@given(st.lists(st.text(st.sampled_from("abekqKZ1-.'é "), max_size=30), max_size=5))
def test_what_is_learned_are_letters_that_the_dictionary_does_not_know(bodies: list[str]) -> None:
    notas = [replace(a_nota("x"), pages=(Page(number=1, body=body),)) for body in bodies]

    learned = often_used(notas, 1)
    assert all(word.isalpha() and not is_word(word) and not word.isupper() for word in learned)
    with also_knowing(learned):
        assert all(is_word(word) for word in learned)


# The names of a tracker


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_names_are_found_in_every_common_form_of_a_list(encoding: str, delimiter: str) -> None:
    rows = ["Nr|Titel motie|Indiener(s)", '1|De Jeugd|"Palland/Gül, Van den Berg en De Kort (PvdA)"', "2|Geen", "3|Op|"]

    data = "\r\n".join(rows).replace("|", delimiter).encode(encoding)

    assert names_in(data, "lijst.csv") == {"Palland", "Gül", "Berg", "Kort"}


@pytest.mark.parametrize(
    "head", ["indieners", "NAMEN", "Naam", "achternaam", "Leden", "Naam indiener", "ActorNaam", "Mede-indieners"]
)
def test_columns_of_names_are_known_by_their_head(head: str) -> None:
    assert names_in(f"nr,{head}\n1,Kathmann c.s.\n".encode(), "lijst.csv") == {"Kathmann"}


@pytest.mark.parametrize("head", ["Titel", "Naam motie", "Bestandsnaam", "Naam gemeente"])
def test_a_list_without_such_a_column_is_told(head: str) -> None:
    with pytest.raises(WrongUsage, match=f"it has: nr, {head}"):
        names_in(f"nr,{head}\n1,Kathmann\n".encode(), "lijst.csv")


def test_a_plain_list_has_one_name_a_line() -> None:
    names = "B. Palland\nmevrouw Van der Kathmann\n\nDhr. De Kort\nTeunissen-Mulder\n"

    assert names_in(names.encode(), "leden.txt") == {"Palland", "Kathmann", "Kort", "Teunissen", "Mulder"}
    assert names_in(f"Leden\n{names}".encode(), "leden.txt") == names_in(names.encode(), "leden.txt")


@pytest.mark.parametrize("data", [b"PK\x03\x04\x00\x00", "naam\nGül".encode("utf-16"), b'naam\n"' + b"x" * 200_000])
def test_what_is_no_table_is_told(data: bytes) -> None:
    with pytest.raises(WrongUsage, match="CSV"):
        names_in(data, "lijst.xlsx")


@given(st.binary(max_size=80))
def test_any_bytes_give_names_or_a_sentence(data: bytes) -> None:
    try:
        names = names_in(data, "lijst.csv")
    except WrongUsage:
        return
    assert all(name.isalpha() and name[0].isupper() for name in names)


# The lexicon and the clean-up


def test_own_words_are_words_until_the_batch_has_ended() -> None:
    with also_knowing(["Kathmann", "zorgtafelaar"]):
        assert all(is_word(word) for word in ("Kathmann", "KATHMANN", "zorgtafelaar", "Zorgtafelaar"))
        assert is_listed("zorgtafelaar")
        assert is_likely_word("zorgtafelaar-Kathmann")
        assert not is_word("kathmann")
    assert not any(is_word(word) for word in ("Kathmann", "zorgtafelaar"))
    assert not is_likely_word("zorgtafelaar-Kathmann")


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("de leden Kathrnann en Pallancl", "de leden Kathmann en Palland"),
        ("Kathrnann vroeg dit", "Kathmann vroeg dit"),
        ("het lid PaIland met Pa1land", "het lid Palland met Palland"),
        ("met de zorgtafclaar erbij", "met de zorgtafelaar erbij"),
        ("Zorgtafclaar is nieuw", "Zorgtafelaar is nieuw"),
    ],
)
def test_a_word_in_doubt_is_mended_to_an_own_word(read: str, printed: str) -> None:
    own = [*NAMES, *NEW_WORDS]

    assert cleaned(read) == read
    with also_knowing(own):
        assert cleaned(read) == printed
        assert cleaned(read, SURE) == read


def test_a_name_is_not_mended_to_a_word_that_is_no_name() -> None:
    with also_knowing(["zorgtafelaar", "Kathmann"]):
        assert cleaned("de heer Zorgtafclaar") == "de heer Zorgtafclaar"
        assert cleaned("de heer Moetcn") == "de heer Moetcn"
        assert cleaned("de heer kathrnann") == "de heer kathrnann"


def test_a_name_is_mended_before_a_function_word_is_split_off_it() -> None:
    assert cleaned("het lid Hetmans en") == "het lid Het mans en"
    with also_knowing(["Hermans"]):
        assert cleaned("het lid Hetmans en") == "het lid Hermans en"


def test_between_two_names_as_near_none_is_chosen() -> None:
    with also_knowing(["Kolmar", "Kotmar"]):
        assert cleaned("het lid Koimar en") == "het lid Koimar en"
    with also_knowing(["Kolmar"]):
        assert cleaned("het lid Koimar en") == "het lid Kolmar en"


def test_a_name_broken_at_the_line_end_is_mended_too() -> None:
    with also_knowing(NAMES):
        first, second = clean([line("het lid Tui-"), line("nrnan heeft", row=1)])
        assert (first.text, second.text) == ("het lid Tui-", "nrnan heeft")  # another length: its halves are unsure
        first, second = clean([line("het lid Tuln-"), line("man heeft", row=1)])
        assert (first.text, second.text) == ("het lid Tuin-", "man heeft")


@settings(deadline=None)
@given(st.text(st.sampled_from("abcdeiklmnrtu"), min_size=2, max_size=9), st.sampled_from([0.75, 0.8, 0.91, 0.96]))
def test_an_own_word_is_never_mended(word: str, confidence: float) -> None:
    with also_knowing([word, word.capitalize()]):
        for text in (f"het overleg {word} gaat", f"het overleg {word.capitalize()} gaat"):
            assert cleaned(text, confidence) == text


@settings(deadline=None)
@given(pages)
def test_cleaning_twice_with_own_words_changes_nothing_more(rows: list[list[tuple[str, float]]]) -> None:
    with also_knowing(["Dea", "Iroel", "molen", "DeKa", "eerlat"]):
        once = clean([spaced(row, at) for at, row in enumerate(rows)])
        assert clean(once) == once


# The batch


def read_in_doubt(raster: Raster) -> PageReading:
    """Read a name on every page, and misread it."""
    (read,) = clean([line("het lid Kathrnann heeft")])
    return PageReading(Page(number=raster.number, body=read.text, lines=(read,)), {})


def records(archive: Archive, scans: list[Path], jobs: int) -> dict[str, bytes]:
    assert [outcome.outcome for outcome in ingest(scans, archive, jobs, read_in_doubt)] == ["new"] * len(scans)
    return {key: archive.path(key, "nota.json").read_bytes() for key in archive}


def test_a_batch_mends_by_the_words_of_its_archive_whatever_the_order_and_jobs(tmp_path: Path) -> None:
    scans = [a_scan(tmp_path / f"{name}.tif", name, "Blad 2", "Blad 3") for name in ("een", "twee", "drie")]
    one, other, bare = (Archive(tmp_path / name) for name in ("een", "ander", "zonder"))
    for archive in (one, other):
        with archive.writing():
            add_words(archive, NAMES)

    known = records(one, scans, 1)

    assert known == records(other, scans[::-1], 3)
    assert all(page.body == "het lid Kathmann heeft" for key in one for page in one.get(key).pages)
    assert known.keys() == records(bare, scans, 2).keys()
    assert all(page.body == "het lid Kathrnann heeft" for key in bare for page in bare.get(key).pages)


def test_what_is_edited_during_a_batch_counts_from_the_next(archive: Archive, tmp_path: Path) -> None:
    scans = [a_scan(tmp_path / f"{name}.png", name) for name in ("een", "twee", "drie")]
    with archive.writing():
        add_words(archive, NAMES)

    for _ in ingest(scans, archive, 1, read_in_doubt):
        (archive.folder / "words.txt").unlink(missing_ok=True)

    assert all(archive.get(key).pages[0].body == "het lid Kathmann heeft" for key in archive)
    assert not is_word("Kathmann")
