"""What a reader's words are taken for."""

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engine import Between, Either, Every, Node, Pattern, Phrase, Query, Value, Without, Word
from search.query import LONGEST_QUESTION, parse

SIGNS = [
    '"',
    "(",
    ")",
    "-",
    "*",
    ":",
    "OF",
    "EN",
    "NIET",
    "motie:",
    "datum:",
    "2023-07..",
    "32 824, nr. 402",
    "x",
    "de",
    " ",
]


def asked(text: str) -> Node:
    return parse(text).root


def words(*texts: str) -> Every:
    return Every(tuple(map(Word, texts)))


@given(st.text())
def test_any_text_is_a_question(text: str) -> None:
    assert isinstance(parse(text), Query)


@given(st.lists(st.sampled_from(SIGNS)).map(" ".join) | st.lists(st.sampled_from(SIGNS)).map("".join))
def test_any_heap_of_signs_is_a_question(text: str) -> None:
    assert isinstance(parse(text), Query)


@pytest.mark.parametrize(
    "piece",
    [
        "(",
        ")",
        "*",
        '"',
        "-",
        "a OF ",
        "NIET ",
        "a* ",
        "motie:",
        "(-",
        "32824 ",
        "36 410 XV, ",
        "1",
        "kamerstukken ",
        "é",
    ],
)
def test_ten_thousand_characters_are_read_in_a_blink(piece: str) -> None:
    start = time.process_time()
    parse(piece * (LONGEST_QUESTION // len(piece)))
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("prejudiciële vragen Wi2013", words("prejudiciële", "vragen", "Wi2013")),
        ('"prejudiciële vragen"', Phrase("prejudiciële vragen")),
        ("„prejudiciële vragen”", Phrase("prejudiciële vragen")),
        ("a OF b", Either((Word("a"), Word("b")))),
        ("a OR b", Either((Word("a"), Word("b")))),
        ("a EN b AND c", words("a", "b", "c")),
        ("a OF b c", Either((Word("a"), words("b", "c")))),
        ("(a OF b) c", Every((Either((Word("a"), Word("b"))), Word("c")))),
        ("a NIET b", Every((Word("a"), Without(Word("b"))))),
        ("a -b", Every((Word("a"), Without(Word("b"))))),
        ('a -"b c"', Every((Word("a"), Without(Phrase("b c"))))),
        ("a NIET (b OF c)", Every((Word("a"), Without(Either((Word("b"), Word("c"))))))),
        ("NIET NIET a", Word("a")),
        ("NT2-docenten", Word("NT2-docenten")),
        ("inburger*", Pattern("inburger*")),
        ("*plicht", Pattern("*plicht")),
        ("beleid of wet niet", words("beleid", "wet")),
        ("a a", Word("a")),
    ],
)
def test_a_question_is_read_as_meant(typed: str, meant: Node) -> None:
    assert asked(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("thema:inburgering", Value("thema", "inburgering")),
        ("thema: inburgering", Value("thema", "inburgering")),
        ("Thema:inburgering", Value("thema", "inburgering")),
        ('thema:"wet inburgering"', Value("thema", "wet inburgering")),
        ("motie:32824-402", Value("motie", "32824-402")),
        ('motie:"32 824, nr. 402"', Value("motie", "32824-402")),
        ("motie:32 824, nr. 402", Value("motie", "32824-402")),
        ("motie:Palland/Kathmann", Value("motie", "Palland/Kathmann")),
        ("kamerstuk:32824", Value("kamerstuk", "32824")),
        ("kamerstuk:32 824, nr. 402", Value("kamerstuk", "32824-402")),
        ("kamerstuk:36410-XV-12", Value("kamerstuk", "36410-XV-12")),
        ("toezegging:tz202311-089", Value("toezegging", "TZ202311-089")),
        ("wet:Wi2013", Value("wet", "Wet inburgering 2013")),
        ("jaar:2023", Value("jaar", "2023")),
        ("jaar:2022..2023", Either((Value("jaar", "2022"), Value("jaar", "2023")))),
        ("datum:2023-07..2023-09", Between(dt.date(2023, 7, 1), dt.date(2023, 9, 30))),
        ("datum:13-7-2023", Between(dt.date(2023, 7, 13), dt.date(2023, 7, 13))),
        ("titel:evaluatie", Word("evaluatie", "titel")),
        ('titel:"wet inburgering"', Phrase("wet inburgering", "titel")),
        ("titel:(a OF b)", Either((Word("a", "titel"), Word("b", "titel")))),
        ("titel:eval*", Pattern("eval*", "titel")),
        ("kenmerk:2023-0000611038", Word("2023-0000611038", "kenmerk")),
        ("gemarkeerd:overdracht", Word("overdracht", "gemarkeerd")),
        ("kantlijn:ja", Word("ja", "kantlijn")),
        ("ongelezen:ja", Value("ongelezen", "ja")),
        ("ongelezen:", Value("ongelezen", "ja")),
        ("-thema:wonen", Without(Value("thema", "wonen"))),
        ("onbekend:veld", words("onbekend", "veld")),
    ],
)
def test_a_field_is_asked_in_the_spelling_of_the_archive(typed: str, meant: Node) -> None:
    assert asked(typed) == meant


