"""How Whoosh reads our segments: its own searcher and tools work on the index as on any other."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Segment
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo

from index.arrays import read_arrays
from index.documents import ONCE, VALUES, WORDS
from index.segment import Segment

EXTENSION = ".arrays"


class ArrayCodec(base.Codec):  # type: ignore[misc]  # Whoosh carries no types
    """Segments that are files of arrays. They are written by `index.commits`, a whole segment at a time."""

    def new_segment(self, storage: Any, indexname: str) -> W3Segment:
        """Return a segment without pages."""
        return W3Segment(self, indexname)

    def terms_reader(self, storage: Any, segment: W3Segment) -> "ArrayTerms":
        """Return what reads the terms of a segment."""
        return ArrayTerms(open_segment(Path(storage.folder), segment))

    def per_document_reader(self, storage: Any, segment: W3Segment) -> "ArrayPages":
        """Return what reads the pages of a segment."""
        return ArrayPages(open_segment(Path(storage.folder), segment), segment)


def open_segment(folder: Path, segment: W3Segment) -> Segment:
    """Return the arrays of a segment. Raises `NeedsRebuild`, OSError."""
    return Segment(read_arrays(folder / segment.make_filename(EXTENSION)))


class ArrayTerms(base.TermsReader):  # type: ignore[misc]
    """The terms of a segment, for Whoosh."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._numbers = {
            field: {text: number for number, text in enumerate(segment.texts(field))} for field in (*WORDS, VALUES)
        }

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        """Tell whether a term stands anywhere."""
        return term[1] in self._numbers.get(term[0], ())

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Yield every term of every field, in order."""
        return ((field, text) for field in sorted(self._numbers) for text in self._numbers[field])

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Yield every term from this one on."""
        return (term for term in self.terms() if term >= (fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Return on how many pages a term stands, and how heavily."""
        pages, weights = self._postings(fieldname, text)
        first, last = (int(pages[0]), int(pages[-1])) if len(pages) else (None, None)
        return TermInfo(
            float(weights.sum()), len(pages), maxweight=float(weights.max(initial=0)), minid=first, maxid=last
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        """Return how heavily a term weighs on all pages together."""
        return float(self._postings(fieldname, text)[1].sum())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """Return on how many pages a term stands, removed ones too."""
        return len(self._postings(fieldname, text)[0])

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        """Return the pages of a term."""
        pages, weights = self._postings(fieldname, text)
        info = self.term_info(fieldname, text)
        return ListMatcher(pages.tolist(), weights.tolist(), format=format_, scorer=scorer, terminfo=info)

    def indexed_field_names(self) -> list[str]:
        """Return the names of all fields."""
        return list(self._numbers)

    def close(self) -> None:
        """Do nothing: the file is let go with the arrays."""

    def _postings(self, fieldname: str, text: bytes) -> tuple[Any, Any]:
        number = self._numbers[fieldname][text]
        start, end = self._segment.columns[f"{fieldname}.post.at"].part(number, number + 2).tolist()
        weights = self._segment.columns[f"{fieldname}.weight"].part(start, end).astype(np.float64) / ONCE
        return self._segment.columns[f"{fieldname}.page"].part(start, end), weights


class ArrayPages(base.PerDocumentReader):  # type: ignore[misc]
    """The pages of a segment, for Whoosh: how many there are, which are gone, and how long they are."""

    def __init__(self, segment: Segment, listed: W3Segment) -> None:
        self._lengths = segment.all("length")
        self._listed = listed

    def doc_count_all(self) -> int:
        """Return the number of pages, removed ones too."""
        return len(self._lengths)

    def doc_count(self) -> int:
        """Return the number of pages that are still there."""
        return int(self._listed.doc_count())

    def has_deletions(self) -> bool:
        """Tell whether any page was removed."""
        return bool(self._listed.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        """Tell whether a page was removed."""
        return bool(self._listed.is_deleted(docnum))

    def deleted_docs(self) -> Any:
        """Return the pages that were removed."""
        return self._listed.deleted_docs()

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Return the length of a page in words, whatever the field."""
        return int(self._lengths[docnum])

    def field_length(self, fieldname: str) -> int:
        """Return the length of all pages in words, whatever the field."""
        return int(self._lengths.sum())

    def min_field_length(self, fieldname: str) -> int:
        """Return the length of the shortest page in words."""
        return int(self._lengths.min(initial=0))

    def max_field_length(self, fieldname: str) -> int:
        """Return the length of the longest page in words."""
        return int(self._lengths.max(initial=0))

    def close(self) -> None:
        """Do nothing: the file is let go with the arrays."""
