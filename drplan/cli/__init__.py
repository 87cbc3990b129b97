"""The ``drplan`` command: parse, call one function, print, exit code."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

import click

from drplan import extras, wiring
from drplan.cli.frame import INTERRUPTED, guarded

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

NOUNS = {
    "init": "Write a district's first repository from a few answers.",
    "validate": "Check the declaration against every rule.",
    "assess": "See what is covered, what is not, what to do first.",
    "inventory": "Look at what is declared.",
    "deploy": "Hold servers, network gear and accounts to their baselines.",
    "backup": "Make recovery points and see how old they are.",
    "restore": "Bring back one data set, or one host; print the plan for that.",
    "drill": "Rehearse a loss and measure the recovery.",
    "evidence": "Keys, signed records and their verification.",
    "runbook": "Write the pages people need on the worst day.",
    "report": "Tell each audience how the district stands, in its words.",
    "lab": "Raise a site on this machine to rehearse on.",
    "doctor": "See what this machine has and lacks.",
    "completion": "Have a shell complete these words.",
}


CHANGE_SERVERS = (["deploy", "plan"], ["deploy", "apply"], ["deploy", "drift"])
"""Commands whose workers take as long to load as the command itself: both load at the same time."""


class _Nouns(click.Group):
    """Loads a noun's module when it is used, so that ``drplan --help`` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the nouns in the order of the work."""
        return list(NOUNS)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; click itself would end an interrupted one with 1, as if something fell short."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("interrupted", err=True)
            raise SystemExit(INTERRUPTED) from None

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command object named ``command`` in ``drplan.cli.NOUN``."""
        if cmd_name not in NOUNS:
            return None
        command: click.Command = importlib.import_module(f"drplan.cli.{cmd_name}").command
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete nouns without importing them, and options."""
        from click.shell_completion import CompletionItem

        fitting = {name: what for name, what in NOUNS.items() if name.startswith(incomplete)}
        nouns = [CompletionItem(name, help=what) for name, what in fitting.items()]
        return [*nouns, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of nouns without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(NOUNS.items()))


FIRST_STEPS = """\b
To begin:        drplan init ../my-district, then drplan validate in there
What next:       drplan COMMAND --help, as in drplan drill run --help
The worst day:   drplan restore plan; the pages that drplan runbook build made
"""


@click.group(cls=_Nouns, context_settings={"help_option_names": ["-h", "--help"]}, epilog=FIRST_STEPS)
@click.version_option(package_name="drplan")
def cli() -> None:
    """Declare a district, enforce it, back it up, rehearse its loss, keep the evidence.

    Exit codes: 0 all well; 1 done and something falls short; 2 could not be done; 3 done in part.
    """


def main() -> None:
    """Run the command line."""
    extras.watch()
    if sys.argv[1:3] in CHANGE_SERVERS and not {"-h", "--help", "network", "aws", "cloud"} & set(sys.argv):
        wiring.get_ready_for_servers()
    guarded(cli)
