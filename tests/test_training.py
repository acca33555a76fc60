"""The forge of lessons: what the net is shown and what it should answer belong together."""

import subprocess
import sys

import numpy as np
import pytest

from ingest.ink.eye import COARSE, EYE_DPI, KINDS
from samples.fonts import HAND_FACES, TRAINING_HAND_FACES
from samples.forge.pen import HANDS, SIGNING_FACES
from training.answers import UNKNOWN, Lesson
from training.crops import ANYWHERE, PRINTED, SIDE, WRITTEN, cut
from training.pages import lesson


@pytest.fixture(scope="module")
def page() -> Lesson:
    return next(made for made in map(lesson, range(40, 60)) if made.inks[..., 1].max() > 200)


def test_no_hand_that_is_learned_from_is_a_hand_that_is_tested_on() -> None:
    tested = {*HAND_FACES, *SIGNING_FACES, *(hand.face for hand in HANDS.values())}

    assert not tested & set(TRAINING_HAND_FACES)


def test_a_lesson_is_a_page_at_the_net_s_own_size_and_answers_as_large(page: Lesson) -> None:
    height, width = page.page.shape[:2]

    assert 0.9 < height / (297 / 25.4 * EYE_DPI) < 1.3
    assert page.page.shape == page.inks.shape == (height, width, 3)
    assert page.kinds.shape == page.note.shape == (-(-height // COARSE), -(-width // COARSE))
    assert set(np.unique(page.kinds)) <= {*range(len(KINDS)), UNKNOWN}


def test_where_ink_should_be_seen_the_page_is_darker(page: Lesson) -> None:
    shade = page.page.mean(axis=2)
    paper = np.median(shade)

    for ink in range(2):
        assert np.median(shade[page.inks[..., ink] > 240]) < 0.85 * paper


def test_the_same_number_makes_the_same_lesson() -> None:
    one, other = lesson(3), lesson(3)

    assert all(np.array_equal(getattr(one, name), getattr(other, name)) for name in Lesson.__dataclass_fields__)


def test_pieces_are_cut_where_page_and_answers_agree(page: Lesson) -> None:
    crops = cut(page, np.random.default_rng(1))

    assert crops.shown.shape == crops.inks.shape == (WRITTEN + PRINTED + ANYWHERE, SIDE, SIDE, 3)
    assert crops.kinds.shape == crops.note.shape == (WRITTEN + PRINTED + ANYWHERE, SIDE // COARSE, SIDE // COARSE)
    assert all((piece > 100).any() for piece in crops.inks[:WRITTEN, ..., 1:])
    place = crops.shown[0]
    rows, columns = (np.arange(0, size - SIDE + 1, COARSE) for size in page.page.shape[:2])
    found = [(y, x) for y in rows for x in columns if np.array_equal(page.page[y : y + 4, x : x + SIDE], place[:4])]
    assert any(np.array_equal(page.inks[y : y + SIDE, x : x + SIDE], crops.inks[0]) for y, x in found)


def test_what_is_used_every_day_needs_no_library_of_teaching() -> None:
    script = "import sys, ingest.reader; sys.exit('torch' in sys.modules or 'onnx' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
