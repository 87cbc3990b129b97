"""A noun with its verbs: loaded when they are used, so that one does not wait for what the others need."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import click
from typing_extensions import override

_WHOLE = 1000  # letters of a sentence: more than any has


class Verbs(click.Group):
    """A group that knows by ``verbs`` where each further verb is: ``module:name`` below ``drplan.cli``."""

    def __init__(self, *words: Any, verbs: Mapping[str, str] | None = None, **told: Any) -> None:
        super().__init__(*words, **told)
        self._verbs = verbs or {}

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*self.commands, *self._verbs})

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._verbs:
            return super().get_command(ctx, cmd_name)
        module, _, name = self._verbs[cmd_name].partition(":")
        found: click.Command = getattr(importlib.import_module(f"drplan.cli.{module}"), name)
        return found

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Say each verb's whole first sentence, on as many lines as that takes; click would cut it off."""
        verbs = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        rows = [(name, verb.get_short_help_str(_WHOLE)) for name, verb in verbs if verb is not None]
        with formatter.section("Commands"):
            formatter.write_dl(rows)
