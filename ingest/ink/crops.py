"""Cut each mark out of the page, to be shown by itself."""

from index.nota import Mark
from ingest.scan import Pixels

ROOM_MM = 1.5  # of the page around the mark, so that it is seen where it stands


def crop(pixels: Pixels, mark: Mark, room: int) -> Pixels:
    """Return the part of the upright page that holds the mark, with `room` pixels around it where the page has them."""
    left, top, right, bottom = mark.box
    return pixels[max(0, top - room) : bottom + room, max(0, left - room) : right + room]
