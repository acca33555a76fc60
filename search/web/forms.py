"""Tokens in forms, by which we know that a form came from a page of ours: against forged requests (CSRF)."""

import hmac
import secrets

from search.web.signature import signature

RANDOM = 22  # characters: 16 bytes in base64url


def form_token(bound_to: str, key: bytes) -> str:
    """Return a token for a form that one browser is shown; it holds as long as what it is bound to.

    `bound_to` is the session's cookie; for who has none, a cookie from `anonymous`, with the name of who a reverse
    proxy says it is. Another browser, and the next session of the same one, cannot use it. No two tokens are the
    same: one that is repeated in every page can be guessed from how well the pages compress.
    """
    return _token(secrets.token_urlsafe(16), bound_to, key)


def form_ok(token: str, bound_to: str, key: bytes) -> bool:
    """Whether this is a token of ours, for what it is bound to. Never raises; bound to nothing, none is."""
    if not bound_to or not token.isascii():
        return False
    return hmac.compare_digest(_token(token[:RANDOM], bound_to, key), token)


def anonymous() -> str:
    """Return a value for the cookie of a browser without a session, to bind the token of its login form to."""
    return secrets.token_urlsafe(16)


def _token(random: str, bound_to: str, key: bytes) -> str:
    return random + signature(key, f"form {random} {bound_to}")
