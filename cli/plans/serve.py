"""The verb serve: the whole job on a page of this machine."""

from __future__ import annotations

from pathlib import Path

import click

from ..frame.options import language_option


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path(), metavar="[FOLDER]")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port (default: a free one).")
@click.option("--no-browser", is_flag=True, help="Print the address, open no browser.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--allow-host", "allowed", multiple=True, help="A name under which others may ask; with --host.")
@language_option
def serve(folder: Path, port: int, no_browser: bool, host: str, allowed: tuple[str, ...], language: str) -> None:
    """Open a page on this machine for the plants in FOLDER. Ctrl-C ends it.

    \b
      mfo serve
      mfo serve my-parks --port 8080 --no-browser
    """
    from ...errors import Problem, UsageError

    try:
        from ...serving.start import start
    except ImportError as error:
        message = "The page needs two packages more."
        raise UsageError(Problem("serve-packages", message, remedy="pip install 'mfo[web]'")) from error
    if host not in ("127.0.0.1", "::1", "localhost") and not allowed:
        message = f"Listening on {host} lets other machines ask."
        remedy = "Say under which name with --allow-host NAME, or leave --host out."
        raise UsageError(Problem("serve-host", message, remedy=remedy))
    folder.mkdir(parents=True, exist_ok=True)
    start(folder.resolve(), port, host, allowed, language, not no_browser, lambda text: click.echo(text))


def page() -> None:
    """Open the page for the folder ``mfo`` in the person's own: for whoever starts programs by a double click."""
    serve.main([str(Path.home() / "mfo")])
