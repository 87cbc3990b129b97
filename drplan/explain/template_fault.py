"""What went wrong in a district's template, in words: which template, which line, what to do."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from types import TracebackType

from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError

from drplan.errors import DeclarationError

_MENTION = "see the named line; docs/pages.md has every block and the values that stand in it"


def at_line(name: str, line: int, message: str, next_step: str) -> DeclarationError:
    """Return the error that names template and line."""
    return DeclarationError(f"template {name}, line {line}: {message}", next_step=next_step)


def of_syntax(error: TemplateSyntaxError) -> DeclarationError:
    """Say what cannot be read in a template."""
    said = (error.message or "it cannot be read").rstrip(".")
    return at_line(error.name or "unnamed", error.lineno, said, "write that line as Jinja asks for it")


def in_words(error: Exception, own: Collection[str]) -> DeclarationError:
    """Say what went wrong while templates were filled in, some of which are the district's ``own``."""
    if isinstance(error, TemplateSyntaxError):
        return of_syntax(error)
    places = list(_places(error.__traceback__))
    name, line = next((place for place in reversed(places) if place[0] in own), ("unknown", 0))
    return at_line(name, line, _said(error), _MENTION)


def _said(error: Exception) -> str:
    if isinstance(error, TemplateNotFound):
        return f"there is no template {error.name!r}"
    if isinstance(error, UndefinedError | SecurityError):
        return str(error)
    return f"{type(error).__name__}: {error}"


def _places(trace: TracebackType | None) -> Iterator[tuple[str, int]]:
    """Return where an error came by, outermost first; Jinja gives template names and their lines."""
    while trace is not None:
        yield trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next
