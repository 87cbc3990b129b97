"""Reads foreign YAML: texts, lists and mappings only, no key twice, no aliases that swell."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

from drplan.adapters.imports.read import read_text, refuse
from drplan.adapters.imports.tally import Sealed
from drplan.declare.imported import shown

MOST_BYTES = 16 * 1024 * 1024
"""The largest YAML file that is read, in bytes: its parser is slow."""

MOST_NODES = 300_000
"""How many values a file may hold, those counted again that an alias stands for: some 20,000 hosts."""

MOST_DEEP = 100
"""How deep a file may nest."""

_AGAIN = "correct the file, and read it with its own tool first"
_FALLBACK = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_FALLBACK):  # type: ignore[misc, valid-type]
    """Safe, and it leaves every scalar the text that it is: ``no`` is a name, ``010`` a text."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Build one mapping; raises for a key that is given twice."""
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.tag != "tag:yaml.org,2002:merge":
                if key.value in seen:
                    raise yaml.MarkedYAMLError(
                        problem=f"{shown(key.value)!r} is given twice", problem_mark=key.start_mark
                    )
                seen.add(key.value)
        found: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        return found


_KEPT = ("tag:yaml.org,2002:null", "tag:yaml.org,2002:merge")
_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag in _KEPT]
    for letter, resolvers in _FALLBACK.yaml_implicit_resolvers.items()
}
_Loader.add_constructor("!vault", lambda _loader, _node: Sealed())
_Loader.add_constructor("!vault-encrypted", lambda _loader, _node: Sealed())
_Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))


def read_yaml(path: Path) -> Any:
    """Return a YAML file's one document, every scalar a text or ``None``; raises ``DeclarationError``."""
    text = read_text(path, MOST_BYTES)
    try:
        _refuse_swelling(path, text)
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - it is a SafeLoader
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark or error.context_mark
        said = " ".join(filter(None, (error.context, error.problem)))
        refuse(path, (mark.line if mark else 0) + 1, f"not YAML that can be read: {shown(said)}", _AGAIN)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        refuse(path, line, "holds a letter that YAML forbids", _AGAIN)
    except RecursionError:
        refuse(path, 1, "is nested too deeply", _AGAIN)
    except (yaml.YAMLError, ValueError, TypeError):
        # What Python says of such a value quotes it, and it may be a secret.
        refuse(path, 1, "holds a value that does not fit its tag", _AGAIN)


class _Sizes:
    """Counts the nodes below each anchor, with what its aliases stand for, while events go by."""

    def __init__(self) -> None:
        self.open: list[tuple[str | None, int]] = []
        self.anchored: dict[str, int] = {}
        self.nodes = 0

    def begin(self, anchor: str | None) -> None:
        if anchor:
            self.anchored.pop(anchor, None)
        self.open.append((anchor, self.nodes))
        self.nodes += 1

    def end(self) -> None:
        anchor, before = self.open.pop()
        if anchor:
            self.anchored[anchor] = self.nodes - before

    def repeat(self, anchor: str) -> None:
        self.nodes += self.anchored[anchor]


def _refuse_swelling(path: Path, text: str) -> None:
    """Refuse what nests too deep, holds itself, or stands for far more than it says."""
    sizes = _Sizes()
    for event in yaml.parse(text, Loader=_FALLBACK):
        mark: Any = event.start_mark
        line = mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in sizes.anchored:
                refuse(
                    path, line, f"*{shown(str(event.anchor))} is not declared before it is used here", _AGAIN
                )
            sizes.repeat(event.anchor)
        elif isinstance(event, yaml.CollectionStartEvent):
            sizes.begin(event.anchor)
        elif isinstance(event, yaml.CollectionEndEvent):
            sizes.end()
        elif isinstance(event, yaml.ScalarEvent):
            sizes.begin(event.anchor)
            sizes.end()
        if len(sizes.open) > MOST_DEEP:
            refuse(path, line, f"is nested deeper than {MOST_DEEP} levels", _AGAIN)
        if sizes.nodes > MOST_NODES:
            refuse(path, line, f"stands for more than {MOST_NODES} values", "import one site at a time")
