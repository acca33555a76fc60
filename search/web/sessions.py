"""Sessions: who logged in, told by a cookie that the archive signed, so that nothing needs to be stored."""

import base64
import hmac

from search.web.signature import signature
from search.web.users import User, Users

LIFETIME = 12 * 3600  # seconds: a working day, however long
LONGEST = 200  # characters; of a name of 64 it has 143


def issue(user: User, key: bytes, now: float) -> str:
    """Return the cookie of a user who logged in now: `name.issued.signature`, safe in a header. `now`: Unix seconds.

    It ends after LIFETIME, and when the user gets another password, loses it, or is removed.
    """
    name = base64.urlsafe_b64encode(user.name.encode()).rstrip(b"=").decode()
    told = f"{name}.{int(now)}"
    return f"{told}.{signature(key, f'session {told} {user.password}')}"


def holder(cookie: str, users: Users, key: bytes, now: float) -> User | None:
    """Return who holds this cookie; None where it is not ours, or has ended. Never raises."""
    if len(cookie) > LONGEST or not cookie.isascii() or cookie.count(".") != 2:
        return None
    name, issued, _ = cookie.split(".")
    user, since = users.named(_name(name)), _seconds(issued)
    if not user or not user.password or since is None or not since <= now < since + LIFETIME:
        return None
    return user if hmac.compare_digest(issue(user, key, since), cookie) else None


def _name(text: str) -> str:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except ValueError:
        return ""


def _seconds(text: str) -> int | None:
    return int(text) if text.isdigit() else None
