"""A district's own words for a notice: a small template, sandboxed, with the values of the shipped text.

The file is named after the notice (``families.ransomware.first.es.txt``). Its first line is the subject, the
rest the text; a blank line ends a paragraph. ``{{ district }}`` puts a value in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from jinja2 import TemplateError, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError
from jinja2.meta import find_undeclared_variables

from drplan.errors import DeclarationError
from drplan.explain.language import LANGUAGES
from drplan.explain.notices.occasion import AUDIENCES, PERILS, Occasion, moments_of
from drplan.explain.templating import text_environment

FOLDER = "notices"
"""Where the files lie in a district's folder of templates."""

_PARAGRAPHS = re.compile(r"\n[ \t]*\n")


def file_names() -> tuple[str, ...]:
    """Return every name that a file of :data:`FOLDER` may have."""
    return tuple(
        Occasion(peril, audience, moment).file(code)
        for audience in AUDIENCES
        for peril in PERILS
        for moment in moments_of(peril)
        for code in LANGUAGES
    )


def check_overrides(overrides: Mapping[str, str]) -> None:
    """Refuse files that are for no notice; raises ``DeclarationError`` that names the first."""
    unknown = sorted(overrides.keys() - set(file_names()))
    if unknown:
        raise DeclarationError(
            f"{FOLDER}/{unknown[0]} is for no notice",
            next_step="name it AUDIENCE.PERIL.MOMENT.LANGUAGE.txt, as families.ransomware.first.es.txt",
        )


def overridden(name: str, text: str, values: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """Fill a district's text in: its subject and its paragraphs.

    Raises ``DeclarationError`` that names file and line for a value that there is not, for what is no
    template, for anything that a template may not do, and for a text without a subject or a paragraph.
    """
    filled = _filled(name, text, values)
    subject, _, rest = filled.strip().partition("\n")
    paragraphs = tuple(" ".join(each.split()) for each in _PARAGRAPHS.split(rest) if each.strip())
    if not subject or not paragraphs:
        raise _fault(name, 1, "a notice has a subject in its first line, and a text below it", values)
    return subject.strip(), paragraphs


def _filled(name: str, text: str, values: Mapping[str, str]) -> str:
    environment = text_environment()
    try:
        parsed = environment.parse(text)
        for lacking, line in _lacking(parsed, values):
            raise _fault(name, line, f"there is no value named {lacking!r}", values)
        return environment.from_string(text).render(values)
    except TemplateSyntaxError as error:
        raise _fault(name, error.lineno, error.message or "this cannot be read", values) from error
    except (TemplateError, SecurityError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise _fault(name, _line(error), str(error), values) from error


def _lacking(parsed: nodes.Template, values: Iterable[str]) -> Iterator[tuple[str, int]]:
    undeclared = find_undeclared_variables(parsed) - set(values)
    for used in parsed.find_all(nodes.Name):
        if used.name in undeclared:
            yield used.name, used.lineno


def _line(error: BaseException) -> int:
    """Return the template's line that an error came from: Jinja gives it in the traceback."""
    trace: Any = error.__traceback__
    line = 1
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _fault(name: str, line: int, message: str, values: Iterable[str]) -> DeclarationError:
    return DeclarationError(
        f"{FOLDER}/{name}, line {line}: {message}",
        next_step=f"these values can stand in a notice: {', '.join(sorted(values))}",
    )
