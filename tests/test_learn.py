"""Themes that are learned from what people confirmed: when, how well, what is kept of it, and what it does to tags."""

import datetime as dt
import json
import math
import random
import subprocess
import sys
from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from index.archive import Archive
from index.errors import WrongUsage
from index.learned import Learned, LearnedTheme, keep, learned_by
from index.nota import Page, Thema
from index.verdicts import Said, Verdict, add_verdicts
from ingest.examples import Example, examples
from ingest.known import Known, known_to, known_to_all
from ingest.learn import learn
from ingest.lessons import Lesson, Lessons
from ingest.prediction import predict, telling_words
from ingest.tag import tag
from tests.conftest import a_nota, put
from tests.test_journey import answer, nota

TODAY = dt.date(2026, 11, 24)
NOW = dt.datetime(2026, 11, 24, 13, tzinfo=dt.UTC)

# Words that no label has, and that come back in the nota's on a theme.
# Words that no thesaurus will ever have under these themes.
OWN_WORDS = {
    "asiel": "lamp potlood gordijn tegel kachel deurknop vloer kast plank stoel",
    "landbouw": "viool fluit trommel harp citer banjo gong klokkenspel triangel accordeon",
    "luchtvaart": "peper kaneel laurier saffraan dille munt venkel komijn tijm salie",
}
NAMES = {"asiel": "asielzoekers", "landbouw": "landbouw", "luchtvaart": "luchthaven"}
COMMON = "wij vragen brief besluit advies overleg planning toelichting voorstel week collega uitkomst punt"


def a_text(theme: str, seed: int, *, named: float, own: float = 0.25) -> str:
    """Return a forged nota: its words are a theme's own at this rate; its label is there for this share of them."""
    chance = random.Random(f"{theme} {seed}")
    name = [NAMES[theme]] if chance.random() < named else []
    sentences = []
    for _ in range(12):
        words = [chance.choice((OWN_WORDS[theme] if chance.random() < own else COMMON).split()) for _ in range(8)]
        sentences.append(" ".join([*words, *name]).capitalize() + ".")
    return " ".join(sentences)


