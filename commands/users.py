"""The commands of `nota user`: who may see the archive in a browser."""

import datetime as dt
import sys
from typing import Any

import click
import msgspec

from commands.options import archive_option, examples, json_option, must_exist
from commands.output import answer, say
from index.archive import Archive
from index.errors import WrongUsage


@click.group("user")
def user_group() -> None:
    """Say who may see the archive in a browser, other than you on this machine."""


@user_group.command(
    "add",
    epilog=examples(
        "nota user add anna                                  may read; asks for a password",
        "nota user add anna --role archivaris                may change too; the password stays",
        "nota user add bram@minbzk.nl --group wonen --no-password",
        "pass show nota | nota user add anna --password-stdin",
    ),
)
@archive_option
@click.argument("name")
@click.option("--role", type=click.Choice(["lezer", "archivaris"]), help="What they may do: read, or change as well.")
@click.option("--group", "groups", metavar="GROUP", multiple=True, help="A group they are in; may be repeated.")
@click.option("--no-groups", is_flag=True, help="They are in no group any more.")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
@click.option("--no-password", is_flag=True, help="They come by a reverse proxy or with a token only.")
def add_user(
    archive: Archive,
    name: str,
    role: str | None,
    groups: tuple[str, ...],
    no_groups: bool,
    password_stdin: bool,
    no_password: bool,
) -> None:
    """Add a user, or change one: what is not told stays as it was.

    The password is asked for twice, except where a role or groups are given to a user that is there already. Whoever
    gets another password has to log in again.
    """
    from search.web.passwords import hashed
    from search.web.users import User, checked, keep, users

    must_exist(archive)
    if (password_stdin and no_password) or (groups and no_groups):
        raise WrongUsage("Give a password or --no-password, and groups or --no-groups.")
    changes: dict[str, Any] = {"role": role} if role else {}
    changes |= {"groups": groups} if groups or no_groups else {}
    checked(User(name, **changes))  # before anyone has typed a password
    if no_password:
        changes["password"] = None
    elif password_stdin or not changes or not users(archive).named(name):
        changes["password"] = hashed(_password(password_stdin))
    with archive.writing():
        known = users(archive)
        user = msgspec.structs.replace(known.named(name) or User(name), **changes)
        keep(archive, known.with_user(user))
    say(f"{user.name} is {', '.join((user.role, *(f'in {group}' for group in user.groups)))}.")


@user_group.command("remove")
@archive_option
@click.argument("name")
def remove_user(archive: Archive, name: str) -> None:
    """Take a user away; their sessions and tokens end at once."""
    from search.web.users import keep, users

    must_exist(archive)
    with archive.writing():
        known = users(archive)
        left = known.without(known.one(name))
        keep(archive, left)
    last = "" if left.users else " Nobody is left: the next `nota serve` is open to whoever works on this machine."
    say(f"{name} is no user any more.{last}")


@user_group.command("list")
@archive_option
@json_option
def list_users(archive: Archive, as_json: bool) -> None:
    """Show the users, and what their tokens are for."""
    from search.web.users import users

    must_exist(archive)
    for user in users(archive).users:
        tokens = [{"note": token.note, "day": str(token.day)} for token in user.tokens]
        if as_json:
            told = {"name": user.name, "role": user.role, "groups": user.groups, "password": bool(user.password)}
            answer(told | {"tokens": tokens})
        else:
            has = [*(["password"] if user.password else []), *(f"token '{t['note']}' of {t['day']}" for t in tokens)]
            print(f"{user.name:24} {user.role:10} {', '.join(user.groups) or '-':24} {', '.join(has) or '-'}")


note_option = click.option("--note", default="token", show_default=True, metavar="TEXT", help="What it is for.")


@user_group.command("token", epilog=examples("nota user token anna --note tracker"))
@archive_option
@click.argument("name")
@note_option
def give_token(archive: Archive, name: str, note: str) -> None:
    """Print a new token, with which a program may ask what this user may ask.

    It is shown this once: only its hash is kept. A program sends it as `Authorization: Bearer TOKEN`.
    """
    from search.web.users import keep, new_token, users

    must_exist(archive)
    with archive.writing():
        known = users(archive)
        user, token = new_token(known.one(name), note, dt.date.today())
        keep(archive, known.with_user(user))
    print(token)
    say(f"Keep it now; it is not shown again. `nota user untoken {user.name} --note '{note}'` ends it.")


@user_group.command("untoken", epilog=examples("nota user untoken anna --note tracker"))
@archive_option
@click.argument("name")
@note_option
def take_token(archive: Archive, name: str, note: str) -> None:
    """End the tokens of a user that have this note."""
    from search.web.users import keep, users, without_tokens

    must_exist(archive)
    with archive.writing():
        known = users(archive)
        keep(archive, known.with_user(without_tokens(known.one(name), note)))
    say("A program that shows such a token is let in no more.")


def _password(from_stdin: bool) -> str:
    """Return a password: the first line of standard input, or what is typed twice, unseen, on a terminal."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise WrongUsage("There is no terminal to ask the password on; give --password-stdin or --no-password.")
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return password
