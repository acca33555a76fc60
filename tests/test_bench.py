import datetime as dt
import json
import string
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.product import box_on_scan, laid_on_scan
from bench.quality import SAMPLES, score, score_file, table
from bench.reading import UNREAD, Reading, ReadMark, ReadPage
from bench.results import keep
from bench.score.counts import f1, total
from bench.score.ink import OUR_KIND, iou, pairs
from bench.score.measures import PERCENT, measures
from bench.score.quality import Estimate, estimates, score_estimates
from bench.score.tags import interval, same_datum, same_motie, same_thema, same_toezegging, score_tags
from bench.score.text import cer, common, gibberish, plain, wer, whole_again
from bench.speed import BARE, PAGE, STEPS, rates, watched
from bench.truth import Mask, ScanBox, TrueDatum, TrueMotie, TruePage, TrueToezegging, Truth, read_corpus, read_marks
from index.nota import IDENTITY, Affine, Box
from ingest import reader

words = st.text(string.ascii_letters + "éëï", min_size=2, max_size=12)  # a letter alone may be a misread bullet
texts = st.lists(words).map(" ".join)
boxes: st.SearchStrategy[ScanBox] = st.tuples(*[st.integers(0, 100)] * 4).map(
    lambda edges: (min(edges[0], edges[2]), min(edges[1], edges[3]), max(edges[0], edges[2]), max(edges[1], edges[3]))
)


@given(texts)
def test_a_text_read_as_it_was_printed_has_no_errors(text: str) -> None:
    assert cer(text, text) == 0
    assert wer(text, text) == 0
    assert gibberish(text.split(), text.split()) == 0


@given(texts, texts)
def test_errors_are_never_negative_and_at_most_the_longer_text(read: str, true: str) -> None:
    longest = max(len(plain(read)), len(plain(true)), 1)

    assert 0 <= cer(read, true) <= longest
    assert cer(read, true) * len(plain(true)) <= longest


@given(texts)
def test_comparing_plainly_twice_is_comparing_plainly(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(st.lists(words), st.lists(words))
def test_gibberish_is_never_more_than_what_was_read(read: list[str], true: list[str]) -> None:
    assert 0 <= gibberish(read, true) <= len(read)


@given(st.lists(words), st.lists(words))
def test_no_more_words_are_recalled_than_there_are(read: list[str], true: list[str]) -> None:
    recalled, there = common(read, true)

    assert 0 <= recalled <= there <= len(true)


def test_a_hyphen_at_a_line_end_costs_nothing() -> None:
    assert cer("de inburge-\nring", "de inburgering") == 0


def test_curly_quotes_and_bullets_cost_nothing() -> None:
    assert cer("o KPI's\n- €5", "○ KPI’s\n• € 5") == 0


def test_a_pen_stroke_read_as_letters_is_gibberish_and_a_misreading_is_not() -> None:
    assert gibberish(["warrne", "overdracht", "M./(’”"], ["warme", "overdracht"]) == 1


def test_a_printed_word_excuses_only_one_reading_of_it() -> None:
    assert gibberish(["motie", "motie"], ["motie"]) == 1


def test_a_broken_word_is_whole_only_without_its_hyphen() -> None:
    assert whole_again("de overdracht, en de ge-\nmeente", ["overdracht,", "gemeente"]) == 1


@given(boxes, boxes)
def test_likeness_of_boxes_is_a_share_and_goes_both_ways(one: ScanBox, other: ScanBox) -> None:
    assert 0 <= iou(one, other) <= 1
    assert iou(one, other) == iou(other, one)


@given(st.lists(boxes, max_size=6), st.lists(boxes, max_size=6))
def test_a_box_is_paired_once(read: list[ScanBox], true: list[ScanBox]) -> None:
    paired = pairs(read, true)

    assert len({i for i, _ in paired}) == len({j for _, j in paired}) == len(paired)


@given(st.lists(st.integers(0, 50), min_size=4, max_size=4))
def test_f1_is_a_share_of_what_was_there_and_found(numbers: list[int]) -> None:
    right_found, wrong, right_true, missed = numbers
    value = f1(right_found, right_found + wrong, right_true, right_true + missed)

    assert value is None or 0 <= value <= 1


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)))
def test_a_day_is_an_interval_of_itself_inside_its_month_and_year(day: dt.date) -> None:
    month, year = interval(f"{day:%Y-%m}"), interval(f"{day:%Y}")

    assert interval(day.isoformat()) == (day, day)
    assert month is not None
    assert month[0] <= day <= month[1]
    assert year is not None
    assert year[0] <= month[0] <= month[1] <= year[1]


