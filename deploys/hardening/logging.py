"""What a host keeps of what happened on it, and where a copy goes."""

from pyinfra import host
from pyinfra.operations import files, systemd

from deploys.control import held
from deploys.steps import loaded, rendered
from deploys.tidy import closed_logs


def hold() -> None:
    """Hold it."""
    _hold_journal()
    if name := held("rsyslog"):
        systemd.service(name=name, service="rsyslog", running=True, enabled=True)
    if name := held("log-files"):
        files.put(
            name="Logging: who comes in is recorded where only the group utmp reads (CIS 6.1.4.1)",
            src=rendered("tmpfiles.conf"),
            dest="/etc/tmpfiles.d/drplan-logs.conf",
            user="root",
            group="root",
            mode="644",
        )
        closed_logs(name=name)
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
    changes = [journal]
    if name := held("journal-main-file"):
        main = files.put(
            name=name,
            src=rendered("journald_main.conf"),
            dest="/etc/systemd/journald.conf",
            user="root",
            group="root",
            mode="644",
        )
        changes.append(main)
    loaded(
        name="Logging: the journal works with the settings on disk",
        unit="systemd-journald.service",
        paths=["/etc/systemd/journald.conf", "/etc/systemd/journald.conf.d/10-drplan.conf"],
        after=tuple(changes),
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
