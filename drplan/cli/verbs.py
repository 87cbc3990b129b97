"""A noun whose verbs are loaded when they are used: one verb does not wait for what the others need."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import click
from typing_extensions import override


class Verbs(click.Group):
    """A group that knows by ``verbs`` where each further verb is: ``module:name`` below ``drplan.cli``."""

    def __init__(self, *words: Any, verbs: Mapping[str, str], **told: Any) -> None:
        super().__init__(*words, **told)
        self._verbs = verbs

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
