"""Compare the text that was read with the text that was printed."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from bench.reading import ReadPage
from bench.score.counts import Counts
from bench.truth import TruePage

# Readers differ in the shape of a quote or ligature; readers of the archive do not care.
ONE_SHAPE = str.maketrans(
    {
        **dict.fromkeys("‘’‚´`", "'"),
        **dict.fromkeys("“”„", '"'),
        "ﬁ": "fi",
        "ﬂ": "fl",
        "…": "...",
        "\N{SOFT HYPHEN}": "-",
        "\f": "\n",
    }
)
# A bullet, or one of the letters and signs that engines take a hollow bullet for.
BULLET = re.compile(r"^\s*[-–—•·○◦°*«»©¢oO0eQ]\s+(?=\S)", re.MULTILINE)
BROKEN_WORD = re.compile(r"(?<=\w)[-‐‑–¬]\s*\n\s*(?=\w)")
DASHES = re.compile("[-‐‑–—_]+")  # after this a hyphen at a line end, kept or not, costs nothing
SPACES = re.compile(r"\s+")
RIM = re.compile(r"^\W+|\W+$")

LIKE_FROM = 4  # letters; shorter words are alike by chance
LIKE = 70  # percent alike: a misreading that a person still recognises
LENGTHS = (0.6, 1.6)  # a likeness of 70 % cannot be had outside these lengths


def plain(text: str) -> str:
    """Return the text as it is compared: NFC, one shape of quotes, no list bullets, no dashes, single spaces."""
    text = unicodedata.normalize("NFC", text).replace("\f", "\n").translate(ONE_SHAPE)
    text = BROKEN_WORD.sub("", BULLET.sub("", text))
    return SPACES.sub(" ", DASHES.sub("", text).replace("€ ", "€")).strip()


def core(word: str) -> str:
    """Return the word in lower case without the punctuation around it."""
    return RIM.sub("", word.lower())


def cer(read: str, true: str) -> float:
    """Return the character error rate: 0 where both say the same, above 1 where much was added to little."""
    return _rate(plain(read), plain(true))


def wer(read: str, true: str) -> float:
    """Return the word error rate, as `cer` for words."""
    return _rate(plain(read).split(), plain(true).split())


def _rate(read: Sequence[str], true: Sequence[str]) -> float:
    if not true:
        return float(bool(read))
    return Levenshtein.distance(true, read) / len(true)


def gibberish(read: Sequence[str], true: Sequence[str]) -> int:
    """Count the words read that were not printed: no unused printed word equals them or is much like them."""
    unused = Counter(core(word) for word in true)
    strange = []
    for word in map(core, read):
        if word and unused[word] > 0:
            unused[word] -= 1
        else:
            strange.append(word)
    return len(strange) - _recognised(strange, unused)


def _recognised(strange: Sequence[str], unused: Counter[str]) -> int:
    """Count the strange words that are a misreading of an unused word, and use it up."""
    by_length: defaultdict[int, list[str]] = defaultdict(list)
    for word, count in unused.items():
        if count > 0:
            by_length[len(word)].append(word)
    recognised = 0
    for word in strange:
        shortest, longest = (int(len(word) * factor) for factor in LENGTHS)
        near = (
            other
            for length in range(max(shortest, LIKE_FROM - 1), longest + 1)
            for other in by_length[length]
            if unused[other] > 0 and fuzz.ratio(word, other) >= LIKE
        )
        found = next(near, None) if len(word) >= LIKE_FROM else None
        if found is not None:
            unused[found] -= 1
            recognised += 1
    return recognised


def common(read: Sequence[str], true: Sequence[str]) -> tuple[int, int]:
    """Return how many of the true words were read, order ignored, and how many there are."""
    have, want = (Counter(word for word in map(core, words) if word) for words in (read, true))
    return (have & want).total(), want.total()


def whole_again(read: str, broken: Sequence[str]) -> int:
    """Count the words broken at a line end in print that were read as one."""
    text = SPACES.sub(" ", unicodedata.normalize("NFC", read).translate(ONE_SHAPE))
    return sum(word.strip(".,:;()'\"") in text for word in broken)


def score_text(page: ReadPage, truth: TruePage) -> Counts:
    """Count what the text of one page got right and wrong."""
    read, true = plain(page.body), plain(truth.body_text)
    read_words, true_words = read.split(), true.split()
    colofon_words = plain(truth.metadata_text).split()
    recalled, words = common(read_words, true_words)
    colofon_found, colofon = common(plain(page.metadata).split(), colofon_words)
    return {
        "pages": 1,
        "character errors": Levenshtein.distance(true, read),
        "characters": len(true),
        "word errors": Levenshtein.distance(true_words, read_words),
        "words in order": len(true_words),
        "words recalled": recalled,
        "words": words,
        "gibberish": gibberish(read_words, true_words + colofon_words),
        "colofon words found": colofon_found,
        "colofon words": colofon,
        "words made whole": whole_again(page.body, truth.hyphenated_words),
        "words broken": len(truth.hyphenated_words),
    }


def score_turn(page: ReadPage, truth: TruePage) -> Counts:
    """Count how far off the page was turned; nothing where the reader does not say."""
    counts: Counts = {}
    if page.skew is not None:
        counts |= {"skew error": abs(page.skew - truth.skew_degrees), "skews": 1}
    if page.rotation is not None:
        counts |= {"rotations right": page.rotation % 360 == truth.rotation, "rotations": 1}
    return counts
