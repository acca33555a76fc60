"""When two Dutch words are the same word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dutch import fold, is_built_with, plurals, stem, tokens


def found_in(text: str) -> set[str]:
    return {form for token in tokens(text) for form in (token.joined, *token.parts)}


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_tokens_stand_in_order_and_do_not_overlap(text: str) -> None:
    ends = [0]
    for token in tokens(text):
        assert ends[-1] <= token.start < token.end <= len(text)
        assert token.parts
        ends.append(token.end)


@given(st.text())
def test_a_folded_token_is_a_token_of_its_own(text: str) -> None:
    for token in tokens(text):
        assert [one.joined for one in tokens(token.joined)] in ([token.joined], [])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Prejudiciële", "prejudiciele"), ("FINANCIËN", "financien"), ("ﬁnanciële", "financiele"), ("Søren", "soren")],
)
def test_case_and_diacritics_do_not_count(typed: str, meant: str) -> None:
    assert fold(typed) == meant


def test_a_decomposed_letter_is_the_same_letter() -> None:
    assert found_in("prejudicie\u0308le") == found_in("prejudiciële") == {"prejudiciele"}


def test_a_soft_hyphen_does_not_divide_a_word() -> None:
    assert found_in("in\u00adburgering") == {"inburgering"}


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("NT2-docenten", {"nt2docenten", "nt", "2", "docenten"}),
        ("Wi2013", {"wi2013", "wi", "2013"}),
        ("KPI's", {"kpis", "kpi"}),
        ("KPI’s", {"kpis", "kpi"}),
        ("zzp'ers", {"zzpers", "zzp"}),
        ("D66'er", {"d66er", "d", "66"}),
        ("COVID-19", {"covid19", "covid", "19"}),
        ("€ 100.000", {"100000"}),
        ("36 410 XV", {"36410", "xv"}),
        ("2023 100 mensen", {"2023", "100", "mensen"}),
        ("Palland/Kathmann", {"palland", "kathmann"}),
        ("c.s.", {"cs", "c", "s"}),
        ("een_onderstreept", {"een", "onderstreept"}),
        ("— • ○ ***", set()),
    ],
)
def test_a_word_is_found_whole_and_by_its_parts(text: str, forms: set[str]) -> None:
    assert found_in(text) == forms


@pytest.mark.parametrize(
    "forms",
    [
        "motie moties",
        "toezegging toezeggingen toezeggen toegezegd",
        "inburgering inburgeraar inburgeraars ingeburgerd",
        "vraag vragen",
        "financieel financiele",
        "evaluatie evalueren",
        "idee ideeen",
        "gemeente gemeenten",
        "kamerlid kamerleden",
        "gemeenteraadslid gemeenteraadsleden",
        "stad steden",
        "overheid overheden",
        "groot grote",
        "nieuw nieuwe",
        "warm warme",
        "verhogen verhoging verhoogd",
        "thema themas",
        "minister ministers",
        "nt2docent nt2docenten",
    ],
)
def test_dutch_forms_share_a_stem(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "words",
    ["gemeente mening", "overheid over", "minister mini", "eenheid een", "zaak zak", "raad rad", "motie emotie"],
)
def test_different_words_have_different_stems(words: str) -> None:
    one, other = words.split()
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("one", "more"),
    [("vraag", "vragen"), ("plan", "plannen"), ("motie", "moties"), ("toets", "toetsen"), ("vragen", "vraag")],
)
def test_a_plural_is_among_its_spellings(one: str, more: str) -> None:
    assert more in plurals(one)


@pytest.mark.parametrize(
    ("word", "part", "built"),
    [
        ("inburgeringsonderwijs", "onderwijs", True),
        ("onderwijsroute", "onderwijs", True),
        ("aanvraag", "vraag", False),
        ("onderwijs", "onderwijs", False),
        ("totaal", "taal", False),
    ],
)
def test_a_compound_begins_or_ends_with_a_word(word: str, part: str, built: bool) -> None:
    assert is_built_with(word.encode(), part.encode()) == built
