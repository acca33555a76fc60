"""Which words an archive uses often that the dictionary does not know."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from index.nota import Nota, Page
from ingest.clean import CERTAIN, begins_sentence, is_broken
from ingest.lexicon import is_word
from ingest.misread import SHORTEST, core_of, is_code, printed

LEAST = 5  # nota's: what stands in fewer may be one writer's slip, or one scan's
READ_SURELY = 0.9  # engine's confidence: of the unknown words above it, nine in ten were read right

Row = Sequence[tuple[str, float]]  # words as they stand on a line, each with the engine's confidence


def often_used(notas: Iterable[Nota], least: int = LEAST) -> set[str]:
    """Return the unknown words that were read surely in at least so many nota's, names with their capital.

    Letters only, no codes. Left out is what the clean-up would have mended, had the engine been in doubt: the same
    misreading turns up in many nota's too. Raises MissingTool without the dictionary.
    """
    used: Counter[str] = Counter()
    for nota in notas:
        used.update({word for page in nota.pages for word in _surely_read(page)})
    often = {word for word, notas_ in used.items() if notas_ >= least and _is_new(word)}
    return {word for word in often if word.islower() or word.lower() not in often}


def _surely_read(page: Page) -> Iterator[str]:
    """Yield the words of a page that are whole and sure, spelled as inside a sentence."""
    for before, row in pairwise([[], *_rows(page)]):
        goes_on = bool(before) and is_broken(before[-1][0])
        for at, (text, confidence) in enumerate(row):
            core = core_of(text)
            half = (at == 0 and goes_on) or (at == len(row) - 1 and is_broken(text))
            # The capital of what begins a line may be that of a sentence, a heading, a label.
            capital = core[:1].isupper() and (at == 0 or begins_sentence(row[at - 1][0]))
            if confidence >= READ_SURELY and not (half or capital):
                yield core


def _rows(page: Page) -> list[Row]:
    """Return the lines of a page; of one that came as text, its lines of text, which nobody doubts."""
    if page.lines:
        return [[(word.text, word.confidence) for word in line.words] for line in page.lines if line.words]
    text = f"{page.body}\n{page.metadata}"
    return [[(word, CERTAIN) for word in line.split()] for line in text.splitlines() if line.strip()]


def _is_new(word: str) -> bool:
    return (
        len(word) >= SHORTEST
        and word.isalpha()
        and not is_code(word)
        and not is_word(word)
        and printed(word, opens=True, half=False, confidence=0.0, seen=frozenset()) == (word,)
    )