def forged(number: int, others: int = 60, *, named: float = 0.2, own: float = 0.25) -> list[Example]:
    """Return so many nota's on asiel, and others half on landbouw, half on luchtvaart."""
    themes = ["asiel"] * number + ["landbouw", "luchtvaart"] * (others // 2)
    texts = [(theme, a_text(theme, at, named=named, own=own)) for at, theme in enumerate(themes)]
    return [Example(text, frozenset([theme])) for theme, text in texts]


def lesson(lessons: Lessons, theme: str = "asiel") -> Lesson:
    return next(one for one in lessons.themes if one.theme == theme)


def knowing(learned: Learned | None) -> Known:
    known = known_to_all()
    return Known(known.thesaurus, known.labels, known.names, learned)


def themes(text: str, learned: Learned | None) -> dict[str, Thema]:
    tags = tag([text], None, knowing(learned))
    return {one.value: one for one in tags if isinstance(one, Thema)}


@pytest.fixture(scope="module")
def lessons() -> Lessons:
    return learn(forged(40), known_to_all(), TODAY)


@pytest.fixture(scope="module")
def model(lessons: Lessons) -> Learned:
    assert lessons.learned is not None
    return lessons.learned


# Learning


@pytest.mark.parametrize(("number", "learned"), [(30, True), (29, False)])
def test_a_theme_is_learned_from_thirty_documents(number: int, learned: bool) -> None:
    asiel = lesson(learn(forged(number), known_to_all(), TODAY))

    assert asiel.learned == learned
    assert (asiel.documents, asiel.others) == (number, 60)
    if learned:
        assert asiel.f1_labels is not None
        assert asiel.f1_learned is not None
        assert asiel.f1_learned > asiel.f1_labels + 0.5
    else:
        assert (asiel.why, asiel.needs, asiel.f1_learned) == ("29 of 30 nota's", 1, None)


def test_as_many_documents_on_something_else_are_needed() -> None:
    asiel = lesson(learn(forged(40, others=28), known_to_all(), TODAY))

    assert (asiel.learned, asiel.why, asiel.needs_others) == (False, "28 of 30 nota's on something else", 2)


def test_a_rejected_theme_is_an_example_of_what_is_not_on_it() -> None:
    rejected = [Example(one.text, frozenset(), frozenset(["asiel"])) for one in forged(0)]

    asiel = lesson(learn([*forged(40, others=0), *rejected], known_to_all(), TODAY))

    assert (asiel.learned, asiel.documents, asiel.others) == (True, 40, 60)


def test_what_is_on_a_narrower_theme_says_nothing_against_the_broader_one() -> None:
    known = known_to_all()
    narrow = next(one for one in known.thesaurus.concepts.values() if known.thesaurus.above(one))
    broad = known.thesaurus.above(narrow)[0]
    judged = [Example("een", frozenset([broad])), Example("twee", frozenset([narrow.id])), *forged(5, others=0)]

    taught = learn(judged, known, TODAY)

    assert (lesson(taught, broad).documents, lesson(taught, broad).others) == (1, 5)
    assert (lesson(taught, narrow.id).documents, lesson(taught, narrow.id).others) == (1, 6)


def test_labels_stay_where_they_tell_a_theme_better() -> None:
    taught = learn(forged(40, named=1.0, own=0.02), known_to_all(), TODAY)
    asiel = lesson(taught)

    assert (asiel.learned, asiel.f1_labels) == (False, 1.0)
    assert asiel.why in ("its labels do better", "its labels do as well")
    assert taught.learned is None


def test_words_without_pattern_teach_nothing() -> None:
    texts = [a_text("asiel", seed, named=0, own=0) for seed in range(90)]
    judged = [Example(text, frozenset(["asiel" if at % 2 else "landbouw"])) for at, text in enumerate(texts)]

    asiel = lesson(learn(judged, known_to_all(), TODAY))

    assert asiel.f1_learned is not None
    assert asiel.f1_learned < 0.7  # on words that it was taught with, it would be near 1


def test_nothing_is_learned_from_nothing() -> None:
    assert learn([], known_to_all(), TODAY) == Lessons(None, ())
    blank = [Example("", frozenset(["asiel" if at % 2 else "landbouw"])) for at in range(80)]
    assert [(one.f1_learned, one.learned) for one in learn(blank, known_to_all(), TODAY).themes] == [(0, False)] * 2


def test_a_theme_that_the_thesaurus_has_lost_is_not_learned() -> None:
    lost = [replace_confirmed(one, {"asiel": "oud-thema"}) for one in forged(40)]

    assert lesson(learn(lost, known_to_all(), TODAY), "oud-thema").why == "no longer in the thesaurus"


def replace_confirmed(example: Example, names: dict[str, str]) -> Example:
    return Example(example.text, frozenset(names.get(theme, theme) for theme in example.confirmed))


def test_the_same_examples_teach_the_same_in_any_order(lessons: Lessons) -> None:
    shuffled = forged(40)
    random.Random(1).shuffle(shuffled)

    assert learn(shuffled, known_to_all(), TODAY) == lessons


# What is kept


def test_what_was_learned_is_kept_and_read_again(archive: Archive, model: Learned) -> None:
    assert learned_by(archive) is None
    with archive.writing():
        keep(archive, model)

    assert learned_by(archive) == known_to(archive).learned == model
    with archive.writing():
        keep(archive, None)
        keep(archive, None)
    assert learned_by(archive) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"idf": [1.0]},
        {"words": ["loket", "loket"]},
        {"words": ["loket"]},
        {"idf": [1.0, 1e999]},
        {"idf": [1.0, 0.0]},
        {"threshold": 1.5},
        {"learned": "gisteren"},
        {"themes": [{"id": "taal", "documents": 30, "bias": 0, "weights": [1]}]},
        {"themes": [{"id": "taal", "documents": 30, "bias": 0, "weights": [1, 1e300]}]},
        {"themes": [{"id": "taal", "documents": 30, "bias": 0, "weights": [1, 2]}] * 2},
        {"extra": 1},
    ],
)
def test_a_file_that_contradicts_itself_is_told(archive: Archive, changed: dict[str, object]) -> None:
    whole = {"learned": "2026-11-24", "documents": 60, "words": ["loket", "bed"], "idf": [1.5, 2.0], "themes": []}
    archive.folder.mkdir()
    path = archive.folder / "learned.json"
    path.write_text(json.dumps(whole))
    assert learned_by(archive) is not None

    path.write_text(json.dumps(whole | changed).replace("Infinity", "1e999"))
    with pytest.raises(WrongUsage, match=r"learned\.json is not what was learned: .* `nota learn`"):
        learned_by(archive)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe{}", b"null"])
def test_a_broken_file_is_told(archive: Archive, data: bytes) -> None:
    archive.folder.mkdir()
    (archive.folder / "learned.json").write_bytes(data)

    with pytest.raises(WrongUsage, match=r"learned\.json is not what was learned"):
        known_to(archive)


