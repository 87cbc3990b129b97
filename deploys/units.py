"""systemd's own files: what it is told again only when one of them changed."""

from __future__ import annotations

from shlex import join

from pyinfra import host, logger
from pyinfra.api import FactBase, operation
from pyinfra.api.operation import OperationMeta
from pyinfra.operations import files

from deploys.steps import DIFFERS, Steps, rendered


class Outdated(FactBase[list[str]]):
    """Those units whose files changed since systemd read them."""

    default = list

    def command(self, units: list[str]) -> str:
        """Ask for all of them at once."""
        return f"systemctl show --property=Id,NeedDaemonReload {join(units)}"

    def process(self, output: list[str]) -> list[str]:
        """Return their names."""
        pairs = dict.fromkeys(" ".join(output).split("Id=")[1:])
        return [pair.split()[0] for pair in pairs if "NeedDaemonReload=yes" in pair]


def unit_file(name: str, unit: str, **values: object) -> OperationMeta:
    """Put a unit of ours, rendered from ``deploys/files``, where an administrator's units lie."""
    return files.put(
        name=name,
        src=rendered(unit, **values),
        dest=f"/etc/systemd/system/{unit}",
        user="root",
        group="root",
        mode="644",
    )


def drop_in(name: str, unit: str, src: str, **values: object) -> OperationMeta:
    """Put a file of ours beside a package's unit, whose own lines it adds to or takes back."""
    return files.put(
        name=name,
        src=rendered(src, **values),
        dest=f"/etc/systemd/system/{unit}.d/10-drplan.conf",
        user="root",
        group="root",
        mode="644",
        create_remote_dir=True,
    )


@operation()
def units_read(units: list[str], after: tuple[OperationMeta, ...]) -> Steps:
    """See that systemd works with the units on disk."""
    outdated = host.get_fact(Outdated, units=units)
    pending = any(op.did_change() if op.is_complete() else op.will_change for op in after)
    if outdated:
        logger.info(DIFFERS, f"systemd has not read {' '.join(outdated)} since it changed")
    if outdated or pending:
        yield "systemctl daemon-reload"
