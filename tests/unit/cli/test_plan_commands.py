"""What a plan tells people to type is understood by the command line, word by word."""

import re
import shlex
from pathlib import Path

import pytest

from drplan.adapters.inventory import load_district
from drplan.explain.document import Command, Steps
from drplan.explain.iscp import plan_documents
from drplan.explain.source import Source
from drplan.record.ledger import Ledger
from tests.unit.cli.test_documented import COMMANDS, ROOT, options

NAMED = re.compile(r"drplan (?:evidence|backup|deploy|drill|restore|runbook)(?: [a-z-]+)+")
"""A command that a sentence names; longer than it is where the sentence goes on."""


@pytest.fixture(scope="module")
def pages():
    district = load_district(Path(ROOT) / "inventories")
    return list(plan_documents(Source(district, Ledger(), {})))


def typed(pages):
    for page in pages:
        for block in page.blocks:
            if isinstance(block, Command):
                yield block.line
            for step in block.steps if isinstance(block, Steps) else ():
                yield from step.commands


def test_every_line_to_copy_is_a_command_with_options_that_it_has(pages):
    lines = dict.fromkeys(typed(pages))
    assert len(lines) > 10
    for line in lines:
        words = shlex.split(line)
        path = " ".join(
            words[: next((n for n, word in enumerate(words) if word.startswith("--")), len(words))]
        )
        assert path in COMMANDS, line
        assert {word for word in words if word.startswith("--")} <= options(COMMANDS[path]), line


def test_every_command_that_a_sentence_names_is_there(pages):
    said = {found for page in pages for found in NAMED.findall(repr(page.blocks))}
    assert said
    for each in said:
        assert any(each == path or each.startswith(f"{path} ") for path in COMMANDS), each
