"""Bringing back what an Amazon account holds beside its buckets: by drplan, beside what is there."""

from __future__ import annotations

from drplan.declare import DynamoTable, RdsInstance, SecretNames
from drplan.explain.content import Step


def in_account(source: DynamoTable | RdsInstance | SecretNames, data_set: str, folder: str) -> Step:
    """Return the step for a data set; ``folder`` is where its copy was restored, for names of secrets."""
    if isinstance(source, SecretNames):
        return _secrets(source, data_set, folder)
    return _beside_production(source, data_set)


def _beside_production(source: DynamoTable | RdsInstance, data_set: str) -> Step:
    """Return the step that brings a table or an instance back under its own name once that is free."""
    verb, name = ("table", source.table) if isinstance(source, DynamoTable) else ("instance", source.instance)
    return Step(
        what=f"Bring {verb} {name} of account {source.account} back, under its own name where that is free. "
        "Where a damaged one still has the name, give another, and lead the programs that use it there.",
        commands=(f"drplan restore {verb} {data_set} --as {name}",),
        expect='Its last lines begin with "pass" and name what no restore brings, as alarms and scaling.',
        otherwise='"fail" names what differs: lead nothing to it, and restore again with --before and a day. '
        '"is there already": choose another name. The backup is gone from AWS: ask for an older one.',
    )


def _secrets(source: SecretNames, data_set: str, folder: str) -> Step:
    """Return the step for secrets, whose values no copy holds."""
    return Step(
        what=f"Take back the deletion of secrets that begin with {source.prefix}, as far as AWS still holds "
        f"them; {folder} now lists all that there were. Values are in no copy: what is gone is made anew, by "
        "whoever runs the program that uses it.",
        commands=(f"drplan restore secrets {data_set}",),
        expect='Its last line begins with "pass", or names each secret that is gone for good.',
        otherwise="AWS denied it: use the account's emergency administrator.",
    )
