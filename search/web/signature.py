"""What the archive signs, so that it knows it again."""

import base64
import hashlib
import hmac


def signature(key: bytes, text: str) -> str:
    """Return what only who has the key can write below a text (HMAC-SHA-256): 43 characters, safe in a header."""
    signed = hmac.digest(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256)
    return base64.urlsafe_b64encode(signed).rstrip(b"=").decode()
