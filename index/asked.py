"""Which tags of a page a question asks for."""

from collections.abc import Iterator

from index.documents import Shown
from index.engine import ANY, Between, Either, Every, Node, Value
from index.matching import falls_in
from index.terms import sought_value, value_terms


def tagged(shown: Shown, root: Node) -> list[tuple[int, int]]:
    """Return where on a page the tags stand that were asked for, from and to; what a person added stands nowhere."""
    asked = list(_asked_values(root))
    tags = [
        (kind, value, shown.texts[0][start:end], (start, end)) for kind, value, start, end in shown.tags if start < end
    ]
    return [span for kind, value, quote, span in tags if any(_is_asked(one, kind, value, quote) for one in asked)]


def _is_asked(node: Value | Between, kind: str, value: str, quote: str) -> bool:
    if isinstance(node, Between):
        return kind == "datum" and falls_in(value, node.first, node.last)
    if node.field != kind and (node.field, kind) != ("kamerstuk", "motie"):
        return False
    whole, words = sought_value(kind, node.text)
    terms = value_terms(kind, ANY, value, quote)
    return whole in terms or (bool(words) and terms.issuperset(words))


def _asked_values(node: Node) -> Iterator[Value | Between]:
    match node:
        case Every(parts) | Either(parts):
            for part in parts:
                yield from _asked_values(part)
        case Value() | Between():
            yield node
        case _:
            pass
