"""Every command line that a page shows can be typed: the command is there, and so are its options."""

import re
import shlex
from pathlib import Path

import click
import pytest

from drplan.cli import cli

ROOT = Path(__file__).parents[3]
PAGES = sorted(
    [*(ROOT / "docs").glob("*.md"), ROOT / "README.md", ROOT / "SECURITY.md", ROOT / "CONTRIBUTING.md"]
)
FENCED = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"^ {4}drplan .*$", re.MULTILINE)
STANDS_FOR = {"DAY", "MOMENT", "DATE", "YYYY-MM-DD"}
"""Words of a page that a reader replaces."""
SHELLS = ("", "sh", "bash", "console")
TYPED = re.compile(
    r"^(?:\$ |(?:you|partner)\s+)?(?:\w+=\S+ )*(?:sudo )?(?:nice )?(?:\.venv/bin/)?drplan (.*)$", re.MULTILINE
)
SHELL = re.compile(r"\s(?:#|\|\|?|&&|;|>|<|2>).*$")


def lines_of(page):
    """Return what follows ``drplan`` on each line of the page's shell blocks, continued lines joined."""
    text = page.read_text()
    blocks = [block for kind, block in FENCED.findall(text) if kind in SHELLS]
    blocks += [line.strip() for line in INDENTED.findall(FENCED.sub("", text))]
    for block in blocks:
        for words in TYPED.findall(block.replace("\\\n", " ")):
            yield SHELL.sub("", f" {words}").strip().rstrip(";")


HELP = cli.context_settings["help_option_names"]


def without_notes(words):
    """Leave out what a page says beside a command: two spaces or more, and then a note."""
    return re.split(r"\s{2,}", words)[0]


def parsed(words):
    """Read a command line as click does, down to the command, and run nothing. Raises ``UsageError``."""
    command: click.Command | None = cli
    rest = words
    while isinstance(command, click.Group):
        # click keeps what it first heard of a command's help option.
        context = click.Context(command, help_option_names=HELP)
        command.parse_args(context, rest)
        _, command, rest = command.resolve_command(context, [*context._protected_args, *context.args])
    assert command is not None
    context = click.Context(command, help_option_names=HELP)
    given, left, _ = command.make_parser(context).parse_args(list(rest))
    for parameter in command.params:
        if parameter.name in given and isinstance(parameter.type, click.Choice | click.DateTime):
            values = given[parameter.name]
            for value in values if isinstance(values, list) else [values]:
                if isinstance(value, str) and value not in STANDS_FOR:
                    parameter.type.convert(value, parameter, context)
    if left:
        raise click.UsageError(f"{' '.join(left)} is too much")


CASES = [(page.name, line) for page in PAGES for line in lines_of(page)]


@pytest.mark.parametrize("page", sorted({page for page, _ in CASES}))
def test_what_a_page_shows_can_be_typed(page):
    wrong = []
    for line in (line for name, line in CASES if name == page):
        words = [word for word in shlex.split(without_notes(line)) if word != "…"]
        if words[0] in ("--version", "--help"):
            continue
        try:
            parsed([re.sub(r"[\[\]…]", "", word) for word in words])
        except click.ClickException as error:
            wrong.append(f"drplan {line}: {error.format_message()}")
    assert wrong == []


@pytest.mark.parametrize(
    "line",
    [
        "backup chekc",
        "backup check --al",
        "nothing at all",
        "validate --format xml",
        "validate --as-of 1.2.",
        "lab up hs",
    ],
)
def test_a_line_that_cannot_be_typed_is_found(line):
    with pytest.raises(click.ClickException):
        parsed(line.split())


def test_the_pages_show_many_command_lines():
    assert len(CASES) > 100
