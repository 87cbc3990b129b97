"""What servers are held to: ``docs/baselines.md``, made from the controls themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

_HEAD = """# What servers are held to

Each baseline is a file of `deploys/`. Each control below is one thing it holds, named in every plan and
apply. A server declares its `baselines` and its `level`: `essential`, or `strict`, which holds both. A
control that a server cannot live with is set aside by a `ControlException`: a reason, the role that bears it,
a last day. From the day after, it is held again. A control that cannot hold on a machine (a container shares
its kernel) is reported as not applicable with the reason, never as held.

The controls are data: `deploys/controls/BASELINE.toml`, a table a control with `does`, `level` and the
standards it serves: `cis` (CIS Debian Linux 12 Benchmark 1.1.0), `nist` (SP 800-53 Rev. 5), `anssi` (BP-028),
`disa` (General Purpose Operating System SRG). This page is made by
`drplan deploy controls --format markdown > docs/baselines.md`.

## Level strict, day by day

- **SSH clients** need a post-quantum key exchange: OpenSSH 8.5 (2021), PuTTY 0.78, and drplan itself have
  one. At most three keys may be tried: an agent that holds more needs `IdentitiesOnly yes`. Nothing is
  forwarded, so no strict server can be a jump host; where one must be, or a vendor's tool is older, the
  server needs an exception from `ssh-strict` or `ssh-post-quantum`.
- **`/etc/ssh/sshd_config`** is written whole, port included. Settings of your own go into
  `/etc/ssh/sshd_config.d`.
- **Passwords**: accounts that exist are not made to expire. Four wrong passwords close an account's
  password logins for a quarter of an hour; keys still open it, and `faillock --user NAME --reset` ends
  it. PAM is composed by `pam-auth-update`, beside sssd, winbind or LDAP; where `/etc/pam.d` was changed
  by hand the control is an error.
- **`/tmp`** becomes a file system in memory with the next boot. It, `/var/tmp`, `/dev/shm`, `/boot` and
  `/var/log` run nothing.
- **Updates** that need it restart the server at `reboot_at` (04:00 if none is declared). Servers that
  stand in for each other need different times.
- **Integrity**: AIDE compares programs and settings every day at 05:00. Any difference makes the unit
  `aidecheck` fail; the journal, and so the log server, says which. A deploy that changed something ends
  by starting `aideaccept`: it compares, reports what differs, and takes the state over, in the background
  (10 s for a small server). A deploy that changes nothing takes nothing over. What was changed between
  the last check and a deploy is thus reported by the deploy, not by the check: read it.
- **An exception** leaves what was applied before where it is; it is no longer held. Take it back by hand
  where it is in the way.
- **In a container**, the kernel, its modules, auditd, process accounting and the clock are the machine's
  below: these controls are reported as not applicable. The audit rules are held, but no machine of ours
  has loaded them.
"""

_COLUMNS = ("id", "does", "level", "cis", "nist", "anssi", "disa")

_TITLES = ("control", "holds", "level", "CIS", "NIST", "ANSSI", "DISA")


def baselines_page(controls: Iterable[Mapping[str, str]]) -> str:
    """Write controls, each with ``baseline`` and the seven columns' values, as Markdown by baseline."""
    grouped = groupby(sorted(controls, key=lambda each: each["baseline"]), key=lambda each: each["baseline"])
    return _HEAD + "".join(_section(baseline, list(rows)) for baseline, rows in grouped)


def _section(baseline: str, rows: Iterable[Mapping[str, str]]) -> str:
    head = f"\n## {baseline}\n\n| {' | '.join(_TITLES)} |\n|{'---|' * len(_TITLES)}\n"
    return head + "".join(f"| `{row['id']}` | {_cells(row)} |\n" for row in rows)


def _cells(row: Mapping[str, str]) -> str:
    return " | ".join(row[column].replace("|", "\\|") for column in _COLUMNS[1:])
