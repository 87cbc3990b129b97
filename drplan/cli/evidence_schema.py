"""``drplan evidence schema``: the published form of records."""

from __future__ import annotations

import json

import click

from drplan.record.schema import KINDS, record_schema, schema_id


@click.command("schema")
@click.argument("noun", type=click.Choice(list(KINDS)), required=False)
def schema_command(*, noun: str | None) -> None:
    """Print the JSON Schema (draft 2020-12) of a kind of record; without one, which kinds there are.

    Exit codes: 0 printed.
    """
    if noun is None:
        for each, kind in KINDS.items():
            click.echo(f"{each}  {schema_id(kind)}")
        return
    click.echo(json.dumps(record_schema(KINDS[noun]), indent=2, ensure_ascii=False))
