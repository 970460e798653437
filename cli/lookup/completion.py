"""The verb that completes words in a shell: completion."""

from __future__ import annotations

import click

from ...translation import say


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the completion script for a SHELL.

    \b
      mfo completion bash >> ~/.bashrc
      mfo completion fish > ~/.config/fish/completions/mfo.fish
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(say("No completion is known for {name}.", name=shell))
    click.echo(kind(context.find_root().command, {}, "mfo", "_MFO_COMPLETE").source())