@pytest.mark.parametrize("typed", ["32824-402", "32 824, nr. 402", "Kamerstukken II 2023/24, 32 824, nr. 402"])
def test_the_number_of_a_paper_needs_no_field(typed: str) -> None:
    assert asked(typed) == Either((Value("kamerstuk", "32824-402"), Phrase("32824-402")))
    assert asked(f"{typed} vragen") == Every((asked(typed), Word("vragen")))


def test_the_number_of_a_toezegging_needs_no_field() -> None:
    assert asked("TZ202311-089") == Either((Value("toezegging", "TZ202311-089"), Phrase("TZ202311-089")))


@pytest.mark.parametrize(
    ("half", "whole"),
    [
        ('"warme over', '"warme over"'),
        ("(a OF b", "(a OF b)"),
        ("a OF b)", "a OF b"),
        ("a OF", "a"),
        ("OF a", "a"),
        ("a NIET", "a"),
        ("a -", "a"),
        ("a (", "a"),
        ('a "', "a"),
        ("a titel:", "a"),
        ("a jaar:", "a"),
        ("a datum:", "a"),
        ("a motie:", "a motie:ja"),
        ("a * ???", "a"),
    ],
)
def test_half_a_question_is_taken_for_the_whole(half: str, whole: str) -> None:
    assert parse(half) == parse(whole)


def test_a_law_is_asked_for_by_any_of_its_names() -> None:
    assert asked("wet:woo") == asked('wet:"wet open overheid"') == Value("wet", "Wet open overheid")
    assert asked("wet:Luchtvaart") == Value("wet", "Luchtvaart")


def test_words_that_say_nothing_are_left_out_unless_there_is_nothing_else() -> None:
    assert asked("de motie van het lid") == words("motie", "lid")
    assert asked("de van") == words("de", "van")
    assert asked('"de motie van het lid"') == Phrase("de motie van het lid")


def test_a_name_in_capitals_is_no_stop_word() -> None:
    assert asked("brief OM") == words("brief", "OM")


def test_nothing_typed_asks_for_all_and_signs_ask_for_nothing() -> None:
    assert asked("") == asked("  ") == Every()
    assert asked("?!") == asked("()") == Either()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("a*", "a*"),
        ("???", "geen woord"),
        ("veld:motie", "veld: is geen veld"),
        (" ".join(f"woord{n}*" for n in range(20)), "eerste 4"),
        (" ".join(f"woord{n}" for n in range(300)), "eerste 100"),
        ("woord " * 5_000, "eerste 10000 tekens"),
    ],
)
def test_what_is_left_out_of_a_question_is_told(typed: str, told: str) -> None:
    assert any(told in hint for hint in parse(typed).hints)


@pytest.mark.parametrize("typed", ["", "motie", '"een zin" OF wet*', "thema:wonen -huur", "datum:2023-07..2023-09"])
def test_of_a_plain_question_there_is_nothing_to_tell(typed: str) -> None:
    assert parse(typed).hints == ()
