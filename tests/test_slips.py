import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.reading import running_text
from ingest.slips import slips


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("27 septernber jI. is", "27 september jl. is"),
        ("De rnotie en de MOT1E", "De motie en de MOTIE"),
        ("4e kwartaa1 2O23", "4e kwartaal 2023"),
        ("l mei en 3O april", "1 mei en 30 april"),
        ("Kamerstuk 3l 293, nr. 5O7", "Kamerstuk 31 293, nr. 507"),
        ("uw toezeqging", "uw toezegging"),
        ("artike1 l3b", "artikel 13b"),
        ("12 t/rn 14 maart", "12 t/m 14 maart"),
        ("het cornmissiedebat", "het commissiedebat"),
    ],
)
def test_the_words_that_references_are_known_by_are_read_through_slips(read: str, meant: str) -> None:
    assert running_text([read]).text == meant


@pytest.mark.parametrize(
    "text",
    [
        "De CO2-uitstoot en O2 in een fles van 1l.",
        "Een emotie, een promotie, de olie en de lol.",
        "Wi2013, Kamer 12, A1, 5G en NT2.",
        "Ik las de Ilias, pagina 10.",
        "Bel 070 - 340 o vraag het na.",
    ],
)
def test_other_words_and_figures_are_left_alone(text: str) -> None:
    assert list(slips(text)) == []


@settings(max_examples=300)
@given(st.lists(st.text(alphabet="mrn otie1lI0O23 mei-\n.,", max_size=60), max_size=3))
def test_every_sign_of_the_text_that_is_searched_has_a_place_in_the_text_that_was_read(bodies: list[str]) -> None:
    reading = running_text(bodies)

    assert len(reading.origins) == len(reading.text)
    assert list(reading.origins) == sorted(reading.origins)
    for at in range(len(reading.text)):
        page, start, end, quote = reading.place(at, at + 1)
        assert bodies[page - 1][start:end] == quote
