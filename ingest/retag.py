"""Tags anew: the tags of every nota made again from its record, without OCR, and what that changed."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import nullcontext

import msgspec
from msgspec import Struct

from index.archive import Archive
from index.carried import with_sayings
from index.catalogue import catch_up, lots, rewrite
from index.errors import DamagedArchive
from index.nota import Nota, NotaId, Tag
from index.readings import readings
from index.thesaurus import Thesaurus, thesaurus
from index.verdicts import verdicts
from ingest.pipeline import ourselves

Tagger = Callable[[Nota], tuple[Tag, ...]]


class Named(Struct, frozen=True):
    """A tag by what a reader knows it by."""

    kind: str
    value: str
    quote: str
    page: int


class Retagged(Struct, frozen=True):
    """What became of the tags of one nota."""

    id: NotaId
    title: str
    gone: tuple[Named, ...] = ()
    new: tuple[Named, ...] = ()
    moved: int = 0  # tags of the same kind and value that stand elsewhere, or of which something else is told

    @property
    def changed(self) -> bool:
        """Whether any tag is not what it was."""
        return bool(self.gone or self.new or self.moved)


class LeftOut(Struct, frozen=True):
    """A nota of which a file is damaged: nothing of it was changed."""

    id: NotaId
    message: str


def retag(archive: Archive, tagger: Tagger, *, dry_run: bool = False) -> Iterator[Retagged | LeftOut]:
    """Give every nota the tags that `tagger` finds in its record, and yield what became of each, in the order of ids.

    What people said of tags and marks stays so. Nota's of which nothing changes are not written. What is yielded is
    stored and can be found, unless this is a `dry_run`, which writes nothing. Raises Busy, CannotWrite, and WrongUsage
    where the archive's thesaurus cannot be read.
    """
    with nullcontext() if dry_run else archive.writing():
        known = thesaurus(archive)
        for ids in lots(list(archive)):
            answers = [_anew(archive, key, tagger, known) for key in ids]
            changed = [nota for nota, _ in answers if nota]
            if changed and not dry_run:
                rewrite(archive, changed)
            yield from (outcome for _, outcome in answers)
        if not dry_run:
            catch_up(archive)  # with what a killed run left


def difference(old: Sequence[Tag], new: Sequence[Tag]) -> tuple[list[Tag], list[Tag], int]:
    """Return the tags that are gone, those that are new, and how many of the others are not wholly the same.

    Tags of one kind and value are told apart by nothing else: of three that become two, one is gone.
    """
    gone, came = _without(old, new, _whole), _without(new, old, _whole)
    for_good = _without(gone, came, _known_by)
    return for_good, _without(came, gone, _known_by), len(gone) - len(for_good)


def _without(tags: Sequence[Tag], others: Sequence[Tag], as_: Callable[[Tag], Hashable]) -> list[Tag]:
    """Return the tags but for those that are among the others, each of the others counting once."""
    left = Counter(map(as_, others))
    kept = []
    for tag in tags:
        if left[as_(tag)]:
            left[as_(tag)] -= 1
        else:
            kept.append(tag)
    return kept


def _whole(tag: Tag) -> Hashable:
    return tag


def _known_by(tag: Tag) -> Hashable:
    return tag.kind, tag.value


def _named(tags: Sequence[Tag]) -> tuple[Named, ...]:
    return tuple(Named(tag.kind, tag.value, tag.quote, tag.page) for tag in tags)


def _anew(archive: Archive, key: NotaId, tagger: Tagger, known: Thesaurus) -> tuple[Nota | None, Retagged | LeftOut]:
    """Return what became of a nota, and its new record if that is to be written."""
    try:
        nota = archive.intact(key)
        new = with_sayings(
            msgspec.structs.replace(nota, tags=tagger(nota), rejected=()),
            verdicts(archive, key),
            readings(archive, key),
            known,
        )
    except DamagedArchive as damage:
        return None, LeftOut(key, str(damage))
    gone, came, moved = difference(nota.tags, new.tags)
    outcome = Retagged(key, nota.title, _named(gone), _named(came), moved)
    if outcome.changed or new.rejected != nota.rejected:
        return msgspec.structs.replace(new, made_with=_also_ours(nota.made_with)), outcome
    return (new if new != nota else None), outcome


def _also_ours(made_with: tuple[str, ...]) -> tuple[str, ...]:
    """Name this version beside the one that read the scan."""
    return made_with if ourselves() in made_with else (*made_with, ourselves())