def test_a_quarter_written_as_its_days_is_the_same_date() -> None:
    assert same_datum("2023-10-01/2023-12-31", TrueDatum("2023-Q4"))


def test_a_day_off_is_another_date() -> None:
    assert not same_datum("2023-07-14", TrueDatum("2023-07-13"))


def test_the_bounds_of_medio_are_a_matter_of_taste() -> None:
    assert same_datum("2023-11-11/2023-11-20", TrueDatum("2023-11-10/2023-11-20", fuzzy=True))


def test_what_is_no_date_is_no_interval() -> None:
    assert interval("medio november") is None


@pytest.mark.parametrize("words", ["32824-402", "motie Palland (Kamerstuk 32 824, nr. 402)"])
def test_a_motie_is_known_by_its_number(words: str) -> None:
    assert same_motie(words, TrueMotie(names=("Iemand",), kamerstuk="32824-402"))


def test_a_motie_is_known_by_its_names_despite_a_misreading() -> None:
    assert same_motie("motie Pa1land/Kathmann", TrueMotie(names=("Palland", "Kathmann"), kamerstuk=None))


def test_a_motie_of_somebody_else_is_another_motie() -> None:
    assert not same_motie("motie Becker", TrueMotie(names=("Palland", "Kathmann"), kamerstuk=None))


def test_two_toezeggingen_with_numbers_are_told_apart_by_these() -> None:
    sentence = "U hebt toegezegd de Kamer voor de zomer te informeren."
    true = TrueToezegging(surface="U hebt toegezegd", sentence=sentence, id="TZ202311-089")

    assert same_toezegging(f"TZ202311-089 {sentence}", true)
    assert not same_toezegging(f"TZ202311-090 {sentence}", true)
    assert same_toezegging(sentence, true)


def test_a_theme_in_the_plural_is_the_same_theme() -> None:
    assert same_thema("Gemeente", "gemeenten")


def test_a_box_comes_back_to_the_scan_through_a_quarter_turn() -> None:
    upside_down = Affine(-1, 0, 100, 0, -1, 200)

    assert box_on_scan(Box(10, 20, 30, 50), upside_down) == (70, 150, 90, 180)


def test_a_mask_of_an_upright_scan_stays_where_it_is() -> None:
    mask = np.zeros((40, 30), np.uint8)
    mask[5:10, 6:20] = 255

    assert np.array_equal(laid_on_scan(mask, IDENTITY, (30, 40)), mask > 0)


@pytest.fixture(scope="module")
def samples() -> list[Truth]:
    """One file of each split is enough for a law."""
    return list({truth.split: truth for truth in read_corpus(SAMPLES)}.values())


def perfect(truth: Truth, corpus: Path = SAMPLES) -> Reading:
    """Read the file as the truth says it is."""
    tags = truth.tags
    return Reading(
        {page.number: perfect_page(page, read_marks(corpus, truth, page) > 0) for page in truth.pages},
        {
            "motie": tuple(motie_in_words(motie) for motie in tags.motions),
            "toezegging": tuple(f"{item.id or ''} {item.sentence}" for item in tags.commitments),
            "datum": tuple(date.value for date in tags.dates),
            "thema": tags.themes,
            "kamerstuk": tuple(paper.surface for paper in tags.kamerstukken),
            "wet": tuple(law.surface for law in tags.laws),
            "bedrag": tuple(amount.surface for amount in tags.amounts),
        },
    )


def motie_in_words(motie: TrueMotie) -> str:
    return motie.kamerstuk or "motie " + "/".join(motie.names)


