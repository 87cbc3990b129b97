"""What commands say of a record that they just kept: for programs all of it, for people where it lies."""

from __future__ import annotations

import json
from pathlib import Path

import click
from pydantic import BaseModel


def say_record(schema: str, record: BaseModel, folder: Path, verify: str) -> None:
    """Print the record for programs, with its folder and the command that verifies it."""
    told = {
        "schema": schema,
        "record": record.model_dump(mode="json"),
        "evidence": str(folder),
        "verify": verify,
    }
    click.echo(json.dumps(told, indent=2))


def say_where(folder: Path, verify: str) -> None:
    """Print where a record lies, and the command that verifies it."""
    click.echo(f"evidence: {folder}")
    click.echo(f"verify:   {verify}")
