"""How the pages call things, in Dutch."""

FACETS = {
    "thema": "Thema",
    "jaar": "Jaar",
    "motie": "Motie",
    "toezegging": "Toezegging",
    "kamerstuk": "Kamerstuk",
    "wet": "Wet",
    "debat": "Debat",
    "organisatie": "Organisatie",
    "kantlijn": "Kantlijn",
    "ongelezen": "Nog te lezen",
    "kwaliteit": "Leeskwaliteit",
}

TAGS = {
    "motie": "Moties",
    "toezegging": "Toezeggingen",
    "kamerstuk": "Kamerstukken",
    "debat": "Debatten",
    "wet": "Wetten",
    "thema": "Thema's",
    "datum": "Data",
    "organisatie": "Organisaties",
    "bedrag": "Bedragen",
    "kopje": "Kopjes",
}
"""The kinds of tags, in the order in which a nota shows them."""

MARKS = {
    "marginalia": "kantlijnnotitie",
    "interlinear": "bijschrift",
    "underline": "onderstreping",
    "strike": "doorhaling",
    "encircle": "omcirkeling",
    "bracket": "streep in de kantlijn",
    "tick": "vinkje",
    "arrow": "pijl",
    "signature": "paraaf",
    "stamp": "stempel",
}

INKS = {"black": "zwarte", "grey": "grijze", "blue": "blauwe", "red": "rode", "green": "groene", "purple": "paarse"}

SAID = {"confirmed": "bevestigd", "rejected": "verworpen"}

LAYERS = {"scan": "scan", "print": "zonder pen", "pen": "alleen pen"}

ZOOMS = {"100": "hele pagina", "150": "150 %", "200": "200 %", "300": "300 %"}

_FACET_VALUES = {"ja": "met notities", "laag": "slecht gelezen", "matig": "matig gelezen", "goed": "goed gelezen"}


def facet_value(field: str, value: str) -> str:
    """Return how a value of a facet is called, where its field does not say enough."""
    if field == "ongelezen":
        return "ongelezen notities"
    return _FACET_VALUES.get(value, value) if field in ("kantlijn", "kwaliteit") else value


def ink(colour: str) -> str:
    """Return the colour of an ink, as it stands before the word."""
    return INKS.get(colour, colour)


def number(count: int, one: str = "", more: str = "") -> str:
    """Return a count as it is written, with its noun: 1.234 nota's."""
    noun = one if count == 1 else more
    return f"{count:,}".replace(",", ".") + (f" {noun}" if noun else "")


def short(text: str, most: int) -> str:
    """Return a text of at most so many characters."""
    return text if len(text) <= most else f"{text[:most].rstrip()}…"
