"""Write the manual page from the command tree: ``python -m scripts.manual``; a test finds one that is stale.

It is committed, and not made when a wheel is built: a build that needs drplan's own dependencies would not be
reproducible by whoever has none of them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

import click

from drplan.cli import NOUNS, cli
from scripts.setup_words import ROOT

PAGE = ROOT / "docs" / "drplan.1"

_EXITS = {
    "0": "Done, and all is well.",
    "1": "Done, and something falls short.",
    "2": "Could not be done.",
    "3": "Done in part.",
    "130": "Interrupted.",
}
_ENVIRONMENT = {
    "DRPLAN_STATE": "This machine's own folder, instead of .drplan.",
    "DRPLAN_RESTIC": "The restic to call, instead of the one that is found.",
    "DRPLAN_LAB_NAME": "The name of a second lab, with a DRPLAN_STATE of its own.",
    "DRPLAN_INVENTORY_SECONDS": "How long each file of an inventory may run, instead of 4 seconds.",
    "DRPLAN_ENGINE_URL": "A PostgreSQL database that keeps the journal of drills, instead of a file.",
}
_FILES = {
    "inventories/district.py": "The declaration.",
    "deploys/": "The baselines.",
    "runbooks/": "The generated pages; evidence/ below it holds the signed records.",
    ".drplan/": "This machine's own: restic, keys, the records of deploys, a lab that is up.",
}


def manual(version: str) -> str:
    """Return the page in the man(7) macros: nouns, verbs, their options, exit codes, environment, files."""
    lines = [
        f'.TH DRPLAN 1 "" "drplan {version}" "User Commands"',
        *_section("NAME", "drplan \\- declare a district, back it up, rehearse its loss, keep the evidence"),
        *_section("SYNOPSIS", ".B drplan", ".I NOUN", "[\\fIVERB\\fR] [\\fIOPTION\\fR]..."),
        *_section("COMMANDS"),
    ]
    root = cli.make_context("drplan", [], resilient_parsing=True)
    for noun in NOUNS:
        command = cli.get_command(root, noun)
        if command is not None:
            lines += _command(command, click.Context(command, parent=root, info_name=noun))
    for title, rows in (("EXIT STATUS", _EXITS), ("ENVIRONMENT", _ENVIRONMENT), ("FILES", _FILES)):
        lines += _section(title, *(line for name, what in rows.items() for line in _row(name, what)))
    return "\n".join([*lines, ""])


def _section(title: str, *lines: str) -> list[str]:
    return [f".SH {title}", *lines]


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    """Yield a command's words and options, or those of each of its verbs."""
    if isinstance(command, click.Group):
        for verb in command.list_commands(context):
            inner = command.get_command(context, verb)
            if inner is not None:
                yield from _command(inner, click.Context(inner, parent=context, info_name=verb))
        if not command.invoke_without_command:
            return
    arguments = [each.make_metavar(context) for each in command.params if isinstance(each, click.Argument)]
    yield f'.SS "{_plain(" ".join([context.command_path, *arguments]))}"'
    yield _plain(command.get_short_help_str(1000))
    for parameter in command.params:
        record = parameter.get_help_record(context)
        if record is not None and isinstance(parameter, click.Option):
            yield from _row(*record)


def _row(name: str, what: str) -> list[str]:
    return [".TP", f".B {_plain(name)}", _plain(what)]


def _plain(text: str) -> str:
    """Return a text as one line in which troff sees no command."""
    line = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq")
    line = "".join(each if each.isascii() else f"\\[u{ord(each):04X}]" for each in line)
    return f"\\&{line}" if line.startswith((".", "'")) else line


def wanted() -> str:
    """Return the page as it should lie in the repository."""
    return manual(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])


if __name__ == "__main__":
    PAGE.write_text(wanted())
