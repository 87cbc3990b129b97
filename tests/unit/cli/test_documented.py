"""docs/commands.md says what the command line can do: no more, no less."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from drplan.cli import cli

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "commands.md").read_text()
SECTIONS = dict(re.findall(r"^### (drplan [a-z -]+)\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL))


def commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    """Walk the tree; yield each command that does something, with the words that call it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


COMMANDS = dict(commands(cli, "drplan"))


def options(command: click.Command) -> set[str]:
    """Return the long names that a command understands, help left out."""
    names = {
        name for parameter in command.params if isinstance(parameter, click.Option) for name in parameter.opts
    }
    return {name for name in names if name.startswith("--")} - {"--help"}


def test_every_command_has_a_section_and_every_section_a_command():
    assert sorted(SECTIONS) == sorted(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_section_says_which_options_the_command_takes(name):
    takes = re.search(r"^Takes (.*?)\.$", SECTIONS[name], re.MULTILINE)
    assert set(re.findall(r"--[a-z-]+", takes[1] if takes else "")) == options(COMMANDS[name])


@pytest.mark.parametrize("name", COMMANDS)
def test_a_section_says_how_the_command_ends(name):
    assert re.search(r"^Exit codes: 0", SECTIONS[name], re.MULTILINE)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_what_it_is_for(name):
    assert COMMANDS[name].get_short_help_str(200)


def test_every_link_between_pages_leads_somewhere():
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    links = [(page, link) for page in pages for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text())]
    assert links
    assert [(page.name, link) for page, link in links if not (page.parent / link).exists()] == []


def test_the_map_leads_to_every_page():
    linked = set(re.findall(r"\]\(([a-z-]+\.md)\)", (ROOT / "docs" / "index.md").read_text()))
    assert linked == {page.name for page in (ROOT / "docs").glob("*.md")} - {"index.md"}