def test_a_broken_file_can_be_forgotten(archive: Archive) -> None:
    archive.folder.mkdir()
    (archive.folder / "learned.json").write_bytes(b"{")

    told = nota(archive.folder, "tag", given=b'{"text": "Een zin."}')
    assert (told.returncode, b"nota learn --forget" in told.stderr) == (2, True)
    assert nota(archive.folder, "learn", "--forget").returncode == 0
    assert nota(archive.folder, "tag", given=b'{"text": "Een zin."}').returncode == 0


# Prediction


def test_predictions_are_those_of_the_library_that_taught(model: Learned) -> None:
    texts = [example.text for example in forged(40)]
    on_it = [example.confirmed == {"asiel"} for example in forged(40)]
    library = make_pipeline(
        TfidfVectorizer(analyzer=lambda text: [word.stem for word in telling_words(text)], min_df=2, sublinear_tf=True),
        LogisticRegression(class_weight="balanced", max_iter=1000),
    ).fit(texts, on_it)
    new = [*texts, "", "Geheel ander.", *(a_text(theme, 900, named=0.5, own=0.1) for theme in NAMES)]

    ours = [told.probability for text in new for told in predict(model, text) if told.theme == "asiel"]

    assert ours == pytest.approx(library.predict_proba(new)[:, 1], abs=1e-3)


any_text = st.one_of(
    st.text(), st.lists(st.sampled_from(["loket", "Akker", "bed,", "tolk.", "NT2-bed", "12", "é"])).map(" ".join)
)


@given(any_text)
def test_a_prediction_is_a_probability_and_its_words_stand_in_the_text(model: Learned, text: str) -> None:
    for told in predict(model, text):
        assert 0 <= told.probability <= 1
        assert all(text[one.start : one.end] == one.text != "" for one in told.words)


@given(any_text, st.floats(-1e6, 1e6), st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=2))
def test_whatever_the_weights_a_prediction_is_a_probability(text: str, bias: float, weights: list[float]) -> None:
    theme = LearnedTheme("taal", 30, bias, tuple(weights))
    wild = Learned(TODAY, 60, ("bed", "loket"), (1e-6, 1e6), (theme,))

    (told,) = predict(wild, text)

    assert 0 <= told.probability <= 1


def test_the_most_telling_word_comes_first_where_it_first_stands() -> None:
    theme = LearnedTheme("taal", 30, 0.0, (1.0, 3.0, -5.0))
    told = Learned(TODAY, 60, ("loket", "traject", "brief"), (1.0, 1.0, 1.0), (theme,))

    ((_, probability, words),) = predict(told, "Het loket, de Trajecten, de brief en een traject")

    assert [(word.text, word.start) for word in words] == [("Trajecten", 14), ("loket", 4)]
    twice = 1 + math.log(2)
    said = (1 + 3 * twice - 5) / math.sqrt(1 + twice**2 + 1)
    assert probability == pytest.approx(1 / (1 + math.exp(-said)))


# Tags


def test_a_theme_that_was_learned_is_tagged_by_its_words(model: Learned) -> None:
    text = a_text("asiel", 500, named=0)
    assert "asiel" not in themes(text, None)

    found = themes(text, model)["asiel"]

    assert (found.by, found.label) == ("learned", "asiel")
    assert 0.5 <= found.score <= 1
    assert 1 <= len(found.words) <= 5
    assert set(" ".join(found.words).lower().split()) <= set(OWN_WORDS["asiel"].split())
    assert text[found.start : found.end] == found.quote == found.words[0]
    assert found.start == text.index(found.quote)


def test_the_labels_of_a_learned_theme_count_no_more_and_those_of_others_do(model: Learned) -> None:
    text = " ".join(["De asielzoekers en de opvang in het azc.", "De jeugdzorg en de pleegzorg staan onder druk."] * 4)
    by_labels = themes(text, None)
    assert {"asiel", "jeugdzorg"} <= by_labels.keys()

    found = themes(text, model)

    assert "asiel" not in found
    assert {name: one for name, one in found.items() if one.by == "words"} == {
        name: one for name, one in by_labels.items() if name not in NAMES
    }


def test_a_learned_theme_that_the_thesaurus_has_lost_is_left_out(model: Learned) -> None:
    text = a_text("asiel", 500, named=0)
    gone = replace(model, themes=tuple(replace(theme, id=f"oud-{theme.id}") for theme in model.themes))

    assert themes(text, gone) == themes(text, None)


def test_a_text_without_a_word_for_a_theme_is_not_on_it() -> None:
    biased = Learned(TODAY, 60, ("loket",), (1.0,), (LearnedTheme("asiel", 30, 5.0, (-1.0,)),))

    assert themes("Het loket.", biased) == themes("", biased) == {}


