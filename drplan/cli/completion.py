"""``drplan completion``: what a shell needs to complete nouns, verbs and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

PROGRAM, VARIABLE = "drplan", "_DRPLAN_COMPLETE"
"""The command that is completed, and the variable by which a shell asks it (click's own names)."""


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(context: click.Context, *, shell: str) -> None:
    """Print the lines that a shell reads to complete drplan's words; nothing is changed.

    For bash: eval "$(drplan completion bash)", or keep what it prints where the shell looks for completions.
    """
    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"click completes nothing for {shell}")
    click.echo(kind(context.find_root().command, {}, PROGRAM, VARIABLE).source())
