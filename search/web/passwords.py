"""Passwords: kept as a hash that costs time and memory to guess at, and checked against it."""

import base64
import hashlib
import hmac
import os
import unicodedata
from threading import BoundedSemaphore

from index.errors import Busy, DamagedArchive, WrongUsage

SHORTEST = 12  # characters, and no other rule: rules make passwords that are forgotten or written down

COST = 15  # as a power of two, with the next two one of the choices that OWASP advises for scrypt
BLOCK = 8
PASSES = 3
MOST_MEMORY = 64 * 2**20  # bytes; a check takes 128 * 2**COST * BLOCK of them, 32 MB
SALT = 16  # bytes
HASH = 32  # bytes

AT_ONCE = 2  # checks: more would take the memory and the processors from those who search
PATIENCE = 5.0  # seconds to wait for another's check

HASHED = r"\Ascrypt(\$[0-9]{1,2}){3}\$[A-Za-z0-9_-]{22}\$[A-Za-z0-9_-]{43}\Z"
"""What a kept password looks like: `scrypt$cost$block$passes$salt$hash`, the last two in base64url."""

_checking = BoundedSemaphore(AT_ONCE)


def hashed(password: str) -> str:
    """Return a password as it may be kept. Raises WrongUsage where it is too short."""
    if len(password) < SHORTEST:
        raise WrongUsage(f"A password has {SHORTEST} characters at least; a sentence of a few words will do.")
    salt = os.urandom(SALT)
    return _kept(COST, BLOCK, PASSES, salt, _scrypt(password, COST, BLOCK, PASSES, salt))


def matches(password: str, kept: str | None) -> bool:
    """Whether this is the password that is kept. Where none is, it takes as long to say no.

    Raises Busy when too many are checked at once, DamagedArchive when what is kept asks for more than MOST_MEMORY.
    """
    cost, block, passes, salt, hash_ = _parts(kept) if kept else (COST, BLOCK, PASSES, os.urandom(SALT), b"")
    if not _checking.acquire(timeout=PATIENCE):
        raise Busy("Too many people are logging in at once; try again in a moment.")
    try:
        return hmac.compare_digest(_scrypt(password, cost, block, passes, salt), hash_)
    except ValueError as error:
        raise DamagedArchive(f"A kept password cannot be checked ({error}); give that user another one.") from error
    finally:
        _checking.release()


def _scrypt(password: str, cost: int, block: int, passes: int, salt: bytes) -> bytes:
    # One keyboard sends é as one character, another as two.
    secret = unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
    return hashlib.scrypt(secret, salt=salt, n=2**cost, r=block, p=passes, maxmem=MOST_MEMORY, dklen=HASH)


def _kept(cost: int, block: int, passes: int, salt: bytes, hash_: bytes) -> str:
    texts = (base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (salt, hash_))
    return "$".join(("scrypt", str(cost), str(block), str(passes), *texts))


def _parts(kept: str) -> tuple[int, int, int, bytes, bytes]:
    _, cost, block, passes, *texts = kept.split("$")
    salt, hash_ = (base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)) for text in texts)
    return int(cost), int(block), int(passes), salt, hash_
