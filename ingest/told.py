"""What became of tags and themes, as lines for a terminal."""

from collections.abc import Iterator, Sequence

from ingest.lessons import ENOUGH, Lesson
from ingest.retag import Retagged


def retagged_lines(outcome: Retagged) -> Iterator[str]:
    """Yield what changed in the tags of one nota: those that are gone behind a -, new ones behind a +."""
    yield f"{outcome.id}  {outcome.title}"
    for sign, tags in (("-", outcome.gone), ("+", outcome.new)):
        yield from (f"  {sign} {tag.kind} {tag.value}" for tag in tags)
    if outcome.moved:
        yield f"  {outcome.moved} moved"


def lessons_table(lessons: Sequence[Lesson]) -> Iterator[str]:
    """Yield a table: a theme, its documents, how well its labels and its words tell it, and what becomes of it."""
    if lessons:
        yield f"{'theme':<45} {'nota’s':>6} {'by labels':>9} {'by words':>8}"
    for lesson in lessons:
        by_labels, by_words = (f"{f1:.2f}" if f1 is not None else "–" for f1 in (lesson.f1_labels, lesson.f1_learned))
        what = f"{'learned' if lesson.learned else 'by its labels'}: {lesson.why}"
        yield f"{lesson.theme:<45} {lesson.documents:>6} {by_labels:>9} {by_words:>8}  {what}"


def lessons_told(lessons: Sequence[Lesson], dropped: Sequence[str], dry_run: bool) -> Iterator[str]:
    """Yield sentences on what changes, or what is wanting. `dropped`: themes that go by their labels again."""
    number = sum(lesson.learned for lesson in lessons)
    if number:
        are = "would be" if dry_run else "is" if number == 1 else "are"
        yield f"{number} {'theme' if number == 1 else 'themes'} {are} learned."
    else:
        yield from _why_nothing(lessons)
    if dropped:
        yield f"By their labels again: {', '.join(dropped)}."
    if dry_run:
        yield "Nothing was written."
    elif number or dropped:
        yield "Type `nota retag` to tag the archive so."


def _why_nothing(lessons: Sequence[Lesson]) -> Iterator[str]:
    if not lessons:
        yield f"Nothing to learn: no theme was confirmed yet, and {ENOUGH} nota's on one theme are needed."
    elif any(lesson.f1_learned is not None for lesson in lessons):
        yield "Nothing is learned: no theme is told clearly better by its words than by its labels."
    else:
        yield "Nothing to learn yet."
        wanting = [lesson for lesson in lessons if lesson.needs or lesson.needs_others]
        if wanting:
            nearest = min(wanting, key=lambda lesson: lesson.needs + lesson.needs_others)
            more = [f"{nearest.needs} more on it"] if nearest.needs else []
            more += [f"{nearest.needs_others} more on something else"] if nearest.needs_others else []
            yield f"Nearest is {nearest.theme}; it needs {' and '.join(more)}, confirmed or rejected by people."
