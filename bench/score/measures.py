"""Turn the counts of many pages into the measures that a person reads."""

from collections.abc import Iterator, Mapping

from bench.score.counts import f1, share
from bench.score.ink import OUR_KIND

# What is measured, of which count, as a share of which: in percent, or as it is (per page, in degrees).
PERCENT = {
    "CER %": ("character errors", "characters"),
    "WER %": ("word errors", "words in order"),
    "words recalled %": ("words recalled", "words"),
    "colofon words found %": ("colofon words found", "colofon words"),
    "broken words made whole %": ("words made whole", "words broken"),
    "rotation right %": ("rotations right", "rotations"),
    "ink precision %": ("ink found right", "ink found"),
    "ink recall %": ("ink made found", "ink made"),
    "print lost %": ("print lost", "print"),
    "kind right, of marks found %": ("marks seen and named", "marks seen"),
}
MEAN = {"gibberish words a page": ("gibberish", "pages"), "skew error (degrees)": ("skew error", "skews")}
F1 = {
    "ink F1": ("ink found right", "ink found", "ink made found", "ink made"),
    "note boxes F1": ("notes right", "notes found", "notes right", "notes"),
    "marked words F1": ("quoted words right", "quoted words found", "quoted words right", "quoted words"),
    "thema F1": ("thema right", "thema found", "thema recalled", "thema true"),
    **{
        f"{kind} F1": (f"{kind} right", f"{kind} found", f"{kind} right", f"{kind} true")
        for kind in ("motie", "toezegging", "datum", "kamerstuk", "wet", "bedrag")
    },
}


def measures(counts: Mapping[str, float]) -> dict[str, float]:
    """Return the measures these counts allow, rounded: percentages 0..100, F1 0..1, and pages."""
    return {"pages": counts.get("pages", 0), **dict(_text_and_ink(counts)), **dict(_by_kind(counts))}


def _text_and_ink(counts: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    for name, (part, whole) in PERCENT.items():
        if (value := share(counts, part, whole)) is not None:
            yield name, round(100 * value, 2)
    for name, (part, whole) in MEAN.items():
        if (value := share(counts, part, whole)) is not None:
            yield name, round(value, 4)
    for name, parts in F1.items():
        if parts[1] in counts and (value := f1(*(counts[part] for part in parts))) is not None:
            yield name, round(value, 4)


def _by_kind(counts: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    """Give for each kind of mark the share whose ink was found, and that was called what it is."""
    for kind in dict.fromkeys(OUR_KIND.values()):
        for name, found in ((f"{kind}: ink found %", f"{kind} seen"), (f"{kind}: named %", f"{kind} named")):
            if found in counts and (value := share(counts, found, f"{kind} made")) is not None:
                yield name, round(100 * value, 1)
