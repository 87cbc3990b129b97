"""Whether a district's templates can be used at all: their names, their syntax, the blocks they override."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches

from jinja2 import Environment, TemplateNotFound, TemplateSyntaxError, nodes

from drplan.errors import DeclarationError
from drplan.explain.template_fault import at_line, of_syntax

_SHIPPED = "drplan/"


def check_names(names: Collection[str], known: Collection[str]) -> None:
    """Refuse a template that nothing asks for; raises ``DeclarationError``."""
    for name in sorted(names):
        if name not in known:
            near = get_close_matches(name, sorted(known), n=1) or sorted(known)
            raise DeclarationError(
                f"template {name}: no page asks for a template of this name",
                next_step=f"name it as one of: {', '.join(near)}; or take it away",
            )


def check_texts(texts: Mapping[str, str], environment: Environment) -> None:
    """Refuse what cannot be compiled or overrides nothing; raises ``DeclarationError``."""
    for name in sorted(texts):
        try:
            tree = environment.parse(texts[name], name, name)
            environment.get_template(name)
        except TemplateSyntaxError as error:
            raise of_syntax(error) from error
        _keeps_escaping(name, tree)
        _overrides_something(name, tree, environment)


def _keeps_escaping(name: str, tree: nodes.Template) -> None:
    for found in tree.find_all(nodes.ScopedEvalContextModifier):
        raise at_line(name, found.lineno, "escaping is switched", "take the autoescape tag away")


def _overrides_something(name: str, tree: nodes.Template, environment: Environment) -> None:
    parent = tree.find(nodes.Extends)
    if parent is None:
        return
    _stands_in_blocks(name, tree)
    known = _blocks_above(name, parent, environment)
    for block in _outermost(tree):
        if block.name not in known:
            near = get_close_matches(block.name, sorted(known), n=3) or sorted(known)
            message = f"no block {block.name!r} in what it extends"
            raise at_line(name, block.lineno, message, f"override one of: {', '.join(near)}")


def _stands_in_blocks(name: str, tree: nodes.Template) -> None:
    """Refuse text that Jinja would leave out without a word: beside blocks, in a template that extends."""
    outputs = (each for each in tree.body if isinstance(each, nodes.Output))
    for each in (part for output in outputs for part in output.nodes):
        text = each.data if isinstance(each, nodes.TemplateData) else "expression"
        if text.strip():
            line = each.lineno + text[: len(text) - len(text.lstrip())].count("\n")
            message = "this stands in no block, and would not be shown"
            raise at_line(name, line, message, "put it into one of the blocks")


def _blocks_above(name: str, extends: nodes.Extends, environment: Environment) -> frozenset[str]:
    """Return the names of all blocks of what a template extends, and of what that extends."""
    known: frozenset[str] = frozenset()
    met, line, step = {name}, extends.lineno, f'write {{% extends "{_SHIPPED}{name}" %}}'
    parent: nodes.Extends | None = extends
    while parent is not None:
        above = parent.template.value if isinstance(parent.template, nodes.Const) else None
        if not isinstance(above, str) or above in met:
            raise at_line(name, line, "it extends itself, or what cannot be known", step)
        met.add(above)
        tree = _tree(name, line, above, environment)
        known |= {block.name for block in tree.find_all(nodes.Block)}
        parent = tree.find(nodes.Extends)
    return known


def _tree(name: str, line: int, above: str, environment: Environment) -> nodes.Template:
    if environment.loader is None:
        raise TypeError("an environment without a loader")
    try:
        return environment.parse(environment.loader.get_source(environment, above)[0], above)
    except TemplateNotFound as error:
        step = f'extend "{_SHIPPED}{name}"'
        raise at_line(name, line, f"there is no template {above!r} to extend", step) from error
    except TemplateSyntaxError as error:
        raise of_syntax(error) from error


def _outermost(node: nodes.Node) -> Iterator[nodes.Block]:
    """Return a template's blocks but those inside its other blocks: these may be new."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Block):
            yield child
        else:
            yield from _outermost(child)
