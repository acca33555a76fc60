"""Where on the picture of a page stands what was sought: the boxes of its words."""

from collections.abc import Iterator, Sequence

from index.documents import variants
from index.nota import Box, Page, Word
from index.snippet import misreadings, places
from index.terms import Sought


def word_boxes(page: Page, sought: Sequence[Sought]) -> list[Box]:
    """Return the boxes of the printed words that are sought, in pixels of the upright page, in reading order.

    A word that was broken over two lines has a box on each. A page that came without a scan has none.
    """
    text = "\n".join(" ".join(word.text for word in line.words) for line in page.lines)
    words = list(_placed(page))
    found = sorted((place.start, place.end) for place in places(text, sought, misreadings(variants(page))))
    return [word.box for start, end, word in words if any(start < last and first < end for first, last in found)]


def _placed(page: Page) -> Iterator[tuple[int, int, Word]]:
    """Yield every word with where it stands in the text of the page's lines."""
    at = 0
    for line in page.lines:
        for word in line.words:
            yield at, at + len(word.text), word
            at += len(word.text) + 1
        at += not line.words
