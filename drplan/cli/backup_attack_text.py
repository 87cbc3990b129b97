"""What an attack on copies tried, and what came of it, for people."""

from __future__ import annotations

import click

from drplan.cli.show import table
from drplan.plan.attack import TITLES
from drplan.record.integrity import AttackRecord, CheckRecord


def say_attacks(record: CheckRecord) -> None:
    """Print what was tried on each repository, and what came of it."""
    rows = [
        (each.name, TITLES.get(one.what, one.what), one.came, one.verdict.outcome, one.said)
        for each in record.repositories
        for one in (each.attack.attempts if each.attack else ())
    ]
    table(("repository", "tried", "came of it", "verdict", "said"), rows)
    for each in record.repositories:
        click.echo(f"{each.name}: {'; '.join((each.verdict.outcome, *each.verdict.because))}")
        if each.attack:
            click.echo(f"{each.name}: {left_behind(each.attack)}")


def left_behind(attack: AttackRecord) -> str:
    """Say what stays of a scratch prefix, and until when."""
    if not attack.left:
        return f"nothing is left of {attack.scratch}"
    until = f"{attack.until:%Y-%m-%d %H:%M} UTC" if attack.until else "a time this credential may not see"
    if attack.promise != "locked":
        return f"{attack.left} small files stay below {attack.scratch}: whoever may delete there removes them"
    return f"{attack.left} small versions stay below {attack.scratch}, hidden, and locked until {until}"
