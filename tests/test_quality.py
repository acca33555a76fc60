"""How well a page was read, as it is estimated from what was read."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from index.nota import Box, Line, Page, Word
from ingest.quality import estimate_quality

NOWHERE = Box(0, 0, 1, 1)
GARBAGE = "vqxl"
LAW = settings(deadline=None)  # the first asks for the dictionary

texts = st.sampled_from(["motie", "voor-", "stel", "XV", GARBAGE, "•"])
read_words = st.builds(Word, st.just(NOWHERE), texts, st.floats(0, 1))


def line(*words: Word) -> Line:
    text = " ".join(word.text for word in words)
    return Line(NOWHERE, text, text, 0.9, words=words)


def read(text: str, confidence: float) -> Line:
    return line(*(Word(NOWHERE, word, confidence) for word in text.split()))


lines = st.lists(st.lists(read_words, min_size=1, max_size=5).map(lambda words: line(*words)), max_size=4)
UNREADABLE = Line(NOWHERE, "5’ nancien fF", "", 0.23)


def test_a_page_without_a_word_has_no_quality() -> None:
    assert estimate_quality([]) is None
    assert Page(number=1).band is None


@given(lines)
@LAW
def test_an_estimate_is_a_share(page: list[Line]) -> None:
    quality = estimate_quality(page)
    assert quality is None or 0 <= quality <= 1


@given(lines, st.data())
@LAW
def test_words_read_less_surely_never_raise_it(page: list[Line], data: st.DataObject) -> None:
    doubted = [
        line(*(replace(word, confidence=data.draw(st.floats(0, word.confidence))) for word in one.words))
        for one in page
    ]
    assert (estimate_quality(doubted) or 0) <= (estimate_quality(page) or 0)


@given(lines)
@LAW
def test_a_line_that_was_given_up_never_raises_it(page: list[Line]) -> None:
    before, after = estimate_quality(page), estimate_quality([*page, UNREADABLE])
    assert after is not None
    assert after == 0 if before is None else after <= before


def test_a_line_that_was_given_up_lowers_it() -> None:
    good = read("de motie is aangenomen", 0.96)
    assert estimate_quality([good, UNREADABLE]) < estimate_quality([good])  # type: ignore[operator]


def test_a_page_of_garbage_is_for_a_person_to_look_at() -> None:
    garbage, good = (estimate_quality([read(text, 0.7)]) for text in (f"{GARBAGE} " * 9, "de motie is aangenomen"))
    assert garbage is not None
    assert good is not None
    assert garbage < good
    assert Page(number=1, quality=garbage).band == "laag"


def test_sure_words_make_a_good_page() -> None:
    assert Page(number=1, quality=estimate_quality([read("de motie 36410-XV is aangenomen", 0.96)])).band == "goed"


def test_halves_of_a_known_word_count_as_known() -> None:
    whole, halves = [read("alle partijen", 0.8)], [read("onderne-", 0.8), read("mingen", 0.8)]
    assert estimate_quality(halves) == estimate_quality(whole)


def test_margin_notes_and_footers_say_nothing_of_the_print() -> None:
    good = read("de motie is aangenomen", 0.96)
    note, footer = (replace(read(GARBAGE, 0.1), region=region) for region in ("marginalia", "footer"))
    assert estimate_quality([good, note, footer]) == estimate_quality([good])


def test_a_record_from_before_has_no_quality() -> None:
    assert msgspec.json.decode(b'{"number": 1, "body": "motie"}', type=Page).quality is None
