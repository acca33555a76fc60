import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.nota import Box, Line, Word
from ingest.gaps import divided_at_gaps
from samples.forge.lines import font
from tests.typed import LEFT, SIZE, THIN, THIN_SIZE, Typed, drawn, foot_of, typed

FACES = ("dejavu-sans", "dejavu-serif", "arimo", "tinos")


def line_on(printed: str, family: str = "dejavu-sans") -> tuple[Typed, Line]:
    """Return a page on which this stands, and its line as an engine reads it that does not see the thin spaces."""
    page = typed(drawn([printed, "Het is gebruikelijk dat de Kamer op 3 juni"], family=family))
    letters = font(family, False, SIZE)
    words, x = [], float(LEFT)
    for word in printed.split(" "):
        width = letters.getlength(word.replace(THIN, "")) + word.count(THIN) * THIN_SIZE * SIZE
        top, bottom = foot_of(0) - SIZE, foot_of(0) + SIZE // 4
        words.append(Word(Box(round(x), top, round(x + width), bottom), word.replace(THIN, ""), 0.9))
        x += width + letters.getlength(" ")
    text = " ".join(word.text for word in words)
    return page, Line(Box(words[0].box.left, top, words[-1].box.right, bottom), text, text, 0.9, words=tuple(words))


def divided(printed: str, family: str = "dejavu-sans") -> Line:
    page, line = line_on(printed, family)
    (after,) = divided_at_gaps([line], page.parts, page.xheight)
    return after


def with_gaps(printed: str) -> str:
    """Return what is printed, with a thin space at each "|"."""
    return printed.replace("|", THIN)


@pytest.mark.parametrize("family", FACES)
@pytest.mark.parametrize(
    "printed",
    [
        "en loon;|het is bekend",
        "in de avonduren|werkt de minister",
        "de kosten|zijn hoog",
        "en het|is bekend",
        "dat de|Kamer instemt",
    ],
)
def test_words_run_together_are_divided_where_the_white_shows(printed: str, family: str) -> None:
    after = divided(with_gaps(printed), family)

    apart = printed.replace("|", " ")
    assert after.text == apart
    assert [word.text for word in after.words] == apart.split()


@pytest.mark.parametrize("family", FACES)
def test_the_halves_share_the_place_at_the_white_between_them(family: str) -> None:
    page, line = line_on(with_gaps("avonduren|werkt"), family)
    (whole,) = line.words

    (after,) = divided_at_gaps([line], page.parts, page.xheight)

    first, second = after.words
    assert (first.box.left, second.box.right) == (whole.box.left, whole.box.right)
    assert first.box.right == second.box.left
    assert (page.grey[whole.box.top : whole.box.bottom, first.box.right] == 255).all()
    assert after.raw == line.raw
    assert (first.read, first.why, second.why) == ("avondurenwerkt", "run together", "run together")


@pytest.mark.parametrize("family", FACES)
@pytest.mark.parametrize("printed", ["de avondurenwerkt van", "de kostenzijn hoog", "een middenhuur"])
def test_without_white_between_them_letters_stay_together(printed: str, family: str) -> None:
    assert divided(printed, family).text == printed


@pytest.mark.parametrize(
    "printed",
    [
        "het wets|voorstel ligt",  # words of the dictionary
        "de huur|toeslag stijgt",
        "het WO|DC meldt",  # codes
        "de AOW|WIA gaat",
        "nr. 2024|0001 is",
        "de 2023Z|02781 loopt",
        "ook kosten|zijn-",  # half of a broken word
        "via rijk|/scholen ook",
        "bij Dijk|stra langs",  # no two words
    ],
)
def test_what_is_one_word_or_code_stays_whole_whatever_the_white(printed: str) -> None:
    assert divided(with_gaps(printed)).text == printed.replace("|", "")


def test_letters_that_are_set_wide_apart_are_not_divided() -> None:
    assert divided(THIN.join("loon;het")).text == "loon;het"


def test_a_gap_far_from_where_two_words_could_meet_divides_nothing() -> None:
    assert divided(with_gaps("av|ondurenwerkt nu")).text == "avondurenwerkt nu"


def test_the_rest_of_a_word_broken_at_the_line_end_is_not_divided() -> None:
    page, line = line_on(with_gaps("kosten|zijn hoog"))
    broken = Line(Box(100, 40, 400, 70), "de totaal-", "de totaal-", 0.9)

    _, rest = divided_at_gaps([broken, line], page.parts, page.xheight)
    (whole,) = divided_at_gaps([line], page.parts, page.xheight)

    assert rest.text == "kostenzijn hoog"
    assert whole.text == "kosten zijn hoog"


def test_a_line_that_needs_nothing_is_returned_as_it_was() -> None:
    page, line = line_on("Het is gebruikelijk dat de Kamer")

    (after,) = divided_at_gaps([line], page.parts, page.xheight)

    assert after is line


def test_no_lines_give_none() -> None:
    page, _ = line_on("Het is gebruikelijk")

    assert divided_at_gaps([], page.parts, page.xheight) == []


pieces = st.sampled_from(
    ["de", "kosten", "zijn", "loon;", "het", "brief", "WODC", "2024", "wets", "voorstel", "x%", "-"]
)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(pieces, min_size=1, max_size=3), min_size=1, max_size=3))
def test_no_letter_is_lost_or_changed(words: list[list[str]]) -> None:
    page, line = line_on(" ".join(THIN.join(word) for word in words))

    (once,) = divided_at_gaps([line], page.parts, page.xheight)

    assert once.text.replace(" ", "") == line.text.replace(" ", "")
    assert once.text == " ".join(word.text for word in once.words)
    for word in once.words:
        assert line.box.left <= word.box.left < word.box.right <= line.box.right
