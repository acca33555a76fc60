"""The command that shows the archive in a browser."""

import click

from commands.options import archive_option, examples, must_exist
from commands.output import say
from index.archive import Archive


@click.command(
    epilog=examples(
        "nota serve                                          for this machine, at http://127.0.0.1:8080/",
        "nota user add anna --role archivaris                then people log in",
        "nota serve --host 0.0.0.0 --name archief.intern     for others, who log in",
        "nota serve --proxy 127.0.0.1 --name archief.intern  behind a proxy that says who they are",
    )
)
@archive_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to answer at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="0: any that is free.")
@click.option("--name", "names", metavar="HOST", multiple=True, help="A name by which browsers call; may be repeated.")
@click.option("--proxy", "peers", metavar="ADDRESS", multiple=True, help="A proxy that logs people in.")
@click.option("--proxy-header", default="X-Remote-User", show_default=True, help="In which it gives their name.")
def serve(
    archive: Archive, host: str, port: int, names: tuple[str, ...], peers: tuple[str, ...], proxy_header: str
) -> None:
    """Show the archive in a browser, and answer programs, until stopped.

    Without users everybody on this machine may see and change all. With users they log in. Other machines are answered
    only where there are users, or a proxy that says who is calling.
    """
    from index.judge import login
    from search.web.callers import may_bind, proxy
    from search.web.serve import serve
    from search.web.site import Site
    from search.web.users import users

    must_exist(archive)
    trusted = proxy(peers, proxy_header) if peers else None
    may_bind(host, users(archive), trusted)
    site = Site(archive, say, login(), trusted)
    if site.door.owner and (limited := len(site.limits().groups)):
        say(f"Limited to groups, and so shown to nobody until there are users: {limited}; see `nota user add`.")
    serve(site, host, port, frozenset(name.lower() for name in names), "Open {address} in a browser; Ctrl-C ends this.")
