"""Reports in Spanish are in Spanish: whatever text is ours is translated, and nothing stays English."""

import re

import pytest

from drplan.explain.language import language
from drplan.explain.reports import REPORTS, report
from drplan.explain.reports.edition import texts
from tests.unit.audit.controls_world import GOOD
from tests.unit.explain.reports.worlds import EMPTY, matter_of, worst

WORD = re.compile(r"[^\W\d_]+")
PLACE = re.compile(r"\{\w+\}")
NO_WORDS = re.compile(r"drplan( [a-z-]+)+|[a-z0-9]+(-[a-z0-9]+)+")
"""Commands, and ids of records, indicators and rules: they are the same in every language."""
PORTS = ("access", "trunk", "unused")
"""What a port may be used for: no text, but one of three words."""
TEXTS = ("title", "impact", "workaround", "source", "what", "media", "assumes", "place", "use", "number")


def unsaid(value, key=""):
    """Return a declaration whose every own text is a mark that is no word of any language."""
    if isinstance(value, dict):
        return {name: unsaid(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [unsaid(each, key) for each in value]
    return "\u2026" if isinstance(value, str) and key in TEXTS and value not in PORTS else value


def bare(tree):
    return tree | {"district": unsaid(tree["district"])}


ENGLISH_ALONE = frozenset(
    word
    for english, spanish in language("es").messages.items()
    for word in WORD.findall(PLACE.sub("", english).casefold())
    if len(word) > 3
) - frozenset(
    word
    for said in language("es").messages.values()
    for text in ((said,) if isinstance(said, str) else said)
    for word in WORD.findall(PLACE.sub("", text).casefold())
)
NAMES = {"cedar", "valley", "school", "district", "cis", "controls", "practice"}


@pytest.mark.parametrize("each", list(REPORTS), ids=lambda each: each.audience)
@pytest.mark.parametrize("tree", [GOOD, EMPTY, worst()], ids=["good", "empty", "worst"])
def test_no_english_word_of_ours_remains(each, tree):
    for edition in each.editions:
        page = report(each.audience, matter_of(bare(tree), edition), language("es"))
        declared = {word for name in _declared_names(tree) for word in WORD.findall(name.casefold())}
        for text in map(_ours, _shown(page)):
            said = set(WORD.findall(NO_WORDS.sub("", text.casefold())))
            assert said & ENGLISH_ALONE - declared - NAMES == set(), text


COMMAND = re.compile(r"\bdrplan(?: [-\w.]+)+")
ID = re.compile(r"\b\w+(?:[-_.]\w+)+\b")
RECORD = re.compile(r"\(?(?:aprobación|simulacro|revisión|ejercicio|custodia|despliegue) [\w-]+")


def _ours(text):
    """Take out what is no language's: commands, and what has an id."""
    return ID.sub("", RECORD.sub("", COMMAND.sub("", text)))


def _declared_names(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in {"id", "name", "domain", "location"} and isinstance(inner, str):
                yield inner
            else:
                yield from _declared_names(inner)
    elif isinstance(value, list):
        for each in value:
            yield from _declared_names(each)


def _shown(page):
    """Yield what is read: neither ids nor names of files, nor reasons, which are in the records' words."""
    for block in page.blocks:
        reasons = _reasons(block)
        for text in texts(block):
            if text in reasons:
                continue
            if text != getattr(block, "id", None) and not text.startswith("<svg"):
                yield text


def _reasons(block):
    titles = {"Motivo", "Por qué", "Qué falló"}
    columns = [n for n, word in enumerate(getattr(block, "header", ())) if word in titles]
    return {row[n] for row in getattr(block, "rows", ()) for n in columns} if columns else set()


@pytest.mark.parametrize("each", list(REPORTS), ids=lambda each: each.audience)
def test_both_languages_have_the_same_blocks_and_figures(each):
    for edition in each.editions:
        english, spanish = (
            report(each.audience, matter_of(GOOD, edition), language(c)) for c in ("en", "es")
        )
        assert [type(block) for block in english.blocks] == [type(block) for block in spanish.blocks]
        money = re.compile(r"\$[\d,]+")
        assert money.findall(" ".join(texts(english))) == money.findall(" ".join(texts(spanish)))


def test_the_test_would_see_an_english_word():
    assert {"nobody", "teaching"} <= ENGLISH_ALONE
    assert "total" not in ENGLISH_ALONE
