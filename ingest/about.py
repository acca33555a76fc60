"""What a nota is about: by what was learned of a theme, or else by the theme's labels."""

from collections.abc import Iterator, Sequence

import msgspec

from index.nota import Thema
from index.thesaurus import Thesaurus
from ingest.known import Known
from ingest.prediction import Prediction, predict
from ingest.sentences import Span
from ingest.themes import find_themes


def find_subjects(text: str, sentences: Sequence[Span], known: Known) -> Iterator[Thema]:
    """Yield the themes of a nota. A theme that was learned is told by that alone: its labels count no more.

    A learned theme for which no word of the text speaks is none; one that the thesaurus has no more is left out.
    """
    learned = {theme.id for theme in known.learned.themes} if known.learned else set()
    for thema in find_themes(text, sentences, known.thesaurus, known.labels):
        if thema.value not in learned:
            yield thema
    if known.learned:
        for told in predict(known.learned, text):
            sure = told.probability >= known.learned.threshold
            if sure and told.words and told.theme in known.thesaurus.concepts:
                yield _thema(told, known.thesaurus)


def _thema(told: Prediction, thesaurus: Thesaurus) -> Thema:
    quoted = told.words[0]
    return msgspec.structs.replace(
        thesaurus.thema(thesaurus.concepts[told.theme]),
        quote=quoted.text,
        start=quoted.start,
        end=quoted.end,
        score=round(told.probability, 2),
        by="learned",
        words=tuple(word.text for word in told.words),
    )
