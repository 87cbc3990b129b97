"""Catalogues are whole: each message in the sources has one translation, and the reports have none left."""

import ast
from functools import cache
from pathlib import Path

import pytest

from drplan.explain.language import LANGUAGES, catalogue, language

ROOT = Path(__file__).parents[3]
SOURCES = sorted((ROOT / "drplan" / "explain").rglob("*.py"))
TRANSLATED = [code for code in LANGUAGES if code != "en"]


@cache
def said():
    """Return every message that a call of ``say`` or ``say.plural`` names in so many words, with its file."""
    found: dict[str, str] = {}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and _says(node.func):
                words = [
                    a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
                ]
                found |= dict.fromkeys(words[:1], path.name)
    return found


def _says(func):
    name = func.value if isinstance(func, ast.Attribute) and func.attr == "plural" else func
    return isinstance(name, ast.Name) and name.id == "say"


def read(path):
    """Yield each message of a catalogue by its first id, with its translation."""
    for each in catalogue(path.read_bytes(), path.name):
        if each.id:
            yield (each.id if isinstance(each.id, str) else each.id[0]), each.string


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_message_in_the_sources_has_a_translation(code):
    known = language(code).messages
    assert len(said()) > 100
    assert {message: file for message, file in said().items() if message not in known} == {}


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_message_that_stands_in_two_catalogues_says_the_same_in_both(code):
    found: dict[str, object] = {}
    assert len([*(ROOT / "drplan/explain/languages" / code).glob("*.po")]) > 1
    for path in sorted((ROOT / "drplan/explain/languages" / code).glob("*.po")):
        for message, translation in read(path):
            assert found.setdefault(message, translation) == translation, path.name


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_names_no_value_that_its_message_does_not(code):
    for path in sorted((ROOT / "drplan/explain/languages" / code).glob("*.po")):
        for each in catalogue(path.read_bytes(), path.name):
            assert places(each.string) <= places(each.id), each.id


def places(message):
    """Return the values that a message, or any of its forms, names."""
    texts = (message,) if isinstance(message, str) else message
    return {place for text in texts for place in text.replace("}", "{").split("{")[1::2]}


def test_the_reports_catalogue_keeps_no_message_that_nothing_says():
    constants = {
        node.value
        for path in (ROOT / "drplan/explain/reports").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    messages = dict(read(ROOT / "drplan/explain/languages/es/reports.po"))
    assert [each for each in messages if each not in constants] == []