@settings(deadline=None, max_examples=50)
@given(st.lists(any_text, max_size=3))
def test_quotes_of_learned_themes_stand_at_their_place_in_any_text(model: Learned, bodies: list[str]) -> None:
    for one in tag(bodies, None, knowing(model)):
        assert bodies[one.page - 1][one.start : one.end] == one.quote != ""


def test_tagging_by_what_was_learned_takes_no_library_of_learning(archive: Archive, model: Learned) -> None:
    with archive.writing():
        keep(archive, model)
    code = (
        "import sys; from pathlib import Path; from index.archive import Archive; from ingest.known import known_to\n"
        "import nota, ingest.pipeline, ingest.imports; from ingest.tag import tag; from search.query import parse\n"
        "tags = tag([sys.argv[2]], None, known_to(Archive(Path(sys.argv[1]))))\n"
        "assert any(getattr(tag, 'by', '') == 'learned' for tag in tags)\n"
        "print(*({'sklearn', 'scipy', 'joblib'} & sys.modules.keys()))"
    )

    text = a_text("asiel", 500, named=0)
    done = subprocess.run(
        [sys.executable, "-c", code, archive.folder, text], capture_output=True, text=True, check=False
    )

    assert (done.stdout, done.stderr) == ("\n", "")


# The command


def judged_archive(archive: Archive, judged: Sequence[Example]) -> None:
    """Fill an archive with these nota's and verdicts."""
    with archive.writing():
        for at, example in enumerate(judged):
            record = replace(a_nota(f"nota {at}"), pages=(Page(number=1, body=example.text),))
            put(archive, record)
            said = [Verdict("Anna", NOW, "thema", theme, "confirmed") for theme in example.confirmed]
            said += [Verdict("Anna", NOW, "thema", theme, "rejected") for theme in example.rejected]
            add_verdicts(archive, record.id, said)


def test_the_last_word_on_each_theme_is_an_example(archive: Archive) -> None:
    with archive.writing():
        for name in ("een", "twee"):
            put(archive, a_nota(name))
        key = a_nota("een").id
        said: list[tuple[str, Said]] = [("taal", "confirmed"), ("taal", "rejected"), ("wonen", "confirmed")]
        add_verdicts(archive, key, [Verdict("Anna", NOW, "thema", theme, word) for theme, word in said])

    assert list(examples(archive, archive)) == [Example("een", frozenset(["wonen"]), frozenset(["taal"]))]


def test_an_archive_learns_says_what_changes_and_forgets(archive: Archive) -> None:
    judged_archive(archive, forged(32))
    path = archive.folder / "learned.json"

    dry = nota(archive.folder, "learn", "--dry-run")
    assert b"3 themes would be learned" in dry.stderr
    assert b"Nothing was written" in dry.stderr
    assert not path.exists()

    done = nota(archive.folder, "learn")
    assert done.stdout == dry.stdout
    assert b"3 themes are learned.\nType `nota retag`" in done.stderr
    row = next(line.split() for line in done.stdout.decode().splitlines() if line.startswith("asiel"))
    assert row[1] == "32"
    assert float(row[2]) < float(row[3])
    assert row[4:] == ["learned:", "better", "than", "its", "labels"]
    text = a_text("asiel", 500, named=0)
    (tagged,) = [
        json.loads(line)
        for line in nota(archive.folder, "tag", given=msgspec.json.encode({"text": text})).stdout.splitlines()
    ]
    assert [one["value"] for one in tagged["tags"] if one.get("by") == "learned"] == ["asiel"]

    assert answer(archive.folder, "learn", "--forget") == {"dropped": ["asiel", "landbouw", "luchtvaart"]}
    assert not path.exists()


def test_a_theme_that_is_no_longer_learned_is_told(archive: Archive, model: Learned) -> None:
    judged_archive(archive, forged(12, others=20))
    with archive.writing():
        keep(archive, model)

    told = answer(archive.folder, "learn")

    assert (told["documents"], told["written"], told["dropped"]) == (32, True, [theme.id for theme in model.themes])
    assert learned_by(archive) is None


def test_with_too_little_to_learn_it_is_told_how_much_is_wanting(archive: Archive) -> None:
    archive.folder.mkdir()
    assert b"no theme was confirmed yet" in nota(archive.folder, "learn").stderr

    judged_archive(archive, forged(17, others=16))
    done = nota(archive.folder, "learn")

    assert b"asiel; it needs 13 more on it and 14 more on something else" in done.stderr
    assert "17 of 30 nota's" in done.stdout.decode()
    assert not (archive.folder / "learned.json").exists()


def test_there_must_be_an_archive_to_learn_from(archive: Archive) -> None:
    assert nota(archive.folder, "learn").returncode == 2
    archive.folder.mkdir()
    assert nota(archive.folder, "learn", "--forget", "--dry-run").returncode == 2
