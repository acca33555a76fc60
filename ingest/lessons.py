"""What came of learning: theme by theme, what was tried, how well it went, and what is wanting."""

from msgspec import Struct

from index.learned import Learned

ENOUGH = 30  # documents on a theme, and as many on something else: with fewer, the judgement itself is chance


class Lesson(Struct, frozen=True):
    """What became of one theme."""

    theme: str  # its id
    label: str
    documents: int  # that people said are on it
    others: int  # that they said are not, or are on something else
    learned: bool
    why: str  # not; or "better than its labels"
    f1_labels: float | None = None  # 0..1; None where there were too few to judge by
    f1_learned: float | None = None  # on documents that it was not taught with
    needs: int = 0  # documents on it, more than there are, before it can be tried
    needs_others: int = 0  # and on something else


class Lessons(Struct, frozen=True):
    """What was learned, and what became of every theme that was confirmed, those with most documents first."""

    learned: Learned | None  # None: of no theme
    themes: tuple[Lesson, ...]
