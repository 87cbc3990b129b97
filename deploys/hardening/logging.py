"""What a host keeps of what happened on it, and where a copy goes."""

from pyinfra import host
from pyinfra.operations import files, systemd

from deploys.control import held
from deploys.steps import loaded, rendered


def hold() -> None:
    """Hold it."""
    _hold_journal()
    if name := held("rsyslog"):
        systemd.service(name=name, service="rsyslog", running=True, enabled=True)
    target = host.data.get("log_target")
    if name := held("log-remote", not_here=None if target else "the site declares no log server"):
        _hold_remote(name, target)


def _hold_journal() -> None:
    if not (name := held("journal")):
        return
    journal = files.put(
        name=name,
        src=rendered("journald.conf"),
        dest="/etc/systemd/journald.conf.d/10-drplan.conf",
        user="root",
        group="root",
        mode="644",
        create_remote_dir=True,
    )
    loaded(
        name="Logging: the journal works with the settings on disk",
        unit="systemd-journald.service",
        paths=["/etc/systemd/journald.conf.d/10-drplan.conf"],
        after=(journal,),
        how="restart",
    )


def _hold_remote(name: str, target: str) -> None:
    remote = files.put(
        name=name,
        src=rendered("rsyslog.conf", target=target),
        dest="/etc/rsyslog.d/60-drplan-remote.conf",
        user="root",
        group="root",
        mode="644",
    )
    loaded(
        name="Logging: rsyslog works with the target on disk",
        unit="rsyslog.service",
        paths=["/etc/rsyslog.d/60-drplan-remote.conf"],
        after=(remote,),
        how="restart",
    )
