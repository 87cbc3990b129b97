"""The optional parts of drplan: which distributions each brings (pyproject.toml), and what it is for.

A plain installation is small. What it lacks is said when it is needed, wherever that is: :func:`watch` turns
a failed import of such a distribution into an error of ours, which is an ``ImportError`` too, so that
libraries that get along without one go on doing so.
"""

from __future__ import annotations

import sys
from importlib.machinery import PathFinder
from typing import NamedTuple

from drplan.errors import ToolMissing


class Extra(NamedTuple):
    """One optional part: its distributions, the top-level modules they bring, and what it is for."""

    distributions: tuple[str, ...]
    modules: tuple[str, ...]
    purpose: str


EXTRAS = {
    "aws": Extra(("boto3",), ("boto3", "botocore"), "hold, back up and restore AWS accounts"),
    "network": Extra(
        ("netmiko", "hier-config"), ("netmiko", "hier_config"), "hold, back up and restore network gear"
    ),
    "notify": Extra(("apprise",), ("apprise",), "tell people by e-mail, chat and webhooks"),
    "pdf": Extra(("typst",), ("typst",), "make pages as PDF"),
    "postgres-engine": Extra(("psycopg",), ("psycopg",), "keep the journal of drills in PostgreSQL"),
    "word": Extra(("python-docx", "typst"), ("docx",), "make pages as Word files"),
}
"""By the name that stands in brackets: ``pip install 'drplan[aws]'``."""


class ExtraMissing(ToolMissing, ModuleNotFoundError):
    """The work needs an optional part that is not installed."""

    def __init__(self, extra: str) -> None:
        distributions, _, purpose = EXTRAS[extra]
        super().__init__(
            f"{' and '.join(distributions)} must be installed to {purpose}",
            next_step=f"pip install 'drplan[{extra}]'",
        )


def there(extra: str) -> bool:
    """Say whether all modules of a part can be imported; imports none."""
    return all(name in sys.modules or PathFinder.find_spec(name) for name in EXTRAS[extra].modules)


class _Watch:
    """Stands behind all finders of modules: what it is asked for, none of them found."""

    @staticmethod
    def find_spec(fullname: str, path: object = None, target: object = None) -> None:  # noqa: ARG004
        """Raise ``ExtraMissing`` for a module of an optional part."""
        for name, extra in EXTRAS.items():
            if fullname in extra.modules:
                raise ExtraMissing(name)


def watch() -> None:
    """Have imports of a part that is not installed raise ``ExtraMissing``, from now on in this process."""
    if _Watch not in sys.meta_path:
        sys.meta_path.append(_Watch)