def perfect_page(page: TruePage, ink: Mask) -> ReadPage:
    marks = tuple(ReadMark(OUR_KIND[mark.type], mark.box, mark.quote or "") for mark in page.marks)
    return ReadPage(page.body_text, page.metadata_text, page.rotation, page.skew_degrees, marks, ink)


WRONG = ("CER %", "WER %", "gibberish words a page", "skew error (degrees)", "print lost %")


def test_a_perfect_reading_scores_perfectly(samples: Sequence[Truth]) -> None:
    scores = measures(total(score_file(SAMPLES, truth, perfect(truth)) for truth in samples))

    assert {name for name in WRONG if scores[name] != 0} == set()
    assert {name for name in scores if name.endswith("F1") and scores[name] != 1} == set()
    assert {name for name in scores if name in PERCENT and name not in WRONG and scores[name] != 100} == set()
    assert {name for name in scores if ":" in name and scores[name] != 100} == set()


def test_a_file_that_was_refused_counts_as_empty_pages(samples: Sequence[Truth]) -> None:
    scores = score(SAMPLES, samples, [UNREAD] * len(samples))

    for truth in samples:
        assert scores[truth.split]["pages"] == len(truth.pages)
        assert scores[truth.split]["CER %"] == 100
        assert scores[truth.split]["words recalled %"] == 0


def test_a_tagger_that_finds_nothing_has_missed_everything(samples: Sequence[Truth]) -> None:
    tags = samples[0].tags

    assert score_tags({}, tags)["datum true"] == len({date.value for date in tags.dates})
    assert score_tags(None, tags) == {}


def test_what_a_reader_does_not_say_has_no_place_in_its_table() -> None:
    assert "ink F1" not in measures({"pages": 1})
    assert table({"easy": {"pages": 1.0}}).split() == ["easy", "pages", "1.00"]


def test_an_estimate_is_held_against_the_words_that_are_wrong(samples: Sequence[Truth]) -> None:
    true = samples[0].pages[0]
    halved = " ".join(true.body_text.split()[::2])
    made = [
        Estimate(thought, wer(body, true.body_text))
        for thought, body in ((0.0, true.body_text), (0.4, halved), (1.0, ""))
    ]
    scores = score_estimates(made)
    assert scores["quality: rank against WER"] == 1
    assert 0 < scores["quality: mean error, points"] < 10
    assert score_estimates([Estimate(1 - one.thought, one.true) for one in made])["quality: rank against WER"] == -1


def test_a_reader_that_says_nothing_of_itself_is_not_held_to_it(samples: Sequence[Truth]) -> None:
    page = samples[0].pages[0]
    assert score_estimates(estimates([(ReadPage(page.body_text), page)])) == {}
    assert estimates([(ReadPage(page.body_text, quality=0.75), page)]) == [Estimate(0.25, 0.0)]


def test_every_run_adds_a_line_and_leaves_the_others(tmp_path: Path) -> None:
    results = tmp_path / "results.jsonl"

    keep("quality", "one", {"pages": 1}, results)
    keep("speed", "two", {"pages": 2}, results)

    lines = [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()]
    assert [(line["bench"], line["corpus"], line["pages"]) for line in lines] == [
        ("quality", "one", 1),
        ("speed", "two", 2),
    ]


def test_every_step_that_is_timed_is_on_the_road_and_stays_as_it_was() -> None:
    before = {name: getattr(reader, name) for names in STEPS.values() for name in names}

    with watched({}):
        assert all(getattr(reader, name) is not function for name, function in before.items())

    assert all(getattr(reader, name) is function for name, function in before.items())


def test_the_steps_together_are_the_whole_road() -> None:
    spent = {"scan": 1.0, "ocr": 6.0, PAGE: 10.0, "tag": 1.0, BARE: 6.0}

    assert rates(spent, pages=12)["rest"] == {"pages per CPU second": 3, "of bare": 0.6667}
    assert rates(spent, pages=12)["all"] == {"pages per CPU second": 1, "of bare": 2}
