"""The users of an archive: who may see it, as what, and how they show who they are."""

import datetime as dt
import hashlib
import secrets
from functools import cached_property, partial
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from index import durable
from index.archive import Archive
from index.errors import DamagedArchive, WrongUsage
from index.kept import Kept
from search.web.passwords import HASHED, matches

USERS = "users.json"
"""Its name in the archive's folder."""

NAME = r"\A[A-Za-z0-9._@-]{1,64}\Z"  # a reverse proxy may hand over e-mail addresses
TOKEN_BYTES = 32
LONGEST_NOTE = 100  # characters

Role = Literal["lezer", "archivaris"]
_Name = Annotated[str, Meta(pattern=NAME)]
_Hashed = Annotated[str, Meta(pattern=HASHED)]


class Token(Struct, frozen=True, forbid_unknown_fields=True):
    """What a program shows instead of a password. It cannot be guessed, so that a plain hash of it will do."""

    sha256: Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
    note: Annotated[str, Meta(max_length=LONGEST_NOTE)]  # what it is for
    day: dt.date  # on which it was made


class User(Struct, frozen=True, forbid_unknown_fields=True):
    """Someone who may see the archive. Without a password: by way of a reverse proxy or with a token only."""

    name: _Name
    role: Role = "lezer"
    groups: tuple[_Name, ...] = ()
    password: _Hashed | None = None
    tokens: tuple[Token, ...] = ()


class Users(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """All users of an archive. Names are the same in capitals and small letters. Raises ValueError for one twice."""

    users: tuple[User, ...]

    def __post_init__(self) -> None:
        """Check what the types cannot."""
        if len(self._named) < len(self.users):
            raise ValueError("a name stands there twice")

    @cached_property
    def _named(self) -> dict[str, User]:
        return {user.name.casefold(): user for user in self.users}

    @cached_property
    def _holders(self) -> dict[str, User]:
        return {token.sha256: user for user in self.users for token in user.tokens}

    def named(self, name: str) -> User | None:
        """Return the user of this name."""
        return self._named.get(name.casefold())

    def holding(self, token: str) -> User | None:
        """Return whose token this is."""
        return self._holders.get(_sha256(token))

    def knowing(self, name: str, password: str) -> User | None:
        """Return the user of this name if that is the password; a wrong name costs as much time as a wrong password.

        Raises Busy, DamagedArchive.
        """
        user = self.named(name)
        return user if matches(password, user.password if user else None) else None

    def with_user(self, user: User) -> "Users":
        """Return these users and this one, in the place of who had that name."""
        return Users(tuple((self._named | {user.name.casefold(): user}).values()))

    def one(self, name: str) -> User:
        """Return the user of this name. Raises WrongUsage where nobody has it."""
        if user := self.named(name):
            return user
        raise WrongUsage(f"There is no user {name}; `nota user list` gives the names.")

    def without(self, user: User) -> "Users":
        """Return the others."""
        return Users(tuple(other for other in self.users if other != user))


def users(archive: Archive) -> Users:
    """Return the users of an archive; none where nobody was named yet.

    Raises DamagedArchive where the file cannot be read: then nobody may enter.
    """
    path = archive.folder / USERS
    try:
        return msgspec.json.decode(path.read_bytes(), type=Users)
    except FileNotFoundError:
        return Users(())
    except (OSError, UnicodeDecodeError, msgspec.DecodeError) as error:
        raise DamagedArchive(
            f"{path} cannot be read ({error}); nobody may see the archive in a browser until it is mended."
        ) from error


def kept_users(archive: Archive) -> Kept[Users]:
    """Return the users of an archive, to be asked for at each request."""
    return Kept(archive.folder / USERS, partial(users, archive))


def keep(archive: Archive, all_of_them: Users) -> None:
    """Put these in the place of the archive's users. To be called inside `archive.writing()`. Raises CannotWrite."""
    data = msgspec.json.format(msgspec.json.encode(all_of_them), indent=2)
    archive.write(USERS, data + b"\n", durable.ONLY_US)


def checked(user: User) -> User:
    """Return the user. Raises WrongUsage where the name or a group is not spelled as one."""
    try:
        return msgspec.convert(msgspec.to_builtins(user), type=User)
    except msgspec.ValidationError as error:
        raise WrongUsage(
            f"'{' '.join((user.name, *user.groups))}': the names of users and groups have 1 to 64 characters each: "
            "letters without accents, digits, and . _ - @"
        ) from error


def new_token(user: User, note: str, today: dt.date) -> tuple[User, str]:
    """Return the user with one more token, and that token, which is told here only. Raises WrongUsage."""
    if len(note) > LONGEST_NOTE or not note.isprintable():
        raise WrongUsage(f"The note of a token is one line, of {LONGEST_NOTE} characters at most.")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    return replace(user, tokens=(*user.tokens, Token(_sha256(token), note, today))), token


def without_tokens(user: User, note: str) -> User:
    """Return the user without the tokens that have this note. Raises WrongUsage where none has."""
    kept = tuple(token for token in user.tokens if token.note != note)
    if kept == user.tokens:
        raise WrongUsage(f"{user.name} has no token with the note '{note}'; `nota user list` gives the notes.")
    return replace(user, tokens=kept)


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
