"""Make up text that looks like a nota's and means nothing: for telling inks apart, letters are enough."""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from samples.forge.pen import Chance
from samples.forge.text import Text, parse

DICTIONARY = Path("/usr/share/hunspell/nl_NL.dic")  # of the Debian package hunspell-nl, which the product needs too

FUNCTION_WORDS = ("de", "het", "een", "van", "en", "in", "is", "dat", "op", "te", "voor", "met", "aan", "u", "zijn")
MONTHS = ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober")
CAPITALS = ("SZW", "OCW", "VNG", "COA", "BZK", "IenW", "NT2-docenten", "KPI's", "Wi2021", "VWS", "EU", "ELIP", "DUO")


@cache
def words() -> tuple[str, ...]:
    """Return the plain words of the dictionary."""
    lines = DICTIONARY.read_text(encoding="utf-8").splitlines()[1:]
    entries = (line.split("/")[0].strip().replace("ĳ", "ij") for line in lines)
    return tuple(word for word in entries if word.replace("-", "").isalpha() and 2 <= len(word) <= 18)


def invent(chance: Chance) -> Text:
    """Invent a nota of some pages: headings, paragraphs, bullets, a table now and then, footnotes."""
    head = [
        f"ministerie: Ministerie van {_words(2, chance).title()}",
        f"directie: Directie {_words(2, chance).title()}",
        f"soort: TER {_words(1, chance).upper()}",
        f"titel: {_words(int(chance.integers(3, 9)), chance).capitalize()}",
        "dated: 2023-01-01",
        f"Datum: {_date(chance)}",
        f"Onze referentie: {_digits(4, chance)}-{_digits(10, chance)}",
        f"Van: {_words(int(chance.integers(1, 5)), chance).title()}",
        f"Aan: {_words(2, chance).title()}",
        f"Bijlagen: {_digits(1, chance)}",
    ]
    kinds = chance.choice(len(BLOCKS), size=int(chance.integers(16, 30)), p=[0.15, 0.08, 0.42, 0.25, 0.1])
    body = [BLOCKS[kind](chance) for kind in kinds]
    return parse("\n".join(head) + "\n\n" + "\n\n".join(body) + "\n")


def _any(choice: Sequence[str], chance: Chance) -> str:
    return choice[int(chance.integers(len(choice)))]


def _words(count: int, chance: Chance) -> str:
    return " ".join(_any(words(), chance) for _ in range(count))


def _digits(count: int, chance: Chance) -> str:
    return "".join(str(chance.integers(10)) for _ in range(count))


def _date(chance: Chance) -> str:
    return f"{chance.integers(1, 31)} {_any(MONTHS, chance)} {chance.integers(1990, 2026)}"


def _figure(chance: Chance) -> str:
    """Return something with figures in it, of the kinds that nota's are full of."""
    forms: tuple[Callable[[], str], ...] = (
        lambda: f"€ {_digits(2, chance)}.{_digits(3, chance)}",
        lambda: f"({_digits(2, chance)} {_digits(3, chance)}, nr. {_digits(2, chance)})",
        lambda: _date(chance),
        lambda: _digits(int(chance.integers(1, 5)), chance),
        lambda: f"{_digits(1, chance)},{_digits(1, chance)}%",
        lambda: f"{chance.integers(1, 31)}-{chance.integers(1, 13)}-20{_digits(2, chance)}",
        lambda: f"20{_digits(2, chance)}/{_digits(2, chance)}",
    )
    return forms[int(chance.integers(len(forms)))]()


def _token(chance: Chance) -> str:
    at = chance.random()
    if at < 0.42:
        return _any(FUNCTION_WORDS, chance)
    if at < 0.82:
        return _any(words(), chance)
    if at < 0.9:
        return _any(words(), chance).capitalize()
    return _any(CAPITALS, chance) if at < 0.93 else _figure(chance)


def _sentence(chance: Chance) -> str:
    tokens = [_token(chance) for _ in range(int(chance.integers(4, 22)))]
    tokens[0] = tokens[0].capitalize()
    for at in range(1, len(tokens) - 1):
        if chance.random() < 0.07:
            tokens[at] += _any((",", ";", ":", ","), chance)
        elif chance.random() < 0.02:
            tokens[at] = f"‘{tokens[at]}’"
        elif chance.random() < 0.02:
            tokens[at] = f"**{tokens[at]}**"
    return " ".join(tokens) + _any((".", ".", ".", "?", "!"), chance)


def _sentences(chance: Chance) -> str:
    return " ".join(_sentence(chance) for _ in range(int(chance.integers(1, 7))))


def _heading(chance: Chance) -> str:
    number = f"{chance.integers(1, 12)}. " if chance.random() < 0.4 else ""
    return f"# {number}{_words(int(chance.integers(1, 4)), chance).capitalize()}"


def _subheading(chance: Chance) -> str:
    return f"## {chance.integers(1, 9)}. {_words(int(chance.integers(1, 5)), chance).capitalize()}"


def _paragraph(chance: Chance) -> str:
    return _sentences(chance)


def _bullets(chance: Chance) -> str:
    lead = chance.random() < 0.5
    return "\n".join(
        "- " + (f"**{_words(1, chance).capitalize()}.** " if lead else "") + _sentence(chance)
        for _ in range(int(chance.integers(2, 6)))
    )


def _table(chance: Chance) -> str:
    columns = int(chance.integers(1, 4))
    rows = [[_any(words(), chance)[:11] for _ in range(columns + 1)]]
    rows += [
        [_words(1, chance), *(_digits(int(chance.integers(1, 6)), chance) for _ in range(columns))]
        for _ in range(int(chance.integers(2, 7)))
    ]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


BLOCKS = (_heading, _subheading, _paragraph, _bullets, _table)
