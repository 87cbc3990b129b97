"""What a runbook says of a probe: what it looks at, what a person types to look, and what that prints."""

from __future__ import annotations

import shlex

from drplan.declare import (
    CommandProbe,
    District,
    DnsProbe,
    FileProbe,
    HttpProbe,
    LdapProbe,
    ObjectProbe,
    PortProbe,
    Probe,
    RadiusProbe,
    Refused,
    RouteProbe,
    SqlProbe,
    VlanProbe,
)
from drplan.declare.lookup import account_named, server_named
from drplan.declare.probes import Question
from drplan.explain.commands import on_host
from drplan.explain.probe_device_words import device_commands, device_expectation, device_title
from drplan.explain.probe_lines import ask_server, fetch
from drplan.explain.probe_network_words import network_answer, network_title
from drplan.explain.words import without_password


def probe_commands(probe: Probe, district: District) -> tuple[str, ...]:
    """Build what a person types to see what ``probe`` sees; raises ``UsageError`` for an unknown name."""
    match probe:
        case HttpProbe():
            return (fetch(probe),)
        case ObjectProbe():
            region = account_named(district, probe.account).region
            copy = ["aws", "s3", "cp", f"s3://{probe.bucket}/{probe.key}", "-", "--region", region]
            return (shlex.join(copy),)
        case RouteProbe() | VlanProbe():
            return device_commands(probe, district)
        case Refused():
            return (*probe_commands(probe.beside, district), *probe_commands(probe.probe, district))
        case SqlProbe() | FileProbe() | CommandProbe():
            return (_on_host(probe, district),)
        case _:
            return (ask_server(probe, server_named(district, probe.server).address),)


def _on_host(probe: SqlProbe | FileProbe | CommandProbe, district: District) -> str:
    address = server_named(district, probe.server).address
    match probe:
        case SqlProbe():
            line = on_host(address, *_sql(probe))
            return line if probe.sha256 is None else f"{line} | sha256sum"
        case FileProbe():
            return on_host(address, "sudo", "grep", "-F", "-e", probe.contains, probe.path)
        case CommandProbe():
            return on_host(address, "sudo", *probe.argv)


def _sql(probe: SqlProbe) -> tuple[str, ...]:
    if probe.engine == "mariadb":
        return ("sudo", "mariadb", "-BN", "-D", probe.database, "-e", probe.query)
    return ("sudo", "-u", "postgres", "psql", "-At", "-d", probe.database, "-c", probe.query)


def probe_expectation(probe: Probe) -> str:
    """Say what the command of :func:`probe_commands` prints for a healthy service."""
    match probe:
        case SqlProbe():
            return _sql_answer(probe)
        case FileProbe() | HttpProbe():
            return _held(probe)
        case ObjectProbe() | CommandProbe():
            return f"What it prints holds: {probe.contains}"
        case RouteProbe() | VlanProbe():
            return device_expectation(probe)
        case Refused():
            let_in = f"The first is let in. {probe_expectation(probe.beside)}"
            refused = _turned_away(probe.probe, probe.says)
            return f"{let_in} {refused} If the first fails, the second shows nothing."
        case _:
            return network_answer(probe)


def _held(probe: FileProbe | HttpProbe) -> str:
    line = f"It prints a line that holds: {probe.contains}"
    if isinstance(probe, FileProbe) or probe.status == 200:  # noqa: PLR2004 -- what curl -f wants
        return line
    return f"{line}, and a last line with the status {probe.status}"


def _sql_answer(probe: SqlProbe) -> str:
    if probe.at_least is not None:
        return f"It prints {probe.at_least} or a higher number."
    return f"It prints exactly: {probe.expect or probe.sha256}"


def _turned_away(probe: Question, says: str | None) -> str:
    match probe:
        case CommandProbe():
            return f"The second fails, and prints: {says}"
        case RadiusProbe():
            return "The second prints Received Access-Reject."
        case HttpProbe():
            return "The second gets status 401 or 403."
        case LdapProbe():
            return "The second is refused, or finds nothing."
        case DnsProbe():
            return "The second prints no answer."
        case PortProbe():
            return "The second gets no connection."


def probe_title(probe: Probe) -> str:
    """Say what a probe looks at."""
    match probe:
        case SqlProbe() | FileProbe() | CommandProbe():
            return _title_on_host(probe)
        case HttpProbe():
            return f"Fetch {without_password(probe.url)}."
        case ObjectProbe():
            return f"Read {probe.key} in bucket {probe.bucket} of {probe.account}."
        case RouteProbe() | VlanProbe():
            return device_title(probe)
        case Refused():
            let_in, refused = probe_title(probe.beside), probe_title(probe.probe)
            return f"See who is let in: {let_in} See who is refused: {refused}"
        case _:
            return network_title(probe)


def _title_on_host(probe: SqlProbe | FileProbe | CommandProbe) -> str:
    match probe:
        case SqlProbe():
            return f"Ask database {probe.database} on {probe.server}."
        case FileProbe():
            return f"Read {probe.path} on {probe.server}."
        case CommandProbe():
            return f"Run {probe.argv[0]} on {probe.server}."
