"""The one place that builds template environments: sandboxed, strict, and with every text escaped.

A district overrides templates by name, one block at a time: its ``page.html.j2`` begins with
``{% extends "drplan/page.html.j2" %}``. What it does not override is shipped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, FunctionLoader, PackageLoader, PrefixLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from drplan.errors import DrplanError
from drplan.explain.shown import drawn, fenced, hashes, led, reached, shown_cell, shown_text
from drplan.explain.template_check import check_names, check_texts
from drplan.explain.template_fault import in_words
from drplan.explain.where import href
from drplan.spelled import JOINERS, spelled

_OWN_ALONE = ("pack_", "page.css", "search.js", "runbook.typ", "drplan.typ")


@cache
def template_names() -> frozenset[str]:
    """Return the names of the templates that a district may override."""
    shipped = files("drplan.explain").joinpath("templates").iterdir()
    return frozenset(each.name for each in shipped if not each.name.startswith(_OWN_ALONE))


@dataclass(frozen=True, eq=False)
class Templates:
    """A district's own templates: file name to text; with none, the shipped ones are used.

    Names are those of the shipped templates (:func:`template_names`). Raises ``DeclarationError``, which
    names template and line, for a name or a block that no template has and for a syntax error.
    """

    texts: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_names(self.texts, template_names())
        for ending, environment in ((".html.j2", self.html), (".md.j2", self.markdown)):
            own = {name: text for name, text in self.texts.items() if name.endswith(ending)}
            check_texts(own, environment)

    @property
    def typst(self) -> str | None:
        """The district's own parts of the printed page, ``None`` without any."""
        return self.texts.get("district.typ")

    @cached_property
    def html(self) -> ImmutableSandboxedEnvironment:
        """What HTML is made with."""
        made = _environment(self.texts)
        made.filters.update(cell=shown_cell, drawn=drawn, href=href)
        return made

    @cached_property
    def markdown(self) -> ImmutableSandboxedEnvironment:
        """What Markdown is made with."""
        made = _environment(self.texts, finalize=shown_text)
        made.filters.update(fenced=fenced, href=led, hashes=hashes, reached=reached)
        return made

    def fill(self, environment: ImmutableSandboxedEnvironment, name: str, words: Mapping[str, object]) -> str:
        """Fill a template in; raises ``DeclarationError`` where one of the district's own cannot be."""
        try:
            return spelled(environment.get_template(name).render(words), keep=JOINERS)
        except DrplanError:
            raise
        except Exception as error:
            if not self.texts:
                raise
            raise in_words(error, self.texts) from error


def text_environment() -> ImmutableSandboxedEnvironment:
    """Return what plain texts are filled in with: nothing in them is markup, and nothing is escaped."""
    return ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)


def _environment(
    texts: Mapping[str, str], finalize: Callable[[Any], Any] | None = None
) -> ImmutableSandboxedEnvironment:
    shipped = PackageLoader("drplan.explain")
    loaders: list[BaseLoader] = [FunctionLoader(_own(texts)), PrefixLoader({"drplan": shipped}), shipped]
    made = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader(loaders),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
    )
    # Nothing that is declared may become markup, whatever a template says.
    del made.filters["safe"]
    made.tests["kind"] = lambda block, name: type(block).__name__ == name
    return made


def _own(texts: Mapping[str, str]) -> Callable[[str], tuple[str, str, None] | None]:
    def load(name: str) -> tuple[str, str, None] | None:
        # The file name is how a traceback, and with it a message, finds the template.
        return (texts[name], name, None) if name in texts else None

    return load


SHIPPED = Templates()
"""What drplan brings along, with nothing overridden."""
